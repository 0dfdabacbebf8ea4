"""Sending as a whole: operators may halt it, on all platforms and in all processes."""

import sqlalchemy as sa

from storage.engine import Engines, insert_missing
from storage.schema import counter

_NAME = "halted"  # the counter that is there while nothing is sent
_IS_ON = counter.c.name == _NAME


class Halt:
    """Whether the store's deliveries wait. What was handed to a transport already is not held back."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def begin(self) -> None:
        """Send nothing from now on."""
        with self._engines.writing() as connection:
            insert_missing(connection, counter, {"name": _NAME, "value": 1})

    def end(self) -> None:
        """Send again, also what became due meanwhile."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(counter).where(_IS_ON))

    def goes_on(self) -> bool:
        """Whether nothing is sent."""
        with self._engines.reading() as connection:
            return is_halted(connection)


def is_halted(connection: sa.Connection) -> bool:
    """Whether nothing is sent."""
    return bool(connection.scalar(sa.select(sa.exists().where(_IS_ON))))
