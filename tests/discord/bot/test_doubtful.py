"""A process that ended between handing a message to Discord and hearing of it, and one that takes over."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import wire
from bot.message import Block, Message, Span
from bot.retry import AmbiguousPolicy
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store, open_store
from tests.conftest import NOON
from tests.discord.server import DiscordApi

PAYLOAD = wire.to_json(Message((Block(((Span("What is new today."),),)),)))
RENDERING = Rendering(wire.content_hash(PAYLOAD), PAYLOAD)
KEEP, RESEND = AmbiguousPolicy.KEEP, AmbiguousPolicy.RESEND
LEASE = dt.timedelta(seconds=90)


@pytest.fixture
def papers(api: DiscordApi) -> Any:
    return api.channel(api.guild("Lab"), "papers")


@pytest.fixture
def url(papers: Any, tmp_path: Path) -> str:
    """A database in which a sender that is no more started one message at noon, which did not arrive."""
    url = f"sqlite:///{tmp_path / 'started.db'}"
    with open_store(url) as store:
        place = Place("discord", str(papers.guild.id), str(papers.id))
        chat = store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=NOON)
        owed = Owed(DeliveryKey(chat.id, DeliveryKind.BROADCAST, "news"), RENDERING.hash, NOON)
        store.plans.commit([], [RENDERING], [owed], [], NOON)
        (claimed,) = store.deliveries.claim("dead", platforms=["discord"], limit=1, now=NOON, lease=LEASE)
        assert store.deliveries.start(claimed.id, "dead", now=NOON)
    return url


def state(store: Store) -> DeliveryState:
    (one,) = store.deliveries.listing(limit=2)
    return one.state


@pytest.mark.parametrize("policy", [KEEP, RESEND])
def test_within_the_nonces_window_it_is_sent_again_whatever_is_set(
    api: Any, papers: Any, url: str, run_bot: Callable[..., Any], policy: AmbiguousPolicy
) -> None:
    bot = run_bot(url, NOON + dt.timedelta(seconds=100), ambiguous=policy)
    bot.wait_until(lambda: state(bot.store) is DeliveryState.SENT, "it is never sent")
    assert [message.silent for message in api.sent(papers)] == [False]


def test_after_the_window_it_is_left_in_doubt(api: Any, papers: Any, url: str, run_bot: Callable[..., Any]) -> None:
    bot = run_bot(url, NOON + dt.timedelta(hours=1), ambiguous=KEEP)
    bot.wait_until(lambda: state(bot.store) is DeliveryState.AMBIGUOUS, "nobody takes over")
    api.person("Anna").private.runs("/help")
    bot.stop()
    assert api.sent(papers) == []


def test_after_the_window_it_is_sent_once_more_in_silence_if_the_operator_wants_it_so(
    api: Any, papers: Any, url: str, run_bot: Callable[..., Any]
) -> None:
    bot = run_bot(url, NOON + dt.timedelta(hours=1), ambiguous=RESEND)
    bot.wait_until(lambda: state(bot.store) is DeliveryState.SENT, "it is never sent")
    assert [message.silent for message in api.sent(papers)] == [True]


def test_what_is_older_than_a_day_is_old_news(api: Any, papers: Any, url: str, run_bot: Callable[..., Any]) -> None:
    bot = run_bot(url, NOON + dt.timedelta(hours=25), ambiguous=RESEND)
    bot.wait_until(lambda: state(bot.store) is DeliveryState.AMBIGUOUS, "nobody takes over")
    api.person("Anna").private.runs("/help")
    bot.stop()
    assert api.sent(papers) == []
