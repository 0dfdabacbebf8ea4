"""Groups and channels: who may change one, asked of Telegram each time; forged presses and links change nothing."""

from typing import Any

import pytest

from storage.model import Place
from tests.telegram.server import Kind

CHANGES = ("/subscribe diffusion", "/settings time 09:15", "/here 3D")

FORGED = (
    "subscribe:3d",
    "unsubscribe:1",
    "undo:1-9",
    "settings:time 10:00",
    "on:daily:2026-11-18:settings:pause on",
    "nonsense",
    "forget:yes",
    "never:3d",
)


def chats_of(bot: Any, group: Any) -> list[Any]:
    """What the store knows of a group and its threads: settings and terms."""
    places = [Place("telegram", str(group.id)), *(Place("telegram", str(group.id), str(t)) for t in group.topics)]
    found = [chat for place in places if (chat := bot.store.chats.get(place)) is not None]
    return [(chat.settings.time, [row.term for row in chat.subscriptions]) for chat in found]


def test_only_administrators_change_a_group(api: Any, bot: Any) -> None:
    owner = api.person("Olga")
    for role in ("member", "restricted", "channel"):
        person = api.person(role)
        lab = api.group(role, owner=owner, members=[person])
        if role == "restricted":
            owner.at(lab).restricts(person.user)
        speaker = api.channel("Other", owner=person) if role == "channel" else None
        seat = person.at(lab, as_chat=speaker)
        for text in CHANGES:
            seat.says(text, answers=0)
        (answer,) = seat.says("/search diffusion")  # answered after the others: a chat's updates keep their order
        assert answer.text
        assert all(time != "09:15" and not terms for time, terms in chats_of(bot, lab)), role
        assert sum("admin" in message.text for message in api.sent(lab)) == 1, "one answer an hour"


@pytest.mark.parametrize("role", ["creator", "administrator", "anonymous", "linked channel"])
def test_administrators_do(role: str, api: Any, bot: Any) -> None:
    owner, admin = api.person("Olga"), api.person("Ada")
    lab = api.group("Lab", owner=owner, members=[admin])
    seat = {"creator": owner}.get(role, admin).at(lab)
    if role in {"administrator", "anonymous"}:
        owner.at(lab).promotes(admin.user, anonymous=role == "anonymous")
        seat = admin.at(lab)
    if role == "linked channel":
        channel = api.channel("News", owner=owner, linked=lab)
        seat = owner.at(lab, as_chat=channel)
    seat.says("/subscribe diffusion", answers=2)  # and the first digest
    seat.says("/settings time 09:15")
    assert ("09:15", ["diffusion"]) in chats_of(bot, lab)


def test_forged_presses_and_links_change_nothing(api: Any, bot: Any) -> None:
    owner, member = api.person("Olga"), api.person("Mallory")
    lab = api.group("Lab", owner=owner, members=[member])
    owner.at(lab).says("/subscribe diffusion", answers=2)  # and the first digest
    (found,) = member.at(lab).says("/search diffusion")
    before = chats_of(bot, lab)
    for data in (*FORGED, f"@{lab.id}|settings:time 10:00"):
        member.at(lab).presses_forged(data, found)
    (private,) = member.private.says("/start")
    for data in (f"@{lab.id}|subscribe:3d", "@-1001|settings:time 10:00"):
        member.private.presses_forged(data, private)
    for payload in ("subscribe_3d", "t_nothing", "p_99999999", "s_####".replace("#", "_"), "x" * 64):
        member.private.opens_deep_link(payload)
    assert chats_of(bot, lab) == before
    assert member.private.sees()


@pytest.mark.usefixtures("bot")
def test_the_bot_introduces_itself_once_and_is_quiet_otherwise(api: Any) -> None:
    owner = api.person("Olga")
    lab = api.group("Lab", owner=owner, bot=False)
    (hello,) = owner.at(lab).adds_bot(answers=1)
    owner.at(lab).removes()
    owner.at(lab).adds_bot()
    owner.at(lab).says("/nonsense", answers=0)
    owner.at(lab).says("/search@other_bot diffusion", answers=0)
    owner.at(lab).says("hello everybody", answers=0)
    (answer,) = owner.at(lab).says("/search@paperwire_bot diffusion")
    assert [message.text for message in api.sent(lab)] == [hello.text, answer.text]


def test_who_was_blocked_gets_nothing_and_keeps_their_wishes(api: Any, bot: Any) -> None:
    anna = api.person("Anna")
    anna.private.says("/subscribe diffusion", answers=2)
    place = Place("telegram", str(anna.id))
    anna.private.blocks()
    api.wait_for(lambda: bot.store.chats.get(place).stopped, "the chat is never stopped")
    anna.private.unblocks()
    api.wait_for(lambda: not bot.store.chats.get(place).stopped, "the chat never comes back")
    assert [row.term for row in bot.store.chats.get(place).subscriptions] == ["diffusion"]


def test_a_group_that_is_upgraded_takes_its_wishes_along(api: Any, bot: Any) -> None:
    owner = api.person("Olga")
    lab = api.group("Lab", owner=owner, kind=Kind.GROUP)
    owner.at(lab).says("/subscribe diffusion", answers=2)  # and the first digest
    upgraded = owner.at(lab).migrates()
    place = Place("telegram", str(upgraded.id))
    api.wait_for(lambda: bot.store.chats.get(place) is not None, "the group never moves")
    assert [row.term for row in bot.store.chats.get(place).subscriptions] == ["diffusion"]
    assert bot.store.chats.get(Place("telegram", str(lab.id))) is None


def test_a_channel_is_managed_from_a_private_chat_by_its_administrators(api: Any, bot: Any) -> None:
    owner, other = api.person("Olga"), api.person("Mallory")
    channel = api.channel("News", owner=owner, username="lab_news")
    (answer,) = owner.private.says("/subscribe @lab_news diffusion")
    assert "Diffusion models" in answer.text
    chat = bot.store.chats.get(Place("telegram", str(channel.id)))
    assert [row.term for row in chat.subscriptions] == ["diffusion"]
    (refused,) = other.private.says("/subscribe @lab_news 3D")
    assert "administer" in refused.text
    assert [row.term for row in bot.store.chats.get(chat.place).subscriptions] == ["diffusion"]


@pytest.mark.usefixtures("bot")
def test_refusals_speak_the_language_that_the_person_chose(api: Any) -> None:
    owner, mallory = api.person("Olga"), api.person("Mallory", language_code="en")
    api.channel("News", owner=owner, username="lab_news")
    lab = api.group("Lab", owner=owner, members=[mallory])
    mallory.private.says("/settings language zh")
    (refused,) = mallory.private.says("/subscribe @lab_news 3D")
    assert "频道" in refused.text
    (refused,) = mallory.at(lab).says("/subscribe 3D")
    assert "管理员" in refused.text


@pytest.mark.usefixtures("bot")
def test_subscriptions_say_who_made_them_but_for_anonymous_administrators(api: Any) -> None:
    owner, admin, member = api.person("Olga"), api.person("Ada", username="ada"), api.person("Minsu")
    lab = api.group("Lab", owner=owner, members=[admin, member])
    owner.at(lab).promotes(admin.user)
    admin.at(lab).says("/subscribe diffusion", answers=2)  # and the first digest
    owner.at(lab).says("/subscribe speech")
    (listed,) = member.at(lab).says("/subscriptions")
    assert "1. Diffusion models (18 Nov 2026, by Ada)" in listed.text
    assert "2. Speech (18 Nov 2026, by Olga)" in listed.text
    (own,) = admin.at(lab).says("/subscriptions")
    assert "1. Diffusion models (18 Nov 2026, by you)" in own.text
    owner.at(lab).promotes(admin.user, anonymous=True)
    admin.at(lab).says("/subscribe video")
    (listed,) = member.at(lab).says("/subscriptions")
    assert "Ada" not in listed.text
    assert "3. Video (18 Nov 2026)" in listed.text
