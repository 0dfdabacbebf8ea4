"""How fast a million chats' deliveries are enqueued, selected, claimed, started and marked, on both databases.

`python -m bench.ledger` takes about six minutes; `--chats` and `--seconds` make it smaller. Status 1 when a required
figure is missed. On SQLite the workers are threads of the one process that may run, on PostgreSQL processes.
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa

from bench.databases import DATABASES
from bench.figures import Figure, at_least, at_most, judge
from storage.claims import prefer_index_order
from storage.engine import connect
from storage.model import DeliveryKey, DeliveryKind
from storage.planned import ChatAdvance, Owed, Plan, Rendering
from storage.plans import is_due
from storage.schema import chat
from storage.store import Store, open_store

CHATS = 1_000_000
BATCH = 10_000  # chats of a commit
DISTINCT = 300  # plans and renderings among them
PAYLOAD = "A message of a usual length. " * 100
DUE_AT = dt.datetime(2026, 11, 18, 23, tzinfo=dt.UTC)
LEASE = dt.timedelta(hours=1)
SELECTED = 1_000
CLAIMED = 100
WORKERS = (1, 2, 4)
SECONDS = 5.0  # of each run in which deliveries are sent
RUNS = 3
STEP = 1009  # between the places in the order of moments of two chats that were made one after the other
MOST_SELECTION = 5.0  # milliseconds
LEAST_SENT = 5 * 30.0  # a second, on SQLite

_MAKE_CHATS = """
INSERT INTO chat (platform, chat_id, thread_id, kind, time, weekdays, zone, zone_guessed, languages, length, layout,
    pictures, paused, cursor, asked, created_at, next_due_at)
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < :chats - 1)
SELECT 'bench', CAST(n AS text), '', 'private', '08:00', '[1, 2, 3, 4, 5, 6, 7]', 'UTC', FALSE, '["en"]', 10, 'list',
    FALSE, FALSE, 0, '', 0, :due_at + n * :step % :chats / 1000 FROM numbers
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one database. `sent` are deliveries a second by the number of workers."""

    enqueued: float  # a second
    selection: float  # milliseconds for the next SELECTED chats
    loading: float  # milliseconds for the same with settings and subscriptions
    sent: dict[int, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each run in which deliveries are sent")
    options = parser.parse_args(arguments)
    required: list[Figure] = []
    for name, database in DATABASES.items():
        executor = ProcessPoolExecutor if name == "PostgreSQL" else ThreadPoolExecutor
        with database() as url:
            figures = measure(url, options.chats, options.seconds, executor)
        print("\n".join(_lines(name, options.chats, figures)), flush=True)
        required += _required(name, figures)
    return judge(required)


def measure(url: str, chats: int, seconds: float, executor: Callable[[int], Executor]) -> Figures:
    """Everything, on an empty database."""
    _make_chats(url, chats)
    with open_store(url) as store:
        selection = _selection(url)
        loading = _median_milliseconds(lambda: store.plans.due_chats(DUE_AT + LEASE, SELECTED))
        enqueuing = _time(lambda: _enqueue(store, chats))
    _rest(url)
    sent = {}
    for workers in WORKERS:
        with executor(workers) as pool:
            rates = [_rate(pool, url, [f"{workers} {run} {n}" for n in range(workers)], seconds) for run in range(RUNS)]
        sent[workers] = statistics.median(rates)
    return Figures(chats / enqueuing, selection, loading, sent)


def send_for(url: str, owner: str, seconds: float) -> float:
    """Deliveries a second that one worker claims, starts and marks, one at a time as before and after a request."""
    with open_store(url, migrate=False) as store:
        return _send(store, owner, seconds)


def _send(store: Store, owner: str, seconds: float) -> float:
    began, sent = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        claimed = store.deliveries.claim(owner, platforms=["bench"], limit=CLAIMED, now=DUE_AT, lease=LEASE)
        for delivery in claimed:
            if not store.deliveries.start(delivery.id, owner, now=DUE_AT):
                message = f"{owner} could not start {delivery.id}"
                raise RuntimeError(message)
            store.deliveries.sent(delivery.id, owner, message_id="1", now=DUE_AT)
        sent += len(claimed)
    return sent / passed


def _rate(pool: Executor, url: str, owners: Sequence[str], seconds: float) -> float:
    """Deliveries a second of all these workers. Threads share a store, as those of a process do."""
    each = [seconds] * len(owners)
    if isinstance(pool, ThreadPoolExecutor):
        with open_store(url) as store:
            return sum(pool.map(_send, [store] * len(owners), owners, each))
    return sum(pool.map(send_for, [url] * len(owners), owners, each))


def _make_chats(url: str, chats: int) -> None:
    open_store(url).close()
    engines = connect(url)
    with engines.writing() as connection:
        due_at = (DUE_AT - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
        values = {"chats": chats, "due_at": due_at, "step": STEP}
        types = [sa.bindparam(name, type_=sa.BigInteger) for name in values]
        connection.execute(sa.text(_MAKE_CHATS).bindparams(*types), values)
    engines.close()


def _rest(url: str) -> None:
    """Let PostgreSQL end what it does behind a million new rows: senders are measured, not that."""
    engines = connect(url)
    if engines.writer.dialect.name == "postgresql":
        with engines.writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
                connection.exec_driver_sql(statement)
    engines.close()


def _selection(url: str) -> float:
    """Milliseconds that the database and its driver take to say which chats are due."""
    statement = sa.select(chat.c.id).where(is_due(DUE_AT + LEASE)).order_by(chat.c.next_due_at, chat.c.id)
    engines = connect(url)
    with engines.reading() as connection:
        prefer_index_order(connection)
        milliseconds = _median_milliseconds(lambda: connection.execute(statement.limit(SELECTED)).all())
    engines.close()
    return milliseconds


def _enqueue(store: Store, chats: int) -> None:
    """Plan all chats as ticks do: plans, renderings, a delivery a chat and the chats' next moments."""
    tomorrow = DUE_AT + dt.timedelta(days=1)
    due_longest = sorted((_due_at(number, chats), number) for number in range(1, chats + 1))
    for first in range(0, chats, BATCH):
        due = due_longest[first : first + BATCH]
        advances = [ChatAdvance(number, due_at, tomorrow, DUE_AT.date(), 5) for due_at, number in due]
        owed = list(_owed([number for _, number in due], first))
        if store.plans.commit(_plans(), _renderings(first), owed, advances, DUE_AT):
            raise RuntimeError("Chats are not due when they were made to be; nothing is enqueued for them.")


def _due_at(number: int, chats: int) -> dt.datetime:
    return DUE_AT + dt.timedelta(microseconds=(number - 1) * STEP % chats // 1000)


def _plans() -> list[Plan]:
    return [Plan(n, DUE_AT.date(), 0, 5, tuple(range(n, n + 20)), 10, f"wish {n}") for n in range(DISTINCT)]


def _renderings(first: int) -> list[Rendering]:
    return [Rendering(f"{first}/{n}", PAYLOAD) for n in range(DISTINCT)]


def _owed(chats: Sequence[int], first: int) -> Iterator[Owed]:
    subject = DUE_AT.date().isoformat()
    for n in chats:
        key = DeliveryKey(n, DeliveryKind.DAILY, subject)
        yield Owed(key, f"{first}/{n % DISTINCT}", DUE_AT, plan_id=n % DISTINCT)


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _median_milliseconds(work: Callable[[], object]) -> float:
    work()
    return 1000 * statistics.median(_time(work) for _ in range(RUNS))


def _lines(name: str, chats: int, figures: Figures) -> Iterator[str]:
    yield f"{name}, {chats:,} chats"
    yield f"  enqueued with plans, renderings and chats: {figures.enqueued:,.0f}/s ({chats / figures.enqueued:.1f} s)"
    yield f"  the next {SELECTED:,} due: {figures.selection:.2f} ms, with settings and wishes {figures.loading:.1f} ms"
    for workers, rate in figures.sent.items():
        yield f"  claim, start, mark with {workers} workers: {rate:,.0f}/s"


def _required(name: str, figures: Figures) -> Iterator[Figure]:
    yield at_most(f"{name}: the next {SELECTED:,} due", figures.selection, MOST_SELECTION, "ms")
    if name == "SQLite":
        yield at_least("SQLite: sent by one worker", figures.sent[1], LEAST_SENT, "a second")


if __name__ == "__main__":
    sys.exit(main())
