"""The index and `matches` say the same of papers in a real store, whatever the term."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Entry, Issue, Origin, Topic
from bot.query import matches, needs_check, token_query
from bot.terms import (
    AllOf,
    AnyOf,
    Author,
    Category,
    FromSource,
    InLanguage,
    InTitle,
    Not,
    Phrase,
    Prefix,
    Raw,
    Tag,
    Term,
    Words,
)
from storage.model import Source
from storage.store import Store, open_store

NOW = dt.datetime(2024, 1, 24, 8, tzinfo=dt.UTC)
ISSUES = 6
ENTRIES = 15
SOURCES = ("slbqc", "l_yohai", "kedreamix")
SLUGS = ("diffusion", "video", "3d", "medical")
RAW_TAGS = ("Diffusion_Models", "有点东西", "Text to video", "확산")
AUTHORS = ("Yang Song", "Song Han", "Jean-Pierre Adams", "김철수", "김 철수", "宋飏", "Adam Song")
CATEGORIES = ("cs.CV", "cs.CL", "stat.ML", "cond-mat.str-el")
ENGLISH = ("score", "scores", "distillation", "pre-training", "pretraining", "text-to-3D", "models", ".", ",", "3D")
CHINESE = ("扩散", "模型", "擴散", "生成", "，", "3D", " ", "视频")
KOREAN = ("확산", "모델", "모델을", " ", " ", "비디오", ".", "3D")


class Shelf:
    """A store, and all its papers. No dataclass: Hypothesis would print every paper when a term fails."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.papers = list(store.papers.export())


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """Papers of several sources, some of them told of twice; the same in every run."""
    chance = random.Random(20240124)  # noqa: S311 - test data
    with open_store("sqlite://") as store:
        for number in range(ISSUES):
            name = SOURCES[number % len(SOURCES)]
            entries = tuple(make_entry(chance) for _ in range(ENTRIES))
            issue = Issue(name, f"{number}.md", NOW.date() - dt.timedelta(days=number), None, None, "en", entries)
            topics = [make_topics(chance) for _ in entries]
            store.issues.put(Source(name, name, "/"), issue, topics, tagger="1", now=NOW)
        shelf = Shelf(store)
        assert len(shelf.papers) > ENTRIES
        yield shelf


def make_entry(chance: random.Random) -> Entry:
    languages = chance.sample(("en", "zh", "ko"), chance.randint(0, 3))
    return Entry(
        title=f"{make_text(chance, 'en', 4)} {chance.choice(('Alpha', 'Beta', 'Gamma'))} {chance.randint(1, 20)}",
        arxiv_id=f"2401.{chance.randint(1, 60):05}" if chance.random() < 0.7 else None,
        authors=tuple(chance.sample(AUTHORS, chance.randint(0, 2))),
        tags=tuple(chance.sample(RAW_TAGS, chance.randint(0, 2))),
        summaries={language: make_text(chance, language, 9) for language in languages},
        categories=tuple(chance.sample(CATEGORIES, chance.randint(0, 2))),
    )


def make_text(chance: random.Random, language: str, length: int) -> str:
    pieces = {"en": ENGLISH, "zh": CHINESE, "ko": KOREAN}[language]
    return (" " if language == "en" else "").join(chance.choices(pieces, k=length)).strip() or "x"


def make_topics(chance: random.Random) -> tuple[Topic, ...]:
    return tuple(Topic(slug, chance.choice(tuple(Origin))) for slug in sorted(chance.sample(SLUGS, 2)))


LATIN = st.lists(st.sampled_from(ENGLISH[:7]), min_size=1, max_size=3).map(" ".join)
CJK = st.lists(st.sampled_from(CHINESE[:4] + KOREAN[:4] + ("3D",)), min_size=1, max_size=3)
TEXTS = st.one_of(LATIN, CJK.map("".join).filter(str.strip), CJK.map(" ".join).filter(str.strip))
LEAVES = st.one_of(
    st.sampled_from(SLUGS).map(Tag),
    st.sampled_from(tuple(tag.lower() for tag in RAW_TAGS)).map(Raw),
    st.sampled_from((*AUTHORS, "Song", "Adam", "Jean", "철수", "Song Yang")).map(Author),
    st.sampled_from((*CATEGORIES, "cs", "stat", "cond-mat")).map(Category),
    st.sampled_from(SOURCES).map(FromSource),
    st.sampled_from(("en", "zh", "ko")).map(InLanguage),
    TEXTS.map(Phrase),
    TEXTS.map(Words),
    TEXTS.map(InTitle),
    st.sampled_from(("sco", "score dis", "3d mod", "pre", "diffusion mo")).map(Prefix),
)


def combine(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    parts = st.lists(terms, min_size=2, max_size=3).map(tuple)
    return st.one_of(terms.map(Not), parts.map(AllOf), parts.map(AnyOf))


@given(term=st.recursive(LEAVES, combine, max_leaves=5))
def test_the_index_finds_what_matches(term: Term, shelf: Shelf) -> None:
    wanted = {paper.id for paper in shelf.papers if matches(term, paper)}
    found = set(shelf.store.search.find(token_query(term), limit=1000).paper_ids)
    assert wanted <= found
    if not needs_check(term):
        assert found == wanted
