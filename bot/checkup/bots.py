"""The bots: whether their tokens are taken where they are to work. Only the platforms' answers are looked at."""

import datetime as dt
import email.utils
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.checkup.clock import OtherClock
from bot.checkup.finding import Finding, State
from bot.settings import OperatorSettings

SECONDS = aiohttp.ClientTimeout(total=10)
_REFUSED = (401, 403, 404)  # Telegram has no such address without the right token


@dataclass(frozen=True, slots=True)
class Inquiry:
    """How a platform is asked who its bot is: `name` reads that in the answer."""

    platform: str
    root: str
    url: str
    headers: Mapping[str, str]
    name: Callable[[Any], str]
    mend: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found out of a bot."""

    finding: Finding
    clock: OtherClock | None = None


async def ask_bots(operator: OperatorSettings, now: Callable[[], dt.datetime]) -> list[Asked]:
    """Ask each platform that is set up."""
    async with aiohttp.ClientSession(timeout=SECONDS) as session:
        return [await _ask(session, inquiry, now) for inquiry in _inquiries(operator)]


def _inquiries(operator: OperatorSettings) -> list[Inquiry]:
    found = []
    if operator.telegram_token is not None:
        root = operator.telegram_base_url.rstrip("/")
        url = f"{root}/bot{operator.telegram_token.get_secret_value()}/getMe"
        mend = "Set PAPERWIRE_TELEGRAM_TOKEN to the one that @BotFather gave you."
        found.append(Inquiry("Telegram", root, url, {}, lambda answer: f"@{answer['result']['username']}", mend))
    if operator.discord_token is not None:
        root = operator.discord_api_url.rstrip("/")
        headers = {"Authorization": f"Bot {operator.discord_token.get_secret_value()}"}
        mend = "Set PAPERWIRE_DISCORD_TOKEN to the one of your application's bot."
        found.append(
            Inquiry("Discord", root, f"{root}/users/@me", headers, lambda answer: str(answer["username"]), mend)
        )
    return found


async def _ask(session: aiohttp.ClientSession, inquiry: Inquiry, now: Callable[[], dt.datetime]) -> Asked:
    try:
        async with session.get(inquiry.url, headers=dict(inquiry.headers)) as response:
            return Asked(await _read(inquiry, response), _clock(inquiry, response, now()))
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        said = f"{inquiry.platform} cannot be reached at {inquiry.root} ({_reason(error)})."
        mend = "Check the network, a proxy or firewall, and the address."
        return Asked(Finding(_check(inquiry), State.WRONG, f"{said} {mend}"))


async def _read(inquiry: Inquiry, response: aiohttp.ClientResponse) -> Finding:
    check = _check(inquiry)
    if response.status in _REFUSED:
        return Finding(check, State.WRONG, f"{inquiry.platform} refuses the token. {inquiry.mend}")
    try:
        name = inquiry.name(await response.json())
    except (aiohttp.ContentTypeError, ValueError, LookupError, TypeError):
        said = f"{inquiry.root} does not answer as {inquiry.platform} does (status {response.status})."
        return Finding(check, State.WRONG, f"{said} Check the address, or try again later.")
    return Finding(check, State.OK, f"{inquiry.platform} knows the bot as {name}.")


def _check(inquiry: Inquiry) -> str:
    return inquiry.platform.lower()


def _clock(inquiry: Inquiry, response: aiohttp.ClientResponse, now: dt.datetime) -> OtherClock | None:
    try:
        theirs = email.utils.parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return None
    return OtherClock(inquiry.platform, now - theirs.astimezone(dt.UTC))


def _reason(error: Exception) -> str:
    """What went wrong, without the address: a token is part of it."""
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.os_error.errno
        return os.strerror(number) if number and number > 0 else str(error.os_error)
    return "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
