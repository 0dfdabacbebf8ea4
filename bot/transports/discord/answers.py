"""Bringing an answer to whoever is to see it: the caller alone where others read along, or everybody."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from bot.message import Audience, Block, BlockKind, Message, Reply, Span
from bot.transports.discord.asking import Asked, Doing
from bot.transports.discord.components import Look, sheets
from bot.transports.discord.errors import Refusal, RefusedError
from bot.transports.discord.replying import Replying


@dataclass(frozen=True, slots=True)
class Answers:
    """Brings replies to what was asked. All methods raise TransportError."""

    replying: Replying
    asked: Asked

    async def deliver(self, reply: Reply) -> None:
        """Bring the reply; where there is nothing to say, confirm the press."""
        hidden = is_hidden(self.asked, reply)
        for message in _with_toast(reply):
            await self._bring(message, hidden=hidden)
        if reply.files:
            await self.replying.bring(reply.files, hidden=hidden)
        if self.replying.is_open and self.asked.doing is Doing.PRESS:
            await self.replying.confirm()

    async def _bring(self, message: Message, *, hidden: bool) -> None:
        """Say a message, or put it in the place of the one that was pressed; in a simpler form if that is refused."""
        try:
            await self._say(message, hidden=hidden, bare=False)
        except RefusedError as error:
            if error.refusal is not Refusal.OTHER:
                raise
            await self._say(message, hidden=hidden, bare=True)

    async def _say(self, message: Message, *, hidden: bool, bare: bool) -> None:
        in_place = message.replaces and self.asked.doing is Doing.PRESS
        embedded = not self.asked.in_components if in_place else message.embedded
        first, *others = sheets(message, Look(embedded, bare, self.asked.words))
        if in_place:
            await self.replying.change(first)
        else:
            await self.replying.say(first, hidden=hidden)
        for document in others:
            await self.replying.say(document, hidden=hidden)


def is_hidden(asked: Asked, reply: Reply) -> bool:
    """Whether the caller alone is to see it: always where the bot is not at home."""
    return asked.hidden and not (asked.at_home and reply.audience is Audience.CHAT)


def _with_toast(reply: Reply) -> Iterator[Message]:
    """The messages; the few words for a press stand above a message that changes, or for themselves."""
    toast = Block(((Span(reply.toast),),), BlockKind.FOOTER)
    if not reply.messages and reply.toast:
        yield Message((Block(toast.lines),))
    for number, message in enumerate(reply.messages):
        said = {line for block in message.blocks for line in block.lines}
        if number == 0 and reply.toast and message.replaces and toast.lines[0] not in said:
            yield dataclasses.replace(message, blocks=(toast, *message.blocks))
        else:
            yield message
