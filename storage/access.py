"""Who is let in, blocked or an operator, and the codes that let people in."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from storage.access_schema import admission, invite
from storage.engine import Engines
from storage.ranks import Admission, Admitted, Rank


class Access:
    """The ranks that the store knows."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def ranks(self, platform: str, user_id: str, chat_id: str) -> Mapping[Admitted, Rank]:
        """The ranks of a person and of a group, as far as they have any."""
        them = sa.or_(_one(platform, Admitted.PERSON, user_id), _one(platform, Admitted.CHAT, chat_id))
        with self._engines.reading() as connection:
            rows = connection.execute(sa.select(admission.c.who, admission.c.rank).where(them)).all()
        return {row.who: row.rank for row in rows}

    def give(self, platform: str, who: Admitted, address: str, rank: Rank, now: dt.datetime) -> None:
        """Give a rank, in the place of the one there was."""
        with self._engines.writing() as connection:
            _give(connection, platform, who, address, rank=rank, since=now)

    def take(self, platform: str, who: Admitted, address: str) -> bool:
        """Take the rank away; whether there was one."""
        with self._engines.writing() as connection:
            return connection.execute(sa.delete(admission).where(_one(platform, who, address))).rowcount == 1

    def listing(self, rank: Rank) -> list[Admission]:
        """All of a rank, who got it last first."""
        statement = sa.select(admission).where(admission.c.rank == rank).order_by(admission.c.since.desc())
        with self._engines.reading() as connection:
            rows = connection.execute(statement).all()
        return [Admission(row.platform, row.who, row.address, row.rank, row.since) for row in rows]

    def offer(self, code: str, rank: Rank, *, expires_at: dt.datetime, now: dt.datetime) -> None:
        """Whoever says this code first, before it expires, gets the rank. Those that expired are forgotten."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(invite).where(invite.c.expires_at <= now))
            values = {"hash": _hash(code), "rank": rank, "expires_at": expires_at}
            connection.execute(sa.insert(invite).values(values))

    def redeem(self, code: str, platform: str, user_id: str, now: dt.datetime) -> Rank | None:
        """Give the person the rank of a code, which is used up by that; None for any other words.

        Who is an operator stays one. With the first operator, all codes that make somebody one are used up.
        """
        this = sa.and_(invite.c.hash == _hash(code), invite.c.expires_at > now)
        with self._engines.writing() as connection:
            rank: Rank | None = connection.scalar(sa.delete(invite).where(this).returning(invite.c.rank))
            if rank is None:
                return None
            if rank is Rank.OPERATOR:
                connection.execute(sa.delete(invite).where(invite.c.rank == Rank.OPERATOR))
            person = _one(platform, Admitted.PERSON, user_id)
            if connection.scalar(sa.select(admission.c.rank).where(person)) is not Rank.OPERATOR:
                _give(connection, platform, Admitted.PERSON, user_id, rank=rank, since=now)
            return rank


def forget(connection: sa.Connection, platform: str, user_id: str) -> None:
    """Forget the rank of a person, but not that they are blocked."""
    named = _one(platform, Admitted.PERSON, user_id)
    connection.execute(sa.delete(admission).where(named, admission.c.rank != Rank.BLOCKED))


def move(connection: sa.Connection, platform: str, address: str, to: str) -> None:
    """The group has another address, and the same rank there, if it has none yet."""
    here, there = _one(platform, Admitted.CHAT, address), _one(platform, Admitted.CHAT, to)
    if address != to and connection.scalar(sa.select(admission.c.rank).where(there)) is None:
        connection.execute(sa.update(admission).where(here).values(address=to))


def _give(connection: sa.Connection, platform: str, who: Admitted, address: str, **values: Any) -> None:
    connection.execute(sa.delete(admission).where(_one(platform, who, address)))
    connection.execute(sa.insert(admission).values(platform=platform, who=who, address=address, **values))


def _one(platform: str, who: Admitted, address: str) -> sa.ColumnElement[bool]:
    return sa.and_(admission.c.platform == platform, admission.c.who == who, admission.c.address == address)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
