"""A digest that may not have arrived: the next one says so and offers it, and a press on it settles the doubt."""

import dataclasses
import datetime as dt

import pytest

from bot.message import Request
from storage.model import ChatKind, DeliveryState

YESTERDAY = "Yesterday's digest may not have reached you."


@pytest.fixture
def doubt(world):
    """Lets the chat's last digest end without an answer of the platform."""

    def doubt(chat):
        ledger = world.store.deliveries
        lease = dt.timedelta(minutes=1)
        for delivery in ledger.claim("a", platforms=["test"], limit=99, now=world.now, lease=lease):
            ledger.start(delivery.id, "a", now=world.now)
            if delivery.key.chat_id == chat.id:
                ledger.ambiguous(delivery.id, "a", reason="Reset.", now=world.now)
            else:
                ledger.sent(delivery.id, "a", message_id="m", now=world.now)

    return doubt


@pytest.fixture
def doubtful(world, doubt):
    """Two chats with the same wishes; of the first, Monday's digest is ambiguous."""
    chats = [world.chat("video"), world.chat("video")]
    world.publish("One", "Two")
    world.plan_at(16, 8)
    doubt(chats[0])
    return chats


def test_the_next_digest_begins_with_it_and_no_other(world, doubtful, text):
    for day, title in ((17, "Three"), (18, "Four")):
        world.publish(title)
        world.plan_at(day, 8)
    first, second = ([text(digest) for digest in world.owed(chat)] for chat in doubtful)
    assert first[1].startswith(f"{YESTERDAY}\n\nTue 17 Nov")
    assert [YESTERDAY in digest for digest in (*first, *second)] == [False, True, False, False, False, False]


def test_equal_chats_without_a_doubt_share_their_digest(world, doubtful):
    world.chat("video")
    world.publish("Three")
    world.plan_at(17, 8)
    tuesday = [world.owed(chat)[-1].payload for chat in doubtful]
    assert tuesday[0] != tuesday[1]
    plans = {world.store.plans.last_plan(chat.id).id for chat in doubtful}
    assert len(plans) == 1


def test_a_digest_of_another_day_is_named_by_its_date(world, doubtful, text):
    world.publish("Three")
    world.plan_at(18, 8)
    assert text(world.owed(doubtful[0])[-1]).startswith("The digest of Mon 16 Nov may not have reached you.")


def test_a_doubt_of_long_ago_is_not_mentioned(world, doubtful, text):
    world.now += dt.timedelta(days=13)
    world.plan_at(30, 23)
    world.now += dt.timedelta(days=10)
    world.publish("Three")
    world.engine.plan()
    assert "may not have" not in text(world.owed(doubtful[0])[-1])


def test_a_day_without_papers_leaves_it_to_the_next_digest(world, doubtful, text):
    world.plan_at(17, 8)
    world.publish("Three")
    world.plan_at(18, 8)
    assert "may not have reached you" in text(world.owed(doubtful[0])[-1])


def test_its_button_shows_that_digest_in_a_message_of_its_own(world, doubtful, shown, button):
    chat = doubtful[0]
    world.publish("Three")
    world.plan_at(17, 8)
    monday, tuesday = world.owed(chat)
    (again,) = world.press(chat, button(tuesday, "Show it"))
    assert not again.replaces
    assert shown(again) == shown(monday)
    world.press(chat, button(again, "1"))
    assert world.owed(chat)[0].state is DeliveryState.AMBIGUOUS, "this was pressed on the digest shown again"


@pytest.mark.parametrize("label", ["1", "Settings"])
def test_any_press_on_the_doubtful_message_settles_it_as_sent(world, doubtful, button, text, label):
    chat = doubtful[0]
    (monday,) = world.owed(chat)
    pressed = Request(chat.place, chat.kind, "u1", action=button(monday, label).action, message_id="m7")
    assert world.answering.answer(pressed).messages
    (settled,) = world.owed(chat)
    assert (settled.state, settled.message_id, settled.reason) == (DeliveryState.SENT, "m7", "")
    world.publish("Three")
    world.plan_at(17, 8)
    assert text(world.owed(chat)[-1]).startswith("Tue 17 Nov")


def test_a_press_elsewhere_settles_nothing(world, doubtful, button):
    first, second = doubtful
    (monday,) = world.owed(first)
    world.press(second, button(monday, "1"))
    world.press(first, dataclasses.replace(button(monday, "1"), action="card:1:today:1"))
    assert world.owed(first)[0].state is DeliveryState.AMBIGUOUS


def test_in_a_group_anybodys_press_settles_it(world, doubt, button):
    group = world.chat("video", kind=ChatKind.GROUP)
    world.publish("One")
    world.plan_at(16, 8)
    doubt(group)
    (monday,) = world.owed(group)
    settings = button(monday, "Settings").action
    answer = world.answering.answer(Request(group.place, group.kind, "u2", action=settings, is_admin=False))
    assert "Only admins" in answer.toast
    assert world.owed(group)[0].state is DeliveryState.SENT
