"""Papers, to be looked up."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from storage import identity
from storage.engine import Engines
from storage.model import Paper
from storage.rows import load_papers, select_in
from storage.schema import counter, entry, issue, paper, paper_topic, source

_EXPORT_BATCH = 500


class Papers:
    """The papers of the store, each with everything said of it."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def get(self, ids: Iterable[int]) -> list[Paper]:
        """The papers of these ids in the order asked, each once.

        An id that was merged into another leads to that one; unknown ids and papers without entries are left out.
        """
        asked = list(ids)
        with self._engines.reading() as connection:
            led = _follow(connection, asked)
            return _in_order(connection, (led[paper_id] for paper_id in asked if paper_id in led))

    def find(self, *, arxiv_id: str | None = None, doi: str | None = None, title: str | None = None) -> Paper | None:
        """The paper of an arXiv id (without version), else of a DOI, else of a title."""
        wanted = [
            (entry.c.arxiv_id, arxiv_id),
            (entry.c.doi_key, doi and identity.doi_key(doi)),
            (entry.c.title_key, title and identity.title_key(title)),
        ]
        with self._engines.reading() as connection:
            for column, value in wanted:
                ids = connection.scalars(sa.select(entry.c.paper_id).where(column == value)).all() if value else ()
                if ids:
                    found = load_papers(connection, sorted(set(ids)))
                    return min(found.values(), key=lambda one: identity.seniority(one.key))
        return None

    def arrived(self, after: int, up_to: int | None = None) -> list[Paper]:
        """The papers with a news entry whose arrival number is in (after, up_to], the last to arrive first."""
        bounds = [entry.c.arrival > after] + ([] if up_to is None else [entry.c.arrival <= up_to])
        return self._news(*bounds)

    def arrived_since(self, moment: dt.datetime) -> list[Paper]:
        """The papers with a news entry that arrived at a moment or later, the last to arrive first."""
        return self._news(entry.c.arrived_at >= moment)

    def arrived_between(self, begin: dt.datetime, end: dt.datetime) -> list[Paper]:
        """The papers with a news entry that arrived in [begin, end), the last to arrive first."""
        return self._news(entry.c.arrived_at >= begin, entry.c.arrived_at < end)

    def dated(self, first: dt.date, last: dt.date) -> list[Paper]:
        """The papers with an entry dated from `first` to `last`, the newest of these dates first."""
        newest = sa.func.max(issue.c.date)
        statement = (
            sa.select(entry.c.paper_id)
            .join(issue, issue.c.id == entry.c.issue_id)
            .where(issue.c.date.between(first, last))
            .group_by(entry.c.paper_id)
            .order_by(newest.desc(), entry.c.paper_id)
        )
        with self._engines.reading() as connection:
            return _in_order(connection, connection.scalars(statement))

    def newest_arrival(self) -> int:
        """The arrival number given last; 0 in an empty store."""
        with self._engines.reading() as connection:
            return newest_arrival(connection)

    def newest_by_source(self, after: int) -> dict[str, int]:
        """The newest arrival number of news of each source that brought some after that number."""
        statement = (
            sa.select(source.c.name, sa.func.max(entry.c.arrival).label("arrival"))
            .join(issue, issue.c.source_id == source.c.id)
            .join(entry, entry.c.issue_id == issue.c.id)
            .where(entry.c.arrival > after, entry.c.news)
            .group_by(source.c.name)
        )
        with self._engines.reading() as connection:
            return {row.name: row.arrival for row in connection.execute(statement)}

    def export(self) -> Iterator[Paper]:
        """Every paper that has entries, sorted by key (by code point), read in batches."""
        last = ""
        while batch := self._after(last):
            yield from batch
            last = batch[-1].key

    def topic_counts(self, first: dt.date, last: dt.date) -> dict[str, int]:
        """How many papers with an entry dated from `first` to `last` have each topic, by slug."""
        recent = (
            sa.select(entry.c.paper_id)
            .join(issue, issue.c.id == entry.c.issue_id)
            .where(issue.c.date.between(first, last))
        )
        statement = (
            sa.select(paper_topic.c.slug, sa.func.count().label("papers"))
            .where(paper_topic.c.paper_id.in_(recent))
            .group_by(paper_topic.c.slug)
            .order_by(paper_topic.c.slug)
        )
        with self._engines.reading() as connection:
            return {row.slug: row.papers for row in connection.execute(statement)}

    def _news(self, *bounds: sa.ColumnElement[bool]) -> list[Paper]:
        newest = sa.func.max(entry.c.arrival)
        statement = (
            sa.select(entry.c.paper_id).where(entry.c.news, *bounds).group_by(entry.c.paper_id).order_by(newest.desc())
        )
        with self._engines.reading() as connection:
            return _in_order(connection, connection.scalars(statement))

    def _after(self, key: str) -> list[Paper]:
        statement = (
            sa.select(paper.c.id)
            .where(paper.c.key > key, paper.c.search_key.is_not(None))
            .order_by(paper.c.key)
            .limit(_EXPORT_BATCH)
        )
        with self._engines.reading() as connection:
            return _in_order(connection, connection.scalars(statement))


def newest_arrival(connection: sa.Connection) -> int:
    """The arrival number given last; 0 in an empty store."""
    return connection.scalar(sa.select(counter.c.value).where(counter.c.name == "arrival")) or 0


def _in_order(connection: sa.Connection, ids: Iterable[int]) -> list[Paper]:
    wanted: Sequence[int] = list(dict.fromkeys(ids))
    found = load_papers(connection, wanted)
    return [found[paper_id] for paper_id in wanted if paper_id in found]


def _follow(connection: sa.Connection, ids: Iterable[int]) -> dict[int, int]:
    """Where each known id leads: to itself, or to the paper that it was merged into, however often."""
    statement: sa.Select[Any] = sa.select(paper.c.id, paper.c.merged_into)
    led = {paper_id: paper_id for paper_id in ids}
    ends: dict[int, int | None] = {}
    while unknown := {end for end in led.values() if end not in ends}:
        rows = {row.id: row.merged_into for row in select_in(connection, statement, paper.c.id, sorted(unknown))}
        ends.update((paper_id, rows.get(paper_id)) for paper_id in unknown)
        led = {paper_id: ends[end] or end for paper_id, end in led.items()}
    return led
