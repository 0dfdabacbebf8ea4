"""Where the bot is: it comes to a server, or leaves one. That a channel is lost shows when it is written to."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from bot.catalog import Catalog, language_for
from bot.commands.starting import introduction
from bot.limits import Limiter, Priority
from bot.message import Request
from bot.presence import Presence
from bot.transports.base import TransportError
from bot.transports.discord.rest import Json
from bot.transports.discord.sending import LONGEST_NONCE, PLATFORM, DiscordTransport
from storage.model import ChatKind, Place

log = logging.getLogger(__name__)

RECENT = dt.timedelta(minutes=15)  # a server that was joined since then is new

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Membership:
    """Keeps the store's chats as the bot's place in servers is. The store is used in `threads`."""

    transport: DiscordTransport
    limiter: Limiter
    presence: Presence
    threads: Executor

    async def server(self, payload: Json) -> None:
        """The bot is in a server: chats go on; to a new one to which it was just added it says what it is for."""
        group = Place(PLATFORM, str(payload["id"]))
        if payload.get("unavailable"):
            return
        if not self._is_recent(payload):
            await self._in_thread(lambda: self.presence.inside(group))
            return
        await self._in_thread(lambda: self.presence.joined(group))
        language = str(payload.get("preferred_locale") or "")
        request = Request(group, ChatKind.GROUP, str(payload.get("owner_id") or ""), client_language=language)
        is_new = await self._in_thread(lambda: self.presence.came(request))
        if is_new and payload.get("system_channel_id"):
            await self._introduce(Place(PLATFORM, group.chat_id, str(payload["system_channel_id"])), language)

    async def server_gone(self, payload: Json) -> None:
        """The bot is in a server no more, or the server is out of order."""
        if not payload.get("unavailable"):
            group = Place(PLATFORM, str(payload["id"]))
            await self._in_thread(lambda: self.presence.left(group))

    async def _introduce(self, place: Place, language: str) -> None:
        hello = introduction(Catalog.load(language_for(language)))
        try:
            await self.limiter.slot(place, ChatKind.GROUP, Priority.INTERACTIVE)
            await self.transport.send(place, hello, nonce=f"hi{place.chat_id}"[:LONGEST_NONCE], silent=True)
        except TransportError as error:
            log.info("The bot cannot introduce itself: %s", error.reason)

    def _is_recent(self, payload: Json) -> bool:
        joined = dt.datetime.fromisoformat(str(payload["joined_at"]))
        return self.presence.now() - joined < RECENT

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)
