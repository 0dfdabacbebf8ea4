"""Papers, wishes and chats as Hypothesis makes them up."""

import datetime as dt
import sys

import pytest
from hypothesis import strategies as st

from adapters.model import Entry, Origin, Topic
from storage.model import Chat, ChatKind, Paper, Place, Settings, StoredEntry, Subscription

NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
SLUGS = ("audio", "diffusion", "medical", "video")
AUTHORS = ("Kim Ha-eun", "Yang Song", "김 하은")
TITLES = ("Score distillation", "Pre-training of video models", "점수 증류")
SOURCES = ("alpha", "beta")
TERMS = (
    *SLUGS,
    "diffusion+video",
    "audio+-video",
    'by:"Yang Song"',
    "by:김하은",
    '"score distillation"',
    '"video model"',
    "source:beta",
    "lang:ko",
    "cat:cs.CV",
    "#raw",
)


@st.composite
def _entries(draw, number):
    said = Entry(
        title=f"{draw(st.sampled_from(TITLES))} {number}",
        authors=tuple(draw(st.lists(st.sampled_from(AUTHORS), max_size=2))),
        tags=tuple(draw(st.lists(st.sampled_from(("raw", "Raw")), max_size=1))),
        categories=tuple(draw(st.lists(st.sampled_from(("cs.CV", "cs.CL")), max_size=1))),
        summaries=draw(st.sampled_from(({}, {"ko": "점수 증류를 본다."}, {"en": "We study video models."}))),
    )
    source = draw(st.sampled_from(SOURCES))
    arrival, news = draw(st.integers(1, 9)), draw(st.booleans())
    day = dt.date(2026, 11, 1) + dt.timedelta(arrival)
    return StoredEntry(number, source, source, "k", None, day, True, arrival, NOW, news, None, 5, said, ())


@st.composite
def papers(draw, most=12):
    """Papers with any topics, each with one to three entries."""
    found = []
    for number in range(draw(st.integers(0, most))):
        entries = tuple(draw(st.lists(_entries(number), min_size=1, max_size=3)))
        slugs = sorted(draw(st.sets(st.sampled_from(SLUGS), max_size=3)))
        topics = tuple(Topic(slug, draw(st.sampled_from(Origin))) for slug in slugs)
        title = entries[0].entry.title
        found.append(Paper(number, f"title:{number:02}", title, (), NOW.date(), None, None, topics, entries))
    return found


@st.composite
def subscriptions(draw):
    """The wishes of one chat: no term twice, in any order."""
    terms = draw(st.lists(st.sampled_from(TERMS), unique=True, max_size=6))
    return tuple(Subscription(n, term, draw(st.booleans()), NOW) for n, term in enumerate(terms))


@st.composite
def chats(draw, most=8):
    """Chats due now, with cursors of their own."""
    return [_chat(draw, number) for number in range(1, draw(st.integers(1, most)) + 1)]


def _chat(draw, number):
    settings = Settings(
        languages=draw(st.sampled_from((("en",), ("ko", "en")))),
        length=draw(st.sampled_from((2, 5))),
        zone=draw(st.sampled_from(("UTC", "Asia/Seoul"))),
        time="08:00",
        paused=draw(st.sampled_from((False, False, True))),
        weekly=draw(st.sampled_from((None, None, "7 18:00"))),
    )
    return Chat(
        id=number,
        place=Place("test", str(number)),
        kind=draw(st.sampled_from((ChatKind.PRIVATE, ChatKind.GROUP))),
        settings=settings,
        subscriptions=draw(subscriptions()),
        cursor=draw(st.integers(0, 9)),
        created_at=NOW,
        next_due_at=NOW,
    )


@pytest.fixture(scope="session")
def made():
    """This module: what Hypothesis draws from."""
    return sys.modules[__name__]
