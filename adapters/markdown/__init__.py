"""Markdown as digests write it, shared by all publishers: pure, linear in the text, no format's own.

Publishers import this package as a whole; its modules are split by noun.
"""

from adapters.markdown.lines import (
    FrontMatter,
    Section,
    date_in,
    date_of_file,
    front_matter,
    heading_text,
    lines_of,
    sections,
    squeeze,
)
from adapters.markdown.links import NO_ID, ArxivId, entry_links, find_arxiv, first_media, link_in
from adapters.markdown.people import names_in
from adapters.markdown.plain import LINK, by_language, readable, split_list, title_of, unmarked

__all__ = [
    "LINK",
    "NO_ID",
    "ArxivId",
    "FrontMatter",
    "Section",
    "by_language",
    "date_in",
    "date_of_file",
    "entry_links",
    "find_arxiv",
    "first_media",
    "front_matter",
    "heading_text",
    "lines_of",
    "link_in",
    "names_in",
    "readable",
    "sections",
    "split_list",
    "squeeze",
    "title_of",
    "unmarked",
]
