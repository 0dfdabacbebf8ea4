"""Writing the search index, in the transaction that changes the papers."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from storage.periods import periods_of
from storage.schema import SEARCH_TABLE, TOKENS_INDEX, paper
from storage.tokens import facet

_NUMBER_BITS = 15  # a day has room for 32,768 papers; each bit more costs 3 % of the index (docs/decisions.md)
_END = 1 << 35  # of the keys that have rowids above zero: the year 2871

Key = TypeVar("Key", int, sa.ColumnElement[int])


@dataclass(frozen=True, slots=True)
class Indexed:
    """A paper's place in the index: its search key and its document (storage.tokens)."""

    key: int
    document: str


def first_key(date: dt.date) -> int:
    """The smallest search key of a day."""
    return date.toordinal() << _NUMBER_BITS


def last_key(date: dt.date) -> int:
    """The largest search key of a day."""
    return first_key(date) | ((1 << _NUMBER_BITS) - 1)


def day_of(key: int) -> int:
    """The day of a search key, by its number in the calendar."""
    return key >> _NUMBER_BITS


def mirrored(key: Key) -> Key:
    """The rowid of a key in FTS5, and the key of a rowid: the newest first, because FTS5 reads sooner upwards.

    Rowids above zero take no more bytes than keys; later ones are smaller, and take more.
    """
    return _END - key


def is_of(key: int | None, date: dt.date) -> bool:
    """Whether a search key is of that day."""
    return key is not None and day_of(key) == date.toordinal()


_NEWEST = sa.select(sa.func.max(paper.c.search_key)).where(
    paper.c.search_key.between(sa.bindparam("first"), sa.bindparam("last"))
)


def new_keys(connection: sa.Connection, date: dt.date, count: int) -> list[int]:
    """Search keys of a day that no paper has, the largest first: what is asked for first is found first.

    When the day is full they are of the days before.
    """
    keys: list[int] = []
    for day in itertools.count(date.toordinal(), -1):
        first, last = day << _NUMBER_BITS, ((day + 1) << _NUMBER_BITS) - 1
        newest = connection.scalar(_NEWEST, {"first": first, "last": last})
        start = first if newest is None else newest + 1
        keys += range(min(start + count - len(keys), last + 1) - 1, start - 1, -1)
        if len(keys) == count:
            break
    return keys


def change(connection: sa.Connection, gone: Sequence[Indexed], come: Sequence[Indexed]) -> None:
    """Take papers out of the index exactly as they were, and put them in as they are."""
    if connection.dialect.name == "postgresql":
        _change_lexemes(connection, gone, come)
    else:
        _change_postings(connection, gone, come)


def clear(connection: sa.Connection) -> None:
    """Take everything out."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"DELETE FROM {SEARCH_TABLE}"))  # noqa: S608 - a constant
    else:
        connection.execute(sa.text(f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}) VALUES ('delete-all')"))  # noqa: S608 - a constant


def compact(connection: sa.Connection) -> None:
    """Bring what was written in many pieces into one, which is smaller by a tenth or more."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"REINDEX TABLE {SEARCH_TABLE}"))
    else:
        connection.execute(sa.text(f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}) VALUES ('optimize')"))  # noqa: S608 - a constant


def tidy(connection: sa.Connection, *, begin: bool) -> bool:
    """Do a step of bringing together what was written apart; whether there may be more to do.

    FTS5 writes a piece for each transaction, which a step merges some pages of. GIN writes a list beside itself, which
    is taken in at once.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_IN)
        return False
    changes = sa.select(sa.func.total_changes())
    before = connection.scalars(changes).one()
    connection.execute(_MERGE, {"pages": -PAGES if begin else PAGES})
    changed: int = connection.scalars(changes).one() - before
    return changed > 1  # FTS5 counts the request itself as one


PAGES = 500  # that a step writes, in about a tenth of a second
_MERGE = sa.text(f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}, rank) VALUES ('merge', :pages)")  # noqa: S608 - a constant
_TAKE_IN = sa.select(sa.func.gin_clean_pending_list(TOKENS_INDEX))
_DELETE_LEXEMES = sa.text(f"DELETE FROM {SEARCH_TABLE} WHERE key = :key")  # noqa: S608 - a constant
_INSERT_LEXEMES = sa.text(
    f"INSERT INTO {SEARCH_TABLE} (key, tokens) VALUES (:key, array_to_tsvector(string_to_array(:document, ' ')))"  # noqa: S608 - a constant
)
_DELETE_POSTINGS = sa.text(
    f"INSERT INTO {SEARCH_TABLE} ({SEARCH_TABLE}, rowid, x) VALUES ('delete', :rowid, :document)"  # noqa: S608 - a constant
)
_INSERT_POSTINGS = sa.text(f"INSERT INTO {SEARCH_TABLE} (rowid, x) VALUES (:rowid, :document)")  # noqa: S608 - a constant


def _change_lexemes(connection: sa.Connection, gone: Sequence[Indexed], come: Sequence[Indexed]) -> None:
    if gone:
        connection.execute(_DELETE_LEXEMES, [{"key": place.key} for place in gone])
    if come:
        connection.execute(_INSERT_LEXEMES, [_with_periods(place) for place in sorted(come, key=_by_key)])


def _with_periods(place: Indexed) -> dict[str, int | str]:
    periods = (facet("period", period) for period in periods_of(day_of(place.key)))
    return {"key": place.key, "document": " ".join((place.document, *periods))}


def _change_postings(connection: sa.Connection, gone: Sequence[Indexed], come: Sequence[Indexed]) -> None:
    """FTS5 writes a segment whenever a rowid is smaller than the one before: rowids ascend."""
    if gone:
        connection.execute(_DELETE_POSTINGS, _rows(gone))
    if come:
        connection.execute(_INSERT_POSTINGS, _rows(come))


def _rows(places: Iterable[Indexed]) -> list[dict[str, int | str]]:
    newest_first = sorted(places, key=_by_key, reverse=True)
    return [{"rowid": mirrored(place.key), "document": place.document} for place in newest_first]


def _by_key(place: Indexed) -> int:
    return place.key
