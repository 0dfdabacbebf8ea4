"""What visits sources over HTTP, put together. Imported only where something is fetched."""

import asyncio
import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from bot import app
from bot.commands.turn import FoundSource
from bot.configured import private_hosts
from bot.fetching.guard import Guard
from bot.fetching.http import Fetcher
from bot.fetching.lookups import LookUps
from bot.fetching.places import Web
from bot.fetching.recognising import recognise
from bot.fetching.rounds import Rounds
from bot.fetching.spacing import Spacing, is_of
from bot.fetching.visiting import InThread, Shelf, Visitor
from bot.settings import OperatorSettings
from bot.signals import Tell, unheard
from storage.store import Store

ARXIV_SECONDS = 3.0  # https://info.arxiv.org/help/api/tou.html


def build_fetching(
    store: Store,
    operator: OperatorSettings,
    thread: Executor,
    *,
    now: Callable[[], dt.datetime] = app.utc_now,
    tell: Tell = unheard,
) -> Rounds:
    """What visits sources over HTTP: arXiv's at most every three seconds, whatever of it is asked."""
    arxiv = Spacing(ARXIV_SECONDS, clock=time.monotonic, sleep=asyncio.sleep)
    roots = (operator.github_api_url, operator.arxiv_url, operator.huggingface_url)
    fetcher = Fetcher(
        guard=Guard(private_hosts(operator.private_hosts, roots)),
        now=now,
        turns=lambda url: arxiv if is_of(url, "arxiv.org") or url.startswith(operator.arxiv_url) else None,
    )
    web = Web(
        fetcher.fetch,
        github_api=operator.github_api_url.rstrip("/"),
        github_token=operator.github_token.get_secret_value() if operator.github_token else None,
        arxiv=operator.arxiv_url.rstrip("/"),
        huggingface=operator.huggingface_url.rstrip("/"),
    )
    shelf, in_thread = Shelf(store, app.build_tagger(), now, tell), InThread(thread)
    visitor = Visitor(shelf, web, in_thread, random.random)
    return Rounds(fetcher, visitor, LookUps(shelf, web, in_thread), now)


@contextmanager
def visitors(store: Store, operator: OperatorSettings) -> Iterator[tuple[Visitor, asyncio.Runner]]:
    """What visits sources, and what runs it, with connections that end with the block."""
    with ThreadPoolExecutor(1) as thread, asyncio.Runner() as runner:
        rounds = build_fetching(store, operator, thread)
        runner.run(rounds.fetcher.__aenter__())
        try:
            yield rounds.visitor, runner
        finally:
            runner.run(rounds.fetcher.__aexit__(None, None, None))


def find_source(store: Store, operator: OperatorSettings, written: str) -> FoundSource:
    """What is published at an address; for a thread without an event loop. Raises BotError."""
    with visitors(store, operator) as (visitor, runner):
        tried = runner.run(recognise(visitor.web, written, app.utc_now()))
    return FoundSource(tried.place.address, tuple(paper.title for paper in tried.papers))
