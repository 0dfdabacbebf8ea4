"""What tests of the sender share: books of each kind, and runs over them."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest

from bot.delivery import Sender, SendSettings
from bot.limits import Limiter, OwnPace, Rates
from bot.message import Block, Message, Span
from bot.retry import RetryPolicy
from tests.conftest import a_store
from tests.delivery.sending.books import ENDED, START, Books, MemoryBooks, StoreBooks


def _read(payload: str) -> Message:
    if payload.startswith("unreadable"):
        message = "no message"
        raise ValueError(message)
    return Message((Block(((Span(payload),),)),))


def make_sender(books: Books, platform: Any, rates: Rates, threads: Executor, **options: Any) -> Sender:
    """A sender over the books. To be called inside the loop."""
    loop = asyncio.get_running_loop()
    return Sender(
        owner=options.get("owner", "one"),
        ledger=books.ledger,
        transport=platform,
        limiter=Limiter(rates, OwnPace()),
        read=_read,
        threads=threads,
        now=lambda: START + dt.timedelta(seconds=options.get("begin", 0.0) + loop.time()),
        policy=options.get("policy", RetryPolicy()),
        settings=options.get("settings", SendSettings()),
        chance=lambda: 0.5,
    )


async def _run(books: Books, platform: Any, rates: Rates, seconds: float, **options: Any) -> float:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as threads:
        sender = make_sender(books, platform, rates, threads, **options)
        running = asyncio.create_task(sender.run())
        at, look = options.get("look", (seconds, lambda: None))
        loop.call_later(at, look)
        least = options.get("least", seconds)
        await asyncio.sleep(least)
        for _ in range(round((seconds - least) / 5)):
            if all(delivery.state in ENDED for delivery in books.deliveries()):
                break
            await asyncio.sleep(5)
        stopping_at = loop.time()
        await sender.stop()
        await running
    return loop.time() - stopping_at


@pytest.fixture(scope="session")
def send_for(drive: Callable[..., float]) -> Callable[..., float]:
    """Runs a sender over books and a platform for so many seconds, then stops it; the seconds that takes.

    After `least` it stops when everything has come to an end. `look` is a moment with a function to be called then;
    `begin` is how many seconds after the books' this begins.
    """

    def send_for(books: Books, platform: Any, rates: Rates, seconds: float, **options: Any) -> float:
        return drive(_run(books, platform, rates, seconds, **options))

    return send_for


@pytest.fixture(scope="session")
def new_memory_books() -> Callable[[], Books]:
    return MemoryBooks


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """Empty books of each kind in turn."""
    if request.param == "memory":
        yield MemoryBooks()
        return
    request.node.user_properties.append(("database", request.param))
    with a_store(request.getfixturevalue(request.param)) as store:
        yield StoreBooks(store)


@pytest.fixture(scope="session")
def new_sender() -> Callable[..., Sender]:
    return make_sender
