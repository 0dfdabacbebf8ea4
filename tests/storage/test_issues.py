"""Putting issues: what is known, what changed, what moved, and which numbers things arrive under."""

import datetime as dt

from adapters.model import Entry, Origin, Topic
from storage.model import Outcome, PutResult, Source


def said(store):
    """What the store says of every paper, without the numbers it gave."""
    return [
        (paper.key, [(one.source, one.date, one.entry, one.topics) for one in paper.entries])
        for paper in store.papers.export()
    ]


def arrivals(store):
    return {one.entry.title: one.arrival for paper in store.papers.export() for one in paper.entries}


def test_a_new_issue_is_added_with_all_that_it_says(store, put, day, now):
    entry = Entry(
        title="A Title: of things",
        arxiv_id="2405.00001",
        arxiv_version=2,
        doi="10.1/ABC",
        authors=("Ada One", "李四"),
        tags=("扩散", "text2img"),
        votes=3,
        media_url="https://example.org/a.png",
        links={"abs": "https://arxiv.org/abs/2405.00001"},
        summaries={"zh": "一句话。", "en": "One sentence."},
        categories=("cs.CV",),
        line=12,
    )
    assert put(entry, url="https://example.org/1", topics=["diffusion"]) == PutResult(Outcome.ADDED, 1)
    (paper,) = store.papers.export()
    (stored,) = paper.entries
    assert stored.entry == entry
    assert stored.topics == paper.topics == (Topic("diffusion", Origin.TITLE),)
    assert (stored.source, stored.adapter, stored.issue_key) == ("alpha", "alpha", "1.md")
    assert (stored.issue_url, stored.issue_papers, stored.vote_rank) == ("https://example.org/1", 1, 1)
    assert (stored.date, stored.dated, stored.arrival, stored.arrived_at) == (day, True, 1, now)
    assert (paper.key, paper.title, paper.date) == ("arxiv:2405.00001", "A Title: of things", day)
    assert (paper.arxiv_id, paper.doi, paper.authors) == ("2405.00001", "10.1/ABC", ("Ada One", "李四"))


def test_putting_an_issue_again_changes_nothing(store, put, now):
    put("One", "Two")
    before = store.papers.get([1, 2])
    assert put("One", "Two", now=now + dt.timedelta(days=3), news=False) == PutResult(Outcome.UNCHANGED, 2)
    assert store.papers.get([1, 2]) == before
    assert store.papers.newest_arrival() == 2


def test_lines_are_no_change(put):
    put(Entry("One", line=3))
    assert put(Entry("One", line=8)).outcome is Outcome.UNCHANGED


def test_a_changed_issue_is_updated_and_entries_that_stay_keep_their_numbers(store, put, now):
    put("One", Entry("Two", arxiv_id="2405.00002"), Entry("Three", doi="10.1/3"))
    before = {one.entry.title: (one.id, one.arrived_at) for paper in store.papers.export() for one in paper.entries}
    later = now + dt.timedelta(hours=1)
    changed = (Entry("Three, revised", doi="10.1/3"), "Four", Entry("Two!", arxiv_id="2405.00002"), "ONE")
    assert put(*changed, now=later) == PutResult(Outcome.UPDATED, 4)
    after = {one.entry.title: (one.id, one.arrived_at) for paper in store.papers.export() for one in paper.entries}
    assert after == {
        "ONE": before["One"],
        "Two!": before["Two"],
        "Three, revised": before["Three"],
        "Four": (after["Four"][0], later),
    }
    assert arrivals(store) == {"ONE": 1, "Two!": 2, "Three, revised": 3, "Four": 4}


def test_an_entry_with_another_id_is_another_entry_even_under_the_same_title(store, put):
    put(Entry("One", arxiv_id="2405.00001"))
    put(Entry("One", arxiv_id="2405.00009"))
    assert [paper.key for paper in store.papers.export()] == ["arxiv:2405.00009"]
    assert arrivals(store) == {"One": 2}


def test_a_dropped_entry_is_removed_and_its_paper_leaves_lists_and_search(store, put, day, find):
    put("One", "Two")
    assert put("Two") == PutResult(Outcome.UPDATED, 1)
    assert [paper.title for paper in store.papers.export()] == ["Two"]
    assert store.papers.find(title="One") is None
    assert store.papers.get([1]) == []
    assert find("one") == []
    assert store.papers.topic_counts(day, day) == {}
    assert store.stats().papers == 1


def test_an_issue_may_lose_all_papers_and_get_them_back(store, put):
    put("One")
    assert put() == PutResult(Outcome.UPDATED, 0)
    assert list(store.papers.export()) == []
    put("One")
    assert arrivals(store) == {"One": 2}


def test_the_same_content_under_another_key_has_moved(store, put):
    put("One", key="a/1.md", url="https://example.org/a/1")
    before = said(store)
    assert put("One", key="b/1.md", url="https://example.org/b/1") == PutResult(Outcome.UNCHANGED, 1)
    assert said(store) == before
    (stored,) = next(store.papers.export()).entries
    assert (stored.issue_key, stored.issue_url, stored.arrival) == ("b/1.md", "https://example.org/b/1", 1)
    assert store.stats().issues == 1


def test_an_issue_that_moved_over_another_takes_its_place(store, put):
    put("One", key="1.md")
    put("Two", key="2.md")
    assert put("Two", key="1.md").outcome is Outcome.UNCHANGED
    assert [paper.title for paper in store.papers.export()] == ["Two"]
    assert store.stats().issues == 1


def test_the_same_content_from_another_source_is_another_issue(store, put):
    put("One", source="alpha")
    assert put("One", source="beta").outcome is Outcome.ADDED
    (paper,) = store.papers.export()
    assert [one.source for one in paper.entries] == ["alpha", "beta"]


def test_an_issue_without_a_date_has_the_day_it_arrived_and_keeps_it(store, put, now):
    put("One", date=None)
    put("One", "Two", date=None, now=now + dt.timedelta(days=5))
    days = {(one.date, one.dated) for paper in store.papers.export() for one in paper.entries}
    assert days == {(now.date(), False)}


def test_a_paper_listed_twice_stands_once_with_the_gaps_of_the_first_filled(store, put):
    first = Entry("One", arxiv_id="2405.00001", summaries={"zh": "甲"}, links={"abs": "a"})
    later = Entry(
        "One again",
        arxiv_id="2405.00001",
        authors=("Ada",),
        votes=0,
        summaries={"zh": "乙", "en": "B"},
        links={"pdf": "p"},
    )
    assert put(first, "Two", later).papers == 2
    paper = store.papers.find(arxiv_id="2405.00001")
    (stored,) = paper.entries
    assert stored.entry.title == "One"
    assert (stored.entry.authors, stored.entry.votes) == (("Ada",), 0)
    assert stored.entry.summaries == {"zh": "甲", "en": "B"}
    assert stored.entry.links == {"abs": "a", "pdf": "p"}
    assert stored.issue_papers == 2


def test_votes_rank_within_the_issue_and_unknown_ones_do_not(store, put):
    put(Entry("A", votes=5), Entry("B", votes=9), Entry("C"), Entry("D", votes=5), Entry("E", votes=0))
    ranks = {paper.title: paper.entries[0].vote_rank for paper in store.papers.export()}
    assert ranks == {"A": 2, "B": 1, "C": None, "D": 2, "E": 4}


def test_another_version_of_the_tagger_renews_topics_only(store, put, find, day):
    put("One", topics=["diffusion", "vision"], tagger="1")
    assert put("One", topics=["vision", "language"], tagger="2") == PutResult(Outcome.UNCHANGED, 1)
    (paper,) = store.papers.export()
    assert [topic.slug for topic in paper.topics] == ["language", "vision"]
    assert store.papers.topic_counts(day, day) == {"language": 1, "vision": 1}
    assert find(tag="language") == ["One"]
    assert find(tag="diffusion") == []
    assert arrivals(store) == {"One": 1}


def test_only_exactly_this_issue_by_this_tagger_is_known(store, put, make_issue):
    alpha = Source("alpha", "alpha", "/")
    assert store.issues.known(["1.md"]) == {"1.md": ()}
    put(Entry("One", line=3))
    (known,) = store.issues.known(["1.md"])["1.md"]
    assert known.papers == 1
    assert known.holds(make_issue(Entry("One", line=9)), alpha, "1")
    assert not known.holds(make_issue("One"), alpha, "2")
    assert not known.holds(make_issue("One", url="https://example.org"), alpha, "1")
    assert not known.holds(make_issue("One!"), alpha, "1")
    assert not known.holds(make_issue("One"), Source("beta", "alpha", "/"), "1")


def test_sources_may_have_issues_of_the_same_key(store, make_issue, now):
    for name in ("alpha", "beta"):
        store.issues.put(Source(name, name, "/"), make_issue(), [], tagger="1", now=now)
    assert sorted(known.source for known in store.issues.known(["1.md", "2.md"])["1.md"]) == ["alpha", "beta"]


def test_a_source_described_anew_is_the_same_source(store, make_issue, now):
    for root in ("/", "/srv"):
        store.issues.put(Source("alpha", "alpha", root), make_issue(), [], tagger="1", now=now)
    assert [(status.source.root, status.issues) for status in store.sources()] == [("/srv", 1)]


def test_sources_tell_how_fresh_they_are(store, put, day, now):
    put("One", "Two", source="beta")
    put("Two", "Three", source="beta", key="2.md", date=day - dt.timedelta(days=1), now=now + dt.timedelta(hours=1))
    put("One", source="alpha")
    beta = store.sources()[1]
    assert [status.source.name for status in store.sources()] == ["alpha", "beta"]
    assert (beta.issues, beta.papers, beta.newest_date) == (2, 3, day)
    assert beta.newest_arrival_at == now + dt.timedelta(hours=1)
    stats = store.stats()
    assert (stats.papers, stats.entries, stats.issues, stats.sources) == (3, 5, 3, store.sources())


def test_an_issue_of_thousands_of_entries_is_one_issue(store, put):
    titles = [f"Paper {number}" for number in range(2000)]
    assert put(*titles).papers == 2000
    assert put(*titles, "One more") == PutResult(Outcome.UPDATED, 2001)
    assert store.papers.newest_arrival() == 2001


def test_a_paper_with_immense_text_is_kept_and_can_be_taken_back(store, put, find):
    han = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(400_000))
    authors = tuple(f"a{number} b{number}" for number in range(5000))
    put(
        Entry("Immense", summaries={"zh": han}, tags=("x" * 5000,), authors=authors),
        Entry("T" * 9000, doi="10.1/" + "d" * 9000),
    )
    assert store.stats().papers == 2
    assert find(title="immense") == ["Immense"]
    put("Small")
    assert [paper.title for paper in store.papers.export()] == ["Small"]
    assert find(title="immense") == []
