"""Every metric moves when what it measures happens, and none says anything of a chat, a person or their words."""

import datetime as dt
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.moments import schedule
from bot.site.gauges import GAUGES
from bot.site.metrics import COUNTERS, HISTOGRAMS
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store, open_store
from tests.loopback.running import Clock
from tests.site.conftest import NOON, ask
from tests.telegram.bot.running import RunningBot
from tests.telegram.server import BotApi, Fault

IN_TROUBLE = {"database_up", "part_up"}  # what this run may leave as it is
ADDRESS = "feed:https://host.example/feed?key=secret"
KEY, NOBODY = "wolpertinger", "4242424242"

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(page: str) -> dict[str, Samples]:
    """The samples of each metric, by its name without the prefix."""
    return {
        family.name.removeprefix("paperwire_"): {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in family.samples
        }
        for family in text_string_to_metric_families(page)
    }


@pytest.fixture
def bot(api: BotApi, samples: Path, tmp_path: Path) -> Iterator[RunningBot]:
    """A bot that reads a folder with an issue and something that is none, and answers over HTTP."""
    url = f"sqlite:///{shutil.copyfile(samples, tmp_path / 'bot.db')}"
    folder = tmp_path / "digests"
    folder.mkdir()
    (folder / "2026-11-18.md").write_text("# New\n\n- [Fresh diffusion](https://arxiv.org/abs/2611.00001)\n", "utf-8")
    (folder / "broken.md").write_bytes(b"\xff\xfe\xff")
    with open_store(url) as store:
        store.watches.add(f"folder:{folder}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = RunningBot(api, url, Clock(NOON), port=port)
    running.start()
    yield running
    running.stop()


def a_digest_meets(fault: Fault | None, api: BotApi, bot: RunningBot) -> None:
    """A digest to a reader of its own."""
    reader = api.reader(f"Reader {fault}")
    reader.private.says("/subscribe diffusion", answers=2)
    api.faults = {reader.id: [fault]} if fault else {}
    sends_a_digest(Place("telegram", str(reader.id)), api, bot)


def a_digest_to_nobody(api: BotApi, bot: RunningBot) -> None:
    """A digest to a chat that the platform does not know."""
    place = Place("telegram", NOBODY)
    chat = bot.store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=NOON)
    bot.store.chats.subscribe(chat.id, [("diffusion", True)], person_id=None, now=NOON)
    sends_a_digest(place, api, bot)


def owe(store: Store) -> None:
    """Owe a delivery where nobody sends."""
    place = Place("elsewhere", "1")
    chat = store.chats.get_or_create(place, ChatKind.PRIVATE, settings=Settings(), now=NOON)
    owed = Owed(DeliveryKey(chat.id, DeliveryKind.DAILY, "2026-11-18", 1), "hash", NOON)
    store.plans.commit([], [Rendering("hash", "message")], [owed], [], NOON)


def sends_a_digest(place: Place, api: BotApi, bot: RunningBot) -> None:
    chat = bot.store.chats.get(place)
    assert chat is not None
    before = len(bot.store.deliveries.of_chat(chat.id, 10))
    bot.publish(f"A paper on diffusion for {place.chat_id}")
    schedule(bot.store, chat, chat.settings, NOON - dt.timedelta(days=1))

    def ended() -> bool:
        newest, *others = bot.store.deliveries.of_chat(chat.id, 10) or [None]
        done = newest is not None and newest.attempts == 1 and newest.state is not DeliveryState.STARTED
        return len(others) == before and done

    api.wait_for(ended, f"no digest to {place}")


def test_every_metric_moves(api: BotApi, bot: RunningBot, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{bot.port}"
    before = read(ask(f"{address}/metrics").text)
    anna = api.person("Anna").private
    anna.says(f"/search {KEY}")
    for fault in (None, Fault.RESET_AFTER, Fault.UNAUTHORIZED):
        a_digest_meets(fault, api, bot)
    a_digest_to_nobody(api, bot)
    owe(bot.store)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("ALTER TABLE subscription RENAME TO gone")
    anna.says("/subscriptions")
    page = ask(f"{address}/metrics").text
    after = read(page)

    assert after.keys() == {name.removesuffix("_total") for name in (*COUNTERS, *HISTOGRAMS, *GAUGES)}
    # What the bot has read since its start may have been counted before we looked first.
    still = {name for name in after if before.get(name) == after[name] and not any(after[name].values())}
    assert still <= IN_TROUBLE
    for secret in (api.token, api.token.partition(":")[2], KEY, NOBODY, str(anna.user.id), "Fresh", "Anna"):
        assert secret not in page


def test_trouble_shows(served: Any, tmp_path: Path) -> None:
    served.upkeep.ran("planning", NOON)
    before = read(served.get("/metrics").text)
    served.now = NOON + dt.timedelta(hours=1)
    served.store.watches.add(ADDRESS)
    served.store.watches.fail(ADDRESS, "gone", (ADDRESS,), NOON)
    page = served.get("/metrics").text
    assert read(page)["part_up"] == {("paperwire_part_up", (("part", "planning"),)): 0}
    assert set(read(page)["source_failing"].values()) == {0, 1}
    assert "secret" not in page
    with closing(sqlite3.connect(tmp_path / "site.db")) as connection:
        connection.execute("ALTER TABLE issue RENAME TO gone")
    broken = read(served.get("/metrics").text)
    assert set(broken["database_up"].values()) == {0}
    assert set(before["database_up"].values()) == {1}
    assert "source_failing" not in broken
