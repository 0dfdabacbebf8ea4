"""A query of tokens in the language of each database, whose parser only ever sees quoted tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from adapters.text import is_beginning
from storage import tokens
from storage.model import TokenQuery
from storage.schema import SEARCH_TABLE

LEXEMES = sa.table(SEARCH_TABLE, sa.column("key", sa.BigInteger), sa.column("tokens", TSVECTOR))
POSTINGS = sa.table(SEARCH_TABLE, sa.column("rowid", sa.BigInteger), sa.column(SEARCH_TABLE, sa.Text))


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database writes a query; operands are quoted tokens or stand in brackets."""

    prefix: Callable[[str], str]
    exact: Callable[[str], str]
    both: str
    either: str
    without: str


_FTS5 = _Dialect(
    prefix=lambda token: f'"{token}" *',
    exact=lambda token: f'"{token}"',
    both=" AND ",
    either=" OR ",
    without=" NOT ",
)
_TSQUERY = _Dialect(
    prefix=lambda token: f"'{token}':*",
    exact=lambda token: f"'{token}'",
    both=" & ",
    either=" | ",
    without=" & !",
)


def fts5(query: TokenQuery) -> str:
    """The query as FTS5 reads it. Raises ValueError for a query that is none."""
    return _spell(query, _FTS5)


def in_postings(spelled: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """That a paper of POSTINGS matches a query as FTS5 reads it."""
    return POSTINGS.c[SEARCH_TABLE].bool_op("MATCH")(spelled)


def tsquery(query: TokenQuery) -> str:
    """The query as PostgreSQL reads it. Raises ValueError for a query that is none."""
    return _spell(query, _TSQUERY)


def in_lexemes(query: TokenQuery, lexemes: sa.ColumnElement[Any] = LEXEMES.c.tokens) -> sa.ColumnElement[bool]:
    """That a paper of these lexemes matches. Raises ValueError for a query that is none."""
    # Not as a parameter: PostgreSQL plans what is asked often once for all values, rare and common ones.
    wanted = sa.cast(sa.literal(tsquery(query), literal_execute=True), TSQUERY)
    return lexemes.bool_op("@@")(wanted)


def between(key: sa.ColumnElement[int], first: int | None, last: int | None) -> list[sa.ColumnElement[bool]]:
    """That a key is not before the first and not after the last."""
    return ([] if first is None else [key >= first]) + ([] if last is None else [key <= last])


def _spell(query: TokenQuery, dialect: _Dialect) -> str:
    match query.op:
        case "token" | "prefix" | "facet":
            found = _said(tokens.token(query.value))
            of_words = not query.field or query.field in tokens.OF_WORDS
            begins = query.op == "prefix" or (of_words and is_beginning(found))
            word = tokens.facet(query.field, query.value) if query.field else found
            return dialect.prefix(word) if begins else dialect.exact(word)
        case "and" | "not":
            return _spell_all(query, dialect)
        case "or":
            return _spell_any(query.parts, dialect)
    raise ValueError(f"A query has no operator {query.op!r}.")


def _spell_any(queries: Sequence[TokenQuery], dialect: _Dialect) -> str:
    parts = [_spell(query, dialect) for query in queries] or [dialect.exact(tokens.NONE)]
    return f"({dialect.either.join(parts)})"


def _spell_all(query: TokenQuery, dialect: _Dialect) -> str:
    """What all parts ask for, without what one of them forbids; FTS5 can only take away from something."""
    parts = query.parts if query.op == "and" else (query,)
    wanted = [_spell(part, dialect) for part in parts if part.op != "not"] or [dialect.exact(tokens.EVERY)]
    unwanted = [_spell_any(part.parts, dialect) for part in parts if part.op == "not"]
    return f"(({dialect.both.join(wanted)})" + "".join(dialect.without + part for part in unwanted) + ")"


def _said(value: str) -> str:
    if not value:
        raise ValueError("A query asks for a word and names none.")
    return value
