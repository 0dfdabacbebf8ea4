"""Roles and the lock of a file: one process at a time, and another after it was killed."""

import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest

from storage.errors import StoreBusyError, UnreachableError
from storage.lockfile import hold_database
from storage.store import open_store

HOLDER = """
import sys
from storage.lockfile import hold_database
from storage.store import open_store
url = sys.argv[1]
with hold_database(url), open_store(url, migrate=False) as store:
    hold = store.roles.try_hold("tick")
    print("held" if hold else "refused", flush=True)
    sys.stdin.read()
"""
SECONDS = 5.0


@contextmanager
def another_process(url):
    """A process that runs on the database and has the role "tick" until it is killed."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], stdin=-1, stdout=-1, text=True) as process:  # noqa: S603 - ours
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_role_is_held_by_one_and_can_be_given_back(postgresql):
    url = postgresql.create()
    with open_store(url) as one, open_store(url) as two:
        hold = one.roles.try_hold("tick")
        assert hold.alive()
        assert two.roles.try_hold("tick") is one.roles.try_hold("tick") is None
        other = two.roles.try_hold("telegram-poller")
        hold.release()
        again = two.roles.try_hold("tick")
        assert again.alive()
        again.release()
        other.release()
    postgresql.drop(url)


def test_a_role_whose_connection_is_lost_is_lost(postgresql):
    url = postgresql.create()
    with open_store(url) as store:
        hold = store.roles.try_hold("tick")
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            )
        assert not hold.alive()
        assert not hold.alive()
        again = store.roles.try_hold("tick")
        assert again.alive()
        hold.release()
        assert again.alive()
        again.release()
    postgresql.drop(url)


def test_a_killed_process_loses_its_role(postgresql):
    url = postgresql.create()
    with open_store(url) as store, another_process(url) as process:
        assert store.roles.try_hold("tick") is None
        process.kill()
        process.wait()
        killed, hold = time.monotonic(), None
        while hold is None and time.monotonic() < killed + SECONDS:
            hold = store.roles.try_hold("tick")
        assert hold is not None
        hold.release()
    postgresql.drop(url)


def test_on_sqlite_every_role_is_ours(sqlite):
    url = sqlite.create()
    with open_store(url) as store:
        holds = [store.roles.try_hold("tick"), store.roles.try_hold("tick")]
        assert all(hold.alive() for hold in holds)
        for hold in holds:
            hold.release()
    sqlite.drop(url)


def test_a_second_process_on_a_file_is_told_what_to_do(sqlite):
    url = sqlite.create()
    with another_process(url) as process:
        with pytest.raises(StoreBusyError) as raised, hold_database(url):
            pass
        assert f"(process {process.pid}); stop that one, or use a postgresql://" in str(raised.value)
        with open_store(url) as store:
            assert store.stats().papers == 0, "reading needs no lock"
        process.kill()
        process.wait()
        with hold_database(url), open_store(url) as store:
            assert store.stats().papers == 0
    sqlite.drop(url)


def test_a_lock_ends_with_its_block(tmp_path):
    url = f"sqlite:///{tmp_path}/paperwire.db"
    for _ in range(2):
        with hold_database(url), pytest.raises(StoreBusyError, match=r"paperwire\.db: "), hold_database(url):
            pass


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(UnreachableError, match=r"nowhere/file\.db\.lock"),
        hold_database(f"sqlite:///{tmp_path}/nowhere/file.db"),
    ):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://host/name"])
def test_other_databases_need_no_lock(url):
    with hold_database(url), hold_database(url):
        pass
