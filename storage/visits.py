"""Visits to what `run` fetches: when the next one is, and what was noted of each document."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from storage.engine import Engines
from storage.rows import batches
from storage.sentences import bounded
from storage.visit_schema import document
from storage.watch_schema import watch
from storage.watched import Visited

Note = Mapping[str, Any]
_SELECTED = sa.select(
    watch.c.address, watch.c.visited_at, watch.c.next_visit_at, watch.c.failed_visits, watch.c.stopped
)


class Visits:
    """The visits of the store, by the addresses of their watches."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def listing(self) -> tuple[Visited, ...]:
        """How the visits of all that is watched stand, sorted by address; a folder has none."""
        with self._engines.reading() as connection:
            found = [Visited(*row) for row in connection.execute(_SELECTED.where(watch.c.watched))]
        return tuple(sorted(found, key=lambda one: one.address))

    def status(self, address: str) -> Visited:
        """How the visits of one stand."""
        with self._engines.reading() as connection:
            row = connection.execute(_SELECTED.where(watch.c.address == address)).first()
        return Visited(*row) if row else Visited(address)

    def settle(self, visited: Visited) -> None:
        """A visit ended: this is how they stand now."""
        values = {
            "visited_at": visited.at,
            "next_visit_at": visited.next_at,
            "failed_visits": visited.failed,
            "stopped": bounded(visited.stopped),
        }
        with self._engines.writing() as connection:
            connection.execute(sa.update(watch).where(watch.c.address == visited.address).values(values))

    def notes(self, address: str) -> dict[str, Note]:
        """What was noted of the documents of a watch, by their keys."""
        statement = sa.select(document.c.key, document.c.note).where(document.c.address == address)
        with self._engines.reading() as connection:
            return {row.key: row.note for row in connection.execute(statement)}

    def note(self, address: str, notes: Mapping[str, Note], now: dt.datetime) -> None:
        """Note this of documents, in place of what was noted of them."""
        with self._engines.writing() as connection:
            _forget(connection, address, notes)
            rows = [{"address": address, "key": key, "note": note, "seen_at": now} for key, note in notes.items()]
            for batch in batches(rows):
                connection.execute(sa.insert(document), batch)

    def forget(self, address: str, keys: Collection[str]) -> None:
        """These documents are gone."""
        with self._engines.writing() as connection:
            _forget(connection, address, keys)


def _forget(connection: sa.Connection, address: str, keys: Collection[str]) -> None:
    for batch in batches(keys):
        connection.execute(sa.delete(document).where(document.c.address == address, document.c.key.in_(batch)))
