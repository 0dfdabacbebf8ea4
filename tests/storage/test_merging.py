"""Papers that turn out to be one, or two: what stands in the store, whatever the order of reading."""

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.model import Entry

ID = "2405.00001"


def keys(store):
    return [paper.key for paper in store.papers.export()]


def test_an_id_adopts_a_paper_that_had_only_a_title_and_its_old_number_leads_there(store, put, find):
    put("One", source="alpha")
    (before,) = store.papers.export()
    put(Entry("One", arxiv_id=ID), source="beta")
    (after,) = store.papers.export()
    assert (after.key, len(after.entries)) == (f"arxiv:{ID}", 2)
    assert store.papers.get([before.id, after.id]) == [after]
    assert find("one") == ["One"]
    assert store.stats().papers == 1


def test_when_the_id_is_taken_back_the_paper_stands_alone_again(store, put, find):
    put("One", source="alpha")
    (alone,) = store.papers.export()
    put(Entry("One", arxiv_id=ID), source="beta")
    (joined,) = store.papers.export()
    put(source="beta")
    assert list(store.papers.export()) == [alone]
    assert store.papers.get([joined.id]) == [alone]
    assert find("one") == ["One"]
    put(Entry("One", arxiv_id=ID), source="beta")
    assert [paper.id for paper in store.papers.get([alone.id])] == [joined.id]


def test_numbers_lead_over_several_merges(store, put):
    put("One", source="alpha")
    put(Entry("One", doi="10.1/1"), source="beta")
    put(Entry("Uno", doi="10.1/1", arxiv_id=ID), source="gamma")
    assert keys(store) == [f"arxiv:{ID}"]
    assert [len(paper.entries) for paper in store.papers.get([1, 2, 3])] == [3]


def test_an_entry_that_gains_its_id_keeps_its_number(store, put):
    put("One")
    (before,) = store.papers.export()
    put(Entry("One", arxiv_id=ID))
    (after,) = store.papers.get([before.id])
    assert after.key == f"arxiv:{ID}"
    assert after.entries[0].arrival == before.entries[0].arrival == store.papers.newest_arrival()


def test_what_is_shown_comes_from_the_leading_entry(store, put, day):
    put(Entry("ONE"), source="alpha", date=day - dt.timedelta(days=9))
    put(Entry("One", arxiv_id=ID, authors=("Later",)), source="alpha", key="2.md", date=day)
    put(Entry("one", arxiv_id=ID, authors=("First",)), source="beta", date=day)
    put(Entry("oNE", arxiv_id=ID, authors=("Oldest",)), source="gamma", date=day - dt.timedelta(days=1))
    (paper,) = store.papers.export()
    assert (paper.title, paper.authors, paper.date) == ("oNE", ("Oldest",), day - dt.timedelta(days=1))
    assert [one.entry.title for one in paper.entries] == ["oNE", "One", "one", "ONE"]


def test_topics_are_the_union_of_the_entries(store, put, day):
    put("One", source="alpha", topics=["diffusion", "vision"])
    put(Entry("One", arxiv_id=ID), source="beta", topics=["vision", "video"])
    (paper,) = store.papers.export()
    assert [topic.slug for topic in paper.topics] == ["diffusion", "video", "vision"]
    assert store.papers.topic_counts(day, day) == {"diffusion": 1, "video": 1, "vision": 1}


def numbers():
    """Issues of three sources that tie papers together by ids, DOIs and titles in every way."""
    rng = random.Random(20240520)  # noqa: S311 - a seeded choice of cases
    papers = [
        Entry(
            f"Paper {rng.randint(1, 20)}",
            arxiv_id=rng.choice([None, None, None, None, None, None, ID, "2405.00002", "cs/0501001"]),
            doi=rng.choice([None, None, None, None, None, None, "10.1/A", "10.1/b", "10.1/c"]),
            summaries={"en": f"Said number {number}."},
        )
        for number in range(30)
    ]
    issues = [(source, f"{number}.md") for source in ("alpha", "beta", "gamma") for number in range(4)]
    return [(source, key, papers[place * 2 : place * 2 + 4]) for place, (source, key) in enumerate(issues)]


def everything(store):
    return [
        (paper.key, paper.title, paper.date, paper.topics, [(one.source, one.entry) for one in paper.entries])
        for paper in store.papers.export()
    ]


def put_all(put, store, issues, day):
    for source, key, entries in issues:
        put(*entries, into=store, source=source, key=key, date=day - dt.timedelta(days=int(key[0])))
    return everything(store)


@given(order=st.permutations(numbers() * 2))
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # every example has stores of its own
)
def test_any_order_and_repetition_give_the_same_papers(new_store, put, day, order):
    with new_store() as ordered, new_store() as shuffled:
        expected = put_all(put, ordered, numbers(), day)
        assert len(expected) > 5
        assert put_all(put, shuffled, order, day) == expected


@pytest.mark.parametrize("seed", range(3))
def test_a_store_that_was_changed_equals_one_that_read_the_end_at_once(new_store, put, day, seed):
    rng = random.Random(seed)  # noqa: S311 - a seeded choice of cases
    issues = numbers()
    parts = [(source, key, rng.sample(entries, rng.randint(0, len(entries)))) for source, key, entries in issues]
    changed = new_store()
    put_all(put, changed, rng.sample(parts, len(parts)), day)
    assert put_all(put, changed, rng.sample(issues, len(issues)), day) == put_all(put, new_store(), issues, day)
