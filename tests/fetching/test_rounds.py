"""Rounds: what is due is visited, none stops another, and a process that ends in the middle loses nothing."""

import asyncio
import datetime as dt

import pytest

from tests.fetching.conftest import START, issue_text
from tests.fetching.servers.github import GitHub
from tests.fetching.servers.publishers import Pages, atom

TODAY = START.date()
DAY = dt.timedelta(days=1)
MINUTES = dt.timedelta(minutes=1)
CLOSED = "http://127.0.0.1:1"
KINDS = (
    "github:ann/digests",
    f"url:{CLOSED}/{{date}}.md",
    f"feed:{CLOSED}/feed.xml",
    "arxiv:cs.CV",
    "hf:daily",
)


@pytest.fixture
def closed(desk):
    """All services are at a port where nobody listens, which may be asked."""
    desk.web = dict.fromkeys(("github_api", "arxiv", "huggingface"), CLOSED)
    desk.private.append("127.0.0.1:1")
    desk.add(*KINDS)


@pytest.fixture
def pages(desk):
    server = desk.serve(Pages(pages={"/feed.xml": atom([("https://host.test/1", "One", str(TODAY), "Text.")])}))
    desk.add(f"feed:{server.root}/feed.xml")
    return server


@pytest.mark.usefixtures("closed", "pages")
@pytest.mark.parametrize("address", KINDS)
def test_a_server_that_is_down_fails_every_kind_and_no_other_source(desk, address):
    desk.round()
    assert desk.failing(address) == "The server cannot be reached."
    assert desk.next_in(address) == 5 * MINUTES
    assert desk.store.watches.status(address).first_read_at is None
    assert desk.titles() == {"One"}
    desk.round(minutes=5)
    assert desk.next_in(address) == 10 * MINUTES


def test_what_is_wanted_no_more_is_not_visited(desk, pages):
    address = f"feed:{pages.root}/feed.xml"
    desk.round()
    desk.store.watches.remove(address)
    pages.asked_since()
    desk.round(days=1)
    assert pages.asked_since() == []


def test_an_address_that_is_understood_no_more_fails_alone(desk, pages):
    desk.add("gopher:host/x")
    desk.round()
    assert "is no source" in desk.failing("gopher:host/x")
    assert pages.asked
    assert desk.titles() == {"One"}


def test_a_process_that_is_not_the_one_to_read_asks_nothing(desk, pages):
    async def no():
        return False

    desk.runner.run(desk.rounds().round(no))
    assert pages.asked == []


@pytest.mark.parametrize("read", [1, 3])
def test_a_visit_that_ends_with_its_process_goes_on_where_it_was(desk, read):
    github = desk.serve(GitHub())
    desk.web = {"github_api": github.root}
    for days in range(5):
        github.put(f"{TODAY - days * DAY}.md", issue_text(TODAY - days * DAY, f"Old {days}"))
    desk.add("github:ann/digests")
    desk.runner.run(visit_until(desk, read))
    assert desk.titles() == {f"Old {days}" for days in range(read)}
    assert desk.store.watches.status("github:ann/digests").first_read_at is None
    github.asked_since()
    desk.round()
    assert len(github.asked_since()) == 1 + 5 - read
    assert desk.titles() == {f"Old {days}" for days in range(5)}
    assert desk.news() == set()


async def visit_until(desk, read):
    """A round whose process stops being the one that reads after so many documents."""
    left = iter([True] * read)

    async def reads():
        await asyncio.sleep(0)
        return next(left, False)

    rounds = desk.rounds()
    async with rounds.fetcher:
        await rounds.round(reads)


def test_a_broken_issue_at_an_address_with_a_date_is_kept(desk, pages):
    address = f"url:{pages.root}/{{date}}.md"
    pages.pages[f"/{TODAY}.md"] = b"# Shopping\n"
    pages.pages[f"/{TODAY - DAY}.md"] = issue_text(TODAY - DAY, "Fine").encode()
    desk.add(address)
    desk.round()
    assert desk.titles() == {"One", "Fine"}
    assert list(desk.unread(address)) == [f"{pages.root}/{TODAY}.md"]
    assert desk.failing(address) is None
    pages.pages[f"/{TODAY}.md"] = issue_text(TODAY, "Mended").encode()
    desk.round(minutes=15)
    assert desk.unread(address) == {}
    assert desk.news() == {"Mended"}
