"""Bringing an answer to whoever is to see it: everybody in the chat, the caller alone, or the caller in private."""

import dataclasses
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from bot.actions import deep_link_payload
from bot.catalog import Catalog
from bot.limits import Limiter, Priority
from bot.message import Audience, Block, Button, Message, Reply, Request, Span
from bot.transports.base import TransportError
from bot.transports.telegram.asking import PLATFORM, Asked
from bot.transports.telegram.sending import TelegramTransport
from bot.transports.telegram.whispering import Whispering
from storage.model import ChatKind, Place

log = logging.getLogger(__name__)

_WORDLESS = re.compile(r"search:\d+:$")
LONGEST_WAIT = 20.0  # seconds that Telegram may ask to wait; after more nobody waits for the answer any more


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of one bot, called `username`. `whispering` is None where the Bot API knows no ephemeral messages.

    `catalog_for` gives the texts in a person's language.
    """

    transport: TelegramTransport
    limiter: Limiter
    username: str
    whispering: Whispering | None
    catalog_for: Callable[[Request], Awaitable[Catalog]]

    async def deliver(self, asked: Asked, reply: Reply) -> None:
        """Bring the reply. Raises TransportError; a wait that Telegram asks for is kept, once."""
        reply = self._linked(reply)
        if asked.callback_id is not None:
            page = self._page(asked, reply)
            words = reply.toast or ("" if page else self._words(asked, reply))
            await self.transport.answer_callback(asked.callback_id, text=words, url=page)
        deliver = {
            Audience.CHAT: self._to_chat,
            Audience.CALLER: self._to_caller,
            Audience.PERSON: self._to_person,
        }[reply.audience]
        await deliver(asked, reply)

    async def _to_chat(self, asked: Asked, reply: Reply) -> None:
        """For everybody; in a private chat, in place of the message whose button was pressed where that is asked."""
        request = asked.request
        for message in reply.messages:
            if message.replaces and asked.callback_id is not None:
                await self._patiently(request, partial(self._edit, request, message))
            else:
                say = partial(self._say, request, request.place, message, asked.message_id)
                await self._patiently(request, say)
        for file in reply.files:
            await self._patiently(request, partial(self.transport.send_file, request.place, file))

    async def _to_caller(self, asked: Asked, reply: Reply) -> None:
        """For the caller alone where Telegram can; else, if it was no press, briefly and silently in the chat."""
        if self.whispering is not None and asked.callback_id is not None:
            for message in reply.messages:
                await self.whispering.whisper(asked, message)
        elif asked.callback_id is None and reply.messages:
            brief = dataclasses.replace(reply.brief or reply.messages[0], silent=True)
            say = partial(self._say, asked.request, asked.request.place, brief, asked.message_id)
            await self._patiently(asked.request, say)

    async def _to_person(self, asked: Asked, reply: Reply) -> None:
        """Into the person's private chat; if they never opened it, a word in the chat with the way there."""
        request = asked.request
        place = Place(PLATFORM, request.user_id)
        private = dataclasses.replace(request, place=place, kind=ChatKind.PRIVATE)
        try:
            for message in reply.messages:
                await self._patiently(private, partial(self._say, private, place, message, None))
            for file in reply.files:
                await self._patiently(private, partial(self.transport.send_file, place, file))
        except TransportError as error:
            if not error.permanent:
                raise
            if asked.callback_id is None:
                await self._to_caller(asked, Reply((await self._come_in(request),)))

    async def _say(self, request: Request, place: Place, message: Message, answered: int | None) -> None:
        quoted = answered if request.kind is not ChatKind.PRIVATE or _must_quote(message) else None
        async with AsyncExitStack() as on_the_way:

            async def turn() -> None:
                await on_the_way.aclose()  # the part before this one has arrived
                await self.limiter.slot(place, request.kind, Priority.INTERACTIVE)
                await on_the_way.enter_async_context(self.limiter.allowance.passing())

            await self.transport.reply(place, message, turn=turn, answers=quoted)

    async def _edit(self, request: Request, message: Message) -> None:
        await self.limiter.slot(request.place, request.kind, Priority.INTERACTIVE)
        async with self.limiter.allowance.passing():
            await self.transport.edit(request.place, request.message_id, message)

    async def _patiently(self, request: Request, send: Callable[[], Awaitable[object]]) -> None:
        """Send, and once more after a flood that is short."""
        try:
            await send()
        except TransportError as error:
            if error.retry_after is None or error.retry_after > LONGEST_WAIT:
                raise
            await self.limiter.failed(request.place, retry_after=error.retry_after, whole_bot=error.whole_bot)
            await send()

    def _page(self, asked: Asked, reply: Reply) -> str | None:
        """Where a press in a group leads when the presser cannot be answered alone: to the same in private."""
        if not self._is_unheard(asked, reply) or not deep_link_payload(asked.request.action):
            return None
        return self._link(asked.request.action)

    def _words(self, asked: Asked, reply: Reply) -> str:
        """The beginning of what the presser would be answered alone."""
        if not self._is_unheard(asked, reply):
            return ""
        lines = (line for block in reply.messages[0].blocks for line in block.lines)
        return "\n".join("".join(span.text for span in line) for line in lines)

    def _is_unheard(self, asked: Asked, reply: Reply) -> bool:
        """Whether there are messages for the presser alone that Telegram cannot show to them alone."""
        in_group = asked.request.kind is not ChatKind.PRIVATE
        return reply.audience is Audience.CALLER and in_group and self.whispering is None and bool(reply.messages)

    def _linked(self, reply: Reply) -> Reply:
        brief = reply.brief and self._with_links(reply.brief)
        return dataclasses.replace(reply, messages=tuple(map(self._with_links, reply.messages)), brief=brief)

    def _with_links(self, message: Message) -> Message:
        """The message with buttons that lead to the private chat as links to it."""
        rows = (tuple(self._with_link(button) for button in row) for row in message.buttons)
        return dataclasses.replace(message, buttons=tuple(rows))

    def _with_link(self, button: Button) -> Button:
        return Button(button.label, url=self._link(button.action)) if button.private else button

    def _link(self, action: str) -> str:
        payload = deep_link_payload(action)
        return f"https://t.me/{self.username}" + (f"?start={payload}" if payload else "")

    async def _come_in(self, request: Request) -> Message:
        catalog = await self.catalog_for(request)
        button = Button(catalog.text("button.open_privately"), url=self._link(""))
        return Message((Block(((Span(catalog.text("private.first")),),)),), ((button,),), silent=True)


def _must_quote(message: Message) -> bool:
    """Whether a button leaves out what was searched for: it is then read from the message that this one answers."""
    return any(_WORDLESS.search(button.action) for row in message.buttons for button in row)
