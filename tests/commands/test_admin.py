"""/admin: what operators see and do, and that nobody else knows of it."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot import app, wire
from bot.access import Access
from bot.commands.turn import FoundSource
from bot.errors import UsageError
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Place, Source
from storage.planned import Owed, Rendering
from tests.commands.conftest import NOON, WORDS, Clock, Talk

BOSS = "boss"


def published(written: str) -> FoundSource:
    if "nothing" in written:
        raise UsageError(f"No papers were found at {written}.")
    return FoundSource("feed:https://example.org/papers.xml", ("One paper", "Another"))


@pytest.fixture
def talk_to(filled: object) -> Callable[..., Talk]:
    """A talk by somebody with a bot for everybody, whose operator is BOSS."""
    clock = Clock()
    access = Access(filled, operators=frozenset({("test", BOSS)}))
    services = app.build_answering(filled, WORDS, now=clock, access=access).services
    answering = app.answering_for(dataclasses.replace(services, find_source=published))
    return lambda user: Talk(answering, filled, clock, user=user, place=Place("test", user))


@pytest.fixture
def boss(talk_to: Callable[..., Talk]) -> Talk:
    """The operator, whose chat is there."""
    talk = talk_to(BOSS)
    talk.say("/start")
    return talk


@pytest.fixture
def reader(talk_to: Callable[..., Talk]) -> Talk:
    """Somebody who is subscribed."""
    talk = talk_to("r")
    talk.say("/subscribe diffusion")
    return talk


def owed(talk: Talk, kind: DeliveryKind = DeliveryKind.BROADCAST) -> list[tuple[int, str]]:
    found = talk.store.deliveries.listing(DeliveryState.QUEUED, limit=50)
    return sorted((one.key.chat_id, one.payload) for one in found if one.key.kind is kind)


def number(talk: Talk) -> int:
    chat = talk.store.chats.get(talk.place)
    assert chat is not None
    return chat.id


def fail(talk: Talk, state: DeliveryState, subject: str) -> int:
    """A delivery to the chat that came to this end; its number."""
    key, store = DeliveryKey(number(talk), DeliveryKind.DAILY, subject), talk.store
    message = wire.to_json(talk.reply.messages[0])
    rendering = Rendering(wire.content_hash(message), message)
    store.plans.commit([], [rendering], [Owed(key, rendering.hash, NOON)], [], NOON)
    (one,) = store.deliveries.claim("s", platforms=["test"], limit=9, now=NOON, lease=dt.timedelta(minutes=1))
    store.deliveries.start(one.id, "s", now=NOON)
    end = store.deliveries.ambiguous if state is DeliveryState.AMBIGUOUS else store.deliveries.bury
    end(one.id, "s", reason="The platform said no.", now=NOON)
    return one.id


def test_nobody_else_knows_of_it(reader: Talk, boss: Talk) -> None:
    assert "I do not know /admin" in reader.say("/admin") or "/admin" in reader.shown()
    assert reader.shown() == reader.say("/admni").replace("admni", "admin")
    assert reader.act("admin:pause") == reader.act("nonsense:1")
    assert not reader.store.halt.goes_on()
    boss.kind, boss.place = ChatKind.GROUP, Place("test", "-9")
    assert boss.say("/admin pause") == ""
    boss.act("admin:pause")
    assert not boss.store.halt.goes_on()


@pytest.mark.usefixtures("reader")
def test_the_overview_says_how_things_stand_and_leads_everywhere(boss: Talk) -> None:
    shown = boss.say("/admin")
    assert "papers from" in shown
    assert "Chats: 2 private, 0 of groups; 0 take no messages" in shown
    for label in ("Sources", "Deliveries", "People", "Preview", "Message to all"):
        boss.say("/admin")
        assert boss.press(label)
        assert boss.reply.messages[0].replaces
        assert "Operating Paperwire" in boss.press("Back")


def test_a_word_that_is_none_gets_the_nearest(boss: Talk) -> None:
    assert "Did you mean deliveries?" in boss.say("/admin delivries")


def test_a_source_is_shown_before_it_is_added(boss: Talk) -> None:
    assert "One paper" in boss.say("/admin source add https://example.org")
    assert boss.store.watches.listing() == ()
    assert "is read from now on" in boss.press("Read it from now on")
    (watch,) = boss.store.watches.listing()
    assert watch.address == "feed:https://example.org/papers.xml"
    assert "No papers were found" in boss.say("/admin source add https://nothing.example.org")
    assert "Folders are added on the machine" in boss.say("/admin source add folder:/etc")


def test_sources_are_paused_and_visited_again(boss: Talk) -> None:
    for address in ("arxiv:cs.CV", "arxiv:cs.LG"):
        boss.store.watches.add(address)
    boss.store.watches.fail("arxiv:cs.LG", "The server answers 500.", ("arxiv",), NOON)
    assert "2. arxiv:cs.LG · cannot be read since" in boss.say("/admin sources")
    assert "is not read any more" in boss.press("Pause 1")
    assert [one.watched for one in boss.store.watches.listing()] == [False, True]
    assert "1. arxiv:cs.CV · not read any more" in boss.say("/admin sources")
    boss.press("Resume 1")
    assert [one.watched for one in boss.store.watches.listing()] == [True, True]
    assert "visited again" in boss.say("/admin source retry 2")
    assert "no source of ours" in boss.say("/admin source retry arxiv:cs.XX")


def test_deliveries_that_failed_are_named_and_sent_again(boss: Talk, reader: Talk) -> None:
    lost = fail(reader, DeliveryState.AMBIGUOUS, "2026-11-17")
    given_up = fail(reader, DeliveryState.BURIED, "2026-11-16")
    shown = boss.say("/admin deliveries")
    assert "1 in doubt" in shown
    assert f"{lost} · chat {number(reader)} · daily 2026-11-17 · in doubt · The platform said no." in shown
    assert f"Delivery {lost} is owed again" in boss.press(f"Send {lost} again")
    assert f"Delivery {lost} is neither" in boss.say(f"/admin replay {lost}")
    assert "1 delivery of 2026-11-18" in boss.say("/admin replay 2026-11-18")
    assert "1 delivery is owed again" in boss.press("Send them again")
    assert [one.id for one in boss.store.deliveries.listing(DeliveryState.QUEUED, limit=9)] == [given_up, lost]
    assert "0 deliveries of 2026-01-01" in boss.say("/admin replay 2026-01-01")
    assert "a day" in boss.say("/admin replay 2026-99-99")


def test_people_and_groups_are_blocked_and_let_in_by_words(boss: Talk, talk_to: Callable[..., Talk]) -> None:
    reader, admin = talk_to("r"), talk_to("a")
    admin.kind, admin.place = ChatKind.GROUP, Place("test", "-7")
    for talk in (reader, admin):
        talk.say("/subscribe diffusion")
    assert "test:r is blocked" in boss.say(f"/admin block chat {number(reader)}")
    assert "test:-7 is blocked" in boss.say("/admin block test:-7")
    assert (reader.say("/help"), admin.say("/help")) == ("", "")
    assert "2 blocked" in boss.say("/admin people")
    boss.say("/admin allow test:-7")
    assert admin.say("/help")
    boss.say("/admin block test:r")
    assert "test:r is let in" in boss.press("Let in")
    assert reader.say("/help")
    assert "cannot be blocked" in boss.say(f"/admin block test:{BOSS}")
    assert "Say whom" in boss.say("/admin block chat 99")


@pytest.mark.usefixtures("reader")
def test_sending_is_halted_and_goes_on(boss: Talk) -> None:
    boss.say("/admin broadcast Hello")
    boss.act(boss.buttons[1].action)

    def claimed() -> int:
        lease = dt.timedelta(minutes=1)
        now = boss.clock.now
        return len(boss.store.deliveries.claim("s", platforms=["test"], limit=9, now=now, lease=lease))

    assert "Sending is paused" in boss.say("/admin pause")
    assert "Sending is paused" in boss.say("/admin")
    assert claimed() == 0
    assert "goes on" in boss.press("Resume sending")
    assert claimed() == 2


def test_a_preview_shows_what_a_chat_would_get_and_goes_to_operators_first(boss: Talk, reader: Talk) -> None:
    chat = number(reader)
    assert f"Chat {chat} would get 0 papers now" in boss.say(f"/admin preview {chat}")
    issue = Issue("alpha", "1.md", NOON.date(), None, None, "en", (Entry("A new diffusion model"),))
    topics = [(Topic("diffusion", Origin.TITLE),)]
    boss.store.issues.put(Source("alpha", "alpha", "/"), issue, topics, tagger="1", now=NOON, news=True)
    shown = boss.say(f"/admin preview chat {chat}")
    assert f"Chat {chat} would get 1 paper now" in shown
    assert "A new diffusion model" in shown
    assert owed(boss) == []
    boss.press("Send it to the operators")
    ((to, payload),) = owed(boss)
    assert to == number(boss)
    assert "A new diffusion model" in payload
    assert "whose digest" in boss.say("/admin preview 99")


@pytest.mark.usefixtures("reader")
def test_a_message_to_all_is_shown_tried_and_sent_once(boss: Talk) -> None:
    shown = boss.say("/admin broadcast We move on Friday.\n/subscribe is not touched.")
    assert "2 chats would get this" in shown
    assert "From whoever runs this bot\n\nWe move on Friday." in shown
    assert owed(boss) == []
    boss.press("To the operators first")
    ((chat, payload),) = owed(boss)
    assert chat == number(boss)
    assert "We move on Friday." in payload
    boss.press("Now to all")
    assert len(owed(boss)) == 3
    boss.say("/admin broadcast We move on Friday.\n/subscribe is not touched.")
    boss.press("Send to 2 chats")
    assert len(owed(boss)) == 3


def test_a_group_gets_a_message_to_all_once(boss: Talk, talk_to: Callable[..., Talk]) -> None:
    for address, thread in (("-1", ""), ("-1", "7"), ("-2", "")):
        admin = talk_to("a")
        admin.kind, admin.place = ChatKind.GROUP, Place("test", address, thread)
        admin.say("/here 3d" if thread else "/subscribe diffusion, 3d" if address == "-1" else "/start")
    assert len([one for one in boss.store.plans.receiving(0, 9) if one.kind is ChatKind.GROUP]) == 3
    assert "2 chats would get this" in boss.say("/admin broadcast Hello")


def test_a_message_to_all_is_bounded_and_leaves_out_who_takes_none(boss: Talk, reader: Talk) -> None:
    assert "too long" in boss.say("/admin broadcast " + "x" * 1501)
    reader.store.deliveries.stop_chat(number(reader), "gone", NOON)
    assert "1 chat would get this" in boss.say("/admin broadcast Hello")


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("language", ["zh", "ko"])
def test_it_speaks_every_language(boss: Talk, language: str) -> None:
    boss.say(f"/settings language {language}")
    for words in ("", "sources", "deliveries", "people", "invite", "preview", "broadcast x", "replay", "block x", "?"):
        assert boss.say(f"/admin {words}")
        assert "wrong" not in boss.shown()
