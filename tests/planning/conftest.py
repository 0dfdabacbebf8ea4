"""A store, a clock that is set by hand, and the engine's planning over them."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot import app, render, wire
from bot.commands.answer import Answering
from bot.message import Button, Message, Request
from bot.notes import WORTH_A_WORD
from bot.running import Engine
from bot.transports.console import to_text
from storage.model import Chat, ChatKind, Delivery, DeliveryKind, Place, Settings, Source
from storage.store import Store
from tests.conftest import Databases, a_store
from tests.words import TAGGER, WORDS

MONDAY = dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)


@dataclass
class World:
    """What happens around planning: issues arrive, time passes, chats wish."""

    store: Store
    now: dt.datetime = MONDAY
    engine: Engine = field(init=False)
    answering: Answering = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def __post_init__(self) -> None:
        self.restart()
        self.answering = app.build_answering(self.store, WORDS, now=lambda: self.now)

    def restart(self) -> None:
        """Let another process plan from now on."""
        adapters = app.adapters_by_name()
        self.engine = Engine(
            store=self.store,
            tagger=lambda: TAGGER,
            watches=[],
            senders=[],
            threads=ThreadPoolExecutor(1),
            view=lambda catalog, settings: render.View(catalog, settings, WORDS, adapters),
            now=lambda: self.now,
        )

    def chat(self, *terms: str, kind: ChatKind = ChatKind.PRIVATE, **settings: object) -> Chat:
        """A chat that was made now and wants these terms (`-term`: never) at 08:00 UTC."""
        place = Place("test", str(next(self._numbers)))
        made = self.store.chats.get_or_create(place, kind, settings=Settings(**settings), now=self.now)
        wishes = [(term.removeprefix("-"), not term.startswith("-")) for term in terms]
        self.store.chats.subscribe(made.id, wishes, person_id=None, now=self.now)
        self.store.plans.schedule(made.id, self.now.replace(hour=8, minute=0))
        return self.again(made)

    def again(self, chat: Chat) -> Chat:
        """The chat as it stands now."""
        found = self.store.chats.get(chat.place)
        assert found is not None
        return found

    def publish(
        self, *titles: str, slug: str = "video", source: str = "alpha", news: bool = True, on: dt.date | None = None
    ) -> None:
        """An issue with these papers, all of one topic, dated today or `on` another day."""
        topics = [(Topic(slug, Origin.TITLE),)] * len(titles)
        issue = Issue(
            source, f"{next(self._numbers)}.md", on or self.now.date(), None, None, "en", tuple(map(Entry, titles))
        )
        self.store.issues.put(Source(source, source, "/"), issue, topics, tagger="1", now=self.now, news=news)

    def publish_daily(self, source: str, *days: int, hour: int, minute: int = 0) -> None:
        """An issue of the source, on speech, on each of these days of November 2026."""
        for day in days:
            self.now = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
            self.publish(f"{source} {day}", slug="speech", source=source)

    def watch(self, *names: str) -> None:
        """Let `run` watch a folder for each of these sources; all were read once."""
        self.store.watches.seed([f"folder:/{name}" for name in names])
        for name in names:
            self.store.watches.read(f"folder:/{name}", self.now, forget=WORTH_A_WORD)

    def fail(self, name: str, day: int, hour: int, minute: int = 0) -> None:
        """The folder of a source cannot be read from then on."""
        moment = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
        self.store.watches.fail(f"folder:/{name}", "gone", [name], moment)

    def mend(self, name: str, day: int, hour: int, minute: int = 0) -> None:
        """It can be read again."""
        moment = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
        self.store.watches.read(f"folder:/{name}", moment, forget=WORTH_A_WORD)

    def plan_at(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the clock show this moment of November 2026, and plan."""
        self.now = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
        self.engine.plan()

    def owed(self, chat: Chat, kind: DeliveryKind = DeliveryKind.DAILY) -> list[Delivery]:
        """What the chat was owed so far, oldest first."""
        rows = self.store.deliveries.of_chat(chat.id, 100)
        return [row for row in reversed(rows) if row.key.kind is kind]

    def press(self, chat: Chat, button: Button) -> list[Message]:
        """What the chat is answered when somebody presses a button."""
        return list(self.answering.answer(Request(chat.place, chat.kind, "u1", action=button.action)).messages)

    def say(self, chat: Chat, text: str) -> list[Message]:
        """What the chat is answered when somebody says this."""
        return list(self.answering.answer(Request(chat.place, chat.kind, "u1", text=text)).messages)


def words_of(delivery: Delivery) -> str:
    """All that a message says, without its addresses."""
    blocks = wire.from_json(delivery.payload).blocks
    return "\n".join("".join(span.text for span in line) for block in blocks for line in block.lines)


def message_of(said: Delivery | Message) -> Message:
    return said if isinstance(said, Message) else wire.from_json(said.payload)


def titles(said: Delivery | Message) -> list[str]:
    """The papers of a digest, in the order shown."""
    lines = ["".join(span.text for span in line) for block in message_of(said).blocks for line in block.lines]
    return [line.partition(". ")[2] for line in lines if line.partition(". ")[0].isdecimal()]


def button_of(said: Delivery | Message, label: str) -> Button:
    """The button with this label."""
    return next(button for row in message_of(said).buttons for button in row if button.label == label)


def text_of(said: Delivery | Message) -> str:
    """The message as text."""
    return to_text(message_of(said), width=10_000, color=False)


@pytest.fixture
def world(sqlite: Databases) -> Iterator[World]:
    with a_store(sqlite) as store:
        yield World(store)


@pytest.fixture
def world_of_each(store: Store) -> Iterator[World]:
    """The same over each kind of database."""
    made = World(store)
    yield made
    made.engine.leave()


@pytest.fixture
def said():
    return words_of


@pytest.fixture
def shown():
    return titles


@pytest.fixture
def text():
    return text_of


@pytest.fixture
def button():
    return button_of


@pytest.fixture
def heading():
    """The first line of a digest."""
    return lambda said: text_of(said).partition("\n")[0]
