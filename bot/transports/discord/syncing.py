"""Telling Discord the commands, only when it does not have them so yet."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.transports.discord.rest import Json, Rest

log = logging.getLogger(__name__)

_COMMANDS = "/applications/{application_id}/commands"
# What Discord leaves out of its answers where it says nothing.
_SILENT: Mapping[str, Any] = {"required": False, "autocomplete": False, "nsfw": False, "options": [], "choices": []}


async def sync(rest: Rest, application_id: str, wanted: Sequence[Json]) -> dict[str, str]:
    """Have Discord know these commands; their names by Discord's numbers. Raises TransportError."""
    listed = f"{_COMMANDS}?with_localizations=true"
    known = await rest.call("GET", listed, application_id=application_id)
    if not isinstance(known, list) or _by_name(known) != _by_name(wanted):
        known = await rest.call("PUT", _COMMANDS, list(wanted), application_id=application_id)
        log.info("Discord was told %d commands.", len(wanted))
    return {str(one["id"]): str(one["name"]) for one in known}


def _by_name(commands: Sequence[Json]) -> dict[str, Any]:
    return {str(one.get("name")): _meant(one, _FIELDS) for one in commands}


_FIELDS = (
    "type", "name", "name_localizations", "description", "description_localizations", "options",
    "default_member_permissions", "contexts", "integration_types", "nsfw",
)  # fmt: skip
_OF_OPTION = (
    "type", "name", "name_localizations", "description", "description_localizations", "required", "autocomplete",
    "max_length", "min_value", "max_value",
)  # fmt: skip


def _meant(document: Json, fields: Sequence[str]) -> Json:
    """What of a command or option is ours to say, whether Discord repeats what goes without saying or not."""
    said = {name: document[name] for name in fields if document.get(name) is not None}
    said = {name: value for name, value in said.items() if _SILENT.get(name, _NEVER) != value}
    if "options" in said:
        said["options"] = [_meant(one, _OF_OPTION) for one in said["options"]]
    return {name: sorted(value) if name in _SETS else value for name, value in said.items()}


_SETS = {"contexts", "integration_types"}
_NEVER = object()
