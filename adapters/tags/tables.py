"""Reads the two data files of the vocabulary: tab-separated, one row a line, `#` begins a comment line."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from adapters.tags.concept import LANGUAGES, MENTIONS, Concept, Kind, Synonym
from adapters.tags.errors import VocabularyError
from adapters.tags.spelling import key, spell

_VOCABULARY_COLUMNS = ("slug", "broader", *LANGUAGES, "mentions", "formerly")
_SYNONYM_COLUMNS = ("slug", "kind", "synonym")
_MENTIONS = {"": MENTIONS, "1": 1, "2": 2, "3": 3}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CASED = {Kind.CASE, Kind.CASE_TITLE_OR_TAG}


@dataclass(frozen=True, slots=True)
class Table:
    """A data file's text with the name that its errors are to carry."""

    name: str
    text: str


Report = Callable[[VocabularyError], None]


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    line: int
    cells: tuple[str, ...]

    def error(self, reason: str) -> VocabularyError:
        return VocabularyError(reason, file=self.table, line=self.line)


def refuse(fault: VocabularyError) -> None:
    """Raise the first fault."""
    raise fault


def read_concepts(vocabulary: Table, synonyms: Table, report: Report = refuse) -> dict[str, Concept]:
    """Return the concepts by slug, in the file's order.

    `report` is told what is wrong, in the order of the lines; where it goes on, so does the reading, without what was
    wrong.
    """
    rows = {row.cells[0]: row for row in _concept_rows(vocabulary, report)}
    meant = _read_synonyms(synonyms, rows, report)
    renamed: dict[str, str] = {}
    return {slug: _concept(row, rows, renamed, tuple(meant[slug]), report) for slug, row in rows.items()}


def _concept(
    row: _Row, known: Mapping[str, _Row], renamed: dict[str, str], synonyms: tuple[Synonym, ...], report: Report
) -> Concept:
    """Make a concept of its row; `renamed` says what slugs before today's have become."""
    slug, broader, *names, mentions, formerly = row.cells
    above = tuple(filter(None, broader.split(",")))
    for unknown in (name for name in above if name not in known):
        report(row.error(f"{slug} lies under {unknown!r}, which is no slug of this file"))
    if slug in _above(slug, known):
        report(row.error(f"{slug} lies under itself"))
    if mentions not in _MENTIONS:
        report(row.error(f"{slug} has {mentions!r} mentions, which are 1, 2 or 3, or nothing for {MENTIONS}"))
    before = tuple(filter(None, formerly.split(",")))
    for old in before:
        if old in known:
            report(row.error(f"{slug} was formerly {old!r}, which is a slug still"))
        if renamed.setdefault(old, slug) != slug:
            report(row.error(f"{slug} was formerly {old!r}, and so was {renamed[old]}"))
    return Concept(slug, above, dict(zip(LANGUAGES, names, strict=True)), synonyms, _MENTIONS.get(mentions, 0), before)


def _above(slug: str, known: Mapping[str, _Row]) -> set[str]:
    found: set[str] = set()
    todo = known[slug].cells[1].split(",")
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found.add(name)
            todo += known[name].cells[1].split(",")
    return found


def _concept_rows(table: Table, report: Report) -> Iterator[_Row]:
    seen: set[str] = set()
    named: dict[str, str] = {}
    for row in _rows(table, _VOCABULARY_COLUMNS, report):
        slug = row.cells[0]
        if not _SLUG.fullmatch(slug):
            report(row.error(f"{slug!r} is no slug: small letters, digits and hyphens"))
        elif slug in seen:
            report(row.error(f"the slug {slug!r} stands twice"))
        else:
            seen.add(slug)
            for language, name in zip(LANGUAGES, row.cells[2:5], strict=True):
                if not name:
                    report(row.error(f"{slug} has no name in {language}"))
                elif named.setdefault(key(name), slug) != slug:
                    report(row.error(f"{name!r} is the name of {named[key(name)]} already"))
            yield row


def _read_synonyms(table: Table, known: Mapping[str, _Row], report: Report) -> Mapping[str, list[Synonym]]:
    meant: dict[str, list[Synonym]] = defaultdict(list)
    claimed: dict[tuple[str, str], int] = {}
    for row in _rows(table, _SYNONYM_COLUMNS, report):
        slugs = row.cells[0].split(",")
        for slug in (slug for slug in slugs if slug not in known):
            report(row.error(f"{slug!r} is no slug of the vocabulary"))
        if synonym := _synonym(row, report):
            for claim in _claims(synonym, slugs):
                if claim in claimed:
                    report(row.error(f"{synonym.text!r} stands in line {claimed[claim]} already"))
                claimed.setdefault(claim, row.line)
            for slug in slugs:
                meant[slug].append(synonym)
    return meant


def _synonym(row: _Row, report: Report) -> Synonym | None:
    _, kind, text = row.cells
    if kind not in (each.value for each in Kind):
        kinds = ", ".join(each.value for each in Kind)
        report(row.error(f"{kind!r} is no kind of synonym; the kinds are {kinds}"))
        return None
    if not spell(text).folded:
        report(row.error("there is no synonym in this line"))
        return None
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


def _rows(table: Table, columns: tuple[str, ...], report: Report) -> Iterator[_Row]:
    """Yield the rows under the heading line, their cells without blanks around them."""
    lines = ((n, line) for n, line in enumerate(table.text.split("\n"), 1) if line.strip() and line[0] != "#")
    for number, (line, text) in enumerate(lines):
        row = _Row(table.name, line, tuple(cell.strip() for cell in text.split("\t")))
        if len(row.cells) != len(columns):
            report(row.error(f"{len(row.cells)} columns, not the {len(columns)} of {', '.join(columns)}"))
        elif number:
            yield row
        elif row.cells != columns:
            report(row.error(f"the first line must name the columns {', '.join(columns)}"))
