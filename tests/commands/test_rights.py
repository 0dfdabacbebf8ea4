"""Who may do what where, and who sees the answer: the whole table, and whatever may be forged."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import commands
from bot.message import Audience
from storage.model import ChatKind, Place

ANYONE, ADMINS = False, True
CALLER, PERSON, CHAT = Audience.CALLER, Audience.PERSON, Audience.CHAT

# Who may call for it in a group, and who sees the answer there.
COMMANDS = {
    "start": (ANYONE, CALLER),
    "help": (ANYONE, CALLER),
    "status": (ANYONE, CALLER),
    "subscribe": (ADMINS, CALLER),
    "unsubscribe": (ADMINS, CALLER),
    "subscriptions": (ANYONE, CALLER),
    "tags": (ANYONE, CALLER),
    "today": (ANYONE, CALLER),
    "search": (ANYONE, CALLER),
    "paper": (ANYONE, CALLER),
    "similar": (ANYONE, CALLER),
    "why": (ANYONE, CALLER),
    "settings": (ADMINS, CALLER),
    "here": (ADMINS, CALLER),
    "export": (ANYONE, PERSON),
    "forget": (ANYONE, PERSON),
    "privacy": (ANYONE, PERSON),
}
ACTIONS = {
    "subscribe": (ADMINS, CALLER),
    "offer": (ADMINS, CALLER),
    "unsubscribe": (ADMINS, CALLER),
    "pick": (ADMINS, CALLER),
    "tags": (ANYONE, CALLER),
    "today": (ANYONE, CALLER),
    "search": (ANYONE, CALLER),
    "digest": (ANYONE, CALLER),
    "show": (ANYONE, CALLER),
    "card": (ANYONE, CALLER),
    "lang": (ANYONE, CALLER),
    "save": (ANYONE, CALLER),
    "unsave": (ANYONE, CALLER),
    "like": (ANYONE, CALLER),
    "less": (ANYONE, CALLER),
    "similar": (ANYONE, CALLER),
    "follow": (ADMINS, CALLER),
    "neither": (ANYONE, CALLER),
    "never": (ADMINS, CALLER),
    "not": (ADMINS, CALLER),
    "share": (ANYONE, CHAT),
    "post": (ANYONE, CHAT),
    "settings": (ADMINS, CALLER),
    "change": (ADMINS, CALLER),
    "location": (ADMINS, CALLER),
    "here": (ADMINS, CALLER),
    "unbind": (ADMINS, CALLER),
    "export": (ANYONE, PERSON),
    "forget": (ANYONE, PERSON),
}
WORDS = ["", "diffusion", "-video", "time 09:00", "pause on", "1", "1-999", "1:diffusion::", "1::today:1", "yes"]
KINDS = [ChatKind.GROUP, ChatKind.CHANNEL]
SLOW = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


def said(name, words):
    return {"text": f"/{name} {words}"}


def pressed(name, words):
    return {"action": f"{name}:{words}"}


def state(talk):
    """All that a chat is, but for the question that is open."""
    chat = talk.store.threads.concerned(talk.place, talk.kind)
    return chat and (chat.place, chat.settings, chat.subscriptions, chat.bound, chat.next_due_at)


@pytest.fixture
def settled(group):
    """A group with two subscriptions, which an admin made."""
    group.say("/subscribe video, 3d")
    group.user = "u2"
    return group


def test_the_table_is_whole():
    for known, table in ((commands.COMMANDS, COMMANDS), (commands.ACTIONS, ACTIONS)):
        assert {one.name: (one.changes, one.audience) for one in known if not one.operators} == table
        assert [one.name for one in known if one.operators] == ["admin"]  # unknown in groups: test_admin.py


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("asking", "table"), [(said, COMMANDS), (pressed, ACTIONS)])
def test_who_is_no_admin_changes_nothing_and_is_told_so(settled, kind, asking, table):
    before = state(settled)
    settled.kind, settled.is_admin = kind, False
    for name, (needs_admin, _) in table.items():
        for number, words in enumerate(WORDS):
            settled.user = f"{name}{number}"
            answer = settled.ask(**asking(name, words))
            assert "Something failed" not in answer
            assert ("Only admins" in answer) == needs_admin, (name, words)
            assert state(settled) == before, (name, words)


@pytest.mark.parametrize("asking", [said, pressed])
def test_what_anyone_may_call_for_changes_nothing_for_admins_either(settled, asking):
    before = state(settled)
    table = COMMANDS if asking is said else ACTIONS
    for name in (name for name, (needs_admin, _) in table.items() if not needs_admin):
        for words in WORDS:
            assert "Something failed" not in settled.ask(**asking(name, words))
            assert state(settled) == before, (name, words)


@pytest.mark.parametrize("asking", [said, pressed])
def test_a_transport_asks_for_rights_exactly_where_they_matter(settled, asking):
    table = COMMANDS if asking is said else ACTIONS
    for name, (needs_admin, audience) in table.items():
        requests = {kind: settled.request(kind=kind, **asking(name, "diffusion")) for kind in ChatKind}
        assert settled.answering.needs_admin(requests[ChatKind.GROUP]) == (needs_admin or name == "export")
        assert settled.answering.needs_post(requests[ChatKind.GROUP]) == (audience is CHAT)
        assert not settled.answering.needs_admin(requests[ChatKind.PRIVATE])


def test_admins_change_the_chat(settled):
    settled.say("/settings time 09:00")
    settled.act("subscribe:diffusion")
    assert settled.terms() == {("video", True), ("3d", True), ("diffusion", True)}
    assert state(settled)[1].time == "09:00"


def test_every_answer_in_a_group_is_silent_and_seen_as_the_table_says(settled):
    for asking, table in ((said, COMMANDS), (pressed, ACTIONS)):
        for name, (_, audience) in table.items():
            for words in WORDS:
                settled.ask(**asking(name, words))
                seen = settled.reply.audience
                assert seen is audience or (audience is CHAT and seen is CALLER), (name, words)
                assert all(message.silent for message in settled.reply.messages)


def test_in_private_all_is_said_in_the_chat(talk):
    for asking, table in ((said, COMMANDS), (pressed, ACTIONS)):
        for name in table:
            for words in WORDS:
                assert talk.ask(**asking(name, words))
                assert talk.reply.audience is CHAT
                assert talk.reply.brief is None


@pytest.mark.parametrize("own_message", [False, True])
def test_a_message_that_others_see_is_never_replaced(settled, own_message):
    replaced = set()
    for name in ACTIONS:
        for words in WORDS:
            settled.ask(**pressed(name, words), own_message=own_message)
            replaced |= {name for message in settled.reply.messages if message.replaces}
    assert bool(replaced) == own_message


def test_a_text_replaces_nothing(talk):
    for name in COMMANDS:
        for words in WORDS:
            talk.ask(**said(name, words))
            assert not any(message.replaces for message in talk.reply.messages)


@settings(**SLOW)
@given(
    verb=st.sampled_from([*ACTIONS, "", "x"]),
    args=st.lists(
        st.sampled_from([":", "1", "2", "-", "9" * 30, "\0", "\ud800", "today:1", "diffusion", "yes", "x" * 5000])
        | st.text(max_size=9),
        max_size=6,
    ).map("".join),
    role=st.sampled_from([(ChatKind.GROUP, False), (ChatKind.GROUP, True), (ChatKind.PRIVATE, True)]),
    answered=st.sampled_from(["", "/search video", "/subscribe -video", "/start s_\0", "/x", "확산"]),
)
def test_forged_presses_never_fail_and_never_change_a_chat_without_the_right(settled, verb, args, role, answered):
    kind, is_admin = role
    settled.kind = kind
    before = state(settled)
    answer = settled.ask(action=f"{verb}:{args}", is_admin=is_admin, answered=answered, own_message=len(args) % 2 == 0)
    assert answer
    assert "Something failed" not in answer
    if not is_admin:
        assert state(settled) == before
    settled.kind = ChatKind.GROUP


def test_a_subscription_of_another_chat_is_out_of_reach(settled):
    theirs = settled.store.chats.get(settled.place).subscriptions
    settled.place = Place("test", "-2")
    settled.say("/subscribe diffusion")
    for action in (f"unsubscribe:{theirs[0].id}", f"unsubscribe:{theirs[0].id}-{theirs[-1].id}"):
        assert "no longer works" in settled.act(action)
    assert settled.store.chats.get(Place("test", "-1")).subscriptions == theirs
