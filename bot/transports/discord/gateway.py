"""What Discord tells by its gateway: what people do, and where the bot is."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import Intents, MemberCacheFlags, VoiceClient

from bot.transports.discord.rest import LONGEST_WAIT, Json

log = logging.getLogger(__name__)

STOP_SECONDS = 3.0  # for what is under way at the end

Parse = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Events:
    """What is done about what happens, as Discord tells it: what people do, and where the bot is."""

    interaction: Callable[[Json], Coroutine[Any, Any, None]]
    server: Callable[[Json], Coroutine[Any, Any, None]]
    server_gone: Callable[[Json], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Turns:
    """Does things beside each other. A failure of one concerns no other."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    def take(self, doing: Coroutine[Any, Any, None], what: str) -> None:
        """Begin with something."""
        task = asyncio.get_running_loop().create_task(self._safely(doing, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, so long at most; what takes longer is cut off."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()

    async def _safely(self, doing: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await doing
        except Exception:
            log.exception("%s failed; the others go on.", what)


class Gateway(discord.AutoShardedClient):
    """The library's client, in as many shards as Discord asks for, with no privileged intent.

    Interactions are taken as Discord sends them. An event that the library cannot read is passed over, and does not end
    the connection.
    """

    def __init__(self, events: Events, turns: Turns) -> None:
        VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # nobody speaks
        super().__init__(
            intents=Intents(guilds=True),
            chunk_guilds_at_startup=False,
            member_cache_flags=MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        self._turns = turns
        parsers: dict[str, Parse] = self._connection.parsers
        contained = {name: _contained(name, parse) for name, parse in parsers.items() if name not in _VITAL}
        own = {
            "INTERACTION_CREATE": self._taking("An interaction", events.interaction),
            "GUILD_CREATE": self._taking("A server", events.server, contained["GUILD_CREATE"]),
            "GUILD_DELETE": self._taking("The end of a server", events.server_gone, contained["GUILD_DELETE"]),
        }
        self._connection.parsers = parsers | contained | own

    def _taking(self, what: str, do: Callable[[Json], Coroutine[Any, Any, None]], parse: Parse | None = None) -> Parse:
        """Does it with what Discord sends, once the library has read that, where it should."""

        def take(payload: Json) -> None:
            if parse is not None:
                parse(payload)
            self._turns.take(do(payload), what)

        return take


_VITAL = {"READY", "RESUMED"}  # without these nothing is received: better to begin anew


def _contained(name: str, parse: Parse) -> Parse:
    """The library's reader of an event, of which a failure ends nothing."""

    def contained(data: Any) -> None:
        try:
            parse(data)
        except Exception:
            log.exception("An event %s of Discord's cannot be read, and is passed over.", name)

    return contained
