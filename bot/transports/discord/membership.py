"""Where the bot is: it comes to a server, or leaves one. That a channel is lost shows when it is written to."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from discord import Guild

from bot.catalog import Catalog, language_for
from bot.commands.starting import introduction
from bot.limits import Limiter, Priority
from bot.message import Request
from bot.presence import Presence
from bot.transports.base import TransportError
from bot.transports.discord.sending import PLATFORM, DiscordTransport
from storage.model import ChatKind, Place

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Membership:
    """Keeps the store's chats as the bot's place in servers is. The store is used in `threads`."""

    transport: DiscordTransport
    limiter: Limiter
    presence: Presence
    threads: Executor

    async def joined(self, guild: Guild) -> None:
        """The bot was added: chats from before go on; to a new server it says once what it is for."""
        group = Place(PLATFORM, str(guild.id))
        await self._in_thread(lambda: self.presence.joined(group))
        language = str(guild.preferred_locale)
        request = Request(group, ChatKind.GROUP, str(guild.owner_id), client_language=language)
        if not await self._in_thread(lambda: self.presence.came(request)) or guild.system_channel is None:
            return
        place = Place(PLATFORM, str(guild.id), str(guild.system_channel.id))
        hello = introduction(Catalog.load(language_for(language)))
        try:
            await self.limiter.slot(place, ChatKind.GROUP, Priority.INTERACTIVE)
            await self.transport.send(place, hello, nonce=f"hello-{guild.id}"[:25], silent=True)
        except TransportError as error:
            log.info("The bot cannot introduce itself: %s", error.reason)

    async def left(self, guild_id: str) -> None:
        """The bot was removed."""
        group = Place(PLATFORM, guild_id)
        await self._in_thread(lambda: self.presence.left(group))

    async def inside(self, guild_id: str) -> None:
        """The bot is in a server, perhaps since it was not connected."""
        group = Place(PLATFORM, guild_id)
        await self._in_thread(lambda: self.presence.inside(group))

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)
