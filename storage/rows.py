"""Entries and papers between the tables and the values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

import sqlalchemy as sa

from adapters.model import Entry, Origin, Topic
from storage import identity
from storage.bulk import as_document, batched, is_in
from storage.content import Listed, strongest
from storage.model import Paper, StoredEntry
from storage.schema import entry, issue, paper, source

_BATCH = 500  # values in one statement
Item = TypeVar("Item")

_ENTRIES = (
    sa.select(
        *(column for column in entry.c if column.name != "issue_id"),
        source.c.name.label("source"),
        source.c.adapter,
        issue.c.key.label("issue_key"),
        issue.c.url.label("issue_url"),
        issue.c.date,
        issue.c.dated,
        issue.c.papers.label("issue_papers"),
        issue.c.content,
    )
    .join(issue, issue.c.id == entry.c.issue_id)
    .join(source, source.c.id == issue.c.source_id)
)
_PAPERS = _ENTRIES.join(paper, paper.c.id == entry.c.paper_id).add_columns(paper.c.key, paper.c.search_key)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists that one statement takes."""
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def select_in(
    connection: sa.Connection, statement: sa.Select[Any], column: sa.ColumnElement[Any], values: Iterable[Any]
) -> Iterator[sa.Row[Any]]:
    """The rows of a statement whose column has one of the values, however many they are."""
    limited = _limited(statement, column, connection.dialect.name)
    for batch in batched(values):
        yield from connection.execute(limited, {"values": as_document(batch)}).all()


@lru_cache(maxsize=64)  # the statements are constants of their modules
def _limited(statement: sa.Select[Any], column: sa.ColumnElement[Any], dialect: str) -> sa.Select[Any]:
    return statement.where(is_in(sa.bindparam("values", type_=sa.Text), column, dialect))


def entry_values(listed: Listed) -> dict[str, Any]:
    """What the entry table says of a listed paper by itself."""
    said, marks = listed.entry, identity.marks(listed.entry)
    return {
        "position": listed.position,
        "title": said.title,
        "title_key": marks.title_key,
        "arxiv_id": marks.arxiv_id,
        "arxiv_version": said.arxiv_version,
        "doi": said.doi,
        "doi_key": marks.doi_key,
        "authors": said.authors,
        "tags": said.tags,
        "votes": said.votes,
        "vote_rank": listed.vote_rank,
        "media_url": said.media_url,
        "links": dict(said.links),
        "summaries": dict(said.summaries),
        "categories": said.categories,
        "line": said.line,
        "topics": {topic.slug: topic.origin.value for topic in listed.topics},
    }


def load_entries(connection: sa.Connection, paper_ids: Iterable[int]) -> dict[int, list[StoredEntry]]:
    """The entries of papers by paper id, each list in leading order; papers without entries are left out."""
    rows = _grouped(select_in(connection, _ENTRIES, entry.c.paper_id, paper_ids), attrgetter("paper_id"))
    return {paper_id: [*map(_stored_entry, found)] for paper_id, found in rows.items()}


def load_papers(connection: sa.Connection, paper_ids: Iterable[int]) -> dict[int, Paper]:
    """The papers of these ids that have entries, by id."""
    rows = _grouped(select_in(connection, _PAPERS, paper.c.id, paper_ids), attrgetter("paper_id"))
    return {paper_id: _paper(found) for paper_id, found in rows.items()}


def load_found(connection: sa.Connection, keys: Iterable[int]) -> dict[int, Paper]:
    """The papers of these search keys, by key."""
    rows = _grouped(select_in(connection, _PAPERS, paper.c.search_key, keys), attrgetter("search_key"))
    return {key: _paper(found) for key, found in rows.items()}


def _grouped(rows: Iterable[Any], by: Callable[[Any], int]) -> dict[int, list[Any]]:
    """The rows of entries by their papers, each list in leading order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return {paper_id: sorted(entries, key=_leading) for paper_id, entries in found.items()}


def _leading(row: Any) -> tuple[Any, ...]:
    """Sorts entries: those with an id first, then by issue date, source and position; the issue's content decides."""
    nameless = row.arxiv_id is None and row.doi is None
    return (nameless, row.date, row.source, row.position, row.content)


def _paper(rows: Sequence[Any]) -> Paper:
    entries = [*map(_stored_entry, rows)]
    leading = rows[0]
    return Paper(
        id=leading.paper_id,
        key=leading.key,
        title=leading.title,
        authors=entries[0].entry.authors,
        date=leading.date,
        arxiv_id=identity.arxiv_id_of(leading.key),
        doi=next((stored.entry.doi for stored in entries if stored.entry.doi), None),
        topics=strongest(topic for stored in entries for topic in stored.topics),
        entries=tuple(entries),
    )


def _stored_entry(row: Any) -> StoredEntry:
    return StoredEntry(
        id=row.id,
        source=row.source,
        adapter=row.adapter,
        issue_key=row.issue_key,
        issue_url=row.issue_url,
        date=row.date,
        dated=row.dated,
        arrival=row.arrival,
        arrived_at=row.arrived_at,
        news=row.news,
        vote_rank=row.vote_rank,
        issue_papers=row.issue_papers,
        entry=as_entry(row),
        topics=tuple(Topic(slug, Origin(origin)) for slug, origin in sorted(row.topics.items())),
    )


def as_entry(row: Any) -> Entry:
    return Entry(
        title=row.title,
        arxiv_id=row.arxiv_id,
        arxiv_version=row.arxiv_version,
        doi=row.doi,
        authors=tuple(row.authors),
        tags=tuple(row.tags),
        votes=row.votes,
        media_url=row.media_url,
        links=MappingProxyType(row.links),
        summaries=MappingProxyType(row.summaries),
        categories=tuple(row.categories),
        line=row.line,
    )
