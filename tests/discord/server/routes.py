"""Every route the server knows. The global limit leaves out those of interactions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.discord.server import commands, followups, interactions, lookups, messages, threads
from tests.discord.server.faults import Json
from tests.discord.server.requests import Query
from tests.discord.server.world import World

Handler = Callable[[World, Query], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, by the name that faults and limits know it by."""

    name: str
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    authorized: bool = True
    limited: bool = True
    status: int = 200


def get_gateway(world: World, _: Query) -> Json:
    """Where the gateway is, and with how many shards to come."""
    most = world.gateway.most_identifies
    left = max(most - world.gateway.identifies, 0)
    limit = {"total": most, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": world.gateway.url, "shards": world.shards, "session_start_limit": limit}


def _route(method: str, path: str, name: str, handler: Handler, **more: Any) -> Route:
    words = re.sub(r"\{(\w+_id)\}", r"(?P<\1>[0-9]{1,20})", path)
    return Route(name, method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", words)), handler, **more)


_CHANNEL = "/channels/{channel_id}"
_MESSAGE = f"{_CHANNEL}/messages/{{message_id}}"
_HOOK = "/webhooks/{webhook_id}/{token}"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
_FREE: dict[str, Any] = {"authorized": False, "limited": False}

ROUTES = (
    _route("GET", "/users/@me", "get me", lookups.get_me),
    _route("GET", "/oauth2/applications/@me", "get application", lookups.get_application),
    _route("GET", "/applications/@me", "get application", lookups.get_application),
    _route("GET", "/gateway/bot", "get gateway", get_gateway),
    _route("GET", "/gateway", "get gateway", get_gateway, authorized=False),
    _route("POST", "/users/@me/channels", "open dm", lookups.open_dm),
    _route("GET", "/users/{user_id}", "get user", lookups.get_user),
    _route("GET", "/users/@me/guilds", "get guilds", lookups.get_guilds),
    _route("DELETE", "/users/@me/guilds/{guild_id}", "leave guild", lookups.leave_guild),
    _route("GET", "/guilds/{guild_id}", "get guild", lookups.get_guild),
    _route("GET", "/guilds/{guild_id}/channels", "get guild channels", lookups.get_guild_channels),
    _route("GET", "/guilds/{guild_id}/roles", "get roles", lookups.get_roles),
    _route("GET", "/guilds/{guild_id}/members/{user_id}", "get member", lookups.get_member),
    _route("GET", _CHANNEL, "get channel", lookups.get_channel),
    _route("POST", f"{_CHANNEL}/typing", "trigger typing", messages.trigger_typing),
    _route("GET", f"{_CHANNEL}/messages", "list messages", messages.list_messages),
    _route("POST", f"{_CHANNEL}/messages", "create message", messages.create_message),
    _route("GET", _MESSAGE, "get message", messages.get_message),
    _route("PATCH", _MESSAGE, "edit message", messages.edit_message),
    _route("DELETE", _MESSAGE, "delete message", messages.delete_message),
    _route("POST", f"{_MESSAGE}/crosspost", "crosspost message", messages.crosspost_message),
    _route("POST", f"{_MESSAGE}/threads", "start thread", threads.start_from_message, status=201),
    _route("POST", f"{_CHANNEL}/threads", "start thread", threads.start_thread, status=201),
    _route("PATCH", _CHANNEL, "edit channel", threads.edit_channel),
    _route("PUT", f"{_CHANNEL}/thread-members/@me", "join thread", threads.join_thread),
    _route("GET", f"{_CHANNEL}/threads/archived/public", "archived threads", threads.archived_threads),
    _route("GET", "/guilds/{guild_id}/threads/active", "active threads", threads.active_threads),
    _route("GET", _COMMANDS, "get commands", commands.get_commands),
    _route("PUT", _COMMANDS, "put commands", commands.put_commands),
    _route("POST", _COMMANDS, "create command", commands.create_command),
    _route("GET", f"{_COMMANDS}/{{command_id}}", "get command", commands.get_command),
    _route("PATCH", f"{_COMMANDS}/{{command_id}}", "edit command", commands.edit_command),
    _route("DELETE", f"{_COMMANDS}/{{command_id}}", "delete command", commands.delete_command),
    _route("GET", _GUILD_COMMANDS, "get guild commands", commands.get_commands),
    _route("PUT", _GUILD_COMMANDS, "put guild commands", commands.put_commands),
    _route("GET", f"{_GUILD_COMMANDS}/permissions", "get command permissions", commands.get_permissions),
    _route(
        "POST",
        "/interactions/{interaction_id}/{token}/callback",
        "answer interaction",
        interactions.answer_interaction,
        **_FREE,
    ),
    _route("POST", _HOOK, "create followup", followups.create_followup, **_FREE),
    _route("GET", f"{_HOOK}/messages/{{message}}", "get response", followups.get_response, **_FREE),
    _route("PATCH", f"{_HOOK}/messages/{{message}}", "edit response", followups.edit_response, **_FREE),
    _route("DELETE", f"{_HOOK}/messages/{{message}}", "delete response", followups.delete_response, **_FREE),
)
