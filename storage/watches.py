"""What `run` reads: since when, whether it can be read, and which of its files are no issues."""

import dataclasses
import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from storage.engine import Engines, insert_missing
from storage.rows import batches
from storage.sentences import bounded
from storage.watch_schema import failure, unread_issue, watch
from storage.watched import Failure, UnreadIssue, WatchStatus

LARGEST_RAW = 2**20  # bytes
_GOES_ON = failure.c.until.is_(None)


class Watches:
    """The watches of the store, by their addresses."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def seed(self, addresses: Collection[str]) -> None:
        """These are watched from now on, but for those that were watched once and are not any more."""
        with self._engines.writing() as connection:
            for address in addresses:
                insert_missing(connection, watch, {"address": address, "watched": True})

    def add(self, address: str) -> None:
        """This one is watched from now on, too; one that was stopped begins again."""
        with self._engines.writing() as connection:
            insert_missing(connection, watch, {"address": address, "watched": True})
            again = {"watched": True, "stopped": "", "next_visit_at": None, "failed_visits": 0}
            connection.execute(sa.update(watch).where(watch.c.address == address).values(again))

    def remove(self, address: str) -> bool:
        """This one is watched no more; whether it was. What is known of it stays."""
        this = sa.and_(watch.c.address == address, watch.c.watched)
        with self._engines.writing() as connection:
            return connection.execute(sa.update(watch).where(this).values(watched=False)).rowcount == 1

    def listing(self) -> tuple[WatchStatus, ...]:
        """All of them, sorted by address."""
        failures: dict[str, list[Failure]] = defaultdict(list)
        with self._engines.reading() as connection:
            for row in connection.execute(sa.select(failure).order_by(failure.c.id)):
                failures[row.address].append(Failure(tuple(row.names), row.since, row.until, row.reason))
            rows = connection.execute(sa.select(watch)).all()
        found = [WatchStatus(row.address, row.watched, row.first_read_at, tuple(failures[row.address])) for row in rows]
        return tuple(sorted(found, key=lambda status: status.address))

    def status(self, address: str) -> WatchStatus:
        """How one of them stands; one that was never registered was never read."""
        known = {status.address: status for status in self.listing()}
        return known.get(address, WatchStatus(address, watched=False, first_read_at=None))

    def read(self, address: str, now: dt.datetime, *, forget: dt.timedelta) -> Failure | None:
        """All of it was read. The failure that this ends is returned; one shorter than `forget` is not kept."""
        with self._engines.writing() as connection:
            first = sa.and_(watch.c.address == address, watch.c.first_read_at.is_(None))
            connection.execute(sa.update(watch).where(first).values(first_read_at=now))
            row = connection.execute(sa.select(failure).where(failure.c.address == address, _GOES_ON)).first()
            if row is None:
                return None
            this = failure.c.id == row.id
            ends = sa.delete(failure) if now - row.since < forget else sa.update(failure).values(until=now)
            connection.execute(ends.where(this))
            return Failure(tuple(row.names), row.since, now, row.reason)

    def fail(self, address: str, reason: str, names: Sequence[str], now: dt.datetime) -> bool:
        """It cannot be read; whether that is new. One that was failing already gets the new reason."""
        with self._engines.writing() as connection:
            goes_on = sa.and_(failure.c.address == address, _GOES_ON)
            known = connection.execute(sa.update(failure).where(goes_on).values(reason=bounded(reason))).rowcount
            if not known:
                values = {"address": address, "names": list(names), "since": now, "reason": bounded(reason)}
                connection.execute(sa.insert(failure).values(values))
            return not known

    def prune(self, before: dt.datetime) -> None:
        """Forget the failures that ended before."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(failure).where(failure.c.until < before))

    def keep_unread(self, found: UnreadIssue, raw: bytes | None = None) -> bool:
        """Remember a file that is no issue; whether that is new: another file, or another content."""
        this = sa.and_(unread_issue.c.address == found.address, unread_issue.c.key == found.key)
        with self._engines.writing() as connection:
            known = connection.scalar(sa.select(unread_issue.c.content).where(this))
            if known == found.content:
                return False
            connection.execute(sa.delete(unread_issue).where(this))
            packed = None if raw is None or len(raw) > LARGEST_RAW else zlib.compress(raw)
            values = {**dataclasses.asdict(found), "reason": bounded(found.reason), "raw": packed}
            connection.execute(sa.insert(unread_issue).values(values))
            return True

    def raw(self, address: str, key: str) -> bytes | None:
        """What was in such a file, if it was fetched and was not too large to be kept."""
        this = sa.and_(unread_issue.c.address == address, unread_issue.c.key == key)
        with self._engines.reading() as connection:
            packed = connection.scalar(sa.select(unread_issue.c.raw).where(this))
        return None if packed is None else zlib.decompress(packed)

    def drop_unread(self, address: str, keys: Collection[str]) -> None:
        """Forget files that are issues now, or gone."""
        with self._engines.writing() as connection:
            for batch in batches(sorted(keys)):
                of_batch = sa.and_(unread_issue.c.address == address, unread_issue.c.key.in_(batch))
                connection.execute(sa.delete(unread_issue).where(of_batch))

    def count_unread(self) -> int:
        """How many files of all watches are no issues."""
        with self._engines.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(unread_issue)) or 0

    def unread(self, address: str) -> tuple[UnreadIssue, ...]:
        """The files of a watch that are no issues, sorted by key."""
        said = [column for column in unread_issue.c if column.name != "raw"]
        statement = sa.select(*said).where(unread_issue.c.address == address)
        with self._engines.reading() as connection:
            found = [UnreadIssue(**row) for row in connection.execute(statement).mappings()]
        return tuple(sorted(found, key=lambda one: one.key))
