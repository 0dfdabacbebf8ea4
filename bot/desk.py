"""What all answers of the HTTP side work on."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from adapters.adapter import Adapter
from adapters.tags.vocabulary import Vocabulary
from bot.signals import Tell, unheard
from storage.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, used in `threads` of its own: whoever asks a lot here makes no chat wait."""

    store: Store
    vocabulary: Vocabulary
    adapters: Mapping[str, Adapter]
    threads: Executor
    now: Callable[[], dt.datetime]
    tell: Tell = unheard

    async def in_thread(self, call: Callable[[], T]) -> T:
        """The answer of something synchronous."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)
