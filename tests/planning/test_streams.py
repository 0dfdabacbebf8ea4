"""What comes straight from arXiv: where places are left, on a match of the title or a wish that names it."""

import dataclasses

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from storage.model import DeliveryKind, Source

TITLE, TEXT = Origin.TITLE, Origin.TEXT


@pytest.fixture
def submit(world_of_each):
    """Papers that arXiv brings, each with where its topic, video, was found."""

    def submit(*papers: tuple[str, Origin], adapter: str = "arxiv", category: str = "cs.CV") -> None:
        world = world_of_each
        entries = tuple(
            Entry(title, authors=("Yang Song",), categories=(category,), summaries={"en": "We use score distillation."})
            for title, _ in papers
        )
        topics = [(Topic("video", origin),) for _, origin in papers]
        issue = Issue(adapter, f"{papers[0][0]}.{adapter}", world.now.date(), None, None, "en", entries)
        world.store.issues.put(Source(adapter, adapter, "/"), issue, topics, tagger="1", now=world.now)

    return submit


def plan(world, shown, chat, day=16):
    """The papers of the day's digest."""
    world.plan_at(day, 8)
    digests = [one for one in world.owed(chat) if one.key.subject == f"2026-11-{day}"]
    return [title for digest in digests for title in shown(digest)]


def test_streams_fill_the_places_that_others_leave(world_of_each, submit, shown):
    two, four = world_of_each.chat("video", length=2), world_of_each.chat("video", length=4)
    submit(("Streamed", TITLE))
    world_of_each.publish("One", "Two")
    assert plan(world_of_each, shown, two) == ["One", "Two"]
    assert plan(world_of_each, shown, four) == ["One", "Two", "Streamed"]


def test_what_of_a_stream_does_not_fit_is_counted(world_of_each, submit, text):
    chat = world_of_each.chat("video", length=1)
    submit(("Streamed", TITLE))
    world_of_each.publish("One")
    world_of_each.plan_at(16, 8)
    assert "1 more" in text(world_of_each.owed(chat)[0])


@pytest.mark.parametrize(
    ("term", "comes"),
    [
        ("video", False),
        ("source:arxiv", True),
        ("cat:cs.CV", True),
        ('by:"Yang Song"', True),
        ('"score distillation"', False),
        ('"deep streams"', True),
        ("cat:cs.CV+video", False),
    ],
)
def test_a_topic_or_words_in_the_text_alone_bring_no_paper_of_a_stream(world_of_each, submit, shown, term, comes):
    chat = world_of_each.chat(term)
    submit(("Deep streams", TEXT))
    assert plan(world_of_each, shown, chat) == ["Deep streams"] * comes


def test_settings_let_streams_in_like_others_or_not_at_all(world_of_each, submit, shown):
    every, none = world_of_each.chat("video", streams="on"), world_of_each.chat("source:arxiv", streams="off")
    submit(("Streamed by title", TITLE), ("Streamed by text", TEXT))
    assert sorted(plan(world_of_each, shown, every)) == ["Streamed by text", "Streamed by title"]
    assert plan(world_of_each, shown, none) == []


def test_a_paper_that_somebody_has_chosen_is_no_streams(world_of_each, submit, shown):
    chat = world_of_each.chat("video", length=1)
    world_of_each.publish("Chosen")
    submit(("Chosen", TEXT), ("Streamed", TITLE))
    assert plan(world_of_each, shown, chat) == ["Chosen"]


def test_a_paper_of_a_stream_comes_once_also_when_it_is_chosen_later(world_of_each, submit, shown):
    chat = world_of_each.chat("video")
    submit(("Both", TITLE))
    assert plan(world_of_each, shown, chat) == ["Both"]
    world_of_each.now = world_of_each.now.replace(day=17, hour=7)
    world_of_each.publish("Both", "Other")
    assert plan(world_of_each, shown, chat, day=17) == ["Other"]


def test_a_never_counts_only_what_might_have_come(world_of_each, submit, text):
    chat = world_of_each.chat("video", '-by:"Yang Song"')
    submit(("Streamed by text", TEXT), ("Streamed by title", TITLE))
    world_of_each.publish("One")
    world_of_each.plan_at(16, 8)
    assert "Left out: by “Yang Song” (1)" in text(world_of_each.owed(chat)[0])


def test_streams_make_no_late_edition(world_of_each, submit, shown):
    chat, every = (world_of_each.chat("video", late_editions=True, streams=how) for how in ("fill", "on"))
    world_of_each.publish("One")
    world_of_each.plan_at(16, 8)
    world_of_each.now = world_of_each.now.replace(hour=9)
    submit(*((f"Streamed {number}", TITLE) for number in range(3)))
    world_of_each.plan_at(16, 9)
    assert world_of_each.owed(chat, DeliveryKind.LATE) == []
    assert len(shown(world_of_each.owed(every, DeliveryKind.LATE)[0])) == 3


def test_the_weekly_digest_takes_chosen_papers_first(world_of_each, submit, shown):
    chat, none = (world_of_each.chat("video", weekly="2 18:00", streams=how) for how in ("fill", "off"))
    for one in (chat, none):
        world_of_each.store.plans.schedule_weekly(one.id, world_of_each.now.replace(day=17, hour=18))
    submit(("Streamed by title", TITLE), ("Streamed by text", TEXT))
    world_of_each.publish("One", "Two")
    world_of_each.plan_at(17, 18)
    assert shown(world_of_each.owed(chat, DeliveryKind.WEEKLY)[0])[:3] == ["One", "Two", "Streamed by title"]
    assert shown(world_of_each.owed(none, DeliveryKind.WEEKLY)[0]) == ["One", "Two"]


def test_today_and_the_first_digest_keep_to_the_same(world_of_each, submit):
    chat = world_of_each.chat("video")
    submit(("Streamed by title", TITLE), ("Streamed by text", TEXT))
    world_of_each.publish("One")
    (said,) = world_of_each.say(chat, "/today")
    lines = ["".join(span.text for span in line) for block in said.blocks for line in block.lines]
    assert [line for line in lines if line[:1].isdecimal()] == ["1. One", "2. Streamed by title"]


def test_the_setting_is_said_and_changed_in_words(world_of_each):
    chat = world_of_each.chat("video")
    (said,) = world_of_each.say(chat, "/settings streams off")
    assert "Papers straight from arXiv: off" in said.blocks[0].lines[0][0].text
    assert world_of_each.again(chat).settings.streams == "off"
    world_of_each.say(chat, "/settings streams sometimes")
    assert world_of_each.again(chat).settings == dataclasses.replace(chat.settings, streams="off")
