"""Who may change a server's chats, by command, button and form: place, role, what is done, and what becomes of it."""

from typing import Any

import pytest

from storage.model import Place
from tests.discord.reading import readable
from tests.discord.server import May

ROLES = {"member": False, "manager": True, "administrator": True, "owner": True}
FORGED = (
    "subscribe:3d",
    "unsubscribe:1-9",
    "settings:time 10:00",
    "on:daily:2026-11-18:settings:pause on",
    "not:1:diffusion::",
    "here:3d",
    "nonsense",
    "",
)


@pytest.fixture
def lab(api: Any) -> Any:
    """A server with somebody of each role."""
    people = {role: api.person(role.title()) for role in ROLES}
    guild = api.guild("Lab", owner=people["owner"], members=list(people.values()))
    api.role(guild, "Managers", May.MANAGE_CHANNELS, people["manager"])
    api.role(guild, "Admins", May.ADMINISTRATOR, people["administrator"])
    guild.people = people
    return guild


def state(bot: Any, guild: Any) -> list[Any]:
    """What the store knows of a server's chats: settings and terms."""
    found = bot.store.threads.of_group(Place("discord", str(guild.id)))
    return [(chat.settings.time, chat.settings.paused, [row.term for row in chat.subscriptions]) for chat in found]


@pytest.mark.parametrize("kind", ["channel", "thread"])
@pytest.mark.parametrize("role", ROLES)
def test_buttons_and_forms_of_each_role(api: Any, bot: Any, lab: Any, role: str, kind: str) -> None:
    channel = api.channel(lab, "papers")
    place = api.thread(channel) if kind == "thread" else channel
    owner, seat = lab.people["owner"].at(place), lab.people[role].at(place)
    owner.runs("/subscribe", topics="diffusion")
    found = seat.runs("/search", query="diffusion").message
    before = state(bot, lab)
    for custom_id in FORGED[:6]:
        answer = seat.presses_forged(custom_id, found)
        assert answer.ephemeral or not answer.messages
    assert (state(bot, lab) != before) is ROLES[role]
    asked = seat.presses_forged("ask:subscribe", found, answers=0)
    seat.submits(asked, 1, text="speech")
    assert any("speech" in terms for *_, terms in state(bot, lab)) is ROLES[role]


@pytest.mark.parametrize("role", ROLES)
def test_commands_of_each_role(api: Any, bot: Any, lab: Any, role: str) -> None:
    channel = api.channel(lab, "papers")
    seat = lab.people[role].at(channel)
    changing = {"subscribe", "unsubscribe", "settings", "here"}
    assert (changing <= set(seat.menu())) is ROLES[role]
    assert {"search", "today", "paper", "why", "tags", "subscriptions", "status", "help"} <= set(seat.menu())
    assert seat.runs("/search", query="diffusion").ephemeral
    if ROLES[role]:
        seat.runs("/subscribe", topics="diffusion")
        assert state(bot, lab)[0][2] == ["diffusion"]


def test_a_server_may_allow_others(api: Any, bot: Any, lab: Any) -> None:
    member, channel = lab.people["member"], api.channel(lab, "papers")
    role = api.role(lab, "Librarians", May(0), member)
    settings = next(one for one in api.commands[0] if one["name"] == "subscribe")
    api.command_permissions[lab.id, int(settings["id"])] = {role.id: True}
    assert "subscribe" in member.at(channel).menu()
    member.at(channel).runs("/subscribe", topics="diffusion")
    assert [terms for *_, terms in state(bot, lab)] == [["diffusion"]]


@pytest.mark.usefixtures("bot")
def test_a_search_is_shared_on_demand(api: Any, lab: Any) -> None:
    channel = api.channel(lab, "papers")
    member, other = lab.people["member"].at(channel), lab.people["manager"].at(channel)
    long = "diffusion OR gaussian splatting OR speech OR large language models OR video generation"
    for query in ("diffusion", long):
        found = member.runs("/search", query=query)
        assert found.ephemeral
        shared = member.presses("Share", found.message)
        assert not shared.ephemeral
        assert "Member" in readable(shared.text)
        assert "Share" not in shared.message.labels
        assert other.presses("1", shared.message).ephemeral


@pytest.mark.usefixtures("bot")
def test_sharing_needs_the_right_to_write(api: Any, lab: Any) -> None:
    channel, member = api.channel(lab, "papers"), lab.people["member"]
    card = member.at(channel).runs("/paper", paper="2112.10752")
    assert card.ephemeral
    shared = member.at(channel).presses("Share", card.message)
    assert not shared.ephemeral
    assert "Member" in readable(shared.text)
    channel.overwrite(lab.everyone, deny=May.SEND_MESSAGES)
    refused = member.at(channel).presses("Share", card.message)
    assert refused.ephemeral


def test_private_chats_are_their_owners(api: Any, bot: Any) -> None:
    anna, bela = api.person("Anna"), api.person("Bela")
    for person, topic in ((anna, "diffusion"), (bela, "3d")):
        person.private.runs("/subscribe", topics=topic, answers=2)
    for person, topic in ((anna, "diffusion"), (bela, "3d")):
        chat = bot.store.chats.get(Place("discord", str(person.private.channel.id)))
        assert [row.term for row in chat.subscriptions] == [topic]
