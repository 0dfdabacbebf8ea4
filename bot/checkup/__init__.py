"""The check-up of `paperwire doctor` and `run --check`: each part of the set-up looked at, with a sentence each."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator

from bot.checkup import database, operators, sources, web
from bot.checkup.bots import ask_bots
from bot.checkup.clock import look_at_clock
from bot.checkup.finding import Finding, State
from bot.errors import SettingsError
from bot.settings import OperatorSettings

__all__ = ["Finding", "State", "examine"]


def examine(load: Callable[[], OperatorSettings], now: Callable[[], dt.datetime]) -> Iterator[Finding]:
    """Everything there is to say, in the order in which it is to be mended; a wrong setting hides what comes after."""
    try:
        operator = load()
    except SettingsError as error:
        yield from (Finding("settings", State.WRONG, line) for line in str(error).splitlines())
        return
    yield from _settings(operator)
    yield from web.look_at(operator)
    looked = database.look_at(operator.database_url)
    yield from looked.findings
    bots = asyncio.run(ask_bots(operator, now))
    yield from (bot.finding for bot in bots)
    yield look_at_clock([*looked.clocks(now), *(bot.clock for bot in bots if bot.clock is not None)])
    yield from operators.look_at(operator, looked.usable)
    yield from sources.look_at(operator, looked.usable, now())


def _settings(operator: OperatorSettings) -> Iterator[Finding]:
    yield Finding("settings", State.OK, "All settings can be read.")
    if operator.telegram_token is None and operator.discord_token is None:
        yield Finding(
            "settings",
            State.NOTE,
            "Neither PAPERWIRE_TELEGRAM_TOKEN nor PAPERWIRE_DISCORD_TOKEN is set: digests come to the terminal only.",
        )
    elif not operator.operators:
        yield Finding(
            "settings",
            State.NOTE,
            "PAPERWIRE_OPERATORS is not set: `paperwire run` prints a code that makes you an operator.",
        )
