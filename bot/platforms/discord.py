"""A Discord bot, put together."""

import datetime as dt
from collections.abc import Callable

from bot import app
from bot.commands import COMMANDS
from bot.commands.starting import HELP
from bot.commands.turn import Services
from bot.limits import DISCORD, Rates
from bot.presence import Presence
from bot.settings import OperatorSettings
from bot.suggesting import Suggesting
from bot.transports.discord.markdown import TEXT
from bot.transports.discord.receiver import DiscordReceiver, connect
from bot.transports.discord.sending import DiscordTransport, link, person
from storage.store import Store


def platform(
    store: Store,
    operator: OperatorSettings,
    token: str,
    threads: app.Threads,
    *,
    now: Callable[[], dt.datetime] = app.utc_now,
    rates: Rates = DISCORD,
) -> app.Platform:
    """A Discord bot: this process sends by REST, and it or another one receives by the gateway."""
    rest = connect(token, operator.discord_api_url, operator.discord_gateway_url)
    transport = DiscordTransport(rest)
    vocabulary = app.build_vocabulary()

    def receive(means: app.Means) -> DiscordReceiver:
        services = Services(store, vocabulary, app.adapters_by_name(), now, means.tell)
        return DiscordReceiver(
            rest=rest,
            transport=transport,
            limiter=means.limiter,
            answering=app.build_answering(store, vocabulary, now=now, tell=means.tell),
            suggesting=Suggesting(services),
            presence=Presence(store, now),
            commands=COMMANDS,
            names=("start", *HELP),
            threads=threads.answering,
        )

    return app.Platform(transport, rates, TEXT, receive, private=person, link=link)
