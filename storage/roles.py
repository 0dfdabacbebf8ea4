"""Roles that one process at a time may have, such as the tick or a poller."""

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from storage.engine import Engines
from storage.translate import translated

_CLASS = 0x70617067  # of the advisory locks of roles
_HALF = 1 << 31


class Hold(Protocol):
    """A role that this process has."""

    def alive(self) -> bool: ...

    def release(self) -> None: ...


class Roles:
    """The roles of the processes on one database."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def try_hold(self, role: str) -> Hold | None:
        """Take the role; None if another process has it. It ends with the process, however that ends.

        On SQLite nobody else can have it: `storage.lockfile` lets only one process run. Raises StoreError.
        """
        if self._engines.writer.dialect.name != "postgresql":
            return _OwnHold()
        with translated(self._engines.url):
            connection = self._engines.writer.execution_options(isolation_level="AUTOCOMMIT").connect()
            connection.detach()
            if connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_CLASS, _number(role)))):
                return _SessionHold(connection)
            connection.close()
        return None


@dataclass(frozen=True, slots=True)
class _OwnHold:
    """A role where no other process runs."""

    def alive(self) -> bool:
        """It is never lost."""
        return True

    def release(self) -> None:
        """There is nothing to give back."""


@dataclass(frozen=True, slots=True)
class _SessionHold:
    """A lock that lives as long as this connection, which is for nothing else."""

    connection: sa.Connection

    def alive(self) -> bool:
        """Whether the role is still ours; False once the connection is lost, for good."""
        try:
            return self.connection.scalar(sa.select(1)) == 1
        except sa.exc.SQLAlchemyError:
            self.connection.invalidate()
            return False

    def release(self) -> None:
        """Give the role back, also after it was lost. The server would notice the end of a connection only later."""
        if not self.connection.invalidated:
            with suppress(sa.exc.SQLAlchemyError):
                self.connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
        self.connection.close()


def _number(role: str) -> int:
    """The key of a role's lock: 32 bits with a sign."""
    return (zlib.crc32(role.encode()) + _HALF) % (2 * _HALF) - _HALF
