"""One update of Telegram, from what it says to what is answered."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from telegram import Bot, Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.catalog import Catalog
from bot.commands.starting import introduction
from bot.message import Block, Button, Message, Reply, Request
from bot.presence import Presence
from bot.spoken import spoken
from bot.transports.base import TransportError
from bot.transports.telegram import channels
from bot.transports.telegram.answers import Answers
from bot.transports.telegram.asking import PLATFORM, Asked, read
from bot.transports.telegram.inline import Inline
from bot.transports.telegram.membership import Change, Membership, read_membership, read_migration
from bot.transports.telegram.rights import Rights
from storage.model import ChatKind, Place

log = logging.getLogger(__name__)

T = TypeVar("T")


class Answering(Protocol):
    """The command layer: `bot.commands.answer.Answering`."""

    def answer(self, request: Request) -> Reply: ...

    def catalog_for(self, request: Request) -> Catalog: ...

    def needs_admin(self, request: Request) -> bool: ...

    def needs_post(self, request: Request) -> bool: ...

    def names_admins(self, request: Request) -> bool: ...


@dataclass(frozen=True, slots=True)
class Front:
    """Handles updates of the bot `me`. The command layer and the store are used in `threads`."""

    bot: Bot
    me: User
    answering: Answering
    presence: Presence
    answers: Answers
    inline: Inline
    rights: Rights
    threads: Executor

    async def handle(self, update: Update) -> None:
        """Do what an update asks for. Raises what goes wrong: it concerns this update alone."""
        try:
            if update.inline_query is not None:
                await self.inline.answer(update.inline_query)
            elif update.my_chat_member is not None:
                await self._membership(read_membership(update.my_chat_member))
            elif update.message is not None and (moved := read_migration(update.message)) is not None:
                await self._in_thread(lambda: self.presence.moved(*moved))
            elif (asked := read(update, self.me)) is not None:
                await self._answer(asked)
        except TransportError as error:
            log.warning("An answer could not be brought: %s", error)

    async def _answer(self, asked: Asked) -> None:
        about = channels.named(asked.request)
        if about is not None:
            await self._about_channel(asked, *about)
            return
        request = await self._with_rights(asked)
        await self.answers.deliver(asked, await self._in_thread(lambda: self.answering.answer(request)))

    async def _with_rights(self, asked: Asked) -> Request:
        """The request with what the caller may do at this moment, asked of Telegram only where it matters."""
        request = asked.request
        if self.answering.needs_admin(request):
            request = dataclasses.replace(request, is_admin=await self.rights.is_admin(asked))
        if self.answering.needs_post(request):
            request = dataclasses.replace(request, can_post=await self.rights.may_post(asked))
        if self.answering.names_admins(request):
            request = dataclasses.replace(request, admins=await self.rights.admins(asked))
        return request

    async def _about_channel(self, asked: Asked, channel: str | int, request: Request) -> None:
        """Answer in private what concerns a channel, if the caller administers it now."""
        chat_id = await self._channel_id(channel)
        if chat_id is None or not await self.rights.administers(chat_id, int(request.user_id)):
            await self.answers.deliver(asked, await self._refusal(request, str(channel)))
            return
        place = Place(PLATFORM, str(chat_id))
        about = channels.for_channel(request, place)
        reply = await self._in_thread(lambda: self.answering.answer(about))
        await self.answers.deliver(asked, channels.carrying(reply, place))

    async def _channel_id(self, channel: str | int) -> int | None:
        """The number of a channel that the bot knows; None for what is no channel."""
        try:
            chat = await self.bot.get_chat(channel)
        except TelegramError:
            return None
        return chat.id if chat.type == ChatType.CHANNEL else None

    async def _refusal(self, request: Request, channel: str) -> Reply:
        catalog = await self.answers.catalog_for(request)
        return Reply((_words(catalog.text("channel.not_yours", channel=channel)),))

    async def _membership(self, membership: Membership) -> None:
        request = membership.request
        if membership.change is Change.WENT:
            reason = "The bot was blocked, removed, or may not write there."
            await self._in_thread(lambda: self.presence.went(request.place, reason))
            return
        is_new = await self._in_thread(lambda: self.presence.came(request))
        if is_new and request.kind is not ChatKind.PRIVATE:
            await self._introduce(membership)

    async def _introduce(self, membership: Membership) -> None:
        """Say once what the bot is for: to a group there, to whoever added it to a channel in private."""
        request = membership.request
        catalog = await self.answers.catalog_for(request)
        if request.kind is ChatKind.GROUP:
            await self.answers.deliver(Asked(request, 0), Reply((introduction(catalog),)))
            return
        words = catalog.said("channel.added", channel=membership.title)
        button = Button(catalog.text("button.set_up"), f"@{request.place.chat_id}|subscribe:")
        private = dataclasses.replace(request, place=Place(PLATFORM, request.user_id), kind=ChatKind.PRIVATE)
        await self.answers.deliver(Asked(private, 0), Reply((_words(words, button),)))

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)


def _words(text: str, *buttons: Button) -> Message:
    return Message((Block((spoken(text),)),), (buttons,) if buttons else ())
