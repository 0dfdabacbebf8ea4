"""What the issues of a source are like, and when they arrived."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage.schema import Moment, entry, issue, source
from storage.watched import PROFILED, IssueProfile, Newest, Suspicious

_EMPTY = ("[]", "{}")


def news_arrivals(connection: sa.Connection, limit: int) -> dict[str, tuple[dt.datetime, ...]]:
    """For every source, when its last issues arrived that were news then, newest first."""
    found = {}
    for row in connection.execute(sa.select(source.c.id, source.c.name).order_by(source.c.name)).all():
        which = sa.and_(issue.c.source_id == row.id, issue.c.news)
        newest = sa.select(issue.c.arrived_at).where(which).order_by(issue.c.arrived_at.desc()).limit(limit)
        found[row.name] = tuple(connection.scalars(newest))
    return found


def profiles(connection: sa.Connection, source_name: str, but: str, limit: int) -> list[IssueProfile]:
    """What the issues of a source are like, but for the one with that key; those with the newest dates."""
    recent = (
        sa.select(issue.c.id, issue.c.papers)
        .join(source, source.c.id == issue.c.source_id)
        .where(source.c.name == source_name, issue.c.key != but)
        .order_by(issue.c.date.desc(), issue.c.id.desc())
        .limit(limit)
        .subquery()
    )
    statement = (
        sa.select(recent.c.papers, *map(_any_has, PROFILED))
        .outerjoin(entry, entry.c.issue_id == recent.c.id)
        .group_by(recent.c.id, recent.c.papers)
    )
    return [_profile(row) for row in connection.execute(statement)]


def _any_has(field: str) -> sa.ColumnElement[int]:
    """1 where an entry of the group has the field, else 0."""
    column = entry.c[field]
    is_there = sa.cast(column, sa.Text).not_in(_EMPTY) if isinstance(column.type, sa.JSON) else column.is_not(None)
    return sa.func.max(sa.case((is_there, 1), else_=0)).label(field)


def _profile(row: Any) -> IssueProfile:
    return IssueProfile(row.papers, frozenset(name for name in PROFILED if getattr(row, name)))


def suspicious(connection: sa.Connection) -> list[Suspicious]:
    """The issues that are marked, newest first."""
    statement = (
        sa.select(source.c.name, issue.c.key, issue.c.date, issue.c.suspicious)
        .join(source, source.c.id == issue.c.source_id)
        .where(issue.c.suspicious != "")
        .order_by(issue.c.date.desc(), issue.c.id.desc())
    )
    return [Suspicious(row.name, row.key, row.date, row.suspicious) for row in connection.execute(statement)]


def newest(connection: sa.Connection) -> list[Newest]:
    """The newest issue of each source that has one, by date and by arrival, sorted by the sources' names."""
    statement = (
        sa.select(source.c.name, sa.func.max(issue.c.date), sa.func.max(issue.c.arrived_at, type_=Moment))
        .join(issue, issue.c.source_id == source.c.id)
        .group_by(source.c.name)
    )
    return sorted((Newest(*row) for row in connection.execute(statement)), key=lambda one: one.source)


def sources_under(connection: sa.Connection, prefix: str) -> tuple[str, ...]:
    """The names of the sources that have an issue whose key begins so, sorted."""
    has_one = sa.exists().where(issue.c.source_id == source.c.id, issue.c.key.startswith(prefix, autoescape=True))
    return tuple(sorted(connection.scalars(sa.select(source.c.name).where(has_one))))
