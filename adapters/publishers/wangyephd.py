"""wangyephd: reading notes in Chinese on image, video and 3D generation, kept in Dendron."""

import re
from collections.abc import Sequence

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

NAME = "wangyephd"

TAGS = re.compile(r"\s*(?:#[^\s#,，、;；]++[\s,，、;；]*+)+$")
TAG = re.compile(r"#([^\s#,，、;；]+)")
ADDRESS = re.compile(r"(?:[-*]\s+)?(?:[^\s:：]{1,20}[:：]\s*)?(?:\[[^\[\]]*\]\()?<?https?://[^\s<>()]+>?\)?$")
AUTHORS = re.compile(r"\**(?:Authors?|作者)\**\s*[:：]\s*\**(.*)")
NAME_SEPARATOR = re.compile(r"\s*[;；,，、]\s*")
SUMMARY_LABEL = re.compile(r"^\s*\**(?:Summary|Abstract|摘要)\**\s*[:：]\s*\**\s*")
TOP_BULLET = re.compile(r"[-*+] ")
ESSENCE = re.compile(r"[-*+] +\**(?:研究)?(?:背景|方法)\**\s*[:：]")
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)$")


def parse(text: str, ref: Ref) -> Issue:
    """Read a note; an empty one is an issue without entries."""
    lines = md.lines_of(text)
    front = md.front_matter(lines)
    if front is None or not {"id", "title"} <= front.values.keys():
        raise ParseError("no front matter with id and title: this is not a Dendron note", file=ref.key, line=1)
    starts = [at for at in range(front.end, len(lines)) if lines[at].startswith("## ")]
    first = starts[0] if starts else len(lines)
    papers = [section for section in md.sections(lines, starts) if section.title]
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=md.date_in(front.first("title")) or md.date_of_file(ref.key),
        title=md.title_of(front.first("title")) or None,
        url=ref.url,
        language=ADAPTER.language,
        entries=tuple(_entry(section, ref) for section in papers),
        unread=tuple(at + 1 for at in range(front.end, first) if lines[at]),
    )


def _entry(section: md.Section, ref: Ref) -> Entry:
    tag_lines = [line for line in section.lines if line.lstrip().startswith("#") and TAGS.match(line)]
    addresses = [line for line in section.lines if "://" in line and ADDRESS.match(line)]
    authors = next(filter(None, map(AUTHORS.match, section.lines)), None)
    title, address = md.link_in(section.title) or (section.title, "")
    arxiv = md.find_arxiv("\n".join([address, *addresses]))
    facts = {*tag_lines, *addresses, *([authors.string] if authors else [])}
    said = [line for line in section.lines if line not in facts and not PICTURE.match(line)]
    return Entry(
        title=md.title_of(title),
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        authors=tuple(filter(None, map(md.title_of, NAME_SEPARATOR.split(authors[1])))) if authors else (),
        tags=tuple(dict.fromkeys(filter(None, (md.title_of(tag) for line in tag_lines for tag in TAG.findall(line))))),
        media_url=md.first_media(section.lines, ref.url),
        links=md.entry_links(arxiv, "\n".join(section.lines)),
        summaries=md.by_language(md.readable(_essence(said))),
        line=section.line,
    )


def _essence(lines: Sequence[str]) -> list[str]:
    """The bullets on background and method where there are such, else everything."""
    kept, wanted = [], False
    for line in lines:
        if TOP_BULLET.match(line):
            wanted = bool(ESSENCE.match(line))
        if wanted:
            kept.append(line)
    return kept or [SUMMARY_LABEL.sub("", line, count=1) for line in lines]


ADAPTER = Adapter(
    name=NAME,
    homepage="https://github.com/wangyePHD/PKM_WY",
    example="https://github.com/wangyePHD/PKM_WY/blob/main/notes/02_Projects.01_Arxiv.20231204.md",
    language="zh",
    parse=parse,
    marks=(
        re.compile(r"^id: [a-z0-9]{15,40}\s*$", re.MULTILINE),
        re.compile(r"^title: ['\"]?20\d\d", re.MULTILINE),
        re.compile(r"^updated: \d{13}\s*$", re.MULTILINE),
        re.compile(r"^created: \d{13}\s*$", re.MULTILINE),
    ),
    needs=3,
)
