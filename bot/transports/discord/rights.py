"""Who may change a server's chats: who manages the channel, and whom the server allowed the commands."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.transports.base import TransportError
from bot.transports.discord.asking import Asked
from bot.transports.discord.rest import Rest

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0  # for which what a server allowed is not asked again
ROLE, USER = 1, 2  # kinds of those who are allowed
_PERMISSIONS = "/applications/{application_id}/guilds/{guild_id}/commands/permissions"

Allowed = Mapping[str, bool]  # roles and persons, by their numbers


@dataclass(slots=True)
class Rights:
    """The rights of the people who ask, as Discord says them with each request.

    A server can allow the commands that change a chat to others as well: then these may press the buttons too. Where
    Discord does not answer, nobody has more rights than the channel gives them.
    """

    rest: Rest
    changing: frozenset[str]  # the names of these commands
    _known: dict[str, tuple[float, Allowed]] = field(default_factory=dict, init=False)
    numbers: dict[str, str] = field(default_factory=dict, init=False)  # commands' names by the numbers of Discord

    async def may_change(self, asked: Asked) -> bool:
        """Whether the caller may change the chat at this moment."""
        if asked.may_change:
            return True
        allowed = await self._allowed(asked)
        own = allowed.get(asked.request.user_id)
        if own is not None:
            return own
        guild_id = asked.request.place.chat_id  # also the number of the role that everybody has
        return any(allowed.get(role, False) for role in {guild_id, *asked.roles})

    async def _allowed(self, asked: Asked) -> Allowed:
        guild_id, now = asked.request.place.chat_id, asyncio.get_running_loop().time()
        at, known = self._known.get(guild_id, (-REMEMBERED_SECONDS, {}))
        if now - at >= REMEMBERED_SECONDS:
            known = await self._ask(asked.application_id, guild_id)
            self._known = {guild: kept for guild, kept in self._known.items() if now - kept[0] < REMEMBERED_SECONDS}
            self._known[guild_id] = (now, known)
        return known

    async def _ask(self, application_id: str, guild_id: str) -> Allowed:
        try:
            answer = await self.rest.call("GET", _PERMISSIONS, application_id=application_id, guild_id=guild_id)
        except TransportError as error:
            log.info("What the server %s allows is not known: %s", guild_id, error.reason)
            return {}
        return self._read(answer if isinstance(answer, list) else [])

    def _read(self, answer: Iterable[Any]) -> Allowed:
        """Who is allowed one of the commands that change something, by its own rule."""
        rules = (rule for rule in answer if self.numbers.get(str(rule.get("id"))) in self.changing)
        given = [one for rule in rules for one in rule.get("permissions") or () if one.get("type") in {ROLE, USER}]
        return {str(one["id"]): bool(one.get("permission")) for one in given}
