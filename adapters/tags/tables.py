"""Reads the two data files of the vocabulary: tab-separated, one row a line, `#` begins a comment line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.tags.concept import LANGUAGES, MENTIONS, Concept, Kind, Synonym
from adapters.tags.errors import VocabularyError
from adapters.tags.spelling import key, spell

_VOCABULARY_COLUMNS = ("slug", "broader", *LANGUAGES, "mentions", "formerly")
_SYNONYM_COLUMNS = ("slug", "kind", "synonym")
_CASED = {Kind.CASE, Kind.CASE_TITLE_OR_TAG}


@dataclass(frozen=True, slots=True)
class Table:
    """A data file's text with the name that its errors are to carry."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    line: int
    cells: tuple[str, ...]

    def error(self, reason: str) -> VocabularyError:
        return VocabularyError(reason, file=self.table, line=self.line)


def read_concepts(vocabulary: Table, synonyms: Table) -> dict[str, Concept]:
    """Return the concepts by slug, in the file's order; raises VocabularyError at the first line that is wrong."""
    rows = {row.cells[0]: row for row in _concept_rows(vocabulary)}
    meant = _read_synonyms(synonyms, rows)
    return {slug: _concept(row, rows, tuple(meant[slug])) for slug, row in rows.items()}


def _concept(row: _Row, known: Mapping[str, _Row], synonyms: tuple[Synonym, ...]) -> Concept:
    slug, broader, *names, mentions, formerly = row.cells
    above = tuple(filter(None, broader.split(",")))
    for unknown in (name for name in above if name not in known):
        raise row.error(f"{slug} lies under {unknown!r}, which is no slug of this file")
    if slug in _above(slug, known):
        raise row.error(f"{slug} lies under itself")
    if mentions not in ("", "1", "2", "3"):
        raise row.error(f"{slug} has {mentions!r} mentions, which are 1, 2 or 3, or nothing for {MENTIONS}")
    before = tuple(filter(None, formerly.split(",")))
    for renamed in (name for name in before if name in known):
        raise row.error(f"{slug} was formerly {renamed!r}, which is a slug still")
    return Concept(slug, above, dict(zip(LANGUAGES, names, strict=True)), synonyms, int(mentions or MENTIONS), before)


def _above(slug: str, known: Mapping[str, _Row]) -> set[str]:
    found: set[str] = set()
    todo = known[slug].cells[1].split(",")
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found.add(name)
            todo += known[name].cells[1].split(",")
    return found


def _concept_rows(table: Table) -> Iterator[_Row]:
    seen: set[str] = set()
    named: dict[str, str] = {}
    for row in _rows(table, _VOCABULARY_COLUMNS):
        slug = row.cells[0]
        if slug in seen:
            raise row.error(f"the slug {slug!r} stands twice")
        seen.add(slug)
        for language, name in zip(LANGUAGES, row.cells[2:5], strict=True):
            if not name:
                raise row.error(f"{slug} has no name in {language}")
            if named.setdefault(key(name), slug) != slug:
                raise row.error(f"{name!r} is the name of {named[key(name)]} already")
        yield row


def _read_synonyms(table: Table, known: Mapping[str, _Row]) -> Mapping[str, list[Synonym]]:
    meant: dict[str, list[Synonym]] = defaultdict(list)
    claimed: dict[tuple[str, str], int] = {}
    for row in _rows(table, _SYNONYM_COLUMNS):
        slugs, synonym = row.cells[0].split(","), _synonym(row)
        for slug in slugs:
            if slug not in known:
                raise row.error(f"{slug!r} is no slug of the vocabulary")
            meant[slug].append(synonym)
        for claim in _claims(synonym, slugs):
            if claim in claimed:
                raise row.error(f"{synonym.text!r} stands in line {claimed[claim]} already")
            claimed[claim] = row.line
    return meant


def _synonym(row: _Row) -> Synonym:
    _, kind, text = row.cells
    if kind not in (each.value for each in Kind):
        raise row.error(f"{kind!r} is no kind of synonym; the kinds are {', '.join(each.value for each in Kind)}")
    if not spell(text).folded:
        raise row.error("there is no synonym in this line")
    return Synonym(text, Kind(kind))


def _claims(synonym: Synonym, slugs: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what no other row may claim: a text as such, or as the blocker of one concept.

    A cased synonym claims its own case only, and a blocker may be another concept's synonym (score distillation).
    """
    spelled = spell(synonym.text)
    if synonym.kind is Kind.BLOCKER:
        yield from ((slug, spelled.folded) for slug in slugs)
    else:
        yield "", spelled.cased if synonym.kind in _CASED else spelled.folded


def _rows(table: Table, columns: tuple[str, ...]) -> Iterator[_Row]:
    """Yield the rows under the heading line, their cells without blanks around them."""
    lines = ((n, line) for n, line in enumerate(table.text.split("\n"), 1) if line.strip() and line[0] != "#")
    for number, (line, text) in enumerate(lines):
        row = _Row(table.name, line, tuple(cell.strip() for cell in text.split("\t")))
        if len(row.cells) != len(columns):
            raise row.error(f"{len(row.cells)} columns, not the {len(columns)} of {', '.join(columns)}")
        if number:
            yield row
        elif row.cells != columns:
            raise row.error(f"the first line must name the columns {', '.join(columns)}")
