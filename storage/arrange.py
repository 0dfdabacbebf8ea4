"""Which papers an issue's entries belong to, and everything that follows from it, within a transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import identity
from storage.content import Listed
from storage.identity import Marks
from storage.places import Papers, Standing, write_papers
from storage.rows import batches, entry_values, load_entries, select_in
from storage.schema import counter, entry, paper
from storage.tokens import Said


@dataclass(frozen=True, slots=True)
class Arrival:
    """When something arrived, and whether it was news then."""

    at: dt.datetime
    news: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What an issue (`issue_id`, of `source` and `date`) lists from now on; one that `is_new` has no entries yet.

    `arrivals` run parallel to what is listed; an entry that was there before keeps its own.
    """

    issue_id: int
    source: str
    date: dt.date
    listed: tuple[Listed, ...] = ()
    arrivals: Sequence[Arrival] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class _Stored:
    """An entry of the database, as far as identity goes: its marks and its paper's key."""

    id: int
    marks: Marks
    paper_key: str


def settle(connection: sa.Connection, change: Change) -> None:
    """Make the entries of an issue those it lists, and papers, topics and index follow.

    The numbers of arrival are taken at the end: who takes them first also commits first.
    """
    old = [] if change.is_new else _entries_of(connection, change.issue_id)
    new = [identity.marks(item.entry) for item in change.listed]
    kept = match(new, old)
    others = _connected(connection, {*new, *(stored.marks for stored in old)}, change.issue_id)
    keys = identity.assign([*new, *(other.marks for other in others)])
    moved = [(other, key) for other, key in zip(others, keys[len(new) :], strict=True) if key != other.paper_key]
    papers = _rearranged(connection, change, old, moved, kept, keys[: len(new)])
    ids = write_papers(connection, papers)
    _remove(connection, {stored.id for stored in old} - {stored.id for stored in kept.values()})
    _move(connection, [(other.id, ids[key]) for other, key in moved])
    _write(connection, change, kept, [ids[key] for key in keys[: len(new)]])


def match(new: Sequence[Marks], old: Sequence[_Stored]) -> dict[int, _Stored]:
    """Which entry of before each place of a list continues: the same arXiv id, else DOI, else title."""
    kept: dict[int, _Stored] = {}
    for mark in ("arxiv_id", "doi_key", "title_key"):
        taken = {stored.id for stored in kept.values()}
        free = {getattr(stored.marks, mark): stored for stored in reversed(old) if stored.id not in taken}
        for place, marks in enumerate(new):
            found = free.get(getattr(marks, mark)) if getattr(marks, mark) and place not in kept else None
            if found and _may_be_one(marks, found.marks):
                kept[place] = free.pop(getattr(marks, mark))
    return kept


def _may_be_one(one: Marks, other: Marks) -> bool:
    return not (one.arxiv_id and other.arxiv_id) or one.arxiv_id == other.arxiv_id


_STORED = sa.select(
    entry.c.id, entry.c.title_key, entry.c.arxiv_id, entry.c.doi_key, paper.c.key, entry.c.issue_id
).join(paper, paper.c.id == entry.c.paper_id)
_STANDING = sa.select(paper.c.id, paper.c.key, paper.c.search_key, paper.c.merged_into)


def _entries_of(connection: sa.Connection, issue_id: int) -> list[_Stored]:
    rows = connection.execute(_STORED.where(entry.c.issue_id == issue_id).order_by(entry.c.position))
    return [_stored(row) for row in rows]


def _connected(connection: sa.Connection, marks: Iterable[Marks], issue_id: int) -> list[_Stored]:
    """All entries of other issues that are tied to these by a title or a DOI, directly or through others."""
    found: dict[int, _Stored] = {}
    seen: set[tuple[str, str]] = set()
    reached = set(marks)
    while reached:
        ties = {("title_key", mark.title_key) for mark in reached}
        ties |= {("doi_key", mark.doi_key) for mark in reached if mark.doi_key}
        rows = list(_tied(connection, ties - seen))
        fresh = [_stored(row) for row in rows if row.issue_id != issue_id and row.id not in found]
        seen |= ties
        found.update((stored.id, stored) for stored in fresh)
        reached = {stored.marks for stored in fresh}
    return list(found.values())


def _tied(connection: sa.Connection, ties: set[tuple[str, str]]) -> Iterable[sa.Row[Any]]:
    for column in (entry.c.title_key, entry.c.doi_key):
        yield from select_in(connection, _STORED, column, sorted(value for name, value in ties if name == column.name))


def _stored(row: Any) -> _Stored:
    return _Stored(row.id, Marks(row.title_key, row.arxiv_id, row.doi_key), row.key)


def _rearranged(
    connection: sa.Connection,
    change: Change,
    old: Sequence[_Stored],
    moved: Sequence[tuple[_Stored, str]],
    kept: dict[int, _Stored],
    keys: Sequence[str],
) -> Papers:
    """The papers that the change touches, as they stand and as they will."""
    touched = {*keys, *(stored.paper_key for stored in old)}
    touched |= {key for other, new_key in moved for key in (other.paper_key, new_key)}
    papers = standing_papers(connection, touched)
    for stored in old:
        papers.after[stored.paper_key].pop(stored.id)
    for other, key in moved:
        papers.after[key][other.id] = papers.after[other.paper_key].pop(other.id)
        papers.went[other.paper_key].add(key)
    for place, (key, item) in enumerate(zip(keys, change.listed, strict=True)):
        entry_id = kept[place].id if place in kept else -1 - place
        papers.after[key][entry_id] = Said(change.source, change.date, item.entry, item.topics, item.words)
        if place in kept and kept[place].paper_key != key:
            papers.went[kept[place].paper_key].add(key)
    return papers


def standing_papers(connection: sa.Connection, keys: Iterable[str]) -> Papers:
    """The papers of these keys as they stand, before and after alike."""
    rows = {row.key: row for row in select_in(connection, _STANDING, paper.c.key, sorted(keys))}
    entries = load_entries(connection, [row.id for row in rows.values() if row.search_key is not None])
    before = {
        key: {one.id: Said(one.source, one.date, one.entry, one.topics) for one in entries.get(row.id, ())}
        for key, row in rows.items()
    }
    standing = {key: Standing(row.id, row.search_key, row.merged_into) for key, row in rows.items()}
    after = defaultdict(dict, {key: dict(said) for key, said in before.items()})
    return Papers(standing, before, after, went=defaultdict(set))


def _remove(connection: sa.Connection, entry_ids: Iterable[int]) -> None:
    for batch in batches(sorted(entry_ids)):
        connection.execute(sa.delete(entry).where(entry.c.id.in_(batch)))


def _move(connection: sa.Connection, moves: Sequence[tuple[int, int]]) -> None:
    if moves:
        statement = sa.update(entry).where(entry.c.id == sa.bindparam("entry_id"))
        values = [{"entry_id": entry_id, "paper_id": paper_id} for entry_id, paper_id in moves]
        connection.execute(statement, values)


def _write(connection: sa.Connection, change: Change, kept: dict[int, _Stored], paper_ids: Sequence[int]) -> None:
    """Renew the entries that stay, then give the new ones their numbers and insert them."""
    rows = [
        {**entry_values(item), "paper_id": paper_id} for item, paper_id in zip(change.listed, paper_ids, strict=True)
    ]
    if kept:
        statement = sa.update(entry).where(entry.c.id == sa.bindparam("entry_id"))
        connection.execute(statement, [{**rows[place], "entry_id": stored.id} for place, stored in kept.items()])
    arrived = [
        (row, one) for place, (row, one) in enumerate(zip(rows, change.arrivals, strict=True)) if place not in kept
    ]
    if arrived:
        first = _next_arrivals(connection, len(arrived))
        values = [
            {**row, "issue_id": change.issue_id, "arrived_at": one.at, "news": one.news, "arrival": number}
            for number, (row, one) in enumerate(sorted(arrived, key=_moment), start=first)
        ]
        connection.execute(_INSERT_ENTRIES, values)


def _moment(arrived: tuple[Mapping[str, Any], Arrival]) -> dt.datetime:
    return arrived[1].at


_INSERT_ENTRIES = sa.insert(entry)
_TAKE_ARRIVALS = (
    sa.update(counter)
    .where(counter.c.name == "arrival")
    .values(value=counter.c.value + sa.bindparam("count"))
    .returning(counter.c.value)
)


def _next_arrivals(connection: sa.Connection, count: int) -> int:
    """The first of so many numbers that no entry has."""
    return int(connection.execute(_TAKE_ARRIVALS, {"count": count}).scalar_one()) - count + 1
