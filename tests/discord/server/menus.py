"""What a client offers somebody: the commands that are there for them, and the options that are typed."""

from dataclasses import dataclass
from typing import Any

from tests.discord.server.acting import context_of, owners_of
from tests.discord.server.commands import CHANNEL, GROUP, INTEGER, NUMBER, STRING, SUB_COMMAND
from tests.discord.server.faults import Json
from tests.discord.server.model import Channel, Guild, Member, Role, User
from tests.discord.server.permissions import May, in_channel, in_guild
from tests.discord.server.world import World

BOOLEAN, USER, ROLE, MENTIONABLE, ATTACHMENT = 5, 6, 8, 9, 11
_KINDS: dict[int, Any] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: (User, Member),
    CHANNEL: Channel,
    ROLE: Role,
    MENTIONABLE: (User, Member, Role),
    NUMBER: (int, float),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with its options, as the platform tells of it."""

    data: Json
    numbers: tuple[int, ...]  # ids that some options name


def menu(world: World, user: User, channel: Channel) -> list[Json]:
    """The commands that somebody is offered here."""
    guild = channel.guild
    known = [*world.commands.get(0, []), *(world.commands.get(guild.id, []) if guild is not None else [])]
    return [one for one in known if offers(world, one, user, channel)]


def offers(world: World, command: Json, user: User, channel: Channel) -> bool:
    """Whether a command is there for somebody in a place."""
    owners = owners_of(world, user, channel)
    context = context_of(world, channel)
    if command["contexts"] is not None and context not in command["contexts"]:
        return False
    if command["contexts"] is None and context == 1 and command["dm_permission"] is False:
        return False
    if not any(str(one) in owners for one in command["integration_types"]):
        return False
    return channel.guild is None or _is_permitted(world, command, user, channel, channel.guild)


def _is_permitted(world: World, command: Json, user: User, channel: Channel, guild: Guild) -> bool:
    given = in_channel(channel, user.id)
    if May.ADMINISTRATOR in given or May.USE_APPLICATION_COMMANDS not in given:
        return May.ADMINISTRATOR in given
    told = world.command_permissions.get((guild.id, int(command["id"])), {})
    if told.get(channel.id) is False:
        return False
    adjusted = _adjusted(told, guild, user)
    if adjusted is not None:
        return adjusted
    needed = command["default_member_permissions"]
    return needed is None or (int(needed) != 0 and May(int(needed)) in in_guild(guild, user.id) & given)


def _adjusted(told: dict[int, bool], guild: Guild, user: User) -> bool | None:
    """What a server has said of a command for somebody: themselves, their roles, everyone."""
    if user.id in told:
        return told[user.id]
    roles = [told[one] for one in guild.members[user.id].roles if one in told]
    return any(roles) if roles else told.get(guild.id)


def find_command(world: World, line: str, user: User, channel: Channel) -> tuple[Json, list[Json]]:
    """A command by what is typed, "/here set": the command and, inside it, the sub-commands that lead on."""
    name, *rest = line.removeprefix("/").split()
    offered = menu(world, user, channel)
    found = next((one for one in offered if one["name"] == name and one["type"] == 1), None)
    assert found is not None, f"{user.name} sees no /{name} here, only {[one['name'] for one in offered]}"
    steps: list[Json] = []
    for word in rest:
        inside = (steps[-1] if steps else found).get("options", [])
        step = next((one for one in inside if one["name"] == word and one["type"] in (SUB_COMMAND, GROUP)), None)
        assert step is not None, f"/{name} has no {word}: {[one['name'] for one in inside]}"
        steps.append(step)
    return found, steps


def type_command(
    world: World, line: str, user: User, channel: Channel, options: dict[str, Any], focused: str = ""
) -> Typed:
    """A command as it is sent, its options in their types; what no client lets one send fails."""
    command, steps = find_command(world, line, user, channel)
    offered = (steps[-1] if steps else command).get("options", [])
    known = {one["name"]: one for one in offered if one["type"] not in (SUB_COMMAND, GROUP)}
    assert len(known) == len(offered), f"{line} needs a sub-command: {[one['name'] for one in offered]}"
    assert options.keys() <= known.keys(), f"{line} has the options {list(known)}, not {sorted(options.keys() - known)}"
    missing = [one for one, option in known.items() if option.get("required") and one not in options]
    assert focused or not missing, f"{line} needs {missing}"
    typed = [_type_option(known[name], value, focused=name == focused) for name, value in options.items()]
    for step in reversed(steps):
        typed = [{"name": step["name"], "type": step["type"], "options": typed}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": typed}
    numbers = tuple(_number(one) for one in options.values() if not isinstance(one, str | int | float))
    return Typed(data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {}), numbers)


def _type_option(option: Json, value: Any, *, focused: bool) -> Json:
    typed: Json = {"name": option["name"], "type": option["type"]}
    if focused:
        return typed | {"value": str(value), "focused": True}
    kind = option["type"]
    choices = option.get("choices")
    if choices:
        value = _pick(option, value)
    fits = isinstance(value, _KINDS[kind]) and (kind == BOOLEAN or not isinstance(value, bool))
    assert fits, f"no client lets one give {value!r} as {option['name']}"
    if kind == STRING:
        assert option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000), option["name"]
    if kind in (INTEGER, NUMBER):
        bounds = option.get("min_value", value), option.get("max_value", value)
        assert bounds[0] <= value <= bounds[1], f"{option['name']} is {value}, not in {bounds}"
    return typed | {"value": value if isinstance(value, str | int | float) else str(_number(value))}


def _pick(option: Json, value: Any) -> Any:
    """One of the choices, by its name in any language or by its value."""
    for one in option["choices"]:
        if value in (one["value"], one["name"], *(one.get("name_localizations") or {}).values()):
            return one["value"]
    raise AssertionError(f"{option['name']} offers {[one['name'] for one in option['choices']]}, not {value!r}")


def _number(subject: Any) -> int:
    return int(subject.user.id if isinstance(subject, Member) else subject.id)
