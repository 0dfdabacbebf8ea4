"""Managing a channel from a private chat: `/subscribe @channel diffusion`, and buttons that keep the channel in mind.

A channel's buttons carry its number before their action. It is only an address: whoever presses one must administer
the channel at that moment.
"""

import dataclasses
import re
from collections.abc import Iterable

from bot.message import ACTION_BYTES, Button, Message, Reply, Request
from storage.model import ChatKind, Place

_NAMED = re.compile(r"(?P<command>/\w+)\s+(?P<channel>@[A-Za-z]\w{3,31})\b\s*(?P<rest>.*)", re.DOTALL)
_CARRIED = re.compile(r"@(?P<channel>-\d{1,20})\|(?P<action>.*)", re.DOTALL)


def named(request: Request) -> tuple[str | int, Request] | None:
    """The channel that a private request is about, and the request without it; None when it is about none."""
    if request.kind is not ChatKind.PRIVATE:
        return None
    if match := _NAMED.fullmatch(request.text.strip()):
        return match["channel"], dataclasses.replace(request, text=f"{match['command']} {match['rest']}".strip())
    if match := _CARRIED.fullmatch(request.action):
        return int(match["channel"]), dataclasses.replace(request, action=match["action"])
    return None


def for_channel(request: Request, place: Place) -> Request:
    """The request as one to the channel, by somebody who administers it."""
    return dataclasses.replace(request, place=place, kind=ChatKind.CHANNEL, is_admin=True)


def carrying(reply: Reply, place: Place) -> Reply:
    """The reply with the channel in all its buttons; a button whose action then is too long is left out."""
    return dataclasses.replace(reply, messages=tuple(_carrying(message, place) for message in reply.messages))


def _carrying(message: Message, place: Place) -> Message:
    rows = (tuple(_carried(row, f"@{place.chat_id}|")) for row in message.buttons)
    return dataclasses.replace(message, buttons=tuple(row for row in rows if row))


def _carried(row: Iterable[Button], prefix: str) -> Iterable[Button]:
    for button in row:
        carried = button if button.url else dataclasses.replace(button, action=prefix + button.action)
        if len(carried.action.encode()) <= ACTION_BYTES:
            yield carried
