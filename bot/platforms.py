"""The platforms an operator has set up: the composition root's other half, apart for the libraries that it loads."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from bot import app
from bot.catalog import LANGUAGES, Catalog
from bot.commands import COMMANDS
from bot.commands.starting import HELP
from bot.commands.turn import Services
from bot.inline import find_inline
from bot.limits import DISCORD, TELEGRAM, Limiter, Rates
from bot.presence import Presence
from bot.running import Engine
from bot.settings import OperatorSettings
from bot.suggesting import Suggesting
from bot.transports.discord.markdown import TEXT as DISCORD_TEXT
from bot.transports.discord.receiver import DiscordReceiver
from bot.transports.discord.receiver import connect as connect_discord
from bot.transports.discord.sending import DiscordTransport, link, person
from bot.transports.telegram.html import TEXT
from bot.transports.telegram.menus import Menus
from bot.transports.telegram.receiver import Hearing, TelegramReceiver, connect
from bot.transports.telegram.sending import TelegramTransport
from storage.model import Place
from storage.store import Store

GROUPS_ONLY = frozenset({"here"})


def build(store: Store, operator: OperatorSettings, threads: app.Threads) -> Engine | None:
    """What `paperwire run` does with the platforms that are set up; None when none is."""
    platforms = []
    if operator.telegram_token is not None:
        platforms.append(telegram(store, operator, operator.telegram_token.get_secret_value(), threads))
    if operator.discord_token is not None:
        platforms.append(discord(store, operator, operator.discord_token.get_secret_value(), threads))
    return app.build_engine(store, operator, platforms, threads) if platforms else None


def telegram(
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
    vocabulary = app.build_vocabulary()
    services = Services(store, vocabulary, app.adapters_by_name(), now)

    def receive(limiter: Limiter) -> TelegramReceiver:
        return TelegramReceiver(
            connection=connection,
            transport=transport,
            limiter=limiter,
            answering=app.build_answering(store, vocabulary, now=now),
            presence=Presence(store, now),
            find=lambda request, offset: find_inline(services, request, offset),
            menus=menus(),
            threads=threads.answering,
            hearing=_hearing(operator),
        )

    return app.Platform(transport, rates, TEXT, receive, private=lambda user_id: Place("telegram", user_id))


def discord(
    store: Store,
    operator: OperatorSettings,
    token: str,
    threads: app.Threads,
    *,
    now: Callable[[], dt.datetime] = app.utc_now,
    rates: Rates = DISCORD,
) -> app.Platform:
    """A Discord bot: this process sends by REST, and it or another one receives by the gateway."""
    rest = connect_discord(token, operator.discord_api_url, operator.discord_gateway_url)
    transport = DiscordTransport(rest)
    vocabulary = app.build_vocabulary()
    services = Services(store, vocabulary, app.adapters_by_name(), now)

    def receive(limiter: Limiter) -> DiscordReceiver:
        return DiscordReceiver(
            rest=rest,
            transport=transport,
            limiter=limiter,
            answering=app.build_answering(store, vocabulary, now=now),
            suggesting=Suggesting(services),
            presence=Presence(store, now),
            commands=COMMANDS,
            names=("start", *HELP),
            threads=threads.answering,
        )

    return app.Platform(transport, rates, DISCORD_TEXT, receive, private=person, link=link)


def _hearing(operator: OperatorSettings) -> Hearing | None:
    if operator.telegram_webhook is None or operator.http_port is None:
        return None
    return Hearing(operator.telegram_webhook, operator.http_host, operator.http_port)


def menus() -> Menus:
    """The commands as each scope shows them: what changes a group is shown to its administrators."""
    changing = {command.name for command in COMMANDS if command.changes}
    group = [name for name in HELP if name not in changing]
    return Menus([name for name in HELP if name not in GROUPS_ONLY], group, HELP)


def _topic_notice(store: Store, threads: app.Threads) -> Callable[[Place], Awaitable[str]]:
    """Says why a message meant for a topic comes to the whole group, in the language of its digests."""

    async def notice(place: Place) -> str:
        chat = await asyncio.get_running_loop().run_in_executor(threads.answering, store.chats.get, place)
        languages = chat.settings.languages if chat else ()
        return Catalog.load(next((code for code in languages if code in LANGUAGES), "en")).said("topic.closed")

    return notice
