"""What Discord brings, as a Request: who asks, where, and what they said, pressed or filled in. Pure.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from typing import Any

from bot.message import Request
from bot.transports.discord import slash, tickets
from bot.transports.discord.components import Flags, Kind
from bot.transports.discord.markdown import TEXT
from bot.transports.discord.sending import PLATFORM, person
from storage.model import ChatKind, Place

Json = dict[str, Any]
LONGEST_TEXT = 4000  # characters of a form's field


class Doing(IntEnum):
    """What a person did."""

    COMMAND = 2
    PRESS = 3
    TYPING = 4  # choices are wanted
    FORM = 5


class May(IntFlag):
    """Permissions: https://discord.com/developers/docs/topics/permissions."""

    NOTHING = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_IN_THREADS = 1 << 38


_THREADS = (10, 11, 12)  # types of channels
_IN_SERVER, _IN_PRIVATE = "0", "1"  # where an app was added: https://discord.com/developers/docs/resources/application


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what its answer needs of Discord.

    `hidden`: the answer is for the caller alone, because others read the place. `at_home`: it is the bot's own private
    chat with the caller, or a server that has added it; elsewhere the request is about the caller's own chat, wherever
    that is. `in_components`: the message that was pressed has the newer form. `words` is what an answer's buttons have
    to remember. `permissions` and `own_permissions` are the caller's and the bot's in this channel.
    """

    doing: Doing
    request: Request
    id: str
    token: str
    application_id: str
    hidden: bool
    at_home: bool
    in_components: bool = True
    words: str = ""
    command: str = ""
    permissions: May = May.NOTHING
    own_permissions: May = May.NOTHING
    roles: frozenset[str] = frozenset()
    in_thread: bool = False

    @property
    def may_change(self) -> bool:
        """Whether Discord lets the caller manage the channel."""
        return bool(self.permissions & (May.ADMINISTRATOR | May.MANAGE_CHANNELS))

    @property
    def may_post(self) -> bool:
        """Whether the caller may write in the channel."""
        return _posts(self.permissions, in_thread=self.in_thread)

    @property
    def bot_may_post(self) -> bool:
        """Whether the bot may write in the channel."""
        return self.at_home and _posts(self.own_permissions, in_thread=self.in_thread)


def read(payload: Json) -> Asked:
    """What an interaction asks. Raises LookupError, TypeError or ValueError for what is none of Discord's."""
    doing, data = Doing(payload["type"]), payload["data"]
    member: Json = payload.get("member") or {}
    user: Json = member.get("user") or payload["user"]
    channel: Json = payload.get("channel") or {}
    message: Json = payload.get("message") or {}
    owners = payload.get("authorizing_integration_owners") or {}
    in_server = bool(payload.get("guild_id")) and (_IN_SERVER in owners or not owners)
    own_chat = not payload.get("guild_id") and payload.get("context", 1) == 1
    place, kind = _place(payload, user, in_server=in_server, own_chat=own_chat)
    request = Request(
        place=place,
        kind=kind,
        user_id=str(user["id"]),
        client_language=str(payload.get("locale") or ""),
        is_admin=kind is ChatKind.PRIVATE,
        user_name=str(member.get("nick") or user.get("global_name") or user.get("username") or ""),
        message_id=str(message.get("id", "")),
        own_message=kind is ChatKind.PRIVATE or bool(message.get("flags", 0) & Flags.EPHEMERAL),
        answered=tickets.answered(_carried(message)),
        room=TEXT,
        can_post=kind is ChatKind.PRIVATE,
        place_name=str(channel.get("name") or ""),
        whispers=True,
        listens=False,
    )
    asked = Asked(
        doing=doing,
        request=request,
        id=str(payload["id"]),
        token=str(payload["token"]),
        application_id=str(payload["application_id"]),
        hidden=not own_chat,
        at_home=in_server or own_chat,
        in_components=bool(message.get("flags", 0) & Flags.COMPONENTS),
        permissions=May(int(member.get("permissions") or 0)),
        own_permissions=May(int(payload.get("app_permissions") or 0)),
        roles=frozenset(map(str, member.get("roles") or ())),
        in_thread=channel.get("type") in _THREADS,
    )
    return _with_words(asked, data)


def in_private(asked: Asked, place: Place) -> Asked:
    """The same about the caller's own chat, which is at this place."""
    request = replace(asked.request, place=place, kind=ChatKind.PRIVATE, is_admin=True, can_post=True, own_message=True)
    return replace(asked, request=request, at_home=False)


def _place(payload: Json, user: Json, *, in_server: bool, own_chat: bool) -> tuple[Place, ChatKind]:
    """Where it is about: a server's channel is a thread of it; where the bot is not at home, the person's own chat."""
    if in_server:
        return Place(PLATFORM, str(payload["guild_id"]), str(payload["channel_id"])), ChatKind.GROUP
    place = Place(PLATFORM, str(payload["channel_id"])) if own_chat else person(str(user["id"]))
    return place, ChatKind.PRIVATE


def _with_words(asked: Asked, data: Json) -> Asked:
    """With what was said, pressed or filled in."""
    request = asked.request
    match asked.doing:
        case Doing.COMMAND:
            text = slash.said(data)
            return replace(asked, request=replace(request, text=text), words=text, command=str(data["name"]))
        case Doing.TYPING:
            return replace(asked, command=str(data["name"]))
        case Doing.FORM:
            filled = " ".join(_filled(data))
            text = f"/{tickets.read(str(data['custom_id'])).action.partition(':')[2]} {filled[:LONGEST_TEXT]}"
            return _meant(replace(asked, request=replace(request, text=text), words=text), str(data["custom_id"]))
        case _:
            carried = str(data["custom_id"])
            action = tickets.read(carried).action
            return _meant(replace(asked, request=replace(request, action=action), words=request.answered), carried)


def _meant(asked: Asked, carried: str) -> Asked:
    """About the caller's own chat, where a button says so."""
    return in_private(asked, person(asked.request.user_id)) if tickets.read(carried).privately else asked


def _carried(component: Json) -> Iterator[str]:
    """What the buttons within a message or component carry, in its order."""
    for one in component.get("components") or ():
        if one.get("type") == Kind.BUTTON and "custom_id" in one:
            yield str(one["custom_id"])
        yield from _carried(one)


def _filled(data: Json) -> Iterator[str]:
    for one in data.get("components") or ():
        field: Json = one.get("component") or next(iter(one.get("components") or ()), {})
        yield str(field.get("value", "")).strip()


def _posts(permissions: May, *, in_thread: bool) -> bool:
    needed = May.SEND_IN_THREADS if in_thread else May.SEND_MESSAGES
    return bool(permissions & (May.ADMINISTRATOR | needed))
