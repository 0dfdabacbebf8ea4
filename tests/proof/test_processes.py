"""Processes that start, share and end: the second run on a file, several on one server, SIGTERM, a restart."""

import datetime as dt
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot.running import TICK_ROLE
from storage.model import ChatKind, DeliveryState, Place, Settings, Source
from storage.store import open_store
from tests.proof.conftest import Ledger
from tests.proof.loopback import Loopback
from tests.telegram.server.faults import Fault

QUEUED, LEASED, STARTED, SENT, AMBIGUOUS = (
    DeliveryState.QUEUED,
    DeliveryState.LEASED,
    DeliveryState.STARTED,
    DeliveryState.SENT,
    DeliveryState.AMBIGUOUS,
)
HOLDER = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND objid = %s
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def readers(number: int) -> list[str]:
    return [f"plain {one}" for one in range(number)]


def test_sigterm_marks_what_is_under_way_and_gives_the_rest_back(
    ledger: Any, launch: Callable[..., Any], loopback: Loopback
) -> None:
    ledger.owe(readers(400))
    loopback.delay = 0.2
    worker = launch("--bots", "plain")
    loopback.wait_for_messages(150)
    assert worker.terminate() < 5
    assert ledger.count(STARTED, LEASED, AMBIGUOUS) == 0
    assert ledger.names(SENT) == set(loopback.counts())
    assert ledger.count(QUEUED) == 400 - len(loopback.received) > 0


@pytest.mark.proof
def test_sigterm_does_not_wait_for_answers_that_never_come(
    ledger: Any, launch: Callable[..., Any], loopback: Loopback
) -> None:
    ledger.owe(readers(400))
    loopback.faults = {name: [Fault.HANG_AFTER] for name in readers(3)}
    worker = launch("--bots", "plain", "--rate", 100)
    loopback.wait_for_messages(150)
    seconds = worker.terminate()
    print(f"{ledger.url.partition(':')[0]}: ended after {seconds:.2f} s")  # noqa: T201 - its figure
    assert seconds < 5
    assert ledger.count(STARTED, LEASED) == 0
    assert ledger.names(AMBIGUOUS) == set(readers(3))
    assert ledger.names(SENT) == set(loopback.counts()) - set(readers(3))
    assert ledger.count(QUEUED) == 400 - len(loopback.received) > 0


def test_a_second_run_on_a_file_ends_with_a_sentence(
    sqlite: Any, run_command: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    url = sqlite.create()
    publish_to(url, "console", "terminal")
    first = run_command(url, "bot", "run")
    assert first.stdout.readline() != ""
    second = run_command(url, "bot", "run")
    assert second.wait(30) == 1
    said = capfd.readouterr().err
    assert f"`paperwire run` is running on this database already (process {first.pid})" in said
    assert "Traceback" not in said
    first.terminate()
    assert first.wait(30) == 0
    sqlite.drop(url)


def publish_to(url: str, platform: str, name: str) -> None:
    """Make a chat that wants videos, publish one, and let its digest be due now."""
    now = dt.datetime.now(dt.UTC)
    with open_store(url) as store:
        made = store.chats.get_or_create(
            Place(platform, name), ChatKind.PRIVATE, settings=Settings(time=f"{now:%H:%M}"), now=now
        )
        store.chats.subscribe(made.id, [("video", True)], person_id=None, now=now)
        issue = Issue("alpha", f"{name}.md", now.date(), None, None, "en", (Entry(f"A video of {name}"),))
        topics = [(Topic("video", Origin.TITLE),)]
        store.issues.put(Source("alpha", "alpha", "/"), issue, topics, tagger="1", now=now, news=True)
        store.plans.schedule(made.id, now)


@pytest.fixture
def server(postgresql: Any) -> Iterator[str]:
    """A database that several processes may use."""
    url = postgresql.create()
    yield url
    postgresql.drop(url)


def holder(url: str) -> str:
    """The process that has the role of planning, by its name."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(HOLDER, [zlib.crc32(TICK_ROLE.encode())]).fetchall()
    assert len(rows) == 1
    return str(rows[0][0])


def test_one_of_three_plans_and_another_takes_over_when_it_is_killed(
    server: str, launch_on: Callable[..., Any], loopback: Loopback
) -> None:
    workers = {name: launch_on(f"{server}&application_name={name}") for name in ("one", "two", "three")}
    publish_to(server, "plain", "reader")
    loopback.wait_for_messages(1)
    workers.pop(holder(server)).kill()
    killed_at = time.monotonic()
    publish_to(server, "plain", "successor")
    loopback.wait_for_messages(2)
    assert time.monotonic() - killed_at < 5
    assert holder(server) in workers
    assert loopback.counts() == {"reader": 1, "successor": 1}


def test_two_processes_share_the_pace_of_a_bot(server: str, launch_on: Callable[..., Any], loopback: Loopback) -> None:
    with open_store(server) as store:
        ledger = Ledger(server, store)
        ledger.owe(readers(140))  # more than one process claims at once
        loopback.per_second = 60  # less than two paces, and more than one by what a busy machine may bunch together
        workers = [launch_on(server, "--bots", "plain", "--rate", 40, "--until-done") for _ in range(2)]
        for worker in workers:
            worker.finish()
        owners = {one.owner for one in store.deliveries.listing(SENT, limit=1_000)}
    assert loopback.refused == []
    assert len(loopback.counts()) == len(loopback.received) == 140
    assert loopback.busiest_second() <= loopback.per_second
    assert len(owners) == 2


@pytest.mark.proof
def test_a_restart_with_10000_pending_sends_its_first_within_two_seconds(
    ledger: Any, launch: Callable[..., Any], run_command: Callable[..., Any], loopback: Loopback
) -> None:
    ledger.owe(readers(10_000))
    killed = launch("--bots", "plain")
    loopback.wait_for_messages(1)
    killed.kill()
    before, began = len(loopback.received), time.monotonic()
    worker = run_command(ledger.url, "tests.proof.worker", "--port", loopback.port, "--bots", "plain")
    loopback.wait_for_messages(before + 1)
    seconds = time.monotonic() - began
    print(f"{ledger.url.partition(':')[0]}: the first after {seconds:.2f} s")  # noqa: T201 - its figure
    assert seconds < 2
    worker.terminate()
    assert worker.wait(30) == 0
