"""Discord's way in, put together: sign in, tell the commands, receive."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from discord import LoginFailure

from bot.commands.turn import Command
from bot.errors import BotError
from bot.limits import Limiter
from bot.presence import Presence
from bot.suggesting import Suggesting
from bot.transports.base import TransportError
from bot.transports.discord.definitions import definitions
from bot.transports.discord.front import Answering, Front
from bot.transports.discord.gateway import STOP_SECONDS, Events, Gateway, Turns
from bot.transports.discord.membership import Membership
from bot.transports.discord.rest import Json, Rest, redirect
from bot.transports.discord.rights import Rights
from bot.transports.discord.sending import PLATFORM, DiscordTransport
from bot.transports.discord.syncing import sync

log = logging.getLogger(__name__)

GATEWAY_ROLE = "discord-gateway"


class GatewayClosedError(BotError):
    """The gateway ended by itself; it is to be opened again."""


def connect(token: str, api_url: str, gateway_url: str | None) -> Rest:
    """A bot's way to the Discord at these addresses."""
    redirect(api_url, gateway_url)
    return Rest(token)


@dataclass(slots=True)
class DiscordReceiver:
    """Receives for one bot. The command layer, the store and `names`, of the commands, are used in `threads`."""

    rest: Rest
    transport: DiscordTransport
    limiter: Limiter
    answering: Answering
    suggesting: Suggesting
    presence: Presence
    commands: Iterable[Command]
    names: Callable[[], Sequence[str]]
    threads: Executor
    platform: str = PLATFORM
    role: str | None = GATEWAY_ROLE

    async def open(self) -> None:
        """Make ready to send and receive."""

    async def close(self) -> None:
        """Give up all connections."""
        await self.rest.close()

    async def receive(self) -> None:
        """Sign in, tell the commands, then receive until cancelled. Raises what the library does."""
        rights = Rights(self.rest, frozenset(command.name for command in self.commands if command.changes))
        turns = Turns()
        try:
            async with Gateway(self._events(rights), turns) as gateway:
                await gateway.login(self.rest.token)
                rights.numbers.update(await self._tell_commands(str(gateway.application_id)))
                log.info("Receiving for %s.", gateway.user)
                await gateway.connect()
        except LoginFailure:
            log.error(  # noqa: TRY400 - what to do, not where it happened
                "Discord refuses the token. Set PAPERWIRE_DISCORD_TOKEN to the one of your application's bot."
            )
            return
        finally:
            await turns.finish(STOP_SECONDS)
        raise GatewayClosedError("The gateway of Discord ended.")

    async def _tell_commands(self, application_id: str) -> dict[str, str]:
        names = await asyncio.get_running_loop().run_in_executor(self.threads, self.names)
        wanted: list[Json] = definitions(self.commands, names)
        try:
            return await sync(self.rest, application_id, wanted)
        except TransportError as error:
            log.warning("The commands could not be told to Discord: %s", error.reason)
            return {}

    def _events(self, rights: Rights) -> Events:
        front = Front(self.rest, self.answering, self.suggesting, self.presence, rights, self.threads)
        membership = Membership(self.transport, self.limiter, self.presence, self.threads)
        return Events(front.handle, membership.server, membership.server_gone)
