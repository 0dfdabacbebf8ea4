"""Telegram's way in, put together: the connection, the menus, and updates by polling or webhook."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from telegram import User
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.catalog import Catalog
from bot.limits import Limiter
from bot.message import Request
from bot.presence import Presence
from bot.receiving import ended
from bot.transports.telegram import menus
from bot.transports.telegram.answers import Answers
from bot.transports.telegram.api import Api
from bot.transports.telegram.asking import PLATFORM
from bot.transports.telegram.front import Answering, Front
from bot.transports.telegram.http import AiohttpRequest, Timeouts
from bot.transports.telegram.inline import Find, Inline
from bot.transports.telegram.receiving import POLL_SECONDS, Poller, Turns
from bot.transports.telegram.rights import Rights
from bot.transports.telegram.sending import TelegramTransport
from bot.transports.telegram.webhook import Door, Webhook
from bot.transports.telegram.whispering import Whispering, knows_whispers
from storage.errors import StoreError

log = logging.getLogger(__name__)

POLLER_ROLE = "telegram-poller"
OPERATORS_EVERY = 10.0  # seconds between two looks at who is one


@dataclass(frozen=True, slots=True)
class Connection:
    """A bot's connections to a Bot API server: one pool for what it does, one for what it is told."""

    api: Api
    requests: tuple[BaseRequest, ...]

    async def open(self) -> None:
        """Make the pools; nothing is asked."""
        for request in self.requests:
            await request.initialize()

    async def close(self) -> None:
        """Close the pools."""
        for request in self.requests:
            await request.shutdown()


def connect(token: str, root: str) -> Connection:
    """The connection of a bot to the Bot API server at `root` (`https://api.telegram.org`, or one's own)."""
    doing, polling = AiohttpRequest(), AiohttpRequest(Timeouts(read=POLL_SECONDS + 10.0), connections=2)
    base = root.rstrip("/")
    api = Api(token, f"{base}/bot", f"{base}/file/bot", request=doing, get_updates_request=polling)
    return Connection(api, (doing, polling))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Where updates are posted: our public address, and the door that it leads to."""

    url: str
    door: Door


@dataclass(slots=True)
class TelegramReceiver:
    """Receives for one bot. The command layer, the store, `find` and `operators` are used in `threads`.

    `operators` are the private chats of operators, with the language of each.
    """

    connection: Connection
    transport: TelegramTransport
    limiter: Limiter
    answering: Answering
    presence: Presence
    find: Find
    menus: menus.Menus
    operators: Callable[[], Mapping[str, str]]
    threads: Executor
    hearing: Hearing | None = None
    platform: str = PLATFORM

    @property
    def role(self) -> str | None:
        """Only one process may poll; webhooks come to any."""
        return POLLER_ROLE if self.hearing is None else None

    async def open(self) -> None:
        """Make ready to send and receive."""
        await self.connection.open()

    async def close(self) -> None:
        """Give up all connections."""
        await self.connection.close()

    async def receive(self) -> None:
        """Introduce the bot, then receive until cancelled. Raises TelegramError."""
        api = self.connection.api
        try:
            me = await api.get_me()
        except InvalidToken:
            log.error(  # noqa: TRY400 - what to do, not where it happened
                "Telegram refuses the token. Set PAPERWIRE_TELEGRAM_TOKEN to the one that @BotFather gave you."
            )
            return
        log.info("Receiving for @%s.", me.username)
        await self._publish_menus()
        keeping = asyncio.create_task(self._keep_operators_menus())
        try:
            await self._receive(me)
        finally:
            await ended(keeping)

    async def _receive(self, me: User) -> None:
        api = self.connection.api
        turns = Turns((await self._front(me)).handle)
        if self.hearing is None:
            await Poller(api, turns).run()
        else:
            await Webhook(api, turns, self.hearing.url, self.hearing.door).run()

    async def _publish_menus(self) -> None:
        try:
            await menus.publish(self.connection.api, self.menus)
        except TelegramError as error:
            log.warning("The menus of commands could not be told to Telegram: %s", error)

    async def _keep_operators_menus(self) -> None:
        """Have the menus of operators' chats be right, also when somebody comes to be one; until cancelled."""
        theirs = menus.OperatorMenus(self.connection.api, self.menus.operators)
        while True:
            try:
                await theirs.tell(await asyncio.get_running_loop().run_in_executor(self.threads, self.operators))
            except (TelegramError, StoreError) as error:
                log.warning("The menu of an operator could not be told to Telegram: %s", error)
            await asyncio.sleep(OPERATORS_EVERY)

    async def _catalog_for(self, request: Request) -> Catalog:
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.answering.catalog_for, request)

    async def _front(self, me: User) -> Front:
        api = self.connection.api
        whispering = Whispering(api) if await knows_whispers(api) else None
        return Front(
            bot=api,
            me=me,
            answering=self.answering,
            presence=self.presence,
            answers=Answers(self.transport, self.limiter, me.username or "", whispering, self._catalog_for),
            inline=Inline(api, self.find, self.threads),
            rights=Rights(api),
            threads=self.threads,
        )
