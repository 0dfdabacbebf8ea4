"""All that publishers and people said, as records, read in batches: what came first is first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from adapters.model import Origin
from storage.access_schema import admission
from storage.chats import as_chat, as_subscription
from storage.engine import Engines
from storage.model import Source
from storage.ranks import Admission
from storage.records import (
    ChatRecord,
    EntryRecord,
    IssueRecord,
    OpinionRecord,
    PersonRecord,
    Record,
    SaveRecord,
    WatchRecord,
    WishRecord,
)
from storage.rows import as_entry
from storage.schema import chat, entry, feedback, issue, paper, person, save, source, subscription
from storage.watch_schema import watch

Kind = TypeVar("Kind")
_BATCH = 200  # issues, persons or chats
_ISSUES = sa.select(issue, source.c.name, source.c.adapter, source.c.root).join(source)
_LEAD = sa.select(paper.c.id, paper.c.key, paper.c.merged_into)


class Exporting:
    """The records of a store."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def records(self) -> Iterator[Record]:
        """Everything: issues, persons, who is let in, chats, and what is read."""
        yield from self.issues()
        yield from self.persons()
        yield from self.admissions()
        yield from self.chats()
        yield from self.watches()

    def issues(self) -> Iterator[IssueRecord]:
        """Every issue, in the order in which they came."""
        return self._batches(_ISSUES, issue.c.id, _issues)

    def persons(self) -> Iterator[PersonRecord]:
        """Every person; a paper that was merged into another one is that one."""
        return self._batches(sa.select(person), person.c.id, _persons)

    def chats(self) -> Iterator[ChatRecord]:
        """Every chat."""
        return self._batches(sa.select(chat), chat.c.id, _chats)

    def admissions(self) -> Iterator[Admission]:
        """Who is let in, blocked or an operator, sorted."""
        with self._engines.reading() as connection:
            rows = connection.execute(sa.select(admission)).all()
        for row in sorted(rows, key=lambda row: (str(row.platform), row.who.value, str(row.address))):
            yield Admission(row.platform, row.who, row.address, row.rank, row.since)

    def has_chats(self) -> bool:
        """Whether there is any chat."""
        with self._engines.reading() as connection:
            return connection.execute(sa.select(chat.c.id).limit(1)).first() is not None

    def watches(self) -> Iterator[WatchRecord]:
        """What `run` reads, sorted by address."""
        with self._engines.reading() as connection:
            rows = connection.execute(sa.select(watch)).all()
        for row in sorted(rows, key=lambda row: str(row.address)):
            yield WatchRecord(row.address, row.watched, row.first_read_at)

    def _batches(
        self,
        statement: sa.Select[Any],
        number: sa.Column[int],
        make: Callable[[sa.Connection, Sequence[sa.Row[Any]]], list[Kind]],
    ) -> Iterator[Kind]:
        last: int | None = 0
        while last is not None:
            with self._engines.reading() as connection:
                rows = connection.execute(statement.where(number > last).order_by(number).limit(_BATCH)).all()
                made = make(connection, rows)
            yield from made
            last = rows[-1].id if rows else None


def _issues(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[IssueRecord]:
    said = _by(connection, rows, entry.c.issue_id, entry.c.position)
    return [_issue(row, map(_entry, said[row.id])) for row in rows]


def _persons(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[PersonRecord]:
    saved = _by(connection, rows, save.c.person_id, save.c.saved_at, save.c.paper_id)
    given = _by(connection, rows, feedback.c.person_id, feedback.c.given_at, feedback.c.paper_id)
    noted = [one for found in (*saved.values(), *given.values()) for one in found]
    keys = _keys(connection, {one.paper_id for one in noted})
    return [_person(row, saved[row.id], given[row.id], keys) for row in rows]


def _chats(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[ChatRecord]:
    wishes = _by(connection, rows, subscription.c.chat_id, subscription.c.id)
    accounts = _accounts(connection, rows, [row for made in wishes.values() for row in made])
    return [_chat(row, wishes[row.id], accounts) for row in rows]


def _by(
    connection: sa.Connection, rows: Iterable[sa.Row[Any]], column: sa.Column[int], *order: sa.Column[Any]
) -> defaultdict[int, list[sa.Row[Any]]]:
    """The rows of a column's table that belong to these, by their numbers, in order."""
    found: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
    belonging = sa.select(column.table).where(column.in_([row.id for row in rows])).order_by(*order)
    for row in connection.execute(belonging):
        found[getattr(row, column.name)].append(row)
    return found


def _issue(row: sa.Row[Any], entries: Iterable[EntryRecord]) -> IssueRecord:
    return IssueRecord(
        source=Source(row.name, row.adapter, row.root),
        key=row.key,
        date=row.date if row.dated else None,
        title=row.title,
        url=row.url,
        language=row.language,
        tagger=row.tagger,
        arrived_at=row.arrived_at,
        news=row.news,
        suspicious=row.suspicious,
        entries=tuple(entries),
    )


def _entry(row: sa.Row[Any]) -> EntryRecord:
    topics = {slug: Origin(origin) for slug, origin in sorted(row.topics.items())}
    return EntryRecord(as_entry(row), topics, row.arrived_at, row.news)


def _person(
    row: sa.Row[Any], saved: Iterable[sa.Row[Any]], given: Iterable[sa.Row[Any]], keys: Mapping[int, str]
) -> PersonRecord:
    """A paper that was noted as two, which are one now, is noted once."""
    saves = {keys[one.paper_id]: SaveRecord(keys[one.paper_id], one.saved_at) for one in saved}
    opinions = {keys[one.paper_id]: OpinionRecord(keys[one.paper_id], one.given_at, one.value) for one in given}
    return PersonRecord(
        row.platform, row.user_id, row.language, row.created_at, tuple(saves.values()), tuple(opinions.values())
    )


def _keys(connection: sa.Connection, paper_ids: set[int]) -> dict[int, str]:
    """The keys of papers by number: of those that others were merged into, theirs."""
    led = {number: number for number in paper_ids}
    known: dict[int, sa.Row[Any]] = {}
    while missing := set(led.values()) - known.keys():
        known |= {row.id: row for row in connection.execute(_LEAD.where(paper.c.id.in_(missing)))}
        led = {number: known[end].merged_into or end for number, end in led.items()}
    return {number: known[end].key for number, end in led.items()}


def _accounts(
    connection: sa.Connection, chats: Iterable[sa.Row[Any]], wishes: Iterable[sa.Row[Any]]
) -> dict[int | None, str]:
    numbers = {row.person_id for row in chats} | {row.created_by for row in wishes}
    rows = connection.execute(sa.select(person.c.id, person.c.user_id).where(person.c.id.in_(numbers - {None})))
    return {row.id: row.user_id for row in rows}


def _chat(row: sa.Row[Any], wishes: Iterable[sa.Row[Any]], accounts: dict[int | None, str]) -> ChatRecord:
    found = as_chat(row, tuple(as_subscription(one) for one in wishes))
    return ChatRecord(
        place=found.place,
        kind=found.kind,
        settings=found.settings,
        since=found.created_at,
        person=accounts.get(row.person_id),
        bound=found.bound,
        stopped=found.stopped,
        last_date=found.last_date,
        subscriptions=tuple(
            WishRecord(one.term, one.wanted, one.created_at, accounts.get(one.created_by))
            for one in found.subscriptions
        ),
    )
