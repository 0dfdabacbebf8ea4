"""Tagging anew what another version of the tagger has tagged: an issue a transaction, so that it can be left."""

import dataclasses
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from adapters.model import Entry, Topic
from storage.arrange import standing_papers
from storage.engine import Engines, take_turn
from storage.places import write_papers
from storage.rows import as_entry
from storage.schema import entry, issue, paper

TagEntries = Callable[[Sequence[Entry]], Sequence[tuple[Topic, ...]]]


class Retagging:
    """The issues that wait to be tagged anew. Nothing becomes news by it."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def waiting(self, tagger: str) -> int:
        """How many issues another version of the tagger has tagged."""
        with self._engines.reading() as connection:
            statement = sa.select(sa.func.count()).select_from(issue).where(issue.c.tagger != tagger)
            return connection.scalar(statement) or 0

    def step(self, tagger: str, tag: TagEntries) -> bool:
        """Tag the newest issue that waits, with `tag` for its entries in their order; whether there was one."""
        with self._engines.writing() as connection:
            take_turn(connection)
            waiting = sa.select(issue.c.id).where(issue.c.tagger != tagger).order_by(issue.c.date.desc(), issue.c.id)
            issue_id = connection.scalar(waiting.limit(1))
            if issue_id is None:
                return False
            _tag(connection, issue_id, tag)
            connection.execute(sa.update(issue).where(issue.c.id == issue_id).values(tagger=tagger))
            return True


def _tag(connection: sa.Connection, issue_id: int, tag: TagEntries) -> None:
    listed = (
        sa.select(entry, paper.c.key.label("paper_key"))
        .join(paper, paper.c.id == entry.c.paper_id)
        .where(entry.c.issue_id == issue_id)
        .order_by(entry.c.position)
    )
    rows = connection.execute(listed).all()
    found = tag([as_entry(row) for row in rows])
    papers = standing_papers(connection, {row.paper_key for row in rows})
    for row, topics in zip(rows, found, strict=True):
        said = papers.after[row.paper_key]
        said[row.id] = dataclasses.replace(said[row.id], topics=topics)
    write_papers(connection, papers)
    values = [
        {"entry_id": row.id, "topics": {topic.slug: topic.origin.value for topic in topics}}
        for row, topics in zip(rows, found, strict=True)
    ]
    if values:
        connection.execute(sa.update(entry).where(entry.c.id == sa.bindparam("entry_id")), values)
