"""Places in a digest are dealt in rounds, and nothing is lost that does not fit."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Entry, Origin, Topic
from bot.digest import beginning_with, explain, select
from bot.taste import Taste, taste_of
from bot.terms import FromSource, Tag, Wish
from storage.model import Opinion, Paper, StoredEntry

DAY = dt.date(2026, 11, 18)
NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)


def entry(paper_id, *, source="l_yohai", rank=None, of=10, topics=()):
    return StoredEntry(
        id=paper_id,
        source=source,
        adapter=source,
        issue_key="k",
        issue_url=None,
        date=DAY,
        dated=True,
        arrival=paper_id,
        arrived_at=NOW,
        news=True,
        vote_rank=rank,
        issue_papers=of,
        entry=Entry(title=f"Paper {paper_id}"),
        topics=topics,
    )


def paper(paper_id, *slugs, origin=Origin.TITLE, rank=None, sources=("l_yohai",)):
    topics = tuple(Topic(slug, origin) for slug in sorted(slugs))
    entries = tuple(entry(paper_id, source=source, rank=rank, topics=topics) for source in sources)
    return Paper(paper_id, f"title:{paper_id:04}", f"Paper {paper_id}", (), DAY, None, None, topics, entries)


def wish(slug, *, wanted=True):
    return Wish(slug, Tag(slug), wanted)


def chosen(papers, *wishes, length=10):
    digest = select(papers, wishes, date=DAY, length=length)
    return [highlight.paper.id for highlight in digest.highlights]


def test_every_subscription_gets_its_best_paper_before_any_gets_a_second():
    papers = [paper(n, "video", rank=n) for n in (1, 2, 3)] + [paper(9, "speech", rank=9)]
    assert chosen(papers, wish("video"), wish("speech")) == [1, 9, 2, 3]


def test_a_paper_that_serves_two_subscriptions_is_the_turn_of_both():
    papers = [paper(1, "video", "speech"), paper(2, "video"), paper(3, "speech")]
    assert chosen(papers, wish("video"), wish("speech"))[0] == 1
    assert sorted(chosen(papers, wish("video"), wish("speech"))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (paper(2, "video"), paper(1, "video", origin=Origin.TEXT)),
        (paper(2, "video", rank=1), paper(1, "video", rank=2)),
        (paper(2, "video", rank=9), paper(1, "video")),
        (paper(2, "video", sources=("l_yohai", "slbqc")), paper(1, "video")),
    ],
    ids=["title over text", "more votes", "votes over unknown", "two publishers over one"],
)
def test_better_papers_come_first(better, worse):
    assert chosen([worse, better], wish("video")) == [better.id, worse.id]


def test_a_never_holds_for_the_whole_chat_and_is_counted():
    papers = [paper(1, "video"), paper(2, "video", "medical"), paper(3, "medical")]
    digest = select(papers, [wish("video"), wish("medical", wanted=False)], date=DAY, length=10)
    assert [highlight.paper.id for highlight in digest.highlights] == [1]
    assert [(excluded.spelling, number) for excluded, number in digest.excluded] == [("medical", 1)]


def test_what_was_looked_at_is_counted_even_if_nothing_matches():
    digest = select([paper(1, "video", sources=("a", "b"))], [wish("speech")], date=DAY, length=10)
    assert (digest.highlights, digest.papers_read, digest.sources_read) == ((), 1, 2)


def test_reasons_name_who_said_it():
    found = paper(1, "video", origin=Origin.PUBLISHER, sources=("slbqc",))
    reasons = explain(found, [wish("video"), Wish("source:slbqc", FromSource("slbqc"), wanted=True), wish("speech")])
    assert [(reason.wish.spelling, reason.origin) for reason in reasons] == [
        ("video", Origin.PUBLISHER),
        ("source:slbqc", None),
    ]


SLUGS = ("video", "speech", "agents")
some_papers = st.lists(
    st.builds(
        lambda number, slugs, origin, rank: (number, slugs, origin, rank),
        st.integers(1, 60),
        st.sets(st.sampled_from(SLUGS)),
        st.sampled_from(Origin),
        st.none() | st.integers(1, 10),
    ),
    unique_by=lambda drawn: drawn[0],
    max_size=20,
).map(lambda rows: [paper(number, *slugs, origin=origin, rank=rank) for number, slugs, origin, rank in rows])


@given(papers=some_papers, wanted=st.sets(st.sampled_from(SLUGS), min_size=1))
def test_every_match_stands_once_and_order_of_papers_does_not_matter(papers, wanted):
    wishes = [wish(slug) for slug in sorted(wanted)]
    found = chosen(papers, *wishes)
    assert sorted(found) == sorted(p.id for p in papers if wanted & {topic.slug for topic in p.topics})
    assert chosen(papers[::-1], *wishes) == found


def liking(**weights):
    return Taste({slug.replace("_", "-"): float(weight) for slug, weight in weights.items()})


def test_taste_decides_among_equally_sure_matches_only():
    papers = [
        paper(1, "video", rank=1),
        paper(2, "video", "editing", rank=9),
        paper(3, "video", "editing", origin=Origin.TEXT),
        paper(4, "video", "faces", rank=2),
    ]

    def order(taste):
        digest = select(papers, [wish("video")], date=DAY, length=10, taste=taste)
        return [highlight.paper.id for highlight in digest.highlights]

    assert order(None) == [1, 4, 2, 3]
    assert order(liking(editing=1)) == [2, 1, 4, 3]
    assert order(liking(editing=-1)) == [1, 4, 2, 3]
    assert order(liking(faces=-1)) == [1, 2, 4, 3]


def test_a_taste_is_made_of_opinions_that_do_not_cancel_out():
    assert taste_of({}) is None
    assert taste_of({"video": {Opinion.LIKE: 1, Opinion.LESS: 1}}) is None
    assert taste_of({"video": {Opinion.LIKE: 3, Opinion.LESS: 1}, "faces": {Opinion.LESS: 1}}) == liking(
        video=2, faces=-1
    )


def test_a_digest_may_begin_with_given_papers():
    papers = [paper(n, "video", rank=n) for n in (1, 2, 3, 4)]
    digest = select(papers, [wish("video")], date=DAY, length=10)
    begun = beginning_with(digest, [3, 99, 2])
    assert [highlight.paper.id for highlight in begun.highlights] == [3, 2, 1, 4]
    assert begun.counts == digest.counts
