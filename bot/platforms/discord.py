"""A Discord bot, put together."""

import datetime as dt
from collections.abc import Callable

from bot import app
from bot.access import Access
from bot.commands import COMMANDS
from bot.commands.starting import HELP
from bot.limits import DISCORD, Rates
from bot.presence import Presence
from bot.settings import OperatorSettings
from bot.suggesting import Suggesting
from bot.transports.discord.markdown import TEXT
from bot.transports.discord.receiver import DiscordReceiver, connect
from bot.transports.discord.sending import PLATFORM, DiscordTransport, link, person
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

    def receive(means: app.Means) -> DiscordReceiver:
        services = app.build_services(store, operator, now, tell=means.tell, private=means.private)
        return DiscordReceiver(
            rest=rest,
            transport=transport,
            limiter=means.limiter,
            answering=app.answering_for(services),
            suggesting=Suggesting(services),
            presence=Presence(store, now, services.access),
            commands=COMMANDS,
            names=lambda: ("start", *HELP, *_operators_words(services.access)),
            threads=threads.answering,
        )

    return app.Platform(transport, rates, TEXT, receive, private=person, link=link)


def _operators_words(access: Access) -> tuple[str, ...]:
    """Discord cannot show a command to some people: it shows this one where an operator is here, or may come to be."""
    operators = access.all_operators()
    here = not operators or any(platform == PLATFORM for platform, _ in operators)
    return ("admin",) if here else ()
