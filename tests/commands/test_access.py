"""Whom the bot serves: strangers, who is let in, groups that they set up, and who is blocked."""

import json
from collections.abc import Callable

import pytest

from bot import app
from bot.access import Access
from bot.inline import find_inline
from bot.policy import AccessPolicy
from bot.suggesting import Suggesting, What
from storage.model import ChatKind, DeliveryState, Place
from storage.ranks import Admitted, Rank
from tests.commands.conftest import WORDS, Clock, Talk

BOSS = "boss"


@pytest.fixture
def talk_to(filled: object) -> Callable[..., Talk]:
    """A talk by somebody with a bot of this policy, whose operator is BOSS."""
    clock = Clock()
    made: dict[AccessPolicy, object] = {}

    def begin(user: str, policy: AccessPolicy = AccessPolicy.INVITE) -> Talk:
        access = Access(filled, policy, frozenset({("test", BOSS)}))
        answering = made.setdefault(policy, app.build_answering(filled, WORDS, now=clock, access=access))
        return Talk(answering, filled, clock, user=user, place=Place("test", user))

    return begin


def told(talk: Talk) -> list[str]:
    """What operators are owed."""
    return [one.payload for one in talk.store.deliveries.listing(DeliveryState.QUEUED, limit=10)]


def in_group(talk: Talk, address: str = "-5") -> Talk:
    talk.kind, talk.place = ChatKind.GROUP, Place("test", address)
    return talk


def test_a_stranger_is_told_how_to_be_let_in_and_nothing_is_kept(talk_to: Callable[..., Talk]) -> None:
    stranger = talk_to("s")
    assert "people who were invited" in stranger.say("/search diffusion")
    assert "was told" not in stranger.shown()  # the operator has never been here
    assert "people who were invited" in stranger.act("today:1")
    assert stranger.store.persons.find("test", "s") is None
    assert stranger.store.chats.get(stranger.place) is None


def test_an_operator_is_asked_once_and_lets_in_with_a_press(talk_to: Callable[..., Talk]) -> None:
    boss, stranger = talk_to(BOSS), talk_to("s")
    boss.say("/start")
    assert "was told that you asked" in stranger.say("/start", user_name="Olga\nSmith")
    assert "was told that you asked" in stranger.say("hello")
    (question,) = told(boss)
    assert "Olga Smith (test:s) asks to use this bot" in question
    assert "admin:allow test:s" in question
    boss.act("admin:allow test:s")
    assert "diffusion" in stranger.say("/subscribe diffusion")


def test_an_invitation_is_for_one_person(talk_to: Callable[..., Talk]) -> None:
    boss, guest, other = talk_to(BOSS), talk_to("g"), talk_to("o")
    code = boss.answering.services.access.new_code(Rank.ALLOWED, boss.clock.now)
    assert "You are invited" in guest.say(f"/start {code.upper()}")
    assert "Paperwire" in guest.shown()
    assert "was used" in other.say(f"/start {code}")
    assert "people who were invited" in other.say("/help")
    assert "/subscribe" in guest.say("/help")
    kept = json.loads(guest.answering.answer(guest.request(text="/export")).files[0].content)
    assert kept["person"]["rank"] == "allowed"


def test_a_code_expires(talk_to: Callable[..., Talk]) -> None:
    boss, guest = talk_to(BOSS), talk_to("g")
    code = boss.answering.services.access.new_code(Rank.ALLOWED, boss.clock.now)
    boss.clock.now += app.dt.timedelta(days=8)
    assert "too old" in guest.say(f"/start {code}")


def test_the_claim_makes_one_operator(talk_to: Callable[..., Talk]) -> None:
    first, second = talk_to("a"), talk_to("b")
    access = first.answering.services.access
    codes = [access.new_code(Rank.OPERATOR, first.clock.now) for _ in range(2)]
    assert "operator of this bot now" in first.say(f"/start {codes[0]}")
    assert "was used" in second.say(f"/start {codes[1]}")
    assert ("test", "a") in access.all_operators()
    assert access.is_operator("test", "a")
    assert not access.is_operator("test", "b")


def test_a_group_that_somebody_invited_sets_up_is_let_in(talk_to: Callable[..., Talk]) -> None:
    guest, member = talk_to("g"), in_group(talk_to("m"))
    guest.store.access.give("test", Admitted.PERSON, "g", Rank.ALLOWED, guest.clock.now)
    assert "Nobody who was invited" in member.say("/search diffusion")
    assert member.say("/search diffusion") == ""  # said once an hour
    in_group(guest).say("/search diffusion")
    assert member.say("/search diffusion") == ""  # it was not set up by that
    guest.say("/subscribe diffusion")
    assert "diffusion" in member.say("/search diffusion").lower()
    guest.store.deliveries.move_chat(guest.store.chats.get(guest.place).id, Place("test", "-6"))
    assert "diffusion" in in_group(member, "-6").say("/search diffusion").lower()


def test_operators_alone_are_served_where_that_is_wanted(talk_to: Callable[..., Talk]) -> None:
    guest, boss = talk_to("g", AccessPolicy.OPERATORS), talk_to(BOSS, AccessPolicy.OPERATORS)
    guest.store.access.give("test", Admitted.PERSON, "g", Rank.ALLOWED, guest.clock.now)
    assert "only the people who run it" in guest.say("/help")
    assert "/subscribe" in boss.say("/help")


def test_who_is_blocked_gets_no_answer_and_no_digest(talk_to: Callable[..., Talk]) -> None:
    guest = talk_to("g", AccessPolicy.OPEN)
    guest.say("/subscribe diffusion")
    access = guest.answering.services.access
    access.block("test", Admitted.PERSON, "g", guest.clock.now)
    assert guest.say("/help") == ""
    assert guest.store.chats.get(guest.place).stopped == "Blocked by an operator."
    access.let_in("test", Admitted.PERSON, "g", guest.clock.now)
    assert "/subscribe" in guest.say("/help")
    assert guest.store.chats.get(guest.place).stopped == ""


def test_a_blocked_group_is_silent_for_all_but_operators(talk_to: Callable[..., Talk]) -> None:
    member, boss = in_group(talk_to("m", AccessPolicy.OPEN)), in_group(talk_to(BOSS, AccessPolicy.OPEN))
    access = member.answering.services.access
    access.block("test", Admitted.CHAT, "-5", member.clock.now)
    assert member.say("/help") == ""
    assert boss.say("/help") != ""


def test_who_was_let_in_once_can_still_have_everything_erased(talk_to: Callable[..., Talk]) -> None:
    guest = talk_to("g")
    guest.store.access.give("test", Admitted.PERSON, "g", Rank.ALLOWED, guest.clock.now)
    guest.say("/subscribe diffusion")
    guest.store.access.take("test", Admitted.PERSON, "g")
    assert "people who were invited" in guest.say("/today")
    guest.say("/forget")
    guest.press("Erase everything")
    assert guest.store.persons.find("test", "g") is None


def test_forgetting_somebody_who_is_blocked_keeps_the_block(talk_to: Callable[..., Talk]) -> None:
    guest = talk_to("g", AccessPolicy.OPEN)
    guest.say("/start")
    guest.store.access.give("test", Admitted.PERSON, "g", Rank.BLOCKED, guest.clock.now)
    guest.store.persons.forget(guest.store.persons.find("test", "g").id)
    assert guest.store.access.ranks("test", "g", "") == {Admitted.PERSON: Rank.BLOCKED}


def test_inline_and_suggestions_are_for_who_was_let_in(talk_to: Callable[..., Talk]) -> None:
    stranger = talk_to("s")
    services = stranger.answering.services
    for allowed in (False, True):
        if allowed:
            stranger.store.access.give("test", Admitted.PERSON, "s", Rank.ALLOWED, stranger.clock.now)
        request = stranger.request(text="diffusion")
        assert bool(find_inline(services, request, "").hits) is allowed
        assert bool(Suggesting(services).suggest(What.TOPICS, "diff", request, {})) is allowed
