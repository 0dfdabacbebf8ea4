"""The platforms an operator has set up: the composition root's other half. Only their libraries are loaded."""

from bot import app
from bot.running import Engine
from bot.settings import OperatorSettings
from storage.store import Store


def build(store: Store, operator: OperatorSettings, threads: app.Threads) -> Engine | None:
    """What `paperwire run` does with the platforms that are set up; None when none is."""
    platforms = []
    if operator.telegram_token is not None:
        from bot.platforms import telegram  # noqa: PLC0415 - loads the library

        platforms.append(telegram.platform(store, operator, operator.telegram_token.get_secret_value(), threads))
    if operator.discord_token is not None:
        from bot.platforms import discord  # noqa: PLC0415 - loads the library

        platforms.append(discord.platform(store, operator, operator.discord_token.get_secret_value(), threads))
    return app.build_engine(store, operator, platforms, threads) if platforms else None
