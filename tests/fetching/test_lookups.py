"""What arXiv says of papers that others speak of: asked once for each, a hundred at a time, and never pushed."""

import datetime as dt
import itertools

import pytest

from adapters.model import Entry, Issue
from bot.fetching.lookups import REST
from storage.model import Source
from storage.watched import Visited
from tests.fetching.servers.publishers import Arxiv

SUBMITTED = dt.date(2026, 10, 2)
TODAY = dt.date(2026, 11, 18)
_NUMBERS = itertools.count(1)


@pytest.fixture
def arxiv(desk):
    server = desk.serve(Arxiv())
    desk.web = {"arxiv": server.root}
    desk.spaced = (server.root,)
    desk.add("arxiv:cs.CV")
    return server


@pytest.fixture
def publish(desk):
    """Bring an issue with papers of these ids, which arrived as news today."""

    def publish(*ids):
        entries = tuple(Entry(f"Paper {one}", arxiv_id=one, authors=("Bo Kim",)) for one in ids)
        issue = Issue("l_yohai", f"{next(_NUMBERS)}.md", TODAY, None, None, "ko", entries)
        source = Source("l_yohai", "l_yohai", "/")
        desk.store.issues.put(source, issue, [()] * len(ids), tagger="1", now=desk.now)

    return publish


def lookups(server):
    return [one.path for one in server.asked_since() if "id_list" in one.path]


def test_authors_categories_and_abstract_come_from_arxiv(desk, arxiv, publish):
    arxiv.known["2610.00001"] = (SUBMITTED, "A Video Model")
    publish("2610.00001", "1204.00009")
    desk.round()
    paper = desk.store.papers.find(arxiv_id="2610.00001")
    assert (paper.title, paper.authors, paper.date) == ("A Video Model", ("Ann Lee", "Bo Kim"), SUBMITTED)
    first, second = paper.entries
    assert (first.source, first.adapter, first.entry.categories) == ("arxiv", "arxiv", ("cs.CV", "cs.LG"))
    assert first.entry.summaries == {"en": "We present a method."}
    assert "video" in {topic.slug for topic in paper.topics}
    assert (first.news, second.news, second.source) == (False, True, "l_yohai")
    assert len(lookups(arxiv)) == 1


def test_nothing_is_news_by_it_and_search_finds_the_paper_where_it_was(desk, arxiv, publish):
    arxiv.known["2610.00001"] = (SUBMITTED, "A Video Model")
    publish("2610.00001")
    before = {paper.id for paper in desk.store.papers.arrived(0)}
    newest = desk.store.papers.newest_arrival()
    desk.round()
    assert {paper.id for paper in desk.store.papers.arrived(0)} == before
    assert desk.store.papers.arrived(newest) == []
    assert [paper.title for paper in desk.store.papers.dated(TODAY, TODAY)] == ["A Video Model"]


def test_each_id_is_asked_for_once_whether_arxiv_knows_it_or_not(desk, arxiv, publish):
    arxiv.known["2610.00001"] = (SUBMITTED, "One")
    publish("2610.00001", "2610.00002")
    desk.round()
    assert len(lookups(arxiv)) == 1
    desk.round(minutes=1)
    assert lookups(arxiv) == []
    publish("2610.00003", "2610.00002")
    desk.round(minutes=1)
    (asked,) = lookups(arxiv)
    assert "id_list=2610.00003&" in asked


def test_a_day_keeps_what_was_looked_up_before(desk, arxiv, publish):
    for number in (1, 2):
        arxiv.known[f"2610.0000{number}"] = (SUBMITTED, f"Paper number {number}")
        publish(f"2610.0000{number}")
        desk.round(minutes=1)
    issues = {entry.issue_key for paper in desk.papers() for entry in paper.entries if entry.source == "arxiv"}
    assert issues == {f"arxiv.org/ids/{SUBMITTED}"}
    assert {len(paper.entries) for paper in desk.papers()} == {2}


def test_a_hundred_go_into_a_request_and_five_requests_into_a_round_and_new_ones_go_first(desk, arxiv, publish):
    publish(*(f"2609.{number:05}" for number in range(1, 751)))
    desk.round()
    asked = lookups(arxiv)
    assert [path.count(",") + 1 for path in asked] == [100] * 5
    assert desk.slept.count(3.0) >= 4
    publish("2610.00001")
    desk.round(minutes=1)
    assert [path.count(",") + 1 for path in lookups(arxiv)] == [1, 100, 100, 50]


def test_another_process_goes_on_where_one_has_ended(desk, arxiv, publish):
    publish(*(f"2609.{number:05}" for number in range(1, 551)))
    desk.round()
    lookups(arxiv)
    desk.look_ups = None
    desk.round(minutes=1)
    assert [path.count(",") + 1 for path in lookups(arxiv)] == [50]


def test_an_id_that_cannot_be_one_keeps_no_other_from_being_found(desk, arxiv, publish):
    arxiv.known["2610.00001"] = (SUBMITTED, "A Video Model")
    publish("2610.00001", "2613.00002", "2610.00003")
    desk.round()
    assert desk.store.papers.find(arxiv_id="2610.00001").title == "A Video Model"
    lookups(arxiv)
    desk.round(minutes=1)
    assert lookups(arxiv) == []


@pytest.mark.parametrize(("status", "body"), [(503, b""), (429, b""), (200, b"<html>")])
def test_where_arxiv_fails_it_is_left_alone_and_asked_again_for_the_same(desk, arxiv, publish, status, body):
    publish("2610.00001")
    arxiv.known["2610.00001"] = (SUBMITTED, "A Video Model")
    desk.store.visits.settle(Visited("arxiv:cs.CV", next_at=desk.now + dt.timedelta(days=1)))
    arxiv.breaks(status, body)
    desk.round()
    assert len(lookups(arxiv)) == 1
    arxiv.broken = None
    desk.round(minutes=1)
    assert lookups(arxiv) == []
    desk.round(seconds=REST.total_seconds())
    assert len(lookups(arxiv)) == 1
    assert desk.store.papers.find(arxiv_id="2610.00001").title == "A Video Model"


def test_without_a_source_of_arxiv_nothing_is_looked_up(desk, arxiv, publish):
    desk.store.watches.remove("arxiv:cs.CV")
    publish("2610.00001")
    desk.round()
    assert arxiv.asked == []


def test_what_the_category_brings_is_not_looked_up(desk, arxiv):
    arxiv.submitted[TODAY - dt.timedelta(days=1)] = ["Submitted"]
    desk.round()
    desk.round(minutes=1)
    assert lookups(arxiv) == []
