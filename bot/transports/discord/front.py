"""One interaction of Discord, from what it says to what is answered."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from bot.message import Reply, Request
from bot.presence import Presence
from bot.suggesting import Suggesting
from bot.transports.base import TransportError
from bot.transports.discord import slash
from bot.transports.discord.answers import Answers
from bot.transports.discord.asking import Asked, Doing, in_private, read
from bot.transports.discord.forms import form
from bot.transports.discord.replying import Replying
from bot.transports.discord.rest import Json, Rest
from bot.transports.discord.rights import Rights
from bot.transports.discord.sending import PERSON, person
from storage.model import ChatKind

log = logging.getLogger(__name__)

PROMPT_SECONDS = 1.0  # after which an answer is promised: Discord waits three
LONGEST_SECONDS = 60.0  # for an answer

T = TypeVar("T")


class Answering(Protocol):
    """The command layer: `bot.commands.answer.Answering`."""

    def answer(self, request: Request) -> Reply: ...

    def question(self, request: Request) -> tuple[str, str]: ...

    def needs_admin(self, request: Request) -> bool: ...

    def needs_post(self, request: Request) -> bool: ...


@dataclass(frozen=True, slots=True)
class Front:
    """Handles what people do. The command layer and the store are used in `threads`."""

    rest: Rest
    answering: Answering
    suggesting: Suggesting
    presence: Presence
    rights: Rights
    threads: Executor

    async def handle(self, payload: Json) -> None:
        """Do what an interaction asks for. Raises what goes wrong: it concerns this one alone."""
        asked = read(payload)
        replying = Replying(self.rest, asked)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                if asked.doing is Doing.TYPING:
                    await self._suggest(asked, payload["data"], replying)
                elif not await self._opened_form(asked, replying):
                    await self._answer(asked, replying)
        except TransportError as error:
            log.warning("An answer could not be brought: %s", error)

    async def _suggest(self, asked: Asked, data: Json, replying: Replying) -> None:
        option, typed = slash.typed(data)
        if option is None or option.suggests is None:
            await replying.offer([])
            return
        what, given = option.suggests, slash.values(data)
        found = await self._in_thread(lambda: self.suggesting.suggest(what, typed, self._placed(asked).request, given))
        await replying.offer([{"name": one.label, "value": one.value} for one in found])

    async def _opened_form(self, asked: Asked, replying: Replying) -> bool:
        """Whether a press asks for a form, which is opened then."""
        if asked.doing is not Doing.PRESS:
            return False
        command, question = await self._in_thread(lambda: self.answering.question(asked.request))
        if command:
            await replying.ask(form(command, question, asked.request.action))
        return bool(command)

    async def _answer(self, asked: Asked, replying: Replying) -> None:
        """Answer in time, or promise it and answer later."""
        working = asyncio.ensure_future(self._reply(asked))
        await asyncio.wait([working], timeout=PROMPT_SECONDS)
        if not working.done():
            shown = asked.at_home and self.answering.needs_post(asked.request)
            await replying.promise(hidden=asked.hidden and not shown)
        await Answers(replying, asked).deliver(await working)

    async def _reply(self, asked: Asked) -> Reply:
        rights = await self._with_rights(asked)
        return await self._in_thread(lambda: self.answering.answer(self._placed(rights).request))

    async def _with_rights(self, asked: Asked) -> Asked:
        """With what the caller may do at this moment."""
        request = replace(asked.request, can_post=asked.request.can_post or asked.may_post)
        if request.kind is not ChatKind.PRIVATE and self.answering.needs_admin(request):
            request = replace(request, is_admin=await self.rights.may_change(asked))
        return replace(asked, request=request)

    def _placed(self, asked: Asked) -> Asked:
        """With the caller's own chat as the store knows it; a chat that was stopped goes on where the bot may write."""
        place = asked.request.place
        if place.chat_id.startswith(PERSON):
            known = self.presence.private_place(place.platform, asked.request.user_id)
            return in_private(asked, known) if known else asked
        if asked.bot_may_post:
            self.presence.back(place)
        if asked.request.kind is ChatKind.PRIVATE:
            self.presence.moved(person(asked.request.user_id), place)
        return asked

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)
