"""Messages to Telegram: sent and edited; presses of buttons answered; files."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import telegram
from telegram.error import NetworkError, TelegramError

from bot.message import Block, File, Message
from bot.packing import pack
from bot.spoken import spoken
from bot.transports.base import TransportError
from bot.transports.telegram.api import Api
from bot.transports.telegram.errors import Refusal, RefusedError, transport_error
from bot.transports.telegram.forms import Form, edited_message, new_message
from bot.transports.telegram.html import TEXT
from bot.transports.telegram.links import opens
from bot.transports.text import clean
from storage.model import Place

log = logging.getLogger(__name__)

GENERAL = frozenset({"", "1"})  # names of a group's first topic; only the first of them may be sent
LONGEST_TOAST = 200  # characters: https://core.telegram.org/bots/api#answercallbackquery


@dataclass(frozen=True, slots=True)
class TelegramTransport:
    """Sends what one bot says. `topic_notice` gives the line that tells a group why a message comes to General.

    `api` is initialised and shut down by whoever made it. All methods raise TransportError.
    """

    api: Api
    topic_notice: Callable[[Place], Awaitable[str]]
    platform: str = "telegram"
    idempotent: bool = False

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:  # noqa: ARG002 - Telegram knows no nonces
        """Send a message, better one that fits (`bot.packing`, `TEXT`); the answer is the id of its last part."""
        return (await self._send(place, message, _Manner(silent)))[-1]

    async def reply(
        self,
        place: Place,
        message: Message,
        *,
        silent: bool = False,
        turn: Callable[[], Awaitable[object]] | None = None,
        answers: int | None = None,
    ) -> Sequence[str]:
        """Send an answer to somebody in as many parts as it needs, the further ones silently; their ids.

        `turn` waits until one more message may be sent, and is awaited before each. `answers` is the message that each
        part is shown to answer.
        """
        return await self._send(place, message, _Manner(silent, turn, answers))

    async def edit(self, place: Place, message_id: str, message: Message) -> str:
        """Put the message in the place of another, or send it silently if that cannot be edited; its id.

        What does not fit comes in further messages, and the buttons with the last.
        """
        first, *others = pack(message, TEXT)
        try:
            await self._say(place, edited_message(first), {"message_id": int(message_id)})
        except RefusedError as error:
            if error.refusal is Refusal.NOT_EDITABLE:
                return (await self._send(place, message, _Manner(silent=True)))[-1]
            if error.refusal is not Refusal.SAME:
                raise
        return (await self._send_parts(place, others, _Manner(silent=True)))[-1] if others else message_id

    async def answer_callback(self, callback_id: str, *, text: str = "", url: str | None = None) -> None:
        """Answer the press of a button, with a few words or a page; one that is too old needs none."""
        words = {"text": clean(text)[:LONGEST_TOAST]} if text else {}
        page = {"url": url} if url is not None and opens(url) else {}
        arguments = {"callback_query_id": callback_id, **words, **page}
        try:
            await self._call(Place(self.platform, ""), "answerCallbackQuery", arguments)
        except RefusedError as error:
            if error.refusal is not Refusal.NOT_THERE:
                raise

    async def send_file(self, place: Place, file: File, *, silent: bool = False) -> str:
        """Send a document; its message's id."""
        document = telegram.InputFile(file.content, filename=clean(file.name).replace("/", "_") or "file")
        arguments = {"document": document, "disable_notification": silent} | _chat(place) | _topic(place)
        return _message_id(await self._call(place, "sendDocument", arguments), place)

    async def _send(self, place: Place, message: Message, manner: "_Manner") -> Sequence[str]:
        """Send a message in its topic, or in General if that is closed or deleted; the ids of its parts.

        The chat stays where it is: moving it would give General's chat, if there is one, this one's subscriptions.
        """
        manner = replace(manner, silent=manner.silent or message.silent)
        try:
            return await self._send_parts(place, pack(message, TEXT), manner)
        except RefusedError as error:
            if error.refusal is not Refusal.TOPIC or place.thread_id in GENERAL:
                raise
        notice = Block((spoken(await self.topic_notice(place)),))
        noted = replace(message, blocks=(notice, *message.blocks))
        return await self._send_parts(replace(place, thread_id=""), pack(noted, TEXT), manner)

    async def _send_parts(self, place: Place, parts: Sequence[Message], manner: "_Manner") -> Sequence[str]:
        sent: list[str] = []
        for part in parts:
            if manner.turn is not None:
                await manner.turn()
            target = {"disable_notification": manner.silent or bool(sent)} | _topic(place) | manner.quoting()
            try:
                sent.append(_message_id(await self._say(place, new_message(part), target), place))
            except TransportError as error:
                if not sent:
                    raise
                reason = f"{len(sent)} of {len(parts)} parts were sent. {error.reason}"
                raise TransportError(reason, delivered_unknown=True) from error
        return sent

    async def _say(self, place: Place, forms: Iterable[Form], target: dict[str, Any]) -> Any:
        """Call the first form that is not refused. A refusal says that nothing was sent, so the next may be tried."""
        refused = TransportError("There is no form in which it can be said.", delivered_unknown=True)
        for form in forms:
            try:
                return await self._call(place, form.method, form.arguments | target | _chat(place))
            except RefusedError as error:
                if error.refusal not in {Refusal.OTHER, Refusal.NO_MEDIA}:
                    raise
                log.info("Telegram did not take a message to %s by %s: %s", place.chat_id, form.method, error.reason)
                refused = error
        raise refused

    async def _call(self, place: Place, method: str, arguments: Mapping[str, Any]) -> Any:
        try:
            return await self.api.call(method, arguments)
        except TelegramError as error:
            raise transport_error(error, place) from error


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a message is sent: see `TelegramTransport.reply`."""

    silent: bool = False
    turn: Callable[[], Awaitable[object]] | None = None
    answers: int | None = None

    def quoting(self) -> dict[str, Any]:
        if self.answers is None:
            return {}
        return {"reply_parameters": {"message_id": self.answers, "allow_sending_without_reply": True}}


def _chat(place: Place) -> dict[str, Any]:
    """Where a message goes; names of public chats (`@…`) are no numbers."""
    return {"chat_id": int(place.chat_id) if place.chat_id.lstrip("-").isdecimal() else place.chat_id}


def _topic(place: Place) -> dict[str, Any]:
    return {} if place.thread_id in GENERAL else {"message_thread_id": int(place.thread_id)}


def _message_id(answer: Any, place: Place) -> str:
    if isinstance(answer, dict) and isinstance(answer.get("message_id"), int):
        return str(answer["message_id"])
    raise transport_error(NetworkError("The answer names no message."), place)
