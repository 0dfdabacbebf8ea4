"""Papers, their topics and their places in the search index, from how they stood to how they stand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.model import Topic
from storage import index
from storage.bulk import insert_all
from storage.content import strongest
from storage.identity import seniority
from storage.index import Indexed
from storage.rows import batches, load_entries
from storage.schema import paper, paper_topic
from storage.tokens import Said, document

Entries = Mapping[int, Said]


@dataclass(frozen=True, slots=True)
class Standing:
    """The row of a paper that the store knows."""

    id: int
    search_key: int | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers by key: the known rows, their entries (by id) before and after, and where entries that left one went.

    The id of an entry that is not stored yet is negative.
    """

    known: Mapping[str, Standing]
    before: Mapping[str, Entries]
    after: defaultdict[str, dict[int, Said]]
    went: defaultdict[str, set[str]]


def write_papers(connection: sa.Connection, papers: Papers) -> dict[str, int]:
    """Bring rows, index and topics to how the papers stand after, and return the papers' ids by key."""
    keys = _search_keys(connection, papers)
    ids = _write_rows(connection, papers, keys)
    changed = [key for key, said in papers.after.items() if said != papers.before.get(key, {})]
    _write_index(connection, papers, keys)
    _write_topics(connection, papers, {key: ids[key] for key in changed})
    return ids


def rebuild_index(connection: sa.Connection) -> None:
    """Make the search index anew from the entries, with the tokens of today."""
    index.clear(connection)
    keys = sa.select(paper.c.search_key).where(paper.c.search_key.is_not(None)).order_by(paper.c.search_key.desc())
    for batch in batches(connection.scalars(keys).all()):
        index_papers(connection, batch)
    index.compact(connection)


def index_papers(connection: sa.Connection, keys: Collection[int]) -> None:
    """Put the papers of these keys into the index; those that are in it already are put anew on PostgreSQL.

    On SQLite none of them may be in it.
    """
    rows = connection.execute(sa.select(paper.c.id, paper.c.search_key).where(paper.c.search_key.in_(keys))).all()
    entries = load_entries(connection, [row.id for row in rows])
    said = {
        row.search_key: [Said(one.source, one.date, one.entry, one.topics) for one in entries[row.id]] for row in rows
    }
    come = [Indexed(key, document(found)) for key, found in said.items()]
    gone = come if connection.dialect.name == "postgresql" else []
    index.change(connection, gone, come)


def _search_keys(connection: sa.Connection, papers: Papers) -> dict[str, int]:
    """The place in the index of every paper that has entries; a new one where its newest date has changed."""
    keys: dict[str, int] = {}
    homeless: dict[dt.date, list[str]] = defaultdict(list)
    for key, said in papers.after.items():
        if not said:
            continue
        date = max(one.date for one in said.values())
        search_key = papers.known[key].search_key if key in papers.known else None
        if search_key is not None and index.is_of(search_key, date):
            keys[key] = search_key
        else:
            homeless[date].append(key)
    for date, waiting in homeless.items():
        keys.update(zip(waiting, index.new_keys(connection, date, len(waiting)), strict=True))
    return keys


def _write_rows(connection: sa.Connection, papers: Papers, keys: Mapping[str, int]) -> dict[str, int]:
    """Insert and update the papers' rows; a paper whose entries all went elsewhere points there."""
    ids = {key: row.id for key, row in papers.known.items()}
    new = [{"key": key, "search_key": search_key} for key, search_key in keys.items() if key not in ids]
    if new:
        inserted = connection.execute(_INSERT_PAPERS, new)
        ids.update((row.key, row.id) for row in inserted)
    after = {key: Standing(row.id, keys.get(key), _merged_into(key, papers, ids)) for key, row in papers.known.items()}
    changed = [
        {"paper_id": row.id, "search_key": row.search_key, "merged_into": row.merged_into}
        for key, row in after.items()
        if row != papers.known[key]
    ]
    if changed:
        connection.execute(sa.update(paper).where(paper.c.id == sa.bindparam("paper_id")), changed)
    return ids


_INSERT_PAPERS = sa.insert(paper).returning(paper.c.key, paper.c.id)


def _merged_into(key: str, papers: Papers, ids: Mapping[str, int]) -> int | None:
    if papers.after[key]:
        return None
    if key in papers.went:
        return ids[min(papers.went[key], key=seniority)]
    return papers.known[key].merged_into


def _write_index(connection: sa.Connection, papers: Papers, keys: Mapping[str, int]) -> None:
    gone: list[Indexed] = []
    come: list[Indexed] = []
    for key, said in papers.after.items():
        old_key = papers.known[key].search_key if key in papers.known else None
        new_key = keys.get(key)
        before = papers.before.get(key, {})
        if (old_key, before) == (new_key, said):
            continue
        if old_key is not None:
            gone.append(Indexed(old_key, document(before.values())))
        if new_key is not None:
            come.append(Indexed(new_key, document(said.values())))
    index.change(connection, gone, come)


def _write_topics(connection: sa.Connection, papers: Papers, ids: Mapping[str, int]) -> None:
    """Renew the topics of the papers with these ids by key."""
    before = {key: _topics(papers.before.get(key, {})) for key in ids}
    after = {key: _topics(papers.after[key]) for key in ids}
    changed = [key for key in ids if before[key] != after[key]]
    for batch in batches(ids[key] for key in changed if before[key]):
        connection.execute(sa.delete(paper_topic).where(paper_topic.c.paper_id.in_(batch)))
    rows = [
        {"paper_id": ids[key], "slug": topic.slug, "origin": topic.origin} for key in changed for topic in after[key]
    ]
    insert_all(connection, paper_topic, rows)


def _topics(said: Entries) -> tuple[Topic, ...]:
    return strongest(topic for one in said.values() for topic in one.topics)
