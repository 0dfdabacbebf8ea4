"""Papers as BibTeX. Pure."""

import itertools
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from adapters.adapter import Adapter
from adapters.model import Entry
from bot.authors import in_order
from storage.model import Paper

# What TeX reads as something else. https://www.ctan.org/pkg/bibtex
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "{}%&#_$"},
}
_WORD = re.compile(r"[a-z0-9]+")
_SMALL = {"a", "an", "the", "on", "of", "for", "in", "to", "with", "and", "from", "by", "towards", "is", "are"}
_NEW_STYLE = re.compile(r"(\d\d)\d\d\.\d+")
_OLD_STYLE = re.compile(r".+/(\d\d)\d+")
_FIRST_OF_OLD = 91  # arXiv began in 1991


def write(papers: Iterable[Paper], adapters: Mapping[str, Adapter]) -> str:
    """The entries of papers, in their order. Authors stand only where an adapter declares that theirs are in order."""
    taken: set[str] = set()
    return "\n".join(_entry(paper, adapters, taken) for paper in papers)


def _entry(paper: Paper, adapters: Mapping[str, Adapter], taken: set[str]) -> str:
    said = [stored.entry for stored in paper.entries]
    authors = in_order(paper, adapters)
    year = _year(paper.arxiv_id)
    fields = {
        "title": f"{{{_escaped(paper.title)}}}",
        "author": " and ".join(map(_escaped, authors)),
        "year": year,
        "eprint": paper.arxiv_id or "",
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
        "primaryclass": next((entry.categories[0] for entry in said if entry.categories), "") if paper.arxiv_id else "",
        "doi": _escaped(paper.doi or ""),
        "url": _url(paper, said),
    }
    key = _free(_key(paper, authors, year), taken)
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _year(arxiv_id: str | None) -> str:
    """When the paper came to arXiv; an issue's date does not tell when a paper is from."""
    match = _NEW_STYLE.fullmatch(arxiv_id or "") or _OLD_STYLE.fullmatch(arxiv_id or "")
    if match is None:
        return ""
    return f"{'19' if int(match[1]) >= _FIRST_OF_OLD else '20'}{match[1]}"


def _url(paper: Paper, said: Iterable[Entry]) -> str:
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{paper.arxiv_id}"
    return next((entry.links["abs"] for entry in said if "abs" in entry.links), "").translate({123: None, 125: None})


def _key(paper: Paper, authors: Iterable[str], year: str) -> str:
    """First author, year and first word of the title; else the paper's identity, which needs no author."""
    surname = next(iter(authors), "").split()[-1:]
    words = (word for word in _WORD.findall(_plain(paper.title)) if word not in _SMALL)
    if surname and (name := "".join(_WORD.findall(_plain(surname[0])))):
        return f"{name}{year}{next(words, '')}"
    return "".join(_WORD.findall(_plain(paper.key)))[:40] or f"paper{paper.id}"


def _free(key: str, taken: set[str]) -> str:
    """The key, with a letter behind it if another paper has it."""
    found = next(name for name in _with_letters(key) if name not in taken)
    taken.add(found)
    return found


def _with_letters(key: str) -> Iterator[str]:
    yield key
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            yield f"{key}{''.join(letters)}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
