"""Registering commands, and what is refused about them.

https://docs.discord.com/developers/interactions/application-commands
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.discord.server.faults import MOST_COMMANDS, UNKNOWN_COMMAND, Json
from tests.discord.server.forms import Form
from tests.discord.server.model import Guild
from tests.discord.server.requests import Query
from tests.discord.server.world import World

MOST, LONGEST = 100, 8000
_LOCALES = (
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja "
    "zh-TW ko"
)
LOCALES = frozenset(_LOCALES.split())
_NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
SUB_COMMAND, GROUP, STRING, INTEGER, NUMBER, CHANNEL = 1, 2, 3, 4, 10, 7
_DEFAULTS: Json = {
    "type": 1,
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0, 1],
    "nsfw": False,
    "options": [],
    "name_localizations": None,
    "description_localizations": None,
}


@dataclass
class Names:
    """What stands beside each other must not have the same name."""

    code: str
    seen: set[Any] = field(default_factory=set)

    def check(self, form: Form, key: Any) -> None:
        if key in self.seen:
            form.wrong(self.code, "Application command names must be unique", "name")
        self.seen.add(key)


def get_commands(world: World, query: Query) -> list[Json]:
    found = world.commands.get(query.numbers.get("guild_id", 0), [])
    if query.wants("with_localizations"):
        return found
    hidden = ("name_localizations", "description_localizations")
    return [{key: value for key, value in one.items() if key not in hidden} for one in found]


def get_permissions(world: World, query: Query) -> list[Json]:
    """What a server says of who may use which command; commands of which it says nothing are left out."""
    guild = world.guilds[query.numbers["guild_id"]]
    told = {command: rules for (guild_id, command), rules in world.command_permissions.items() if guild_id == guild.id}
    return [
        {
            "id": str(command),
            "application_id": str(world.bot.id),
            "guild_id": str(guild.id),
            "permissions": [_rule(guild, subject, allowed) for subject, allowed in rules.items()],
        }
        for command, rules in told.items()
    ]


def _rule(guild: Guild, subject: int, allowed: bool) -> Json:
    kind = 1 if subject in guild.roles else 3 if subject in guild.channels else 2
    return {"id": str(subject), "type": kind, "permission": allowed}


def put_commands(world: World, query: Query) -> list[Json]:
    place = query.numbers.get("guild_id", 0)
    errors: Json = {}
    bodies = query.body if isinstance(query.body, list) else []
    if bodies is not query.body:
        Form({}, errors).wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    names = Names("APPLICATION_COMMANDS_DUPLICATE_NAME")
    for number, body in enumerate(bodies):
        form = Form(body, errors, (str(number),))
        check_command(form)
        names.check(form, (body.get("type", 1), body.get("name")))
    Form({}, errors).done()
    if len(bodies) > MOST:
        raise MOST_COMMANDS.error()
    known = {(one["type"], one["name"]): one for one in world.commands.get(place, [])}
    world.commands[place] = [_registered(world, body, known, place) for body in bodies]
    return world.commands[place]


def create_command(world: World, query: Query) -> Json:
    form = query.form
    check_command(form)
    form.done()
    known = {(one["type"], one["name"]): one for one in world.commands.get(0, [])}
    made = _registered(world, form.data, known, 0)
    others = [one for one in world.commands.get(0, []) if one["id"] != made["id"]]
    if len(others) >= MOST:
        raise MOST_COMMANDS.error()
    world.commands[0] = [*others, made]
    return made


def get_command(world: World, query: Query) -> Json:
    number = str(query.numbers["command_id"])
    found = next((one for one in world.commands.get(0, []) if one["id"] == number), None)
    if found is None:
        raise UNKNOWN_COMMAND.error()
    return found


def edit_command(world: World, query: Query) -> Json:
    command = get_command(world, query)
    form = Form(command | query.form.data)
    check_command(form)
    form.done()
    command.update(query.form.data, version=str(world.snowflake()))
    return command


def delete_command(world: World, query: Query) -> None:
    world.commands[0].remove(get_command(world, query))


def _registered(world: World, body: Json, known: dict[tuple[int, str], Json], place: int) -> Json:
    kind = body.get("type", 1)
    before = known.get((kind, body["name"]), {})
    given = {key: value for key, value in body.items() if key not in ("id", "version") and value is not None}
    command = _DEFAULTS | given | {"application_id": str(world.bot.id), "version": str(world.snowflake())}
    command["id"] = before.get("id") or str(world.snowflake())
    return command | ({"guild_id": str(place)} if place else {})


def check_command(form: Form) -> None:
    """Note what is wrong with a command."""
    kind = form.choice("type", (1, 2, 3), required=False) or 1
    _check_name(form, strict=kind == 1)
    _check_localized(form, "name", 32, strict=kind == 1)
    if kind == 1:
        form.text("description", least=1, most=100, required=True)
        _check_localized(form, "description", 100)
    elif form.data.get("description"):
        form.wrong("APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have description")
    if form.has("default_member_permissions"):
        form.integer("default_member_permissions")
    _check_numbers(form, "contexts", (0, 1, 2))
    _check_numbers(form, "integration_types", (0, 1))
    _check_options(form, depth=0)
    if _size(form.data) > LONGEST:
        form.wrong("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({LONGEST})")


def _check_numbers(form: Form, name: str, choices: tuple[int, ...]) -> None:
    for place, one in enumerate(form.data.get(name) or ()):
        if one not in choices:
            form.wrong("BASE_TYPE_CHOICES", f"Value must be one of {{{str(choices)[1:-1]}}}.", name, place)


def _check_name(form: Form, name: str = "name", *, strict: bool = True) -> None:
    text = form.text(name, least=1, most=32, required=name == "name")
    if strict and text and (not _NAME.fullmatch(text) or text != text.lower()):
        form.wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid", name)


def _check_localized(form: Form, name: str, most: int, *, strict: bool = False) -> None:
    given = form.form(f"{name}_localizations")
    if given is None:
        return
    for locale in given.data:
        if locale not in LOCALES:
            given.wrong("ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.', locale)
        elif strict:
            _check_name(given, locale)
        else:
            given.text(locale, least=1, most=most)


def _check_options(form: Form, depth: int) -> None:
    options = form.forms("options", most=25)
    names = Names("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")
    optional = False
    for one in options:
        kind = one.choice("type", range(1, 12))
        _check_name(one)
        _check_localized(one, "name", 32, strict=True)
        one.text("description", least=1, most=100, required=True)
        _check_localized(one, "description", 100)
        names.check(one, one.data.get("name"))
        if kind in (SUB_COMMAND, GROUP):
            if depth > (1 if kind == SUB_COMMAND else 0):
                one.wrong(
                    "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option types are not nested so", "type"
                )
            _check_options(one, depth + 1)
            continue
        if optional and one.data.get("required"):
            words = "Required options must be placed before non-required options"
            one.wrong("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        optional = optional or not one.data.get("required")
        _check_values(one, kind)
    kinds = [one.data.get("type") for one in options]
    if any(kind in (SUB_COMMAND, GROUP) for kind in kinds) and any(kind not in (SUB_COMMAND, GROUP) for kind in kinds):
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words, "options")


def _check_values(form: Form, kind: int) -> None:
    choices = form.forms("choices", most=25)
    for one in choices:
        one.text("name", least=1, most=100, required=True)
        _check_localized(one, "name", 100)
        fits = isinstance(one.data.get("value"), str if kind == STRING else (int, float))
        if not fits:
            one.wrong("APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", "Could not interpret the value as its type", "value")
        elif kind == STRING:
            one.text("value", least=1, most=100)
    if choices and form.data.get("autocomplete"):
        words = "Choices and autocomplete cannot both be specified"
        form.wrong("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", words, "autocomplete")
    if (choices or form.data.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        form.wrong("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type has neither choices nor autocomplete", "type")
    form.integer("min_length", most=6000)
    form.integer("max_length", least=1, most=6000)


def _size(command: Json) -> int:
    """Characters of all names, descriptions and values; of each the longest of its languages."""
    total = 0
    for name in ("name", "description"):
        texts = [command.get(name) or "", *(command.get(f"{name}_localizations") or {}).values()]
        total += max(len(str(one)) for one in texts)
    total += sum(_size(one) for one in command.get("options") or () if isinstance(one, dict))
    for one in command.get("choices") or ():
        total += max(len(str(text)) for text in [one.get("name"), *(one.get("name_localizations") or {}).values()])
        total += len(one["value"]) if isinstance(one.get("value"), str) else 0
    return total
