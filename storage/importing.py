"""Records into a store. What is there already stays as it is; what a person or a chat has besides is added."""

import dataclasses
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from adapters.model import Issue, Topic
from storage.access_schema import admission
from storage.arrange import Arrival
from storage.chats import Chats, add_terms, create, known, load_chat
from storage.content import prepare
from storage.engine import Engines, insert_missing
from storage.issues import Issues
from storage.model import Chat
from storage.persons import Persons
from storage.ranks import Admission
from storage.records import ChatRecord, EntryRecord, IssueRecord, PersonRecord, WatchRecord
from storage.rows import select_in
from storage.schema import chat, feedback, paper, person, save
from storage.watch_schema import watch


class Importing:
    """What brings records into a store."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._issues = Issues(engines)
        self._persons = Persons(engines)
        self._chats = Chats(engines)

    def put_issue(self, record: IssueRecord, *, news: bool) -> bool:
        """Bring an issue, with each entry as of when it arrived; whether it was not there yet.

        What was news then is news here if `news` says so.
        """
        there = self._issues.known([record.key])[record.key]
        if any(one.source == record.source.name and one.papers >= len(record.entries) for one in there):
            return False
        issue = _issue_of(record)
        self._issues.put_prepared(
            record.source,
            prepare(issue, [_topics_of(one) for one in record.entries]),
            tagger=record.tagger,
            now=record.arrived_at,
            news=record.news and news,
            arrivals=[Arrival(one.arrived_at, one.news and news) for one in record.entries],
        )
        self._issues.suspect(issue, record.source, record.suspicious)
        return True

    def put_person(self, record: PersonRecord) -> bool:
        """Bring a person with what they noted; whether the person was not there yet."""
        new = self._persons.find(record.platform, record.user_id) is None
        whose = self._persons.get_or_create(record.platform, record.user_id, language=record.language, now=record.since)
        with self._engines.writing() as connection:
            numbers = _papers(connection, {one.paper for one in record.saved} | {one.paper for one in record.opinions})
            for kept in record.saved:
                row = {"person_id": whose.id, "paper_id": numbers[kept.paper], "saved_at": kept.at}
                insert_missing(connection, save, row)
            for given in record.opinions:
                row = {"person_id": whose.id, "paper_id": numbers[given.paper], "given_at": given.at}
                insert_missing(connection, feedback, row | {"value": given.opinion})
        return new

    def put_chat(self, record: ChatRecord) -> tuple[Chat, bool]:
        """Bring a chat, which begins at the newest arrival; the chat, and whether it was not there yet.

        One that is there keeps its settings, and gets the terms that it has not in either way.
        """
        new = self._chats.get(record.place) is None
        with self._engines.writing() as connection:
            made = create(connection, record.place, record.kind, record.settings, record.since)
            if new:
                own = {"bound": record.bound, "stopped": record.stopped, "last_date": record.last_date}
                own["person_id"] = _number(connection, record.place.platform, record.person)
                connection.execute(sa.update(chat).where(chat.c.id == made.id).values(own))
            had = {one.term for one in made.subscriptions}
            for wish in record.subscriptions:
                if wish.term not in had:
                    by = _number(connection, record.place.platform, wish.by)
                    add_terms(connection, made.id, [(wish.term, wish.wanted)], person_id=by, now=wish.at)
            return known(load_chat(connection, chat.c.id == made.id), record.place.chat_id), new

    def put_admission(self, record: Admission) -> bool:
        """Bring a rank; whether there was none yet."""
        key = {"platform": record.platform, "who": record.who, "address": record.address}
        return self._insert(admission, key, dataclasses.asdict(record))

    def put_watch(self, record: WatchRecord) -> bool:
        """Bring what is read; whether it was not there yet."""
        return self._insert(watch, {"address": record.address}, dataclasses.asdict(record))

    def _insert(self, table: sa.Table, key: Mapping[str, object], row: Mapping[str, object]) -> bool:
        """Insert a row unless there is one of that key; whether there was none."""
        with self._engines.writing() as connection:
            there = sa.exists().where(*(table.c[name] == value for name, value in key.items()))
            if connection.scalar(sa.select(there)):
                return False
            connection.execute(sa.insert(table).values(row))
            return True


def _issue_of(record: IssueRecord) -> Issue:
    """The issue as it was read."""
    return Issue(
        adapter=record.source.adapter,
        key=record.key,
        date=record.date,
        title=record.title,
        url=record.url,
        language=record.language,
        entries=tuple(one.said for one in record.entries),
    )


def _topics_of(record: EntryRecord) -> tuple[Topic, ...]:
    """The topics of an entry."""
    return tuple(Topic(slug, origin) for slug, origin in sorted(record.topics.items()))


def _papers(connection: sa.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The numbers of papers; one of which nothing is said any more is there by its key alone."""
    for key in keys:
        insert_missing(connection, paper, {"key": key})
    rows = select_in(connection, sa.select(paper.c.id, paper.c.key), paper.c.key, keys)
    return {row.key: row.id for row in rows}


def _number(connection: sa.Connection, platform: str, account: str | None) -> int | None:
    return connection.scalar(sa.select(person.c.id).where(person.c.platform == platform, person.c.user_id == account))
