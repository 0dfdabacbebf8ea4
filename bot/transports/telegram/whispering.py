"""Messages in a group that only one person sees, where the Bot API (10.2 and later) has them.

A bot may whisper to who pressed one of its buttons, within some seconds. An older server does not refuse what it does
not know: it would show the message to everybody. So it is asked first whether it knows them.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.message import Message
from bot.packing import pack
from bot.transports.telegram.api import Api
from bot.transports.telegram.asking import Asked
from bot.transports.telegram.errors import transport_error
from bot.transports.telegram.forms import new_message
from bot.transports.telegram.html import TEXT


async def knows_whispers(api: Api) -> bool:
    """Whether the server has ephemeral messages: it refuses to edit none, where an older one knows no such method."""
    try:
        await api.call("editEphemeralMessageText", {"chat_id": 0, "receiver_user_id": 0, "ephemeral_message_id": 0})
    except BadRequest:
        return True
    except TelegramError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Whispering:
    """Sends and edits messages that only the person who pressed a button sees."""

    api: Api

    async def whisper(self, asked: Asked, message: Message) -> None:
        """Answer a press to the presser alone, in place of their own message where that is asked.

        Raises TransportError.
        """
        first, *others = pack(dataclasses.replace(message, picture=None), TEXT)
        if first.replaces and asked.own_id is not None:
            target = {"ephemeral_message_id": asked.own_id, "receiver_user_id": int(asked.request.user_id)}
            await self._call(asked, "editEphemeralMessageText", first, target)
        else:
            await self._call(asked, "sendMessage", first, _to_presser(asked))
        for part in others:
            await self._call(asked, "sendMessage", part, _to_presser(asked))

    async def _call(self, asked: Asked, method: str, message: Message, target: dict[str, Any]) -> None:
        place = asked.request.place
        form = next(iter(new_message(message)))
        try:
            await self.api.call(method, form.arguments | target | {"chat_id": int(place.chat_id)})
        except TelegramError as error:
            raise transport_error(error, place) from error


def _to_presser(asked: Asked) -> dict[str, Any]:
    """Who alone is to see a message, as 10.2 wants it and as 10.3 does: each ignores the other's way."""
    receiver = {"receiver_user_id": int(asked.request.user_id), "callback_query_id": asked.callback_id}
    thread = asked.request.place.thread_id
    target = {"message_thread_id": int(thread)} if thread else {}
    return {**target, **receiver, "ephemeral_message_parameters": receiver, "disable_notification": True}
