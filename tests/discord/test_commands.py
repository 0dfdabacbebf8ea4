"""Commands on our Discord: what may be registered, and to whom it is offered where."""

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.discord.clients import Bot
from tests.discord.server import Channel, DiscordApi, May, Person

Json = dict[str, Any]


def command(**more: Any) -> Json:
    return {"name": "find", "description": "Find papers", "type": 1} | more


def option(**more: Any) -> Json:
    return {"name": "topic", "description": "A topic", "type": 3} | more


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna]), "general")


def put(rest: Bot, *commands: Json) -> list[Json]:
    registered: list[Json] = rest.send("PUT", f"/applications/{rest.api.bot.id}/commands", list(commands))
    return registered


def test_commands_are_kept_as_they_were_registered(api: DiscordApi, rest: Bot) -> None:
    tree = rest.client.tree

    @tree.command(name="find", description="Find papers")
    @app_commands.describe(topic="A topic")
    async def find(interaction: discord.Interaction, topic: str, most: int = 5) -> None: ...

    (synced,) = rest.run(tree.sync())
    (fetched,) = rest.run(tree.fetch_commands())
    assert (synced.id, synced.name) == (fetched.id, "find")
    assert [(one.name, one.required) for one in fetched.options] == [("topic", True), ("most", False)]
    (again,) = rest.run(tree.sync())
    assert again.id == synced.id
    assert api.count("put commands") == 2


def test_languages_come_only_when_asked_for(rest: Bot) -> None:
    put(rest, command(name_localizations={"ko": "찾기"}))
    path = f"/applications/{rest.api.bot.id}/commands"
    assert "name_localizations" not in rest.send("GET", path)[0]
    assert rest.send("GET", path, with_localizations="true")[0]["name_localizations"] == {"ko": "찾기"}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (command(name="Find"), {"0.name": "APPLICATION_COMMAND_INVALID_NAME"}),
        (command(name="find it"), {"0.name": "APPLICATION_COMMAND_INVALID_NAME"}),
        (command(name="a" * 33), {"0.name": "APPLICATION_COMMAND_INVALID_NAME"}),
        (command(description=""), {"0.description": "BASE_TYPE_REQUIRED"}),
        (command(description="a" * 101), {"0.description": "BASE_TYPE_BAD_LENGTH"}),
        (command(name_localizations={"zh": "找"}), {"0.name_localizations.zh": "ENUM_TYPE_COERCE"}),
        (
            command(name_localizations={"ko": "찾 기"}),
            {"0.name_localizations.ko": "APPLICATION_COMMAND_INVALID_NAME"},
        ),
        (
            command(description_localizations={"ko": "찾" * 101}),
            {"0.description_localizations.ko": "BASE_TYPE_BAD_LENGTH"},
        ),
        (command(contexts=[3]), {"0.contexts.0": "BASE_TYPE_CHOICES"}),
        (command(integration_types=[2]), {"0.integration_types.0": "BASE_TYPE_CHOICES"}),
        (command(options=[option(name=f"o{one}") for one in range(26)]), {"0.options": "BASE_TYPE_MAX_LENGTH"}),
        (
            command(options=[option(), option()]),
            {"0.options.1.name": "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"},
        ),
        (
            command(options=[option(), option(name="other", required=True)]),
            {"0.options.1": "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
        ),
        (
            command(options=[option(choices=[{"name": "One", "value": 1}])]),
            {"0.options.0.choices.0.value": "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE"},
        ),
        (
            command(options=[option(choices=[{"name": str(one), "value": str(one)} for one in range(26)])]),
            {"0.options.0.choices": "BASE_TYPE_MAX_LENGTH"},
        ),
        (
            command(options=[option(choices=[{"name": "One", "value": "1"}], autocomplete=True)]),
            {"0.options.0.autocomplete": "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"},
        ),
        (
            command(options=[option(type=5, autocomplete=True)]),
            {"0.options.0.type": "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
        ),
        (
            command(options=[option(), option(type=1, name="inner")]),
            {"0.options": "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
        ),
        (
            command(options=[option(name=f"o{one}", description="a" * 100) for one in range(25)], description="a" * 100)
            | {"name": "a" * 32},
            {},
        ),
        (
            command(
                options=[option(choices=[{"name": f"{one:0100}", "value": f"{one:0100}"} for one in range(25)])] * 2
            ),
            {
                "0": "APPLICATION_COMMAND_TOO_LARGE",
                "0.options.1.name": "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
            },
        ),
    ],
)
def test_commands_that_are_refused(api: DiscordApi, rest: Bot, given: Json, where: dict[str, str]) -> None:
    if not where:
        put(rest, given)
        return
    call = rest.refused("PUT", f"/applications/{api.bot.id}/commands", [given])
    assert (call.code, call.where()) == (50035, where)


def test_names_are_unique_and_not_too_many(api: DiscordApi, rest: Bot) -> None:
    path = f"/applications/{api.bot.id}/commands"
    call = rest.refused("PUT", path, [command(), command()])
    assert call.where() == {"1.name": "APPLICATION_COMMANDS_DUPLICATE_NAME"}
    put(rest, *(command(name=f"c{one}") for one in range(100)))
    assert rest.refused("PUT", path, [command(name=f"c{one}") for one in range(101)]).code == 30032


def test_single_commands(api: DiscordApi, rest: Bot) -> None:
    path = f"/applications/{api.bot.id}/commands"
    made = rest.send("POST", path, command())
    rest.send("PATCH", f"{path}/{made['id']}", {"description": "Other"})
    assert rest.send("GET", f"{path}/{made['id']}")["description"] == "Other"
    rest.send("DELETE", f"{path}/{made['id']}")
    assert rest.refused("GET", f"{path}/{made['id']}").code == 10063


def test_a_command_is_offered_to_those_who_may(api: DiscordApi, rest: Bot, general: Channel, anna: Person) -> None:
    manage = command(name="settings", default_member_permissions=str(int(May.MANAGE_CHANNELS)))
    admin = command(name="admin", default_member_permissions="0")
    put(rest, manage, admin, command(name_localizations={"ko": "찾기"}))
    assert anna.at(general).menu() == ["find"]
    guild = general.guild
    assert guild is not None
    ben = api.person("Ben", locale="ko")
    api.joins(guild, ben)
    assert ben.at(general).menu() == ["찾기"]
    role = api.role(guild, "helpers", May.MANAGE_CHANNELS, ben)
    assert ben.at(general).menu() == ["settings", "찾기"]
    settings = int(api.commands[0][0]["id"])
    api.command_permissions[guild.id, settings] = {anna.id: True, role.id: False}
    assert (anna.at(general).menu(), ben.at(general).menu()) == (["settings", "find"], ["찾기"])
    general.overwrite(anna.user, deny=May.USE_APPLICATION_COMMANDS)
    assert anna.at(general).menu() == []
    owner = api.users[guild.owner_id]
    assert api.known(owner).at(general).menu() == ["settings", "admin", "find"]


def test_where_a_command_is_offered(api: DiscordApi, rest: Bot, general: Channel, anna: Person) -> None:
    put(
        rest,
        command(name="everywhere", contexts=[0, 1, 2], integration_types=[0, 1]),
        command(name="server", contexts=[0], integration_types=[0]),
        command(name="private", contexts=[1], integration_types=[0]),
        command(name="own", contexts=[0, 1, 2], integration_types=[1]),
    )
    ben = api.person("Ben")
    elsewhere = api.channel(api.guild("Other", members=[anna], bot=None))
    friends = api.group_dm(anna, ben)
    assert anna.at(general).menu() == ["everywhere", "server"]
    assert anna.private.menu() == ["everywhere", "private"]
    assert (anna.at(elsewhere).menu(), anna.at(friends).menu()) == ([], [])
    anna.installs()
    assert anna.at(general).menu() == ["everywhere", "server", "own"]
    assert anna.at(elsewhere).menu() == anna.at(friends).menu() == ["everywhere", "own"]


def test_what_no_client_sends(rest: Bot, general: Channel, anna: Person) -> None:
    put(
        rest,
        command(options=[option(required=True), option(name="most", type=4, max_value=10)]),
        command(name="here", options=[{"name": "set", "description": "Set it", "type": 1, "options": []}]),
    )
    seat = anna.at(general)
    wrong: list[tuple[str, Json]] = [
        ("/search", {}),
        ("/find", {}),
        ("/find", {"topic": 1}),
        ("/find", {"topic": "a", "most": 11}),
        ("/find", {"topic": "a", "other": 1}),
        ("/here", {}),
        ("/here get", {}),
    ]
    for line, options in wrong:
        with pytest.raises(AssertionError):
            seat.asks(line, **options)
    seat.asks("/here set")
    asked = seat.asks("/find", topic="a", most=10)
    assert [one["value"] for one in asked.document["data"]["options"]] == ["a", 10]
