"""Answers to interactions that our Discord refuses, and where they are seen."""

from typing import Any

import pytest

from tests.discord.clients import Bot
from tests.discord.server import Channel, DiscordApi, Person

Json = dict[str, Any]


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna]), "general")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"type": 1}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 7, "data": {"content": "a"}}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 8, "data": {"choices": []}}, {"type": "BASE_TYPE_CHOICES"}),
        ({"type": 4, "data": {"content": "a" * 2001}}, {"data.content": "BASE_TYPE_MAX_LENGTH"}),
        (
            {"type": 9, "data": {"title": "a" * 46, "custom_id": "", "components": []}},
            {
                "data.title": "BASE_TYPE_BAD_LENGTH",
                "data.custom_id": "BASE_TYPE_REQUIRED",
                "data.components": "BASE_TYPE_BAD_LENGTH",
            },
        ),
        (
            {
                "type": 9,
                "data": {"title": "a", "custom_id": "a", "components": [{"type": 1, "components": [{"type": 2}]}]},
            },
            {"data.components.0.components.0.type": "UNION_TYPE_CHOICES"},
        ),
        (
            {
                "type": 9,
                "data": {
                    "title": "a",
                    "custom_id": "a",
                    "components": [
                        {"type": 18, "label": "a" * 46, "component": {"type": 4, "custom_id": "a", "style": 3}},
                        {
                            "type": 18,
                            "label": "a",
                            "component": {"type": 4, "custom_id": "a", "style": 1, "value": "a" * 4001},
                        },
                    ],
                },
            },
            {
                "data.components.0.label": "BASE_TYPE_BAD_LENGTH",
                "data.components.0.component.style": "BASE_TYPE_CHOICES",
                "data.components.1.component.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED",
                "data.components.1.component.value": "BASE_TYPE_BAD_LENGTH",
            },
        ),
    ],
)
def test_answers_that_are_refused(
    rest: Bot, api: DiscordApi, anna: Person, general: Channel, body: Json, where: dict[str, str]
) -> None:
    rest.send("PUT", f"/applications/{api.bot.id}/commands", [{"name": "find", "description": "Find papers"}])
    asked = anna.at(general).asks("/find")
    call = rest.refused("POST", f"/interactions/{asked.id}/{asked.token}/callback", body)
    assert (call.code, call.where()) == (50035, where)
    assert rest.send("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 5}) == ""


def test_choices_that_are_refused(rest: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    option = {"name": "most", "description": "At most", "type": 4, "autocomplete": True}
    body = [{"name": "find", "description": "Find papers", "options": [option]}]
    rest.send("PUT", f"/applications/{api.bot.id}/commands", body)
    seat = anna.at(general)
    asked = seat.starts_typing("/find", "most", "1")
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    many = [{"name": str(one), "value": one} for one in range(26)]
    assert rest.refused("POST", path, {"type": 8, "data": {"choices": many}}).where() == {
        "data.choices": "BASE_TYPE_MAX_LENGTH"
    }
    wrong = [{"name": "a" * 101, "value": "1"}]
    assert rest.refused("POST", path, {"type": 8, "data": {"choices": wrong}}).where() == {
        "data.choices.0.name": "BASE_TYPE_BAD_LENGTH",
        "data.choices.0.value": "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE",
    }
    rest.send("POST", path, {"type": 8, "data": {"choices": many[:25]}})
    assert asked.choices is not None


def test_tokens_that_are_none(rest: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    rest.send("PUT", f"/applications/{api.bot.id}/commands", [{"name": "find", "description": "Find papers"}])
    asked = anna.at(general).asks("/find")
    hook = f"/webhooks/{api.bot.id}/{asked.token}"
    assert rest.refused("POST", "/interactions/1/none/callback", {"type": 4}).code == 10062
    assert rest.refused("POST", hook, {"content": "Too soon"}).code == 10015
    assert rest.refused("POST", f"/webhooks/{api.bot.id}/none", {"content": "a"}).code == 10015
    rest.send("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 4, "data": {"content": "One"}})
    rest.send("DELETE", f"{hook}/messages/@original")
    assert rest.refused("PATCH", f"{hook}/messages/@original", {"content": "Two"}).code == 10008
    assert anna.at(general).sees() == []


def test_answers_in_threads(rest: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    rest.send("PUT", f"/applications/{api.bot.id}/commands", [{"name": "find", "description": "Find papers"}])
    thread = api.thread(general, archived=True)

    def answer(content: str, flags: int = 0) -> tuple[str, Json]:
        asked = anna.at(thread).asks("/find")
        data = {"content": content, "flags": flags}
        return f"/interactions/{asked.id}/{asked.token}/callback", {"type": 4, "data": data}

    rest.send("POST", *answer("One", 64))
    assert thread.archived
    rest.send("POST", *answer("Two"))
    assert not thread.archived
    thread.locked = True
    assert rest.refused("POST", *answer("Three")).code == 50083
    rest.send("POST", *answer("Four", 64))
    assert [one.text for one in anna.at(thread).sees()] == ["One", "Two", "Four"]


def test_what_one_does_not_see_one_does_not_press(rest: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    rest.send("PUT", f"/applications/{api.bot.id}/commands", [{"name": "find", "description": "Find papers"}])
    asked = anna.at(general).asks("/find")
    button = {"type": 2, "style": 1, "label": "More", "custom_id": "more"}
    data = {"content": "One", "flags": 64, "components": [{"type": 1, "components": [button]}]}
    rest.send("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 4, "data": data})
    (shown,) = anna.at(general).sees()
    assert general.guild is not None
    owner = api.known(api.users[general.guild.owner_id])
    with pytest.raises(AssertionError, match="Owner does not see"):
        owner.at(general).presses("More", shown)
    with pytest.raises(AssertionError, match="only \\['More'\\]"):
        anna.at(general).presses("Less", shown)


def test_nobody_answers(api: DiscordApi, anna: Person, general: Channel) -> None:
    api.commands[0] = []
    with pytest.raises(AssertionError, match="sees no /find here"):
        anna.at(general).runs("/find")
    assert api.unanswered() == []
