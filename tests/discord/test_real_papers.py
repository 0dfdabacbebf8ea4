"""Papers of real issues, in every layout, form and language: the strict server refuses none, and nobody is notified."""

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
from bot.transports.discord.markdown import TEXT
from bot.transports.discord.receiver import connect
from bot.transports.discord.sending import DiscordTransport
from bot.transports.text import clean
from storage.model import DeliveryKind, Paper, Place, Settings
from storage.planned import Plan
from storage.store import open_store
from tests.discord.reading import readable

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
    for language, layout, embeds in product(LANGUAGES, ("list", "cards"), (False, True)):
        settings = Settings(languages=(language, *LANGUAGES), layout=layout, length=10, embeds=embeds, pictures=True)
        view = render.View(Catalog.load(language), settings, words, adapters)
        cards = (render.card(paper, view, back="today:1") for paper in papers if layout == "cards")
        yield from (render.dressed(card, settings) for card in cards)
        wishes = [wish_of(slug, wanted=True) for slug in ("cv", "nlp", "diffusion") if slug in words.concepts]
        for begin in range(0, len(papers), 10):
            some = papers[begin : begin + 10]
            plan = Plan(1, NOW.date(), 0, 1, tuple(paper.id for paper in some), len(some), "")
            occasion = Occasion(DeliveryKind.DAILY, NOW.date().isoformat())
            yield from render.laid_out(recall(some, plan, wishes, occasion), view)


def test_the_strict_server_takes_every_message(api: Any, papers: Sequence[Paper]) -> None:
    channel = api.channel(api.guild("Lab"), "papers")
    every = list(messages(papers))
    sent = asyncio.run(_send_all(api, Place("discord", str(channel.guild.id), str(channel.id)), every))
    assert sent > 3 * PAPERS
    assert [call for call in api.calls if call.status != 200] == []
    texts = "\n".join(readable(message.text) for message in api.sent())
    kinds = {mark.kind for message in api.sent() for mark in message.marks}
    assert kinds == {"link", "bold", "italic", "small", "quote"}
    assert [paper.title for paper in papers if clean(paper.title) not in texts] == []


async def _send_all(api: Any, place: Place, every: Sequence[Message]) -> int:
    rest = connect(api.token, api.url, None)
    transport = DiscordTransport(rest)
    parts = [part for message in every for part in pack(message, TEXT)]
    for begin in range(0, len(parts), 20):
        some = enumerate(parts[begin : begin + 20], begin)
        await asyncio.gather(*(transport.send(place, part, nonce=f"n{n}", silent=True) for n, part in some))
    await rest.close()
    return len(parts)
