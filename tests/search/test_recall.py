"""Whatever stands in a stored text finds its paper: two characters, two syllables, a word."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Entry, Issue
from adapters.tags.vocabulary import Vocabulary
from adapters.text import fold
from bot.finding import find_papers
from storage.model import Source
from storage.store import Store
from tests.conftest import a_store

NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
BETWEEN = st.sampled_from(["", "", "", " ", "，", "-", " (", ")\n", ": "])
LETTERS = {
    "zh": "扩散模型擴與视频的一是生成方法𠀀〇ア",
    "ko": "확산모델을영상이생성한가힣",
    "en": "abcdefgs",
}
PIECES = {
    "zh": st.text(LETTERS["zh"], min_size=1, max_size=6),
    "ko": st.text(LETTERS["ko"], min_size=1, max_size=4),
    "en": st.text(LETTERS["en"], min_size=1, max_size=7) | st.sampled_from(["models", "Sora", "GPT4", "café", "bias"]),
}
PAIRS = {
    "zh": re.compile(r"(?=([\u3005-\u3007\u30a0-\u30ff\u4e00-\u9fff\U00020000-\U0003134f]{2}))"),
    "ko": re.compile(r"(?=([가-힣] ?[가-힣]))"),
    "en": re.compile(r"(?=(?<![^\W_])([a-zA-Zé0-9]+)(?![^\W_]))"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Store]:
    with a_store(request.getfixturevalue(request.param)) as store:
        yield store


def texts(language: str) -> st.SearchStrategy[str]:
    """Pieces of one script, between which other scripts, blanks and signs may stand."""
    pieces = st.lists(st.tuples(PIECES[language] | PIECES["en"], BETWEEN), min_size=1, max_size=8)
    return pieces.map(lambda found: "".join(piece + between for piece, between in found))


def put(store: Store, title: str, text: str) -> None:
    entries = (Entry(title=title, summaries={"en": text}),)
    issue = Issue("shelf", f"{title} {text}.md", NOW.date(), None, None, "en", entries)
    store.issues.put(Source("shelf", "shelf", "/"), issue, [()], tagger="1", now=NOW)


def find(store: Store, words: Vocabulary, query: str) -> set[str]:
    return {paper.key for paper in find_papers(store, words, query, limit=1000).papers}


def scan(store: Store, wanted: str) -> set[str]:
    """The papers that hold the letters, read one by one; blanks between syllables do not count."""
    letters = plain(wanted)
    held = ((paper.key, [stored.entry for stored in paper.entries]) for paper in store.papers.export())
    return {
        key
        for key, said in held
        if any(letters in plain(text) for one in said for text in (one.title, *one.summaries.values()))
    }


def plain(text: str) -> str:
    return re.sub(r"(?<=[가-힣]) (?=[가-힣])", "", fold(text))


@pytest.mark.parametrize("language", ["zh", "ko"])
@given(data=st.data())
def test_any_two_characters_find_what_a_scan_finds(
    shelf: Store, words: Vocabulary, language: str, data: st.DataObject
) -> None:
    title, text = data.draw(texts(language)), data.draw(texts(language))
    pairs = [pair for said in (title, text) for pair in PAIRS[language].findall(said)]
    put(shelf, title, text)
    for pair in data.draw(st.sets(st.sampled_from(pairs), max_size=3)) if pairs else ():
        found = find(shelf, words, pair)
        assert scan(shelf, pair) <= found
        assert found


@given(title=texts("en"), text=texts("en"), data=st.data())
def test_any_word_finds_its_paper(shelf: Store, words: Vocabulary, title: str, text: str, data: st.DataObject) -> None:
    said = [word for one in (title, text) for word in PAIRS["en"].findall(one)]
    put(shelf, title, text)
    for word in data.draw(st.sets(st.sampled_from(said), max_size=3)) if said else ():
        held = re.compile(rf"(?<![^\W_]){fold(word)}(?![^\W_])")
        papers = {
            paper.key
            for paper in shelf.papers.export()
            if any(
                held.search(fold(one))
                for stored in paper.entries
                for one in (stored.entry.title, *stored.entry.summaries.values())
            )
        }
        assert papers
        assert papers <= find(shelf, words, word)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("与扩散模型相比", "擴散模型"),
        ("與擴散模型相比", "扩散模型"),
        ("새 확산 모델을 쓴다", "확산모델"),
        ("새 확산모델을 쓴다", "확산 모델"),
        ("一种新的图", "图"),
        ("图像", "图"),
        ("새 산", "산"),
        ("Text-to-image", "text to image"),
        ("ＧＰＴ", "gpt"),
    ],
)
def test_spellings_find_each_other(shelf: Store, words: Vocabulary, text: str, query: str) -> None:
    title = f"Spelling {sum(map(ord, text + query))}"
    put(shelf, title, text)
    (key,) = (paper.key for paper in shelf.papers.export() if paper.title == title)
    assert key in find(shelf, words, query)
