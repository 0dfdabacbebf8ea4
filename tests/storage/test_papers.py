"""Looking papers up."""

import datetime as dt

import pytest

from adapters.model import Entry

ID = "2405.00001"


def titles(papers):
    return [paper.title for paper in papers]


def test_papers_come_in_the_order_asked_each_once_and_unknown_ids_are_left_out(store, put):
    put("One", "Two", "Three")
    ids = {paper.title: paper.id for paper in store.papers.export()}
    asked = [ids["Three"], 999, ids["One"], ids["Three"]]
    assert titles(store.papers.get(asked)) == ["Three", "One"]
    assert titles(store.papers.get(iter(asked))) == ["Three", "One"]
    assert store.papers.get([]) == []


def test_an_id_asked_beside_the_one_it_leads_to_gives_one_paper(store, put):
    put("One", source="alpha")
    put(Entry("One", arxiv_id=ID), source="beta")
    assert len(store.papers.get([1, 2])) == 1


def test_a_paper_is_found_by_id_doi_or_title(store, put):
    put(Entry("One: a paper", arxiv_id=ID, doi="10.1/ABC"), "Two")
    by_id = store.papers.find(arxiv_id=ID)
    assert by_id is not None
    assert store.papers.find(doi="10.1/abc") == store.papers.find(title="one a PAPER!") == by_id
    assert store.papers.find(arxiv_id="2405.99999") is None
    assert store.papers.find(title="") is None
    assert store.papers.find() is None


def test_of_papers_with_one_title_the_oldest_is_found(store, put):
    put(Entry("One", doi="10.1/a"), source="alpha")
    put(Entry("One", arxiv_id="2405.00002"), source="beta")
    put(Entry("One", arxiv_id=ID), source="gamma")
    assert store.papers.find(title="One").key == f"arxiv:{ID}"
    assert store.papers.find(doi="10.9/none", title="One").key == f"arxiv:{ID}"


def test_what_arrived_is_in_windows_of_numbers_the_last_first(store, put):
    put("One", "Two")
    put("Three", key="2.md")
    assert store.papers.newest_arrival() == 3
    assert titles(store.papers.arrived(0)) == ["Three", "Two", "One"]
    assert titles(store.papers.arrived(1)) == ["Three", "Two"]
    assert titles(store.papers.arrived(1, 2)) == ["Two"]
    assert store.papers.arrived(3) == []


def test_a_paper_arrives_again_with_every_new_entry(store, put):
    put(Entry("One", arxiv_id=ID), source="alpha")
    put("Two", source="alpha", key="2.md")
    put(Entry("One", arxiv_id=ID), source="beta")
    assert titles(store.papers.arrived(1)) == ["One", "Two"]
    assert len(store.papers.arrived(1)[0].entries) == 2


def test_what_is_no_news_has_a_number_and_never_arrives(store, put):
    put("Old one", news=False)
    put("New one", key="2.md")
    assert titles(store.papers.arrived(0)) == ["New one"]
    assert store.papers.newest_arrival() == 2


def test_what_arrived_since_a_moment(store, put, now):
    put("One")
    put("Two", key="2.md", now=now + dt.timedelta(microseconds=1))
    put("Old", key="3.md", now=now + dt.timedelta(hours=1), news=False)
    assert titles(store.papers.arrived_since(now)) == ["Two", "One"]
    assert titles(store.papers.arrived_since(now + dt.timedelta(microseconds=1))) == ["Two"]
    assert store.papers.arrived_since(now.astimezone(dt.timezone(dt.timedelta(hours=9))) + dt.timedelta(1)) == []


def test_papers_dated_within_days_the_newest_first(store, put, day):
    for number, name in enumerate(["One", "Two", "Three", "Four"]):
        put(Entry(name, arxiv_id=f"2405.0000{number}"), key=name, date=day + dt.timedelta(days=number))
    put(Entry("Four", arxiv_id="2405.00003"), source="beta", date=day)
    assert titles(store.papers.dated(day + dt.timedelta(days=1), day + dt.timedelta(days=2))) == ["Three", "Two"]
    assert titles(store.papers.dated(day, day)) == ["One", "Four"]
    assert store.papers.dated(day - dt.timedelta(days=9), day - dt.timedelta(days=1)) == []


def test_topics_are_counted_by_papers_with_an_entry_in_the_days(store, put, day):
    put(Entry("One", arxiv_id=ID), topics=["diffusion", "vision"])
    put(Entry("One", arxiv_id=ID), source="beta", topics=["diffusion"])
    put("Two", key="2.md", topics=["diffusion"])
    put("Three", key="3.md", topics=["diffusion", "audio"], date=day + dt.timedelta(days=1))
    assert store.papers.topic_counts(day, day) == {"diffusion": 2, "vision": 1}
    assert store.papers.topic_counts(day, day + dt.timedelta(days=1)) == {"audio": 1, "diffusion": 3, "vision": 1}


def test_an_export_is_sorted_by_code_point_and_longer_than_one_batch(store, put):
    put(*(f"{letter}{number}" for number in range(200) for letter in "aZ扩확é"))
    keys = [paper.key for paper in store.papers.export()]
    assert len(keys) == 1000
    assert keys == sorted(keys)


def test_an_empty_store_has_nothing(store, day):
    assert list(store.papers.export()) == store.papers.arrived(0) == store.papers.dated(day, day) == []
    assert store.papers.newest_arrival() == 0
    assert store.papers.topic_counts(day, day) == {}
    assert (store.stats().papers, store.sources()) == (0, ())


@pytest.mark.parametrize("title", ["!!!", "🙂", "名"])
def test_any_title_is_a_title(store, put, title):
    put(title)
    assert store.papers.find(title=title).title == title
