"""Somebody's place in a chat: where they are, and how they wait for the bot's answers."""

from dataclasses import dataclass
from typing import Any

from tests.telegram.server.access import hears
from tests.telegram.server.model import ANONYMOUS_ADMIN, CHANNEL_BOT, Chat, Content, Kind, Message, Standing, User
from tests.telegram.server.profile import menu
from tests.telegram.server.sending import forward_to_linked
from tests.telegram.server.shapes import message_json
from tests.telegram.server.world import Ephemeral, EventKind, World


@dataclass(repr=False)
class Place:
    """A person in a chat, or in a topic of it. Anonymous administrators and channels speak `as_chat`."""

    world: World
    user: User
    chat: Chat
    thread: int | None = None
    as_chat: Chat | None = None

    def __repr__(self) -> str:
        return f"<{self.user.first_name} in {self.chat.title or 'private'}>"

    def _posts(self, content: Content, reply_to: Message | None, answers: int) -> list[Message]:
        """Write a message and wait for so many answers."""
        with self.world.changed:
            mark = len(self.world.events)
            self._check_may_write()
            message = self._make(content, reply_to)
            if self.chat.kind is Kind.CHANNEL:
                self.world.update("channel_post", message_json(self.world, message))
                forward_to_linked(self.world, message)
            elif message.receiver is not None or hears(self.world, message):
                self.world.update("message", message_json(self.world, message))
        return self._answers(mark, answers)

    def _check_may_write(self) -> None:
        if self.chat.kind is Kind.PRIVATE:
            bot = self.chat.member(self.world.bot.id)
            assert bot.standing is not Standing.KICKED, "who has blocked the bot cannot write to it"
            self.chat.started = True
        else:
            assert self.chat.member(self.user.id).inside, f"{self.user.first_name} is not in {self.chat.title}"

    def _make(self, content: Content, reply_to: Message | None) -> Message:
        """Put a message of this person into the chat."""
        reply = reply_to or (self.chat.messages.get(self.thread) if self.thread else None)
        message = Message(0, self.chat, int(self.world.now()), [content], self.user, self.as_chat, self.thread, reply)
        message.at = self.world.now()
        if self.as_chat is not None:
            message.sender = ANONYMOUS_ADMIN if self.as_chat is self.chat else CHANNEL_BOT
            message.signature = self.chat.member(self.user.id).title
        if self.chat.kind is Kind.CHANNEL:
            message.sender, message.sender_chat = None, self.chat
        if self._is_ephemeral(content.text.text):
            message.receiver = self.world.bot
            message.ephemeral_id = self.world.number("ephemeral", 29_341_834)
            self.chat.ephemerals[message.ephemeral_id] = message
        else:
            message.id = self.world.next_message_id(self.chat)
            self.chat.messages[message.id] = message
        return message

    def _is_ephemeral(self, text: str) -> bool:
        """Whether a text is a command that the client sends for the bot's eyes only."""
        if self.world.ephemeral is Ephemeral.OFF or not self.chat.is_group or not text.startswith("/"):
            return False
        name = text[1:].split(maxsplit=1)[0].partition("@")[0]
        return any(one["command"] == name and one.get("is_ephemeral") for one in self._menu())

    def _menu(self) -> list[dict[str, Any]]:
        return menu(self.world, self.chat, self.user.id, self.user.language_code)

    def _answers(self, mark: int, number: int) -> list[Message]:
        """Wait for so many messages, new or changed, that came after a mark."""
        if number:
            self.world.wait_for(lambda: len(self._since(mark)) >= number, f"{number} answers to {self.user.first_name}")
        return self._since(mark) if number else []

    def _since(self, mark: int) -> list[Message]:
        kinds = (EventKind.SENT, EventKind.EDITED)
        places = (self.chat.id, self.user.id)
        found = (one for one in self.world.events[mark:] if one.kind in kinds and one.chat and one.chat.id in places)
        shown = (one.message for one in found if one.message and one.message.receiver in (None, self.user))
        return list(dict.fromkeys(shown))
