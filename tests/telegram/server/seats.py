"""People: what they do in their chats, and what they get for it."""

import re
from dataclasses import dataclass
from typing import Any

from tests.telegram.server.access import hears
from tests.telegram.server.detect import detect
from tests.telegram.server.keyboards import read_markup
from tests.telegram.server.model import Content, Kind, Message
from tests.telegram.server.moderating import Moderating
from tests.telegram.server.shapes import chat_json, message_json, user_json
from tests.telegram.server.texts import Text, read_message_text
from tests.telegram.server.world import Asked, World

LONGEST_QUERY = 256
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a press: the words that appeared, in a window of their own or not, and the messages that changed."""

    toast: str
    alert: bool
    url: str
    messages: list[Message]


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What an inline query was answered with."""

    query_id: str
    results: list[dict[str, Any]]
    next_offset: str
    is_personal: bool
    cache_time: int
    button: dict[str, Any]


class Seat(Moderating):
    """A person in a chat.

    What a person does waits for so many answers: messages of the bot, new or changed, that this person sees in this
    chat or in private. They are returned in the order in which they came.
    """

    def says(self, text: str, *, reply_to: Message | None = None, answers: int = 1) -> list[Message]:
        """Write a message."""
        return self._posts(Content(self._read(text)), reply_to, answers)

    def shares_location(self, latitude: float, longitude: float, *, answers: int = 1) -> list[Message]:
        """Send a place on the map."""
        return self._posts(Content(location=(latitude, longitude)), None, answers)

    def opens_deep_link(self, payload: str, *, answers: int = 1) -> list[Message]:
        """Follow a link that starts the bot with a payload."""
        assert _PAYLOAD.fullmatch(payload), f"no client opens a link with this payload: {payload!r}"
        return self.says(f"/start {payload}", answers=answers)

    def edits(self, message: Message, text: str, *, answers: int = 0) -> list[Message]:
        """Change an own message."""
        assert message.sender == self.user
        with self.world.changed:
            mark = len(self.world.events)
            message.versions.append(Content(self._read(text)))
            message.edit_date = int(self.world.now())
            if hears(self.world, message):
                self.world.update("edited_message", message_json(self.world, message))
        return self._answers(mark, answers)

    def presses(self, label_or_data: str, message: Message | None = None, *, answers: int = 0) -> Pressed:
        """Press a button, of the newest message that has it if none is named, and wait for the press to be answered.

        Messages that change or come are waited for only when it is said how many.
        """
        pressed = message or self._message_with(label_or_data)
        button = pressed.button(label_or_data)
        assert button.data, f"this button asks nothing of the bot: {button}"
        return self._press(button.data, pressed, answers)

    def presses_forged(self, data: str, message: Message, *, answers: int = 0) -> Pressed:
        """Press a button that is not there, as a client of one's own can."""
        return self._press(data, message, answers)

    def _press(self, data: str, message: Message, answers: int) -> Pressed:
        with self.world.changed:
            mark = len(self.world.events)
            asked = self.asks(data, message)
        self.world.wait_for(lambda: asked.answer is not None, f"no answer to the press of {data!r}")
        answer = asked.answer or {}
        return Pressed(answer["text"], answer["show_alert"], answer["url"], self._answers(mark, answers))

    def asks(self, data: str, message: Message) -> Asked:
        """Press a button without waiting for the answer."""
        with self.world.changed:
            number = str(4_000_000_000_000_000_000 + self.world.number("press"))
            asked = self.world.presses[number] = Asked(number, self.user, self.world.now(), message.chat, message)
            document = {"id": number, "from": user_json(self.user), "data": data}
            document["chat_instance"] = str(-abs(self.chat.id))
            if message.inline_id:
                document["inline_message_id"] = message.inline_id
            elif message.deleted:
                document["message"] = {"chat": chat_json(self.world, self.chat), "message_id": message.id, "date": 0}
            else:
                document["message"] = message_json(self.world, message)
            self.world.update("callback_query", document)
        return asked

    def types_inline(self, query: str, *, offset: str = "") -> InlineAnswer:
        """Write the bot's name and a query, and wait for what it offers."""
        return self.answer_to(self.asks_inline(query, offset=offset))

    def asks_inline(self, query: str, *, offset: str = "") -> Asked:
        """Write the bot's name and a query, without waiting for the answer."""
        with self.world.changed:
            number = str(5_000_000_000_000_000_000 + self.world.number("inline query"))
            asked = self.world.inline_queries[number] = Asked(number, self.user, self.world.now(), self.chat)
            kind = "sender" if self.chat.id == self.user.id else self.chat.kind.value
            document = {"id": number, "from": user_json(self.user), "query": query[:LONGEST_QUERY], "offset": offset}
            self.world.update("inline_query", document | {"chat_type": kind})
        return asked

    def answer_to(self, asked: Asked) -> InlineAnswer:
        """Wait for what the bot offers to an inline query."""
        self.world.wait_for(lambda: asked.answer is not None, "no answer to an inline query")
        return InlineAnswer(asked.id, **(asked.answer or {}))

    def takes(self, answer: InlineAnswer, result_id: str, query: str = "") -> Message:
        """Send one of the offered results to the chat."""
        result = next(one for one in answer.results if str(one["id"]) == result_id)
        given = result.get("input_message_content") or {"message_text": result.get("caption", "")}
        with self.world.changed:
            raw, mode = given["message_text"], given.get("parse_mode", "")
            text = read_message_text(raw, mode, given.get("entities"), self.world.report)
            message = self._make(Content(text, read_markup(result.get("reply_markup", {}), self.world.report)), None)
            message.via_bot = True
            message.inline_id = f"BAAA{self.world.number('inline message')}" if message.buttons else ""
            if message.inline_id:
                self.world.inline_messages[message.inline_id] = message
            if hears(self.world, message):
                self.world.update("message", message_json(self.world, message))
            self._tell_chosen(message, result_id, query)
        return message

    def _tell_chosen(self, message: Message, result_id: str, query: str) -> None:
        if self.world.inline_feedback:
            document = {"result_id": result_id, "from": user_json(self.user), "query": query}
            more = {"inline_message_id": message.inline_id} if message.inline_id else {}
            self.world.update("chosen_inline_result", document | more)

    def sees(self) -> list[Message]:
        """What the bot has written here and this person can read now, oldest first."""
        public = [one for one in self.chat.messages.values() if _is_of_bot(self.world, one)]
        own = [one for one in self.chat.ephemerals.values() if one.receiver == self.user]
        shown = [one for one in [*public, *own] if not one.deleted and self.thread in (None, one.thread)]
        return sorted(shown, key=lambda one: one.at)

    def menu(self) -> list[dict[str, Any]]:
        """The commands that the client shows here."""
        return self._menu()

    def _read(self, text: str) -> Text:
        return Text(text, (), tuple(detect(text)))

    def _message_with(self, label_or_data: str) -> Message:
        for message in reversed(self.sees()):
            if any(label_or_data in (one.label, one.data) for row in message.buttons for one in row):
                return message
        raise AssertionError(f"no button {label_or_data!r} in {self.sees()}")


def _is_of_bot(world: World, message: Message) -> bool:
    return message.sender == world.bot or (message.chat.kind is Kind.CHANNEL and message.sender is None)
