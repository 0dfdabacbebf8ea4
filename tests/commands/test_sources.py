"""What a person who asks is told of sources: /today, /start and /status."""

import datetime as dt

import pytest

from adapters.model import Entry, Issue
from bot.notes import WORTH_A_WORD
from storage.model import Source

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def publish(store):
    """Publishes an issue of a source at 06:00 on each of the days before the 18th that are so many days away."""

    def publish(source, *days_ago, news=True):
        for ago in days_ago:
            at = NOON - 6 * HOUR - ago * DAY
            issue = Issue(source, f"{at.date()}.md", at.date(), None, None, "en", (Entry(f"{source} {at.date()}"),))
            store.issues.put(Source(source, source, "/"), issue, [()], tagger="1", now=at, news=news)

    return publish


@pytest.fixture
def watch(store):
    store.watches.seed(["folder:/a", "folder:/b"])
    return store.watches


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I have not read any digest yet. Reading 2 sources; your first digest follows."),
        ("zh", "还没有论文：正在首次读取 2 个来源，之后会收到第一期推送。"),
        ("ko", "아직 읽은 논문이 없습니다. 소스 2곳을 읽는 중이며, 끝나면 첫 다이제스트를 보냅니다."),
    ],
)
def test_an_empty_store_says_that_its_first_read_is_running(empty_talk, watch, language, said):
    empty_talk.language = language
    empty_talk.say("/subscribe video")
    for command in ("/today", "/start", "/status"):
        assert said in empty_talk.say(command)
    for address in ("folder:/a", "folder:/b"):
        watch.read(address, NOON, forget=WORTH_A_WORD)
    for command in ("/today", "/start", "/status"):
        assert said not in empty_talk.say(command)


def test_today_says_since_when_nothing_was_published(empty_talk, publish):
    empty_talk.say("/subscribe video")
    publish("beta", *range(70, 65, -1), news=False)
    assert "Nothing new has been published. Next: Thu 08:00." in empty_talk.say("/today")
    publish("alpha", *range(60, 50, -1))
    said = empty_talk.say("/today")
    assert "Nothing published since Mon 28 Sep 06:00. Next: Thu 08:00." in said
    empty_talk.say("/settings pause on")
    assert "Next" not in empty_talk.say("/today")


def test_today_names_late_and_broken_sources_below_its_papers(empty_talk, publish, watch):
    publish("alpha", *range(7, 0, -1))
    empty_talk.say('/subscribe "alpha"')
    assert "Later than usual: alpha" in empty_talk.say("/today")
    watch.fail("folder:/a", "gone", ["alpha"], NOON - 25 * HOUR)
    said = empty_talk.say("/today")
    assert "Cannot be read since Tue 17 Nov: alpha" in said
    assert "Later" not in said


def test_status_says_how_fresh_each_source_is(empty_talk, publish, watch):
    publish("alpha", *range(7, -1, -1))
    publish("beta", *range(8, 0, -1))
    publish("gamma", *range(20, 10, -1))
    publish("delta", *range(7, -1, -1))
    watch.fail("folder:/a", "gone", ["delta"], NOON - 2 * HOUR)
    watch.fail("folder:/b", "gone", ["epsilon"], NOON - 30 * HOUR)
    lines = empty_talk.say("/status").splitlines()
    assert "alpha: 8 papers, newest issue 18 Nov 2026" in lines
    assert "beta: 8 papers, newest issue 17 Nov 2026 · later than usual, expected 06:00 today" in lines
    assert "gamma: 10 papers, newest issue 7 Nov 2026 · nothing for long, expected Sun 8 Nov 06:00" in lines
    assert "delta: 8 papers, newest issue 18 Nov 2026 · cannot be read since 10:00 today" in lines
    assert "epsilon · cannot be read since yesterday 06:00" in lines


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "昨天 15:00 起无法读取"), ("ko", "어제 16:00부터 읽지 못함")],
)
def test_status_says_it_in_the_persons_language_and_zone(empty_talk, watch, language, said):
    empty_talk.language = language
    watch.fail("folder:/a", "gone", ["alpha"], NOON - 29 * HOUR)
    assert f"alpha · {said}" in empty_talk.say("/status")


def test_the_chat_of_the_demo_has_nothing_to_say_of_sources(talk):
    talk.say("/subscribe diffusion")
    assert "usual" not in talk.say("/today")
