"""A few hundred made-up papers in three languages, and searches of every kind among them; the same in every run."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from adapters.model import Entry, Issue
from adapters.tags.vocabulary import Vocabulary
from storage.model import Source
from storage.store import Store, open_store
from tests.conftest import Databases
from tests.words import TAGGER, WORDS

NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
PAPERS = 500
SOURCES = ("slbqc", "l_yohai", "kedreamix", "wangyephd")
AUTHORS = ("Yang Song", "Mina Kim", "김민아", "宋飏", "Ada Holm", "Jon Berg")
NAMES = (
    "diffusion models",
    "video generation",
    "RAG",
    "扩散模型",
    "视频生成",
    "확산 모델",
    "비디오 생성",
    "LLM agents",
    "3D",
)
PLAIN = {
    "en": (
        "we",
        "show",
        "fast",
        "score matching",
        "a",
        "model",
        "of",
        "heat",
        "text-to-image",
        "Sora",
        "benchmark",
        ",",
    ),
    "zh": ("我们", "提出", "一种", "方法", "，", "模型", "与", "擴散", "评测", "3D", "。"),
    "ko": ("우리는", "제안", "한다", " ", "모델", "을", "벤치마크", " ", "영상", "."),
}


def write(dice: random.Random, language: str, length: int) -> str:
    words = dice.choices((*PLAIN[language], *dice.sample(NAMES, 2)), k=length)
    return ("" if language == "zh" else " ").join(words)


def make_entry(dice: random.Random, number: int) -> Entry:
    languages = dice.sample(("en", "zh", "ko"), dice.randint(1, 3))
    return Entry(
        title=f"{write(dice, languages[0], 4)} {number}",
        arxiv_id=f"2610.{dice.randint(1, 300):05}" if dice.random() < 0.8 else None,
        authors=tuple(dice.sample(AUTHORS, dice.randint(0, 3))),
        tags=tuple(dice.sample(NAMES, dice.randint(0, 1))),
        summaries={language: write(dice, language, 30) for language in languages},
        categories=tuple(dice.sample(("cs.CV", "cs.CL"), dice.randint(0, 1))),
    )


def make_issues(papers: int) -> Iterator[Issue]:
    dice = random.Random(20261118)  # noqa: S311 - test data
    for number in range(papers // 10):
        date = NOW.date() - dt.timedelta(days=number * 3 % 400)
        entries = tuple(make_entry(dice, number * 10 + place) for place in range(10))
        yield Issue(SOURCES[number % 4], f"{number}.md", date, None, None, "en", entries)


def fill(store: Store, papers: int) -> None:
    for issue in make_issues(papers):
        source = Source(issue.adapter, issue.adapter, "/")
        store.issues.put(source, issue, TAGGER.tag_issue(issue), tagger=TAGGER.version, now=NOW)


def make_query(dice: random.Random) -> str:
    """Words, names, phrases, fields, nevers and alternatives, in any mixture."""
    pieces = dice.choices((*NAMES, *PLAIN["en"], *PLAIN["zh"][:8], *PLAIN["ko"][:5]), k=dice.randint(1, 2))
    fields = (
        "lang:ko",
        "lang:zh",
        "source:slbqc",
        "来源：l_yohai",
        "by:song",
        "저자:김민아",
        "cat:cs.CV",
        "title:model",
    )
    dates = ("after:2026-06", "before:90d", "after:200d", "之后：2026年8月")
    others = ("-diffusion", "-lang:en", '"score matching"', '"확산 모델"', "OR", "mod*", "#RAG", "tag:video")
    for choices, chance in ((fields, 0.5), (dates, 0.4), (others, 0.4)):
        if dice.random() < chance:
            pieces.insert(dice.randint(0, len(pieces)), dice.choice(choices))
    return " ".join(pieces)


@pytest.fixture(scope="module")
def shelves(sqlite: Databases, postgresql: Databases) -> Iterator[tuple[Store, Store]]:
    """The same papers on SQLite and on PostgreSQL."""
    urls = [(databases, databases.create()) for databases in (sqlite, postgresql)]
    with ExitStack() as stack:
        for databases, url in urls:
            stack.callback(databases.drop, url)
        first, second = (stack.enter_context(open_store(url)) for _, url in urls)
        for store in (first, second):
            fill(store, PAPERS)
        yield first, second


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return WORDS
