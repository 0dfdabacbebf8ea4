"""Methods about the bot itself: who it is, its commands and descriptions."""

import re
from collections.abc import Callable
from typing import Any

from tests.telegram.server.faults import bad_request
from tests.telegram.server.model import Chat, Kind
from tests.telegram.server.requests import Query
from tests.telegram.server.shapes import user_json
from tests.telegram.server.world import Ephemeral, World

MOST_COMMANDS, LONGEST_COMMAND, LONGEST_DESCRIPTION = 100, 32, 256
_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}

Method = Callable[[World, Query], Any]


def get_me(world: World, _: Query) -> dict[str, Any]:
    more = {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return user_json(world.bot) | more


def log_out(world: World, _: Query) -> bool:
    world.logged_out = True
    return True


def close(_: World, __: Query) -> bool:
    return True


def set_my_commands(world: World, query: Query) -> bool:
    documents = query.document("commands")
    if not isinstance(documents, list):
        raise bad_request("expected an Array of BotCommand")
    scope, language = _scope(world, query), _language(query)
    if len(documents) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[scope, language] = [_read_command(world, one) for one in documents]
    return True


def get_my_commands(world: World, query: Query) -> list[dict[str, Any]]:
    return world.commands.get((_scope(world, query), _language(query)), [])


def delete_my_commands(world: World, query: Query) -> bool:
    world.commands.pop((_scope(world, query), _language(query)), None)
    return True


def setter(name: str) -> Method:
    """The method that sets a text about the bot in a language."""

    def set_text(world: World, query: Query) -> bool:
        if len(query.text(name)) > _TEXT_LIMITS[name]:
            raise bad_request(f"bot {name.replace('_', ' ')} length must not exceed {_TEXT_LIMITS[name]}")
        world.descriptions[name, _language(query)] = query.text(name)
        return True

    return set_text


def getter(name: str) -> Method:
    """The method that tells it."""

    def get_text(world: World, query: Query) -> dict[str, str]:
        language = _language(query)
        usual = world.descriptions.get((name, ""), world.bot.first_name if name == "name" else "")
        return {name: world.descriptions.get((name, language)) or usual}

    return get_text


def menu(world: World, chat: Chat, user_id: int, language: str) -> list[dict[str, Any]]:
    """The commands that a person is shown in a chat, found in the order that Telegram documents.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    scopes = [f"chat:{chat.id}"]
    if chat.kind is Kind.PRIVATE:
        scopes += ["all_private_chats", "default"]
    else:
        admin = chat.member(user_id).admin
        scopes = [f"chat_member:{chat.id}:{user_id}"] + [f"chat_administrators:{chat.id}"] * admin + scopes
        scopes += ["all_chat_administrators"] * admin + ["all_group_chats", "default"]
    found = (world.commands.get((scope, code)) for scope in scopes for code in (language[:2], ""))
    return next((commands for commands in found if commands), [])


def _language(query: Query) -> str:
    if not _LANGUAGE.fullmatch(query.text("language_code")):
        raise bad_request("invalid language code specified")
    return query.text("language_code")


def _scope(world: World, query: Query) -> str:
    document = query.document("scope") or {"type": "default"}
    kind = document.get("type")
    if kind in _WIDE_SCOPES:
        return str(kind)
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in document:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    found = world.find_chat(Query("", {"chat_id": str(document["chat_id"])}))
    return ":".join([kind, str(found.id), *([str(document["user_id"])] if kind == "chat_member" else [])])


def _read_command(world: World, document: Any) -> dict[str, Any]:
    if not isinstance(document, dict) or not {"command", "description"} <= document.keys():
        raise bad_request("can't parse BotCommand: expected an Object with command and description")
    command, description = document["command"].strip().removeprefix("/"), document["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > LONGEST_COMMAND:
        raise bad_request(f"command length must not exceed {LONGEST_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {LONGEST_DESCRIPTION}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    ephemeral = world.ephemeral is not Ephemeral.OFF and document.get("is_ephemeral")
    return {"command": command, "description": description} | ({"is_ephemeral": True} if ephemeral else {})
