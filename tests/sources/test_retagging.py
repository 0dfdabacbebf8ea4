"""After a change of the vocabulary, `run` tags anew what the store holds, and follows renamed topics."""

import datetime as dt

import pytest

from adapters.tags.tables import Table
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import build
from bot.retagging import follow_renamed, retag
from bot.sources import Folder
from storage.model import ChatKind, Place, Settings

DAY = dt.date(2026, 11, 18)
HERE, THERE = Place("telegram", "1"), Place("telegram", "2")


@pytest.fixture
def renamed():
    """A vocabulary of one topic, `zz-diffusing`, which was once called `diffusion` and `spreading`."""
    columns = "slug\tbroader\ten\tzh\tko\tmentions\tformerly\n"
    row = "zz-diffusing\t\tDiffusing\t弥散\t디퓨징\t1\tdiffusion,spreading\n"
    return build(
        Table("v.tsv", columns + row), Table("s.tsv", "slug\tkind\tsynonym\nzz-diffusing\tanywhere\t확산 모델\n")
    )


def test_a_run_brings_topics_to_todays_vocabulary(desk, shelf, renamed):
    for day in (DAY, DAY - dt.timedelta(days=1)):
        shelf.publish(day, f"Early on {day}", f"Late on {day}")
    engine = desk.restart(Folder(shelf.path))
    desk.read()
    newest = desk.store.papers.newest_arrival()
    engine.tagger = lambda: Tagger(renamed)
    assert len(list(engine.retagging())) == 2, "a step an issue"
    assert {topic.slug for paper in desk.papers() for topic in paper.topics} == {"zz-diffusing"}
    assert desk.store.papers.newest_arrival() == newest
    assert desk.news() == set()
    assert list(engine.retagging()) == [], "once is enough"


def test_subscriptions_follow_a_renamed_topic(store, renamed):
    now = dt.datetime(2026, 11, 18, tzinfo=dt.UTC)
    for place, terms in (
        (HERE, ["diffusion+video", "-spreading", "by:Lee", "search:'diffusion'"]),
        (THERE, ["zz-diffusing", "spreading"]),
    ):
        chat = store.chats.get_or_create(place, ChatKind.PRIVATE, settings=Settings(), now=now)
        store.chats.subscribe(chat.id, [(term, True) for term in terms], person_id=None, now=now)
    before = store.chats.get(HERE)
    list(retag(store, Tagger(renamed)))
    follow_renamed(store, renamed)
    after = store.chats.get(HERE)
    assert [one.term for one in after.subscriptions] == [
        "video+zz-diffusing",
        "-zz-diffusing",
        "by:Lee",
        "search:'zz-diffusing'",
    ]
    assert [one.id for one in after.subscriptions] == [one.id for one in before.subscriptions]
    there = store.chats.get(THERE)
    assert [one.term for one in there.subscriptions] == ["zz-diffusing"]


def test_a_former_slug_still_means_its_topic(renamed):
    assert renamed.find("spreading") == renamed.find("Diffusing") == "zz-diffusing"
