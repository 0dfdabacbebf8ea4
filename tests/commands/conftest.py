"""Chats over the samples, with the clock at noon of the newest sample's day."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import app
from bot.commands.answer import Answering
from bot.message import Button, Message, Reply, Request
from bot.transports.console import to_text
from storage.model import ChatKind, Place
from storage.store import Store, open_store
from tests.conftest import NOON, Databases, a_store
from tests.words import WORDS

PAUSE = dt.timedelta(seconds=15)  # between two requests: nobody asks too fast
PLACE = Place("test", "1")


@dataclass
class Clock:
    """The time as all in the chat see it."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass(repr=False)
class Talk:
    """One person in one chat; remembers the last reply, its buttons, and what the person said last."""

    answering: Answering
    store: Store
    clock: Clock
    language: str = "en"
    place: Place = PLACE
    kind: ChatKind = ChatKind.PRIVATE
    user: str = "u1"
    is_admin: bool = True
    pause: dt.timedelta = PAUSE
    said: str = ""
    reply: Reply = field(default_factory=lambda: Reply(()))
    buttons: list[Button] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Talk"

    def say(self, text: str, **more: object) -> str:
        self.said = text
        return self.ask(text=text, **more)

    def press(self, label: str, **more: object) -> str:
        """Press a button of the last reply, which answers what was said."""
        button = next((button for button in self.buttons if button.label == label), None)
        assert button is not None, f"{label!r} is none of {[button.label for button in self.buttons]}"
        return self.act(button.action, answered=self.said, **more)

    def act(self, action: str, **more: object) -> str:
        return self.ask(action=action, **more)

    def ask(self, **said: object) -> str:
        self.clock.now += self.pause
        self.reply = self.answering.answer(self.request(**said))
        self.buttons = [button for message in self.reply.messages for row in message.buttons for button in row]
        return self.shown()

    def request(self, **said: object) -> Request:
        given = {"kind": self.kind, "client_language": self.language, "is_admin": self.is_admin, **said}
        return Request(place=self.place, user_id=self.user, **given)

    def shown(self) -> str:
        """All that the last reply says."""
        messages = (words_of(message) for message in self.reply.messages)
        return "\n\n".join(part for part in (self.reply.toast, *messages) if part)

    def terms(self, place: Place | None = None) -> set[tuple[str, bool]]:
        chat = self.store.chats.get(place or self.place)
        return {(row.term, row.wanted) for row in chat.subscriptions}


def words_of(message: Message) -> str:
    return to_text(message, width=10_000, color=False)


@pytest.fixture
def store(sqlite: Databases) -> Iterator[Store]:
    with a_store(sqlite) as opened:
        yield opened


@pytest.fixture
def filled(samples: Path, tmp_path: Path) -> Iterator[Store]:
    copy = shutil.copy(samples, tmp_path / "copy.db")
    with open_store(f"sqlite:///{copy}") as opened:
        yield opened


@pytest.fixture
def talk_over() -> Callable[[Store], Talk]:
    """Begin a talk over a store."""

    def begin(store: Store) -> Talk:
        clock = Clock()
        return Talk(app.build_answering(store, WORDS, now=clock), store, clock)

    return begin


@pytest.fixture
def talk(filled: Store, talk_over: Callable[[Store], Talk]) -> Talk:
    return talk_over(filled)


@pytest.fixture
def group(talk: Talk) -> Talk:
    """The same in a group."""
    talk.kind, talk.place = ChatKind.GROUP, Place("test", "-1")
    return talk


@pytest.fixture
def empty_talk(store: Store, talk_over: Callable[[Store], Talk]) -> Talk:
    return talk_over(store)
