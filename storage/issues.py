"""Issues into the store: what is known already, what moved, what changed; one transaction an issue."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from adapters.model import Issue, Topic
from storage import profiles
from storage.arrange import Arrival, Change, settle
from storage.content import Known, Prepared, prepare
from storage.engine import Engines, insert_missing, take_turn
from storage.model import Outcome, PutResult, Source
from storage.rows import select_in
from storage.schema import issue as issues
from storage.schema import source as sources
from storage.sentences import bounded
from storage.watched import IssueProfile, Newest, Suspicious

_KNOWN = sa.select(issues.c.key, sources.c.name, issues.c.content, issues.c.url, issues.c.tagger, issues.c.papers).join(
    sources, sources.c.id == issues.c.source_id
)
_DESCRIBED = sa.select(sources).where(sources.c.name == sa.bindparam("source"))
_SAME = sa.select(issues).where(
    issues.c.source_id == sa.bindparam("source_id"),
    sa.or_(issues.c.content == sa.bindparam("content"), issues.c.key == sa.bindparam("key")),
)
_INSERT = sa.insert(issues).returning(issues.c.id)


class Issues:
    """The issues of the store."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def known(self, keys: Collection[str]) -> dict[str, tuple[Known, ...]]:
        """What the store holds under each of these keys, of any source."""
        found: dict[str, tuple[Known, ...]] = dict.fromkeys(keys, ())
        with self._engines.reading() as connection:
            for row in select_in(connection, _KNOWN, issues.c.key, found):
                found[row.key] += (Known(row.name, row.content, row.url, row.tagger, row.papers),)
        return found

    def put(
        self,
        source: Source,
        issue: Issue,
        topics: Sequence[tuple[Topic, ...]],
        *,
        tagger: str,
        now: dt.datetime,
        news: bool = True,
    ) -> PutResult:
        """Make the store hold this issue, whatever it held before; `topics` run parallel to its entries.

        Entries that stay keep their id, arrival number and time; new ones are news if `news` says so.
        """
        return self.put_prepared(source, prepare(issue, topics), tagger=tagger, now=now, news=news)

    def put_prepared(
        self,
        source: Source,
        prepared: Prepared,
        *,
        tagger: str,
        now: dt.datetime,
        news: bool = True,
        arrivals: Sequence[Arrival] | None = None,
    ) -> PutResult:
        """What `put` does with an issue that is prepared already.

        Where its entries did not all arrive with it, `arrivals` run parallel to them.
        """
        issue, listed = prepared.issue, prepared.listed
        reading = _Reading(issue, prepared.content, len(listed), tagger, Arrival(now, news))
        arrived = [arrivals[one.position] if arrivals else reading.arrival for one in listed]
        with self._engines.writing() as connection:
            source_id = _register(connection, source)
            take_turn(connection)
            known = _find(connection, source_id, reading)
            outcome = _outcome(known, reading)
            _make_room(connection, known)
            if outcome is Outcome.UNCHANGED and known[0].tagger == tagger:
                _update(connection, known[0].id, {"key": issue.key, "url": issue.url})
                return PutResult(outcome, len(listed))
            issue_id, date = _write(connection, source_id, known, reading)
            settle(connection, Change(issue_id, source.name, date, listed, arrived, is_new=not known))
        return PutResult(outcome, len(listed))

    def news_arrivals(self, limit: int) -> dict[str, tuple[dt.datetime, ...]]:
        """For every source, when its last issues arrived that were news then, newest first."""
        with self._engines.reading() as connection:
            return profiles.news_arrivals(connection, limit)

    def profiles(self, issue: Issue, source: Source, limit: int) -> list[IssueProfile]:
        """What the other issues of the source are like, those with the newest dates."""
        with self._engines.reading() as connection:
            return profiles.profiles(connection, source.name, issue.key, limit)

    def suspect(self, issue: Issue, source: Source, reason: str) -> None:
        """Mark an issue that is kept as suspicious; "" ends that."""
        of_source = sa.select(sources.c.id).where(sources.c.name == source.name).scalar_subquery()
        this = sa.and_(issues.c.source_id == of_source, issues.c.key == issue.key)
        with self._engines.writing() as connection:
            connection.execute(sa.update(issues).where(this).values(suspicious=bounded(reason)))

    def suspicious(self) -> list[Suspicious]:
        """The issues that are marked, newest first."""
        with self._engines.reading() as connection:
            return profiles.suspicious(connection)

    def newest(self) -> list[Newest]:
        """The newest issue of each source that has one, by date and by arrival, sorted by the sources' names."""
        with self._engines.reading() as connection:
            return profiles.newest(connection)

    def last_day(self, until: dt.date) -> dt.date | None:
        """The last date, not after `until`, of an issue that has papers."""
        some = sa.select(sa.func.max(issues.c.date)).where(issues.c.date <= until, issues.c.papers > 0)
        with self._engines.reading() as connection:
            found: dt.date | None = connection.scalar(some)
        return found

    def sources_under(self, prefix: str) -> tuple[str, ...]:
        """The names of the sources that have an issue whose key begins so, sorted."""
        with self._engines.reading() as connection:
            return profiles.sources_under(connection, prefix)


@dataclass(frozen=True, slots=True)
class _Reading:
    """An issue as it was read, with what the store says of it besides."""

    issue: Issue
    content: str
    papers: int
    tagger: str
    arrival: Arrival

    def values(self) -> dict[str, Any]:
        return {
            "key": self.issue.key,
            "content": self.content,
            "title": self.issue.title,
            "url": self.issue.url,
            "language": self.issue.language,
            "papers": self.papers,
            "tagger": self.tagger,
        }

    def day(self, arrived_at: dt.datetime) -> dict[str, Any]:
        """The issue's date; one without a date has the day it arrived."""
        return {"date": self.issue.date or arrived_at.astimezone(dt.UTC).date(), "dated": self.issue.date is not None}


def _register(connection: sa.Connection, source: Source) -> int:
    """The id of a source, which is made if it is new and renewed if it is described otherwise."""
    values = {"name": source.name, "adapter": source.adapter, "root": source.root}
    named = {"source": source.name}
    known = connection.execute(_DESCRIBED, named).first()
    if known is None:
        insert_missing(connection, sources, values)
        known = connection.execute(_DESCRIBED, named).one()
    if (known.adapter, known.root) != (source.adapter, source.root):
        connection.execute(sa.update(sources).where(sources.c.id == known.id).values(values))
    return int(known.id)


def _find(connection: sa.Connection, source_id: int, reading: _Reading) -> list[Any]:
    """The known issues of the source with this content (first) or this key: none, one or two."""
    this = {"source_id": source_id, "content": reading.content, "key": reading.issue.key}
    rows = connection.execute(_SAME, this).all()
    return sorted(rows, key=lambda row: bool(row.content != reading.content))


def _outcome(known: Sequence[Any], reading: _Reading) -> Outcome:
    if not known:
        return Outcome.ADDED
    return Outcome.UNCHANGED if known[0].content == reading.content else Outcome.UPDATED


def _make_room(connection: sa.Connection, known: Sequence[Any]) -> None:
    """Remove the issue in whose place another one has moved."""
    for replaced in known[1:]:
        settle(connection, Change(replaced.id, "", replaced.date))
        connection.execute(sa.delete(issues).where(issues.c.id == replaced.id))


def _write(connection: sa.Connection, source_id: int, known: Sequence[Any], reading: _Reading) -> tuple[int, dt.date]:
    """The issue's row as it was read, and its id and date."""
    if known:
        values = {**reading.values(), **reading.day(known[0].arrived_at)}
        _update(connection, known[0].id, values)
        return known[0].id, values["date"]
    arrival = {"source_id": source_id, "arrived_at": reading.arrival.at, "news": reading.arrival.news}
    values = {**reading.values(), **reading.day(reading.arrival.at), **arrival}
    issue_id = connection.execute(_INSERT, values).scalar_one()
    return issue_id, values["date"]


def _update(connection: sa.Connection, issue_id: int, values: dict[str, Any]) -> None:
    connection.execute(sa.update(issues).where(issues.c.id == issue_id).values(values))
