"""Feeds, dated addresses, arXiv and Hugging Face: first visit, nothing new, changed, broken, down."""

import datetime as dt
import json

import pytest

from tests.fetching.conftest import START, issue_text
from tests.fetching.servers.publishers import Arxiv, HuggingFace, Pages, atom

TODAY = START.date()
DAY = dt.timedelta(days=1)
MINUTES = dt.timedelta(minutes=1)
ONE = ("https://host.test/1", "One", "2026-11-17", "<p>See <a href='https://arxiv.org/abs/2611.00001'>it</a>.</p>")
TWO = ("https://host.test/2", "Two", "2026-11-18", "<p>A <b>bold</b> claim &amp; more.</p>")


@pytest.fixture
def pages(desk):
    return desk.serve(Pages())


@pytest.fixture
def feed(desk, pages):
    pages.pages["/feed.xml"] = atom([ONE])
    desk.add(f"feed:{pages.root}/feed.xml")
    return f"feed:{pages.root}/feed.xml"


def statuses(server):
    return [asked.status for asked in server.asked_since()]


def test_an_item_of_a_feed_is_an_entry(desk, pages, feed):
    desk.round()
    (paper,) = desk.papers()
    assert (paper.title, paper.arxiv_id, desk.news()) == ("One", "2611.00001", set())
    (entry,) = paper.entries
    assert (entry.source, entry.adapter, entry.issue_url) == ("127.0.0.1", "feed", "https://host.test/1")
    assert (str(entry.date), entry.entry.summaries) == ("2026-11-17", {"en": "See it."})
    assert desk.next_in(feed) == 30 * MINUTES
    desk.round(minutes=30)
    assert statuses(pages) == [200, 304]
    pages.pages["/feed.xml"] = atom([TWO])
    desk.round(minutes=30)
    assert (desk.titles(), desk.news()) == ({"One", "Two"}, {"Two"})


@pytest.mark.usefixtures("feed")
def test_an_item_that_links_to_several_papers_is_an_issue(desk, pages):
    paper = "<h2><a href='https://arxiv.org/abs/2611.0000{n}'>Paper number {n} of this issue</a></h2><p>About it.</p>"
    html = "".join(paper.format(n=n) for n in (1, 2, 3))
    pages.pages["/feed.xml"] = atom([("https://host.test/w", "The week", "2026-11-18", html), TWO])
    desk.round()
    assert desk.titles() == {"Two", *(f"Paper number {n} of this issue" for n in (1, 2, 3))}
    assert {str(entry.date) for paper in desk.papers() for entry in paper.entries} == {"2026-11-18"}


@pytest.mark.parametrize("named", ["", "#l_yohai"])
def test_an_item_whose_content_is_an_issue_is_read_by_its_adapter(desk, pages, named):
    papers = "".join(
        f"<h3><a href='https://arxiv.org/abs/2611.0000{n}'>Title {n}</a></h3><p>Vote: {n}</p>"
        "<p>Authors: Ann Lee, Bo Kim</p><ul><li>새로운 확산 모델을 제안합니다.</li></ul>"
        for n in (1, 2)
    )
    html = f"<h2>Daily Papers (2026-11-16)</h2>{papers}"
    pages.pages["/posts.xml"] = atom([("https://host.test/p", "Post", "2026-11-18", html)])
    desk.add(f"feed:{pages.root}/posts.xml{named}")
    desk.round()
    entries = [entry for paper in desk.papers() for entry in paper.entries]
    assert {(one.source, one.adapter, str(one.date), one.entry.votes) for one in entries} == {
        ("l_yohai", "l_yohai", "2026-11-16", 1),
        ("l_yohai", "l_yohai", "2026-11-16", 2),
    }
    assert entries[0].entry.authors == ("Ann Lee", "Bo Kim")


def test_a_json_feed_is_read(desk, pages, feed):
    items = [
        {"id": 7, "title": "Seven", "url": "https://host.test/7", "content_html": "<p>Text</p>", "tags": ["x"]},
        {"id": "8", "content_text": "no title"},
        "nonsense",
    ]
    pages.pages["/feed.xml"] = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    desk.round()
    assert desk.titles() == {"Seven"}
    assert list(desk.unread(feed).values()) == ["an item without a title"]


@pytest.mark.usefixtures("feed")
def test_a_feed_that_moved_for_good_is_asked_there_and_one_that_moved_for_now_is_not(desk, pages):
    pages.pages["/new.xml"] = pages.pages.pop("/feed.xml")
    pages.moves["/feed.xml"] = (302, "/new.xml")
    desk.round()
    desk.round(minutes=30)
    assert statuses(pages) == [302, 200, 302, 304]
    pages.moves["/feed.xml"] = (301, "/new.xml")
    desk.round(minutes=30)
    desk.round(minutes=30)
    assert statuses(pages) == [301, 304, 304]
    pages.pages["/feed.xml"] = pages.pages.pop("/new.xml")
    pages.moves = {}
    desk.round(minutes=30)
    desk.round(minutes=30)
    assert statuses(pages) == [404, 200, 304]


def test_a_feed_that_is_gone_is_not_asked_again_until_it_is_added_again(desk, pages, feed, caplog):
    pages.breaks(410)
    desk.round()
    desk.round(days=30)
    assert statuses(pages) == [410]
    assert desk.visited(feed).stopped == desk.failing(feed) == "The server says that it is gone for good (410)."
    assert len([line for line in caplog.messages if "not asked again" in line]) == 1
    pages.broken = None
    desk.add(feed)
    desk.round()
    assert desk.titles() == {"One"}
    assert desk.failing(feed) is None


@pytest.mark.parametrize(
    ("status", "headers", "minutes"),
    [
        (429, {"Retry_After": "5400"}, 90),
        (429, {"Retry_After": "Wed, 18 Nov 2026 08:00:00 GMT"}, 120),
        (429, {}, 5),
        (503, {"Retry_After": "7200"}, 120),
        (503, {"Retry_After": "1"}, 5),
        (503, {"Retry_After": "nonsense"}, 5),
        (503, {"Retry_After": "99999999999"}, 5),
        (503, {"Retry_After": "999999999"}, 7 * 24 * 60),
        (200, {"Cache_Control": "public, max-age=10800"}, 180),
        (200, {"Cache_Control": "max-age=10800", "Age": "3600"}, 120),
        (200, {"Cache_Control": "max-age=99999999"}, 24 * 60),
        (200, {"Cache_Control": "no-cache, max-age=10800"}, 30),
        (200, {"Cache_Control": "max-age=1"}, 30),
        (200, {"Expires": "Wed, 18 Nov 2026 07:00:00 GMT"}, 60),
        (200, {"Expires": "0"}, 30),
    ],
)
def test_the_server_says_when_it_wants_to_be_asked_again(desk, pages, feed, status, headers, minutes):
    pages.breaks(status, atom([ONE]) if status == 200 else b"", **headers)
    desk.round()
    assert desk.next_in(feed) == minutes * MINUTES
    assert (desk.failing(feed) is not None) == (status == 503)


def test_a_broken_feed_is_kept_and_read_when_it_is_mended(desk, pages, feed):
    pages.pages["/feed.xml"] = b"<html><body>Down for maintenance</body></html>"
    desk.round()
    assert list(desk.unread(feed).values()) == ["is no feed that can be read"]
    pages.pages["/feed.xml"] = atom([ONE])[:-20] + b"<broken"
    desk.round(minutes=30)
    assert desk.titles() == {"One"}
    assert desk.unread(feed) == {}


def test_an_address_with_a_date_is_asked_for_the_last_days(desk, pages):
    address = f"url:{pages.root}/{{yyyy}}/{{mm}}/{{date}}.md#l_yohai"
    for days in (0, 2, 13, 20):
        date = TODAY - days * DAY
        pages.pages[f"/{date:%Y/%m}/{date}.md"] = issue_text(date, f"Back {days}")
    pages.pages = {path: text.encode() for path, text in pages.pages.items()}
    desk.add(address)
    desk.round()
    assert desk.titles() == {"Back 0", "Back 2", "Back 13"}
    assert desk.failing(address) is None
    pages.asked_since()
    desk.round(minutes=15)
    assert sorted(statuses(pages)) == [304, 304, 404, 404]
    pages.pages[f"/2026/11/{TODAY}.md"] = issue_text(TODAY, "Corrected").encode()
    pages.pages[f"/2026/11/{TODAY + DAY}.md"] = issue_text(TODAY + DAY, "New").encode()
    desk.round(minutes=15)
    assert desk.titles() == {"Corrected", "New", "Back 2", "Back 13"}
    assert desk.news() == {"Corrected", "New"}
    pages.breaks(500)
    desk.round(minutes=15)
    assert (desk.failing(address), desk.next_in(address)) == ("The server answered 500.", 5 * MINUTES)


@pytest.fixture
def arxiv(desk):
    server = desk.serve(Arxiv(submitted={TODAY - DAY: ["Old"], TODAY - 9 * DAY: ["Too old for a first visit"]}))
    desk.web = {"arxiv": server.root}
    desk.spaced = (server.root,)
    desk.add("arxiv:cs.CV")
    return server


def test_a_day_of_an_arxiv_category_is_an_issue_with_its_authors_in_order(desk, arxiv):
    desk.round()
    (paper,) = desk.papers()
    (stored,) = paper.entries
    assert (paper.title, paper.arxiv_id, paper.authors) == ("Old", "2611.17001", ("Ann Lee", "Bo Kim"))
    assert (stored.source, stored.issue_key, stored.entry.arxiv_version) == (
        "arxiv",
        f"arxiv.org/cs.CV/{TODAY - DAY}",
        2,
    )
    assert stored.entry.categories == ("cs.CV", "cs.LG")
    assert stored.entry.links["code"] == "https://github.com/ann/code"
    arxiv.submitted[TODAY - DAY].append("Announced later")
    arxiv.submitted[TODAY] = ["New"]
    desk.round(hours=3)
    assert desk.news() == {"Announced later", "New"}
    arxiv.asked_since()
    desk.round(hours=3)
    assert {(asked.status, asked.sent) for asked in arxiv.asked_since()} == {(304, 0)}
    assert desk.next_in("arxiv:cs.CV") == 180 * MINUTES


def test_arxiv_is_asked_every_three_seconds_whoever_asks(desk, arxiv):
    desk.add(f"feed:{arxiv.root}/rss/cs.CV", f"feed:{arxiv.root}/rss/cs.LG")
    desk.round()
    assert len(arxiv.asked) == 9
    assert desk.slept == [3.0] * 8


def test_two_categories_with_the_same_papers_are_two_issues(desk, arxiv):
    arxiv.any_category = True
    arxiv.submitted = {TODAY - DAY: ["In both"]}
    desk.add("arxiv:cs.LG")
    for _ in range(2):
        desk.round(hours=4)
        (paper,) = desk.papers()
        keys = {entry.issue_key for entry in paper.entries}
        assert keys == {f"arxiv.org/{name}/{TODAY - DAY}" for name in ("cs.CV", "cs.LG")}


def test_a_day_that_is_small_at_first_is_not_suspicious(desk, arxiv):
    for days in range(1, 7):
        arxiv.submitted[TODAY - days * DAY] = [f"{days} {number}" for number in range(9)]
    desk.round()
    arxiv.submitted[TODAY] = ["The first of the day"]
    desk.round(hours=3)
    assert desk.news() == {"The first of the day"}
    assert desk.store.issues.suspicious() == []


@pytest.mark.parametrize("body", [b"Rate exceeded.", b"", b"<html>503</html>"])
def test_an_answer_of_arxiv_that_is_none_is_kept(desk, arxiv, body):
    arxiv.breaks(200, body)
    desk.round()
    assert len(desk.unread("arxiv:cs.CV")) == 7
    arxiv.broken = None
    desk.round(hours=3)
    assert desk.titles() == {"Old"}
    assert len(desk.unread("arxiv:cs.CV")) == 3
    arxiv.breaks(503)
    desk.round(hours=3)
    assert desk.next_in("arxiv:cs.CV") == 5 * MINUTES


@pytest.fixture
def hugging_face(desk):
    server = desk.serve(HuggingFace(papers={TODAY - DAY: [("2611.00001", "Old", 7)]}))
    desk.web = {"huggingface": server.root}
    desk.add("hf:daily")
    return server


def test_daily_papers_of_hugging_face_are_an_issue_a_day(desk, hugging_face):
    desk.round()
    (stored,) = desk.papers()[0].entries
    assert (stored.source, str(stored.date), stored.issue_url) == (
        "huggingface",
        str(TODAY - DAY),
        f"https://huggingface.co/papers/date/{TODAY - DAY}",
    )
    assert (stored.entry.votes, stored.entry.tags, stored.entry.media_url) == (
        7,
        ("diffusion model",),
        "https://cdn.example.org/1.png",
    )
    hugging_face.papers[TODAY] = [("2611.00002", "New", 1)]
    desk.round(minutes=30)
    assert desk.news() == {"New"}
    hugging_face.papers[TODAY] = [("2611.00002", "New", 9)]
    desk.round(minutes=30)
    assert {entry.entry.votes for paper in desk.papers() for entry in paper.entries} == {7, 9}
    hugging_face.asked_since()
    desk.round(minutes=30)
    assert {(asked.status, asked.sent) for asked in hugging_face.asked_since()} == {(304, 0)}


@pytest.mark.parametrize("body", [b"{}", b"[1, 2]", b"<html>", b"[" * 200_000])
def test_an_answer_of_hugging_face_that_is_none_is_kept(desk, hugging_face, body):
    hugging_face.breaks(200, body)
    desk.round()
    assert len(desk.unread("hf:daily")) == 7
    hugging_face.breaks(502)
    desk.round(minutes=30)
    assert desk.next_in("hf:daily") == 5 * MINUTES
