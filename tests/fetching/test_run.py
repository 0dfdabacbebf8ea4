"""What `paperwire run` puts together: a source on loopback is read into the store by the engine itself."""

import asyncio

import pytest

from adapters.model import Entry, Issue
from bot import app, fetched
from bot.settings import OperatorSettings
from storage.model import Source
from tests.fetching.conftest import START, issue_text
from tests.fetching.servers.github import GitHub

ADDRESS = "github:ann/digests"


@pytest.fixture
def run(desk):
    """Runs the engine over these sources until it has read them, or whatever else `done` says."""

    def run(github, done, *sources):
        settings = OperatorSettings(sources=",".join(sources), github_api_url=github.root)
        threads = app.Threads()
        engine = app.build_engine(desk.store, settings, [], threads)
        engine.fetching = fetched.build_fetching(desk.store, settings, threads.working)
        try:
            desk.runner.run(until(engine, done))
        finally:
            threads.close()

    return run


async def until(engine, done):
    stop = asyncio.Event()
    running = asyncio.create_task(engine.run(stop))
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - what is waited for is in a database
            await asyncio.sleep(0.02)
    stop.set()
    await running


def test_run_reads_a_repository_and_ends_in_the_middle_of_a_round(desk, run):
    github = desk.serve(GitHub())
    github.put("2026-11-18.md", issue_text(START.date(), "Read by run"))
    run(github, lambda: desk.visited(ADDRESS).at is not None, ADDRESS)
    assert desk.titles() == {"Read by run"}
    assert [one.address for one in desk.store.watches.listing()] == [ADDRESS]


def test_sources_of_the_settings_count_only_while_the_store_knows_none(desk, run, caplog):
    github = desk.serve(GitHub())
    desk.add(ADDRESS)
    run(github, lambda: desk.visited(ADDRESS).at is not None, "github:bob/other")
    assert [one.address for one in desk.store.watches.listing()] == [ADDRESS]
    assert "PAPERWIRE_SOURCES names github:bob/other, which is not read" in caplog.text
    assert f"{ADDRESS} is read, though PAPERWIRE_SOURCES does not name it" in caplog.text


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_run_brings_the_search_index_into_one_piece(desk, run, pieces):
    for number in range(30):
        issue = Issue("alpha", f"{number}.md", START.date(), None, None, "en", (Entry(f"Paper {number}"),))
        desk.store.issues.put(Source("alpha", "alpha", "/"), issue, [()], tagger="1", now=START)
    assert pieces(desk.store) > 5
    run(desk.serve(GitHub()), lambda: pieces(desk.store) == 1)
