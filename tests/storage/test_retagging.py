"""What another version of the tagger has tagged is tagged anew, and nothing else changes by it."""

from adapters.model import Entry, Origin, Topic
from storage.model import TokenQuery

OLD, NEW = "1-old", "1-new"


def found(store, slug):
    return store.search.find(TokenQuery("facet", slug, "tag"), limit=100).paper_ids


def tag(entries):
    """Every paper is a film, and those with a two in their title are a sequel too."""
    sequel = (Topic("sequel", Origin.TEXT),)
    return [(Topic("film", Origin.TITLE), *(sequel if "2" in entry.title else ())) for entry in entries]


def test_topics_index_and_version_are_of_the_new_tagger(store, put):
    for number in (1, 2):
        put(Entry(f"Paper {number}"), key=f"{number}.md", topics=["play"], tagger=OLD)
    assert store.retagging.waiting(NEW) == 2
    assert [store.retagging.step(NEW, tag) for _ in range(3)] == [True, True, False]
    assert store.retagging.waiting(NEW) == 0
    first, second = sorted(store.papers.export(), key=lambda paper: paper.title)
    assert first.topics == (Topic("film", Origin.TITLE),)
    assert second.topics == (Topic("film", Origin.TITLE), Topic("sequel", Origin.TEXT))
    assert (found(store, "play"), set(found(store, "film"))) == ((), {first.id, second.id})
    assert found(store, "sequel") == (second.id,)
    assert found(store, "nothing") == ()


def test_nothing_arrives_by_it(store, put):
    put("Paper 2", key="1.md", tagger=OLD)
    (before,) = store.papers.export()
    newest = store.papers.newest_arrival()
    assert store.retagging.step(NEW, tag)
    (after,) = store.papers.export()
    assert store.papers.newest_arrival() == newest
    assert [one.arrival for one in after.entries] == [one.arrival for one in before.entries]
    assert [one.entry for one in after.entries] == [one.entry for one in before.entries]


def test_a_paper_of_two_issues_keeps_what_the_other_says(store, put):
    put(Entry("Paper", arxiv_id="2401.00001"), key="1.md", topics=["play"], tagger=NEW)
    put(Entry("Paper 2", arxiv_id="2401.00001"), key="2.md", topics=["play"], tagger=OLD)
    assert store.retagging.step(NEW, tag)
    (paper,) = store.papers.export()
    assert {topic.slug for topic in paper.topics} == {"play", "film", "sequel"}
    assert found(store, "play") == found(store, "sequel") == (paper.id,)


def test_an_issue_without_papers_is_done_too(store, put):
    put(key="1.md", tagger=OLD)
    assert [store.retagging.step(NEW, tag) for _ in range(2)] == [True, False]


def test_a_changed_issue_can_still_be_changed(store, put):
    put("Paper 2", key="1.md", tagger=OLD)
    assert store.retagging.step(NEW, tag)
    put("Another", key="1.md", tagger=NEW)
    assert found(store, "sequel") == ()
