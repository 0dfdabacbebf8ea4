"""A store, a clock that is set by hand, and the engine's planning over them."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bot import app, render, wire
from bot.notes import WORTH_A_WORD
from bot.running import Engine
from storage.model import Chat, ChatKind, Delivery, DeliveryKind, Place, Settings, Source
from storage.store import Store, open_store

WORDS = vocabulary.load()
TAGGER = Tagger(WORDS)
MONDAY = dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)


@dataclass
class World:
    """What happens around planning: issues arrive, time passes, chats wish."""

    store: Store
    now: dt.datetime = MONDAY
    engine: Engine = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def __post_init__(self) -> None:
        adapters = app.adapters_by_name()
        self.engine = Engine(
            store=self.store,
            tagger=TAGGER,
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

    def publish(self, *titles: str, slug: str = "video", source: str = "alpha", news: bool = True) -> None:
        """An issue of today with these papers, all of one topic."""
        topics = [(Topic(slug, Origin.TITLE),)] * len(titles)
        issue = Issue(source, f"{next(self._numbers)}.md", self.now.date(), None, None, "en", tuple(map(Entry, titles)))
        self.store.issues.put(Source(source, source, "/"), issue, topics, tagger="1", now=self.now, news=news)

    def publish_daily(self, source: str, *days: int, hour: int, minute: int = 0) -> None:
        """An issue of the source, on speech, on each of these days of November 2026."""
        for day in days:
            self.now = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
            self.publish(f"{source} {day}", slug="speech", source=source)

    def watch(self, *names: str) -> None:
        """Let `run` watch a folder for each of these sources; all were read once."""
        self.store.watches.register([f"folder:/{name}" for name in names])
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

    def pause(self, chat: Chat, *, paused: bool) -> None:
        self.store.chats.change(chat.id, dataclasses.replace(self.again(chat).settings, paused=paused))
        if not paused:
            self.store.deliveries.resume_chat(chat.id)


def text(delivery: Delivery) -> str:
    """All that a message says."""
    blocks = wire.from_json(delivery.payload).blocks
    return "\n".join("".join(span.text for span in line) for block in blocks for line in block.lines)


def titles(delivery: Delivery) -> list[str]:
    """The papers of a digest, in the order shown."""
    blocks = wire.from_json(delivery.payload).blocks
    lines = ["".join(span.text for span in line) for block in blocks for line in block.lines]
    return [line.partition(". ")[2] for line in lines if line.partition(". ")[0].isdecimal()]


@pytest.fixture
def world() -> Iterator[World]:
    with open_store("sqlite://") as store:
        yield World(store)


@pytest.fixture
def world_of_each(store: Store) -> Iterator[World]:
    """The same over each kind of database."""
    made = World(store)
    yield made
    made.engine.leave()


@pytest.fixture
def said():
    return text


@pytest.fixture
def shown():
    return titles
