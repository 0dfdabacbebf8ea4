"""Whatever is searched for: no error, and no parsing that takes long."""

import datetime as dt
import gc
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tags.vocabulary import Vocabulary
from bot.finding import find_page
from bot.query import find_aims, parse_search, read_term, saved, spell, title_query, to_check, token_query, widen
from bot.snippet import snippet
from bot.terms import AllOf
from storage.store import Store
from tests.search.conftest import NAMES

TODAY = dt.date(2026, 11, 18)
SLOWEST = 0.05  # seconds of the process
FIELDS = (
    "by:",
    "作者：",
    "저자:",
    "source:",
    "cat:",
    "lang:",
    "tag:",
    "title:",
    "before:",
    "after:",
    "之后：",
    "foo:",
    "#",
    "＃",
)
VALUES = (
    "2024",
    "2024-13-99",
    "2024年1月",
    "7d",
    "99999y",
    "0000-00",
    "오늘",
    "ko",
    "cs.CV",
    "l_yohai",
    "diffus*",
    "*",
    "扩*",
)
OPERATORS = (
    " ",
    " ",
    "\n",
    '"',
    "“",
    "」",
    "-",
    "－",
    "+",
    "|",
    "OR",
    " OR ",
    ",",
    "、",
    "(",
    ")",
    "'",
    "\\",
    ":*",
    "&",
    "!",
    "<->",
    "^",
    "NEAR(",
)
CONTROL = ("\x00", "\ud800", "\u200b", "\u202e", "\x1f", "\x85", "\U000f0101", "\ufeff", "e\u0301", "ﬁ", "İ", "ß")
PIECES = (
    *NAMES,
    *FIELDS,
    *VALUES,
    *OPERATORS,
    *CONTROL,
    "difusion",
    "zorblax",
    "가",
    "가나다",
    "の",
    "Ж",
    "שלום",
    "🤖",
)


def make_garbage(dice: random.Random) -> str:
    """Pieces of every kind or any characters at all; now and then ten thousand of them."""
    length = dice.choices((dice.randint(0, 12), dice.randint(12, 80), 10_000), (70, 28, 2))[0]
    if dice.random() < 0.3:
        return "".join(
            chr(dice.randrange(dice.choice((0x80, 0x3000, 0xAC00, 0xFFFF, 0x110000)))) for _ in range(length)
        )
    few = dice.sample(PIECES, dice.randint(1, 12))
    return "".join(dice.choices(few, k=length))[:10_000]


def understand(text: str, words: Vocabulary) -> None:
    """All that becomes of a search before the database is asked; a subscription to it reads back as it was."""
    search = parse_search(text, words, sources=("l_yohai",), today=TODAY)
    if search.term is None:
        return
    term = widen(search.term, words)
    token_query(term)
    title_query(search.term, words)
    to_check(term)
    find_aims(search.term, words)
    if search.term == AllOf(()):  # nothing but dates
        return
    kept = saved(search.term, search.only)
    assert spell(read_term(spell(kept))) == spell(kept)


@pytest.fixture
def settled() -> Iterator[None]:
    """As in `paperwire run`: what stays to the end is not looked through for garbage while somebody waits."""
    gc.freeze()
    yield
    gc.unfreeze()


def parse_many(count: int, seed: int, words: Vocabulary) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    for _ in range(count):
        text = make_garbage(dice)
        begin = time.process_time()
        parse_search(text, words, sources=("l_yohai",), today=TODAY)
        took = time.process_time() - begin
        understand(text, words)
        assert took < SLOWEST, (took, text[:200])


@pytest.mark.usefixtures("settled")
def test_some_garbage(words: Vocabulary) -> None:
    parse_many(1000, 7, words)


@pytest.mark.proof
@pytest.mark.usefixtures("settled")
def test_a_hundred_thousand_searches(words: Vocabulary) -> None:
    parse_many(100_000, 20261118, words)


def ask(stores: tuple[Store, ...], words: Vocabulary, count: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    for _ in range(count):
        search = parse_search(make_garbage(dice), words, sources=("l_yohai",), today=TODAY)
        pages = [find_page(store, words, search, limit=3) for store in stores]
        assert len({tuple(paper.id for paper in page.papers) for page in pages}) == 1


def test_no_database_takes_offence(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    ask(shelves, words, 150, 3)


@pytest.mark.proof
def test_no_database_takes_offence_at_much(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    ask(shelves, words, 5000, 4)


@given(query=st.text(max_size=60), text=st.text(max_size=200))
def test_snippets_of_anything(query: str, text: str, words: Vocabulary) -> None:
    term = parse_search(query + text[:5], words, sources=(), today=TODAY).term
    if term is not None:
        pieces = snippet(text, find_aims(term, words))
        assert bool(pieces) == any(piece.hit for piece in pieces)
