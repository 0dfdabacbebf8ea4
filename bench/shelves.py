"""Filling a database with a library, in bulk: rows and search index as the store writes them, and a rival index."""

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

import sqlalchemy as sa

from adapters.text import query_tokens
from bench.library import PER_DAY, Document
from storage import index
from storage.content import Listed
from storage.engine import Engines
from storage.index import Indexed, first_key
from storage.rows import entry_values
from storage.schema import counter, entry, issue, paper, paper_topic, source
from storage.tokens import Said, document

BATCH = 2000
NAME = "library"
_NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)


@dataclass
class Built:
    """What building took: papers, bytes of their texts, and the seconds that making and writing the index took."""

    papers: int = 0
    text_bytes: int = 0
    index_seconds: float = 0.0
    rival_seconds: float = 0.0


def fill(engines: Engines, documents: Iterable[Document]) -> Built:
    """Write the documents, which come the oldest first, and rivals for ranking in the database."""
    built = Built()
    with engines.writing() as connection:
        source_id = connection.execute(
            sa.insert(source).values(name=NAME, adapter=NAME, root="/").returning(source.c.id)
        ).scalar_one()
        _create_rival(connection)
    number = 0
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        with engines.writing() as connection:
            _write(connection, batch, source_id, built)
        number += len(batch)
    _finish(engines, number)
    return built


def _write(connection: sa.Connection, batch: Sequence[Document], source_id: int, built: Built) -> None:
    issues = _issues(connection, batch, source_id)
    keys = [first_key(one.date) + one.number % PER_DAY for one in batch]
    ids = [one.number + 1 for one in batch]
    papers = zip(batch, keys, ids, strict=True)
    connection.execute(
        sa.insert(paper),
        [{"id": i, "key": f"arxiv:{one.entry.arxiv_id}", "search_key": key} for one, key, i in papers],
    )
    connection.execute(sa.insert(entry), [_entry(one, issues[one.date], i) for one, i in zip(batch, ids, strict=True)])
    topics = [
        {"paper_id": i, "slug": topic.slug, "origin": topic.origin}
        for one, i in zip(batch, ids, strict=True)
        for topic in one.topics
    ]
    connection.execute(sa.insert(paper_topic), topics)
    _index(connection, batch, keys, built)


def _index(connection: sa.Connection, batch: Sequence[Document], keys: Sequence[int], built: Built) -> None:
    texts = ["\n".join((one.entry.title, *one.entry.summaries.values())) for one in batch]
    begin = time.perf_counter()
    said = [document([Said(NAME, one.date, one.entry, one.topics)]) for one in batch]
    index.change(connection, [], [Indexed(key, text) for key, text in zip(keys, said, strict=True)])
    built.index_seconds += time.perf_counter() - begin
    begin = time.perf_counter()
    rows = [{"key": key, "text": " ".join(tokens_in_order(text))} for key, text in zip(keys, texts, strict=True)]
    connection.execute(_RIVAL[connection.dialect.name], rows)
    built.rival_seconds += time.perf_counter() - begin
    built.papers += len(batch)
    built.text_bytes += sum(len(text.encode()) for text in texts)


def tokens_in_order(text: str) -> Iterator[str]:
    """The tokens of a text as often as they stand in it: what ranking in the database needs."""
    return chain.from_iterable(map(_tokens, text.split()))


_tokens = lru_cache(maxsize=None)(query_tokens)  # the words of a library are those of its seeds


_RIVAL = {
    "sqlite": sa.text("INSERT INTO rival (rowid, x) VALUES (:key, :text)"),
    "postgresql": sa.text("INSERT INTO rival (key, x) VALUES (:key, to_tsvector('simple', :text))"),
}


def _create_rival(connection: sa.Connection) -> None:
    """A full index of the same tokens, which can rank by bm25 or ts_rank."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("CREATE VIRTUAL TABLE rival USING fts5(x, content='', tokenize='ascii')"))
        return
    connection.execute(sa.text("CREATE TABLE rival (key BIGINT PRIMARY KEY, x TSVECTOR NOT NULL)"))


def _finish(engines: Engines, papers: int) -> None:
    """What a database that has grown slowly would have done by itself."""
    with engines.writing() as connection:
        connection.execute(sa.update(counter).where(counter.c.name == "arrival").values(value=papers))
        if engines.path is not None:
            connection.execute(sa.text("ANALYZE"))
            index.compact(connection)
            return
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('paper', 'id'), :papers)"), {"papers": papers})
        connection.execute(sa.text("CREATE INDEX rival_x ON rival USING gin (x)"))
    with engines.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _issues(connection: sa.Connection, batch: Sequence[Document], source_id: int) -> dict[dt.date, int]:
    """The issues of the days, each once."""
    dates = sorted({one.date for one in batch})
    known = {
        row.date: row.id
        for row in connection.execute(sa.select(issue.c.date, issue.c.id).where(issue.c.date.in_(dates)))
    }
    for date in dates:
        if date not in known:
            values = {
                "source_id": source_id,
                "key": f"{date}.md",
                "content": str(date),
                "date": date,
                "dated": True,
                "language": "en",
                "papers": 0,
                "tagger": "1",
                "arrived_at": _NOW,
            }
            known[date] = connection.execute(sa.insert(issue).values(values).returning(issue.c.id)).scalar_one()
    return known


def _entry(one: Document, issue_id: int, paper_id: int) -> dict[str, object]:
    more = {"issue_id": issue_id, "paper_id": paper_id, "news": False, "arrival": paper_id, "arrived_at": _NOW}
    return entry_values(Listed(one.number, one.entry, one.topics)) | more


def index_bytes(engines: Engines, table: str) -> int:
    """The bytes of a search index: FTS5's blocks, or a table's GIN index."""
    with engines.reading() as connection:
        if connection.dialect.name == "sqlite":
            statement = f"SELECT sum(length(block)) FROM {table}_data"  # noqa: S608 - a constant
        else:
            statement = f"SELECT pg_indexes_size('{table}')"
        return int(connection.scalar(sa.text(statement)) or 0)
