"""The pages as they are served: what they say, in which language, to whom, and how often."""

import asyncio
import datetime as dt
import html
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from adapters.model import Entry, Issue, Origin, Topic
from bot.app import build_vocabulary
from bot.finding import find_papers
from bot.settings import OperatorSettings
from bot.site.pages import OF_A_DAY
from bot.site.visit import AT_ONCE, WAITING, Pages, preferred
from storage.model import ChatKind, DeliveryKey, DeliveryKind, Place, Settings, Source
from storage.planned import Owed, Rendering
from storage.store import Store
from tests.site.conftest import NOON


def titles(page: str) -> list[str]:
    """The papers of a page."""
    headings = re.findall(r"<article>\n<h[23]>(.*?)</h[23]>", page)
    return [html.unescape(re.sub(r"<[^>]*>", "", heading)) for heading in headings]


def test_a_day_has_every_paper_once_under_its_topic(served: Any) -> None:
    page = served.get("/").text
    day = NOON.date()
    assert "<h1>Wed 18 Nov · 22 new papers</h1>" in page
    assert len(titles(page)) == len(set(titles(page))) == len(served.store.papers.dated(day, day)) == 22
    section = page.split('<h2><a href="/tag/gaussian-splatting">')[1].split("</section>")[0]
    assert "3D Gaussian Splatting for Real-Time Radiance Field Rendering" in section
    assert "machine-written summary" in section


def test_the_days_before_are_a_link_away(served: Any) -> None:
    assert 'href="/?day=2026-11-17"' in served.get("/").text
    assert "<h1>Tue 17 Nov" in served.get("/?day=2026-11-17").text
    assert titles(served.get("/?day=yesterday").text) == titles(served.get("/").text)
    served.now = NOON + dt.timedelta(days=5)
    assert "<h1>Wed 18 Nov" in served.get("/").text


def test_a_day_before_all_papers_is_no_page(served: Any) -> None:
    assert served.get("/?day=1999-01-01").status == 404
    assert served.get("/?day=0001-01-01").status == 404
    issue = Issue("old", "old.md", dt.date.min, None, None, "en", (Entry("The first paper ever"),))
    served.store.issues.put(Source("old", "old", "/"), issue, [()], tagger="1", now=NOON)
    assert titles(served.get("/?day=0001-01-01").text) == ["The first paper ever"]


def test_no_link_leads_elsewhere_because_of_its_address(served: Any) -> None:
    page = served.get("//evil.example/%22%3E?a=%22%3E<b>").text
    assert 'href="/evil.example/%22%3E?a=%22%3E%3Cb%3E&amp;lang=ko"' in page
    assert "//evil" not in page


def test_an_empty_store_says_so(store: Store, serve: Any) -> None:
    served = serve(store)
    assert "No digest has been read yet." in served.get("/").text
    assert "No digest has been read yet." in served.get("/status").text
    assert served.get("/tag/diffusion").status == 200


def test_a_search_finds_what_a_chat_finds(served: Any) -> None:
    page = served.get("/search?q=diffusion").text
    found = find_papers(served.store, build_vocabulary(), "diffusion", limit=10, today=NOON.date())
    assert titles(page) == [paper.title for paper in found.papers]
    assert f"<h1>“diffusion”: {found.total} papers</h1>" in page
    assert "<strong>score distillation</strong>" in page
    second = served.get("/search?q=diffusion&page=2").text
    assert not set(titles(page)) & set(titles(second))
    assert 'rel="prev" href="/search?page=1&amp;q=diffusion"' in second


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%20", "?q=%00", "?q=%ff", "?q=(((&page=-1", "?q=a&page=99999", f"?q={'x' * 4000}"]
)
def test_any_search_has_an_answer(served: Any, query: str) -> None:
    assert served.get(f"/search{query}").status == 200


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/", "", "en"),
        ("/", "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("/", "fr, zh;q=0.3, en;q=0.2", "zh"),
        ("/", "zh;q=0, *;q=0.1", "en"),
        ("/", "nonsense;;q=x,,", "en"),
        ("/?lang=zh", "ko", "zh"),
        ("/?lang=fr", "ko", "ko"),
    ],
)
def test_the_language_is_the_readers(served: Any, path: str, accepted: str, language: str) -> None:
    assert f'<html lang="{language}">' in served.get(path, Accept_Language=accepted).text


def test_the_language_that_was_chosen_stays(served: Any) -> None:
    page = served.get("/tag/diffusion?lang=ko&page=1").text
    ours = set(re.findall(r'href="(/[^"]*)"', page)) - {"/style.css"}
    assert len(ours) > 5
    assert [url for url in ours if "lang=" not in url] == []
    assert preferred("ko") == "ko"


def test_nobody_is_sent_what_they_have(served: Any) -> None:
    for path in ("/", "/tag/diffusion.atom", "/style.css"):
        first = served.get(path)
        again = served.get(path, If_None_Match=first.headers["ETag"])
        assert (first.status, again.status, again.body) == (200, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert served.get(path, If_None_Match='"other"').status == 200


def test_every_page_lets_nothing_foreign_in(served: Any) -> None:
    for path in ("/", "/search", "/status", "/tag/none", "/tag/diffusion.atom", "/style.css", "/healthz"):
        headers = served.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_status_says_how_sources_and_deliveries_stand(served: Any) -> None:
    store = served.store
    chat = store.chats.get_or_create(Place("telegram", "1"), ChatKind.PRIVATE, settings=Settings(), now=NOON)
    keys = [DeliveryKey(chat.id, DeliveryKind.DAILY, "2026-11-18", part) for part in (1, 2)]
    store.plans.commit([], [Rendering("hash", "message")], [Owed(key, "hash", NOON) for key in keys], [], NOON)
    now = dt.datetime.now(dt.UTC)
    (first,) = store.deliveries.claim("a", platforms=["telegram"], limit=1, now=NOON, lease=dt.timedelta(minutes=1))
    store.deliveries.bury(first.id, "a", reason="no", now=now)
    store.watches.add("folder:/gone")
    store.watches.fail("folder:/gone", "gone", ("slbqc",), NOON - dt.timedelta(hours=2))
    page = served.get("/status").text
    assert '<th scope="row">telegram</th><td>1</td><td>0</td><td>0</td><td>1</td>' in page
    assert re.search(r'<th scope="row">slbqc</th>.*<td>cannot be read since 10:00 today</td>', page)
    assert re.search(r'<th scope="row">l_yohai</th>.*<td>on time</td>', page)
    served.now = NOON + dt.timedelta(days=2)
    assert "Nothing was due in the last 24 hours." in served.get("/status").text


def test_what_goes_wrong_is_a_page(served: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    missing = served.get("/nowhere?lang=ko")
    assert (missing.status, "그런 페이지가 없습니다." in missing.text) == (404, True)
    with closing(sqlite3.connect(tmp_path / "site.db")) as connection:
        connection.execute("ALTER TABLE source RENAME TO gone")
    broken = served.get("/search?q=wolpertinger")
    assert broken.status == 503
    assert "Something failed here" in broken.text
    assert "The page could not be shown" in caplog.text
    assert "wolpertinger" not in caplog.text


def test_too_many_readers_are_told_to_come_back(served: Any) -> None:
    async def crowd() -> list[object]:
        pages = Pages(served.desk)
        asked = [pages.make(request(), lambda _: ("", "text/html")) for _ in range(AT_ONCE + WAITING + 3)]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert sum(isinstance(answer, Exception) for answer in answers) == 3


def request() -> Any:
    return make_mocked_request("GET", "/", headers={"Host": "127.0.0.1"})


def test_the_page_is_off_where_others_could_reach_it() -> None:
    def serves(**settings: str) -> bool:
        return OperatorSettings(http_port=8080, **settings).serves_page

    assert [serves(http_host=host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [serves(http_host=host) for host in ("0.0.0.0", "192.0.2.1", "example.org")] == [False] * 3  # noqa: S104
    assert serves(http_host="192.0.2.1", web="on")
    assert not serves(web="off")


def test_without_the_page_health_and_metrics_are_served(filled: Store, serve: Any) -> None:
    served = serve(filled, page=False)
    assert [served.get(path).status for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3
    assert [served.get(path).status for path in ("/", "/search", "/tag/diffusion.atom")] == [404] * 3


def test_a_search_that_finds_nothing_leads_to_topics(served: Any) -> None:
    page = served.get("/search?q=difussion").text
    assert titles(page) == []
    assert '<li><a href="/tag/diffusion">Diffusion models</a></li>' in page
    other = served.get("/search?q=source:slbcq").text
    assert '<li><a href="/search?q=source%3Aslbqc">source slbqc</a></li>' in other


def test_a_day_of_very_many_papers_is_bounded_and_leads_to_the_others(served: Any) -> None:
    vocabulary, day = build_vocabulary(), dt.date(2026, 11, 18)
    slugs = sorted(vocabulary.concepts)[:40] * 8
    entries = tuple(Entry(f"Paper number {number}") for number in range(len(slugs)))
    issue = Issue("stream", "many.md", day, None, None, "en", entries)
    topics = [(Topic(slug, Origin.TITLE),) for slug in slugs]
    served.store.issues.put(Source("stream", "stream", "/"), issue, topics, tagger="1", now=NOON)
    page = served.get("/").text
    assert f"{len(slugs) + 22} new papers" in page
    assert len(titles(page)) == OF_A_DAY
    assert all(f'<a href="/tag/{slug}">' in page for slug in slugs)


def test_what_a_platform_posts_comes_to_who_opened_the_path(served: Any) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    with served.site.serving.opened("/", take):
        assert served.post("/", b"an update").text == "an update"
        assert served.post("/hook", b"an update").status == 404
        assert served.get("/").text.startswith("<!DOCTYPE html>")
    assert served.post("/", b"an update").status == 404


@pytest.mark.parametrize("host", ["[", "", "a b", "example.org:99999999", '"><script>'])
def test_an_odd_name_for_us_does_no_harm(served: Any, host: str) -> None:
    answer = served.get("/tag/diffusion.atom", Host=host)
    assert answer.status in {200, 400}
    assert 'href="/tag/diffusion.atom?lang=en"' in answer.text or answer.status == 400
