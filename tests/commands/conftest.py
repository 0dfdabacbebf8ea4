"""A chat over the samples, with the clock at noon of the newest sample's day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bot import app, ingest
from bot.commands.answer import Answering
from bot.message import Button, Message, Reply, Request
from bot.transports.console import to_text
from storage.model import ChatKind, Place
from storage.store import Store, open_store

SAMPLES = Path(__file__).parents[2] / "samples"
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
WORDS = vocabulary.load()
TAGGER = Tagger(WORDS)
PLACE = Place("test", "1")


@dataclass(repr=False)
class Talk:
    """One person in one chat; remembers the last buttons."""

    answering: Answering
    store: Store
    language: str = "en"
    place: Place = PLACE
    kind: ChatKind = ChatKind.PRIVATE
    is_admin: bool = True
    buttons: list[Button] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Talk"

    def say(self, text: str) -> str:
        return self._show(self.answering.answer(self._request(text=text)))

    def press(self, label: str) -> str:
        button = next(button for button in self.buttons if button.label == label)
        return self._show(self.answering.answer(self._request(action=button.action)))

    def act(self, action: str) -> str:
        return self._show(self.answering.answer(self._request(action=action)))

    def terms(self) -> set[tuple[str, bool]]:
        chat = self.store.chats.get(self.place)
        return {(row.term, row.wanted) for row in chat.subscriptions}

    def _request(self, **said: str) -> Request:
        return Request(self.place, self.kind, "u1", client_language=self.language, is_admin=self.is_admin, **said)

    def _show(self, reply: Reply) -> str:
        self.buttons = [button for message in reply.messages for row in message.buttons for button in row]
        return "\n\n".join(words_of(message) for message in reply.messages)


def words_of(message: Message) -> str:
    return to_text(message, width=10_000, color=False)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


@pytest.fixture
def filled(store: Store) -> Store:
    outcomes = list(ingest.ingest(ingest.find([SAMPLES]), store, TAGGER, now=NOON))
    assert any(isinstance(outcome, ingest.Read) for outcome in outcomes)
    return store


@pytest.fixture
def talk(filled: Store) -> Talk:
    return Talk(app.build_answering(filled, WORDS, now=lambda: NOON), filled)


@pytest.fixture
def empty_talk(store: Store) -> Talk:
    return Talk(app.build_answering(store, WORDS, now=lambda: NOON), store)
