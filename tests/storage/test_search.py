"""The search index against a plain reading of the same papers, in three scripts, on both databases."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.model import Entry
from adapters.text import fold, has_token, index_tokens
from storage.model import Source, TokenQuery
from storage.search import TOTAL_LIMIT
from storage.store import open_store
from storage.tokens import OF_WORDS

WORDS = ["diffusion", "model", "3d", "扩散", "模", "散模", "확산", "모델", "산모", "l", "yohai", "nothing"]
FACETS = {
    "title": ["diffusion", "模型", "확산", "model"],
    "tag": ["video-generation", "video", "diffusion", "language-models"],
    "raw": ["#有点东西", "GPT-4", "gpt-4", "a b", 'quo"te', "quo'te", "back\\slash", "text2img", "a"],
    "author": ["yang", "song", "宋飏", "宋", "飏", "neil"],
    "source": ["l_yohai", "slbqc", "l"],
    "lang": ["zh", "ko", "en"],
    "cat": ["cs.CV", "cs.cl"],
}


def token(value):
    return TokenQuery("token", value)


def facet(field, value):
    return TokenQuery("facet", value, field)


def all_of(*parts):
    return TokenQuery("and", parts=parts)


def any_of(*parts):
    return TokenQuery("or", parts=parts)


def none_of(*parts):
    return TokenQuery("not", parts=parts)


leaves = (
    st.builds(token, st.sampled_from(WORDS))
    | st.builds(TokenQuery, st.just("prefix"), st.sampled_from([*WORDS, "diff", "m", "yo"]))
    | st.sampled_from([facet(field, value) for field, values in FACETS.items() for value in values])
)
queries = st.recursive(
    leaves,
    lambda parts: st.builds(
        lambda op, some: TokenQuery(op, parts=tuple(some)),
        st.sampled_from(["and", "or", "not"]),
        st.lists(parts, max_size=4),
    ),
    max_leaves=8,
)


def holds(query, paper):
    """Whether a paper matches, read from the paper itself."""
    match query.op:
        case "token":
            return has_token(words_of(paper), fold(query.value))
        case "prefix":
            return any(word.startswith(fold(query.value)) for word in words_of(paper))
        case "facet":
            values, wanted = set(values_of(paper, query.field)), fold(query.value)
            return has_token(values, wanted) if query.field in OF_WORDS else wanted in values
        case "and":
            return all(holds(part, paper) for part in query.parts)
        case "or":
            return any(holds(part, paper) for part in query.parts)
        case "not":
            return not any(holds(part, paper) for part in query.parts)


def words_of(paper):
    said = [one.entry for one in paper.entries]
    texts = [text for entry in said for text in (entry.title, *entry.authors, *entry.tags, *entry.summaries.values())]
    return set().union(*map(index_tokens, texts))


def values_of(paper, field):
    for one in paper.entries:
        values = {
            "title": index_tokens(one.entry.title),
            "tag": [topic.slug for topic in one.topics],
            "raw": one.entry.tags,
            "author": index_tokens("\n".join(one.entry.authors)),
            "source": [one.source],
            "lang": one.entry.summaries,
            "cat": one.entry.categories,
        }
        yield from map(fold, values[field])


@pytest.fixture
def filled(store, put, day):
    """Eighty papers on ten days; some are said by two sources, some were changed and some taken back."""
    titles = [
        "Diffusion Models",
        "3D Gaussian Splatting",
        "Language model",
        "扩散模型综述",
        "확산 모델 연구",
        "Text-to-Video",
    ]
    topics = [[], ["diffusion"], ["video", "video-generation"], ["language-models", "diffusion"]]
    raw = ["#有点东西", "GPT-4", "a b", 'quo"te', "quo'te", "back\\slash", "text2img"]
    authors = ["Yang Song", "宋飏", "Mary O'Neil", "Song Han"]
    summaries = [
        {"en": "We model diffusion."},
        {"zh": "本文研究扩散模型。"},
        {"ko": "확산 모델을 제안한다.", "en": "L."},
        {},
    ]
    for number in range(100):
        entries = [
            Entry(
                f"{titles[number % 6]} {number % 50}",
                arxiv_id=f"2405.{number % 50:05d}" if number % 3 else None,
                tags=tuple(raw[number % 7 : number % 7 + number % 3]),
                authors=tuple(authors[number % 4 : number % 4 + 2]),
                summaries=summaries[number % 4],
                categories=("cs.CV",) if number % 2 else ("cs.CL", "cs.CV"),
            )
        ]
        place = {"source": ["slbqc", "l_yohai", "kedreamix"][number % 3], "key": f"{number % 90}.md"}
        put(*entries, **place, date=day + dt.timedelta(days=number % 10), topics=topics[number % 4])
    return store, list(store.papers.export())


@given(query=queries)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the store is only read
)
def test_every_query_finds_what_a_plain_reading_finds_newest_first(filled, query):
    store, papers = filled
    assert len(papers) > 40
    hits = store.search.find(query, limit=100)
    assert {paper.key for paper in papers if holds(query, paper)} == {
        paper.key for paper in store.papers.get(hits.paper_ids)
    }
    dates = [max(one.date for one in paper.entries) for paper in store.papers.get(hits.paper_ids)]
    assert dates == sorted(dates, reverse=True)
    assert (hits.total, hits.more) == (len(hits.paper_ids), False)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        (token("扩散"), True),
        (token("擴散"), True),
        (token("모델"), True),
        (token("DIFFUSION"), True),
        (token("diffus"), False),
        (TokenQuery("prefix", "diffus"), True),
        (TokenQuery("prefix", "散"), True),
        (facet("tag", "video-generation"), True),
        (facet("tag", "video"), False),
        (facet("tag", "videogeneration"), False),
        (facet("raw", "gpt-4"), True),
        (facet("raw", "gpt4"), False),
        (facet("raw", "AND"), True),
        (facet("author", "neil"), True),
        (facet("source", "l_yohai"), True),
        (facet("source", "yohai"), False),
        (facet("cat", "cs.CV"), True),
        (facet("lang", "ko"), True),
        (facet("lang", "en"), False),
        (token("l_yohai"), False),
        (all_of(token("diffusion"), none_of(token("扩散"))), False),
        (all_of(token("diffusion"), none_of(token("nothing"))), True),
        (none_of(token("nothing")), True),
        (none_of(token("diffusion")), False),
        (all_of(none_of(token("nothing")), none_of(token("nobody"))), True),
        (any_of(token("nothing"), none_of(token("nothing"))), True),
        (any_of(none_of(token("diffusion")), facet("lang", "ko")), True),
        (none_of(none_of(token("diffusion"))), True),
        (all_of(), True),
        (any_of(), False),
    ],
)
def test_what_a_query_matches(store, put, query, matches):
    entry = Entry(
        "Diffusion models",
        authors=("Ada O'Neil",),
        tags=("GPT-4", "AND", "* OR NEAR("),
        summaries={"zh": "扩散模型", "ko": "확산 모델"},
        categories=("cs.CV",),
    )
    put(entry, source="l_yohai", topics=["video-generation"])
    assert bool(store.search.find(query, limit=1).paper_ids) is matches


@pytest.mark.parametrize(
    "query", [TokenQuery("near", "x"), token(""), facet("tag", ""), any_of(token("x"), TokenQuery("prefix", ""))]
)
def test_what_is_no_query_is_refused(store, query):
    with pytest.raises(ValueError, match="query"):
        store.search.find(query, limit=1)


def test_an_unknown_facet_is_refused(store):
    with pytest.raises(ValueError, match="colour"):
        store.search.find(facet("colour", "red"), limit=1)


def test_pages_follow_each_other(filled):
    store, papers = filled
    whole = store.search.find(none_of(token("nothing")), limit=1000)
    assert len(whole.paper_ids) == len(papers)
    pages = [store.search.find(none_of(token("nothing")), limit=7, offset=at) for at in range(0, len(papers), 7)]
    assert sum((page.paper_ids for page in pages), ()) == whole.paper_ids
    assert {page.total for page in pages} == {len(papers)}


def test_dates_bound_what_is_found(filled, day):
    store, papers = filled
    first, last = day + dt.timedelta(days=2), day + dt.timedelta(days=4)
    newest = {paper.id: max(one.date for one in paper.entries) for paper in papers}
    for bounds, is_within in [
        ({"first": first}, lambda date: date >= first),
        ({"last": last}, lambda date: date <= last),
        ({"first": first, "last": last}, lambda date: first <= date <= last),
        ({"first": last, "last": first}, lambda date: False),  # noqa: ARG005 - nothing is within
    ]:
        hits = store.search.find(all_of(), limit=1000, **bounds)
        assert set(hits.paper_ids) == {paper for paper, date in newest.items() if is_within(date)}
        assert hits.total == len(hits.paper_ids)


def test_a_day_is_found_in_the_order_of_its_issues(store, put):
    put("First one", "Second one", "Third one")
    put("Fourth one", key="2.md")
    hits = store.search.find(token("one"), limit=10)
    assert [paper.title for paper in store.papers.get(hits.paper_ids)] == [
        "Fourth one",
        "First one",
        "Second one",
        "Third one",
    ]


def test_a_new_entry_makes_a_paper_new_again(store, put, day):
    put(Entry("One", arxiv_id="2405.00001"), source="alpha", date=day)
    put("Two", source="alpha", key="2.md", date=day + dt.timedelta(days=1))
    put(Entry("One", arxiv_id="2405.00001"), source="beta", date=day + dt.timedelta(days=2))
    hits = store.search.find(all_of(), limit=10)
    assert [paper.title for paper in store.papers.get(hits.paper_ids)] == ["One", "Two"]


def test_the_total_is_exact_up_to_a_limit(store, put):
    put(*(f"Paper {number}" for number in range(TOTAL_LIMIT)))
    assert store.search.find(token("paper"), limit=1).total == TOTAL_LIMIT
    assert not store.search.find(token("paper"), limit=1).more
    put("Paper of today", key="2.md")
    hits = store.search.find(token("paper"), limit=1, offset=TOTAL_LIMIT)
    assert (hits.total, hits.more, len(hits.paper_ids)) == (TOTAL_LIMIT, True, 1)


def test_both_databases_find_the_same_in_the_same_order(sqlite, postgresql, make_issue, now, day):
    found = []
    for url in (sqlite.create(), postgresql.create()):
        with open_store(url) as store:
            for number in range(40):
                issue = make_issue(
                    *(f"Paper {number % 9} {letter}" for letter in "abc"),
                    key=f"{number % 30}.md",
                    date=day + dt.timedelta(days=number % 4),
                )
                store.issues.put(Source("alpha", "alpha", "/"), issue, [()] * 3, tagger="1", now=now)
            hits = store.search.find(any_of(token("a"), token("b")), limit=1000)
            found.append([paper.key for paper in store.papers.get(hits.paper_ids)])
        (sqlite if url.startswith("sqlite") else postgresql).drop(url)
    assert found[0] == found[1]
    assert len(found[0]) > 10
