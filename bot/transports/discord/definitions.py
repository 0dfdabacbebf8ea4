"""The slash commands as Discord wants them described, in every language.

https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.catalog import LANGUAGES, Catalog, traditional
from bot.columns import cut
from bot.commands.starting import described
from bot.commands.turn import Command
from bot.transports.discord.asking import May
from bot.transports.discord.slash import MOST_PAGES, OPTIONS, WHOLE_NUMBER, Option

Json = dict[str, Any]

CHAT_INPUT = 1
EVERYWHERE = [0, 1, 2]  # in servers, in the bot's own private chats, in others: contexts
BOTH_WAYS = [0, 1]  # added to a server, or by a person for themselves
LONGEST_DESCRIPTION = 100
_LOCALES: dict[str, tuple[str, Callable[[str], str]]] = {
    "en-US": ("en", str),
    "en-GB": ("en", str),
    "zh-CN": ("zh", str),
    "zh-TW": ("zh", traditional),
    "ko": ("ko", str),
}
_ONLY_IN_SERVERS = {"here"}
_ONLY_IN_PRIVATE = {"admin"}  # in the bot's own private chats


def definitions(commands: Iterable[Command], names: Sequence[str]) -> list[Json]:
    """What Discord is told of the commands of these names, in this order."""
    known = {command.name: command for command in commands}
    return [_command(known[name]) for name in names]


def _command(command: Command) -> Json:
    said = _localized(lambda catalog: described(catalog, command.name), LONGEST_DESCRIPTION)
    named = _localized(lambda catalog: catalog.text(f"slash.{command.name}"))
    return {
        "type": CHAT_INPUT,
        "name": command.name,
        "name_localizations": _others(named, command.name),
        "description": said["en-US"],
        "description_localizations": _others(said, said["en-US"]),
        "options": [_option(option) for option in OPTIONS.get(command.name, ())],
        "default_member_permissions": str(int(May.MANAGE_CHANNELS)) if command.changes else None,
        "contexts": _contexts(command.name),
        "integration_types": BOTH_WAYS[:1] if command.name in _ONLY_IN_SERVERS else BOTH_WAYS,
        "nsfw": False,
    }


def _contexts(name: str) -> list[int]:
    if name in _ONLY_IN_SERVERS:
        return EVERYWHERE[:1]
    return EVERYWHERE[1:2] if name in _ONLY_IN_PRIVATE else EVERYWHERE


def _option(option: Option) -> Json:
    named = _localized(lambda catalog: catalog.text(f"option.{option.name}"))
    said = _localized(lambda catalog: catalog.text(f"option.about_{option.name}"), LONGEST_DESCRIPTION)
    described = {
        "type": option.type,
        "name": option.name,
        "name_localizations": _others(named, option.name),
        "description": said["en-US"],
        "description_localizations": _others(said, said["en-US"]),
        "required": False,
    }
    if option.type == WHOLE_NUMBER:
        return described | {"min_value": 1, "max_value": MOST_PAGES}
    return described | {"autocomplete": option.suggests is not None, "max_length": option.longest}


def _localized(text: Callable[[Catalog], str], longest: int | None = None) -> dict[str, str]:
    """A text in every locale of Discord's that we speak."""
    catalogs = {language: Catalog.load(language) for language in LANGUAGES}
    said = {locale: change(text(catalogs[language])) for locale, (language, change) in _LOCALES.items()}
    return said if longest is None else {locale: cut(one, longest - 1) for locale, one in said.items()}


def _others(said: dict[str, str], default: str) -> dict[str, str] | None:
    """Those that are not what is said without a locale."""
    return {locale: one for locale, one in said.items() if one != default} or None
