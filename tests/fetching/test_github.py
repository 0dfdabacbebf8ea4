"""A repository: what is new, changed, broken, gone; its rate limit, its token, and a server that is down."""

import datetime as dt

import pytest

from tests.fetching.conftest import START, issue_text
from tests.fetching.servers.github import GitHub

ADDRESS = "github:ann/digests/logs/**#l_yohai"
TODAY = START.date()
DAY = dt.timedelta(days=1)
MINUTES = dt.timedelta(minutes=1)


@pytest.fixture
def github(desk):
    server = desk.serve(GitHub())
    desk.web = {"github_api": server.root}
    for days in range(3):
        server.put(f"logs/2026/{TODAY - days * DAY}.md", issue_text(TODAY - days * DAY, f"Old {days}"))
    server.put("README.md", "# Not below logs")
    desk.add(ADDRESS)
    return server


@pytest.mark.usefixtures("github")
def test_a_first_visit_reads_what_is_there_and_none_of_it_is_news(desk):
    desk.round()
    assert desk.titles() == {"Old 0", "Old 1", "Old 2"}
    assert desk.news() == set()
    assert desk.store.watches.status(ADDRESS).first_read_at == START
    assert desk.visited(ADDRESS).at == START
    assert desk.next_in(ADDRESS) == 15 * MINUTES
    (entry,) = desk.papers()[0].entries
    assert entry.issue_url.startswith("https://github.com/ann/digests/blob/HEAD/logs/2026/")


def test_nothing_new_costs_one_request_without_a_body(desk, github):
    desk.round()
    github.asked_since()
    desk.round(minutes=14)
    assert github.asked_since() == []
    desk.round(minutes=1)
    (asked,) = github.asked_since()
    assert (asked.status, asked.sent) == (304, 0)
    assert desk.next_in(ADDRESS) == 15 * MINUTES


def test_what_comes_later_is_news_and_a_changed_issue_is_updated(desk, github):
    desk.round()
    github.put(f"logs/{TODAY + DAY}.md", issue_text(TODAY + DAY, "New"))
    github.put(f"logs/2026/{TODAY}.md", issue_text(TODAY, "Old 0 corrected"))
    github.asked_since()
    desk.round(minutes=15)
    assert len(github.asked_since()) == 3
    assert desk.titles() == {"New", "Old 0 corrected", "Old 1", "Old 2"}
    assert "New" in desk.news()


def test_a_broken_issue_is_kept_with_its_bytes_and_stops_no_other(desk, github):
    github.put("logs/notes.md", "# Shopping\n")
    desk.round()
    assert len(desk.titles()) == 3
    assert list(desk.unread(ADDRESS)) == ["logs/notes.md"]
    assert desk.store.watches.raw(ADDRESS, "logs/notes.md") == b"# Shopping\n"
    assert desk.failing(ADDRESS) is None
    github.put("logs/notes.md", issue_text(TODAY, "An issue now"))
    desk.round(minutes=15)
    assert desk.unread(ADDRESS) == {}
    assert desk.news() == {"An issue now"}
    github.put("logs/notes.md", "# Shopping again\n")
    desk.round(minutes=15)
    del github.files["logs/notes.md"]
    desk.round(minutes=15)
    assert desk.unread(ADDRESS) == {}


def test_a_server_that_is_down_is_asked_more_and_more_rarely(desk, github):
    desk.round()
    github.breaks(502)
    waits = []
    for _ in range(9):
        desk.round(hours=7)
        waits.append(desk.next_in(ADDRESS) / MINUTES)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert desk.failing(ADDRESS) == "The server answered 502."
    assert desk.store.watches.status(ADDRESS).failing.names == ("l_yohai",)
    github.broken = None
    desk.round(hours=7)
    assert desk.failing(ADDRESS) is None
    assert desk.visited(ADDRESS).failed == 0


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_a_rate_limit_that_is_used_up_is_waited_for_and_is_no_failure(desk, github, answered):
    github.left, github.reset = answered, int((START + 40 * MINUTES).timestamp())
    desk.round()
    assert desk.next_in(ADDRESS) == 40 * MINUTES
    assert desk.failing(ADDRESS) is None
    assert len(desk.titles()) == max(answered - 1, 0)
    assert desk.store.watches.status(ADDRESS).first_read_at is None
    github.left = 5000
    desk.round(minutes=40)
    assert len(desk.titles()) == 3
    assert desk.news() == set()


def test_a_first_visit_reads_the_newest_only(desk, github):
    for days in range(3, 40):
        github.put(f"logs/2026/{TODAY - days * DAY}.md", issue_text(TODAY - days * DAY, f"Old {days}"))
    desk.round()
    assert desk.titles() == {f"Old {days}" for days in range(30)}
    desk.round(minutes=15)
    assert len(desk.titles()) == 30


def test_a_token_goes_to_the_api_and_into_no_log(desk, github, caplog):
    caplog.set_level("DEBUG")
    github.token = desk.web["github_token"] = "ghp_secret"  # noqa: S105 - a made-up one
    desk.round()
    assert len(desk.titles()) == 3
    desk.web["github_token"] = None
    desk.round(minutes=15)
    assert desk.failing(ADDRESS) == "There is no repository ann/digests that we may read."
    assert "ghp_secret" not in caplog.text


def test_a_repository_that_moved_is_followed_and_asked_there_the_next_time(desk, github):
    github.moved = True
    github.files = {}
    desk.round()
    assert [asked.status for asked in github.asked_since()] == [301, 200]
    desk.round(minutes=15)
    assert [asked.status for asked in github.asked_since()] == [304]


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"tree": 1}', b'{"tree": [], "truncated": true}', b"[" * 100_000])
def test_an_answer_that_is_no_tree_is_a_failure(desk, github, body):
    github.breaks(200, body)
    desk.round()
    assert desk.failing(ADDRESS).startswith("The ")
    assert desk.next_in(ADDRESS) == 5 * MINUTES
