"""What chats got: the plans of their digests, and the papers of those."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, is_one_of
from storage.ledger_schema import delivery, plan
from storage.model import DeliveryKind, DeliveryState
from storage.planned import Plan
from storage.schema import entry, issue, source

# What is given up has not been got; what is owed will be.
GOT = delivery.c.state != DeliveryState.BURIED
DAY_BY_DAY = delivery.c.kind.in_((DeliveryKind.FIRST, DeliveryKind.DAILY))


def plans_of(connection: sa.Connection, chat_ids: Sequence[int]) -> dict[int, set[int]]:
    """The ids of the plans that chats got."""
    found: dict[int, set[int]] = defaultdict(set)
    for batch in batched(chat_ids):
        which = sa.and_(is_one_of(connection, delivery.c.chat_id, batch), delivery.c.plan_id.is_not(None), GOT)
        for chat_id, plan_id in connection.execute(sa.select(delivery.c.chat_id, delivery.c.plan_id).where(which)):
            found[chat_id].add(plan_id)
    return found


def papers_of(connection: sa.Connection, plan_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The papers of plans; one that is gone has none."""
    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    for batch in batched(plan_ids):
        for row in connection.execute(
            sa.select(plan.c.id, plan.c.paper_ids).where(is_one_of(connection, plan.c.id, batch))
        ):
            found[row.id] = frozenset(row.paper_ids)
    return found


def last_sources(connection: sa.Connection, chat_ids: Sequence[int], plans: int) -> dict[int, list[frozenset[str]]]:
    """The sources that speak of the papers of each chat's last plans, at most so many, newest first."""
    got = _last_plans_of(connection, chat_ids, plans)
    papers = papers_of(connection, {plan_id for ids in got.values() for plan_id in ids})
    sources = _sources_of(connection, frozenset().union(*papers.values()))
    of_plan = {plan_id: frozenset().union(*[sources[one] for one in ids]) for plan_id, ids in papers.items()}
    return {chat_id: [of_plan[plan_id] for plan_id in ids if plan_id in of_plan] for chat_id, ids in got.items()}


def _last_plans_of(connection: sa.Connection, chat_ids: Sequence[int], plans: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    newest_first = sa.func.row_number().over(partition_by=delivery.c.chat_id, order_by=delivery.c.id.desc())
    for batch in batched(chat_ids):
        which = sa.and_(is_one_of(connection, delivery.c.chat_id, batch), delivery.c.plan_id.is_not(None), GOT)
        ranked = sa.select(delivery.c.chat_id, delivery.c.plan_id, newest_first.label("place")).where(which, DAY_BY_DAY)
        last = ranked.subquery()
        chosen = sa.select(last.c.chat_id, last.c.plan_id).where(last.c.place <= plans).order_by(last.c.place)
        for chat_id, plan_id in connection.execute(chosen):
            found[chat_id].append(plan_id)
    return found


def _sources_of(connection: sa.Connection, paper_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The names of the sources that speak of each paper."""
    found: dict[int, set[str]] = defaultdict(set)
    of_issue = sa.select(entry.c.paper_id, source.c.name).join(issue, issue.c.id == entry.c.issue_id)
    named = of_issue.join(source, source.c.id == issue.c.source_id).distinct()
    for batch in batched(paper_ids):
        for paper_id, name in connection.execute(named.where(is_one_of(connection, entry.c.paper_id, batch))):
            found[paper_id].add(name)
    return defaultdict(frozenset, {paper_id: frozenset(names) for paper_id, names in found.items()})


def find_plan(connection: sa.Connection, chat_id: int, *which: sa.ColumnElement[bool]) -> Plan | None:
    """The newest plan of the deliveries that a chat got and these conditions choose."""
    theirs = sa.and_(delivery.c.plan_id == plan.c.id, delivery.c.chat_id == chat_id, GOT, *which)
    row = connection.execute(sa.select(plan).join(delivery, theirs).order_by(plan.c.id.desc()).limit(1)).first()
    return None if row is None else _as_plan(row)


def _as_plan(row: Any) -> Plan:
    papers = tuple(row.paper_ids)
    return Plan(row.id, row.date, row.cursor_from, row.cursor_to, papers, row.shown, row.wishes, row.since)
