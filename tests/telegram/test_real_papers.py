"""Papers of real issues, in every layout and language: the strict server refuses none and drops no formatting."""

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from adapters.tags.tagger import Tagger
from bot import app, ingest, render
from bot.catalog import LANGUAGES, Catalog
from bot.digest import recall
from bot.editions import wish_of
from bot.message import Message
from bot.occasion import Occasion
from bot.packing import pack
from bot.transports.telegram.html import TEXT
from bot.transports.telegram.receiver import connect
from bot.transports.telegram.sending import TelegramTransport
from storage.model import DeliveryKind, Paper, Place, Settings
from storage.planned import Plan
from storage.store import open_store

SHARED = Path(__file__).resolve().parents[3] / "shared" / "digests"
NOW = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
PAPERS = 72
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the publishers' issues are not in {SHARED}")


@pytest.fixture(scope="module")
def papers() -> Sequence[Paper]:
    """So many papers of all publishers."""
    with open_store("sqlite://") as store:
        outcomes = list(ingest.ingest(ingest.find([SHARED]), store, Tagger(app.build_vocabulary()), now=NOW))
        assert sum(isinstance(outcome, ingest.Read) for outcome in outcomes) > 30
        found = store.papers.arrived(0)
    return found[:: max(1, len(found) // PAPERS)][:PAPERS]


def messages(papers: Sequence[Paper]) -> Iterator[Message]:
    """All that is ever sent of them: cards, digests in both layouts, results."""
    words, adapters = app.build_vocabulary(), app.adapters_by_name()
    for language, layout in product(LANGUAGES, ("list", "cards")):
        settings = Settings(languages=(language, *LANGUAGES), layout=layout, length=10)
        view = render.View(Catalog.load(language), settings, words, adapters)
        yield from (render.card(paper, view, back="today:1") for paper in papers if layout == "cards")
        wishes = [wish_of(slug, wanted=True) for slug in ("cv", "nlp", "diffusion") if slug in words.concepts]
        for begin in range(0, len(papers), 10):
            some = papers[begin : begin + 10]
            plan = Plan(1, NOW.date(), 0, 1, tuple(paper.id for paper in some), len(some), "")
            occasion = Occasion(DeliveryKind.DAILY, NOW.date().isoformat())
            yield from render.laid_out(recall(some, plan, wishes, occasion), view)


def test_the_strict_server_takes_every_message(api: Any, papers: Sequence[Paper]) -> None:
    reader = api.reader("Anna")
    sent = asyncio.run(_send_all(api, Place("telegram", str(reader.id)), list(messages(papers))))
    assert sent > 3 * PAPERS
    assert [call for call in api.calls if call.status != 200] == []
    assert not any(message.detected for message in api.sent()), "publishers' text is inert"


async def notice(_: Place) -> str:
    return ""


async def _send_all(api: Any, place: Place, every: Sequence[Message]) -> int:
    connection = connect(api.token, api.url)
    await connection.open()
    transport = TelegramTransport(connection.api, notice)
    parts = [part for message in every for part in pack(message, TEXT)]
    for begin in range(0, len(parts), 20):
        await asyncio.gather(
            *(transport.send(place, part, nonce="", silent=True) for part in parts[begin : begin + 20])
        )
    await connection.close()
    return len(parts)
