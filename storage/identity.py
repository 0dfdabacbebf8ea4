"""Which paper an entry belongs to: a pure function of the set of entries, so no order of reading can change it.

The rules and their reasons are in docs/decisions.md, "Identity".
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters import text
from adapters.model import Entry

_ARXIV = "arxiv:"  # how keys made of an arXiv id begin
_KEY_LIMIT = 200  # characters; an index of PostgreSQL takes 2,704 bytes
_OLD_STYLE = re.compile(r"[^/]+/(\d\d)(\d\d)")
_NEW_STYLE = re.compile(r"(\d\d)(\d\d)\.")
_FIRST_YEAR = 91  # arXiv began in 1991: a smaller year of an old-style id is of this century


@dataclass(frozen=True, slots=True)
class Marks:
    """What an entry is recognised by: `title_key` and `doi_key` as the functions below make them."""

    title_key: str
    arxiv_id: str | None = None
    doi_key: str | None = None


def marks(entry: Entry) -> Marks:
    """The marks of an entry."""
    return Marks(title_key(entry.title), entry.arxiv_id or None, doi_key(entry.doi) if entry.doi else None)


def title_key(title: str) -> str:
    """What titles are compared by: letters and digits, at most 200 of them (the rest as a hash)."""
    return _short(text.title_key(title))


def doi_key(doi: str) -> str:
    """What DOIs are compared by: they ignore case."""
    return _short(doi.casefold())


def assign(entries: Sequence[Marks]) -> list[str]:
    """The key of the paper that each entry belongs to: `arxiv:ID`, `doi:DOI` or `title:KEY`.

    Right for entries that share no title and no DOI with any entry left out.
    """
    evidence = _Evidence(entries)
    return [evidence.key(entry) for entry in entries]


def seniority(key: str) -> tuple[int, tuple[int, int, str]]:
    """Sorts keys: arXiv ids first, the oldest first; then DOIs, then titles."""
    kind, _, value = key.partition(":")
    if kind == "arxiv":
        return (0, age(value))
    return (1 if kind == "doi" else 2, (0, 0, value))


def age(arxiv_id: str) -> tuple[int, int, str]:
    """Sorts arXiv ids by the year and month they were given in, old style (`cs/0501001`) and new (`2401.00001`)."""
    if found := _OLD_STYLE.match(arxiv_id):
        year = int(found[1])
        return (1900 + year if year >= _FIRST_YEAR else 2000 + year, int(found[2]), arxiv_id)
    if found := _NEW_STYLE.match(arxiv_id):
        return (2000 + int(found[1]), int(found[2]), arxiv_id)
    return (9999, 0, arxiv_id)


class _Evidence:
    """What a set of entries says of titles, DOIs and arXiv ids together."""

    def __init__(self, entries: Iterable[Marks]) -> None:
        self._ids_of_title: dict[str, set[str]] = defaultdict(set)
        self._ids_of_doi: dict[str, set[str]] = defaultdict(set)
        self._dois_of_title: dict[str, set[str]] = defaultdict(set)
        self._titles_of_doi: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            self._learn(entry)

    def _learn(self, entry: Marks) -> None:
        if entry.arxiv_id:
            self._ids_of_title[entry.title_key].add(entry.arxiv_id)
        if entry.doi_key:
            self._dois_of_title[entry.title_key].add(entry.doi_key)
            self._titles_of_doi[entry.doi_key].add(entry.title_key)
        if entry.arxiv_id and entry.doi_key:
            self._ids_of_doi[entry.doi_key].add(entry.arxiv_id)

    def key(self, entry: Marks) -> str:
        if entry.arxiv_id:
            return f"{_ARXIV}{entry.arxiv_id}"
        if entry.doi_key:
            return self._key_of_doi(entry.doi_key)
        return self._key_of_title(entry.title_key)

    def _key_of_doi(self, doi: str) -> str:
        ids = self._ids_of_doi.get(doi) or {
            arxiv_id for title in self._titles_of_doi[doi] for arxiv_id in self._ids_of_title.get(title, ())
        }
        return f"{_ARXIV}{min(ids, key=age)}" if ids else f"doi:{doi}"

    def _key_of_title(self, title: str) -> str:
        if ids := self._ids_of_title.get(title):
            return f"{_ARXIV}{min(ids, key=age)}"
        if dois := self._dois_of_title.get(title):
            return self._key_of_doi(min(dois))
        return f"title:{title}"


def arxiv_id_of(key: str) -> str | None:
    """The arXiv id that a key is made of, if it is."""
    return key.removeprefix(_ARXIV) if key.startswith(_ARXIV) else None


def _short(key: str) -> str:
    if len(key) <= _KEY_LIMIT:
        return key
    return key[: _KEY_LIMIT - 32] + hashlib.sha256(key.encode()).hexdigest()[:32]
