"""A Telegram bot, put together."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from bot import app
from bot.catalog import LANGUAGES, Catalog
from bot.commands import COMMANDS
from bot.commands.starting import HELP
from bot.inline import find_inline
from bot.limits import TELEGRAM, Rates
from bot.presence import Presence
from bot.settings import OperatorSettings
from bot.telling import Telling
from bot.transports.telegram.asking import PLATFORM
from bot.transports.telegram.html import TEXT
from bot.transports.telegram.menus import Menus
from bot.transports.telegram.receiver import Hearing, TelegramReceiver, connect
from bot.transports.telegram.sending import TelegramTransport
from storage.model import Place
from storage.store import Store

GROUPS_ONLY = frozenset({"here"})


def platform(
    store: Store,
    operator: OperatorSettings,
    token: str,
    threads: app.Threads,
    *,
    now: Callable[[], dt.datetime] = app.utc_now,
    rates: Rates = TELEGRAM,
) -> app.Platform:
    """A Telegram bot: this process sends, and it or another one receives."""
    connection = connect(token, operator.telegram_base_url)
    transport = TelegramTransport(connection.api, _topic_notice(store, threads))

    def receive(means: app.Means) -> TelegramReceiver:
        services = app.build_services(store, operator, now, tell=means.tell, private=means.private)
        return TelegramReceiver(
            connection=connection,
            transport=transport,
            limiter=means.limiter,
            answering=app.answering_for(services),
            presence=Presence(store, now, services.access),
            find=lambda request, offset: find_inline(services, request, offset),
            menus=menus(),
            operators=lambda: Telling(store, services.access, now).chats_on(PLATFORM),
            threads=threads.answering,
            hearing=_hearing(operator, means),
        )

    return app.Platform(transport, rates, TEXT, receive, private=lambda user_id: Place("telegram", user_id))


def _hearing(operator: OperatorSettings, means: app.Means) -> Hearing | None:
    if operator.telegram_webhook is None or means.door is None:
        return None
    return Hearing(operator.telegram_webhook, means.door)


def menus() -> Menus:
    """The commands as each scope shows them: what changes a group is shown to its administrators."""
    changing = {command.name for command in COMMANDS if command.changes}
    group = [name for name in HELP if name not in changing]
    private = [name for name in HELP if name not in GROUPS_ONLY]
    return Menus(private, group, HELP, [*private, "admin"])


def _topic_notice(store: Store, threads: app.Threads) -> Callable[[Place], Awaitable[str]]:
    """Says why a message meant for a topic comes to the whole group, in the language of its digests."""

    async def notice(place: Place) -> str:
        chat = await asyncio.get_running_loop().run_in_executor(threads.answering, store.chats.get, place)
        languages = chat.settings.languages if chat else ()
        return Catalog.load(next((code for code in languages if code in LANGUAGES), "en")).said("topic.closed")

    return notice
