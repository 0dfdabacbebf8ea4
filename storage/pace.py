"""The pace of bots, shared by all processes on one database: a row a bot, with the moment at which it may send next."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import Engines
from storage.ledger_schema import pace
from storage.schema import Moment


class Pace:
    """The paces of the store. `bucket` names a bot."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def reserve(self, bucket: str, *, count: int, interval: dt.timedelta, now: dt.datetime) -> dt.datetime:
        """Take `count` moments, `interval` apart; returns the end of the last one's interval.

        The first is the next free one of all processes, or `now` if that has passed.
        """
        return self._later(bucket, now, count * interval)

    def pause(self, bucket: str, until: dt.datetime) -> None:
        """Let nobody take a moment before `until`."""
        self._later(bucket, until, dt.timedelta())

    def _later(self, bucket: str, earliest: dt.datetime, more: dt.timedelta) -> dt.datetime:
        """Move the bucket's moment to `more` after the later of itself and `earliest`."""
        with self._engines.writing() as connection:
            on_postgresql = connection.dialect.name == "postgresql"
            insert = (postgresql if on_postgresql else sqlite).insert(pace)
            later = sa.func.greatest if on_postgresql else sa.func.max
            microseconds = sa.literal(more // dt.timedelta(microseconds=1), sa.BigInteger)
            next_at = later(pace.c.next_at, sa.literal(earliest, Moment), type_=sa.BigInteger) + microseconds
            statement = insert.values(bucket=bucket, next_at=earliest + more)
            statement = statement.on_conflict_do_update(index_elements=["bucket"], set_={"next_at": next_at})
            moment: dt.datetime = connection.execute(statement.returning(pace.c.next_at)).scalar_one()
            return moment
