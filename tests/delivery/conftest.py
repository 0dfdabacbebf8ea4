"""What tests of delivery share: a platform with a switch for every fault, on a loop whose time jumps."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from bot.message import Message
from bot.transports.base import TransportError
from storage.model import Place
from tests.driven import run_driven

T = TypeVar("T")


@pytest.fixture(scope="session")
def drive() -> Callable[[Coroutine[Any, Any, T]], T]:
    """Runs a coroutine on a loop whose time jumps, from 0."""
    return run_driven


@dataclass(frozen=True)
class Received:
    """A message as its reader sees it."""

    at: float
    chat: str
    text: str
    silent: bool


class Platform:
    """A platform that does what a script says, send by send, and records what readers really received.

    A script is a list of words for each chat: ok, flood (429 with 3 seconds), vague flood, bot flood, blocked, moved,
    reset before, reset after, hang, hang after, server error, nonsense, cancelled, long bot flood (300
    seconds). What follows the script is ok.
    """

    platform = "somewhere"

    def __init__(self, *, idempotent: bool = False, latency: float = 0.05) -> None:
        self.idempotent = idempotent
        self.latency = latency
        self.script: dict[str, list[str]] = {}
        self.asked: list[tuple[float, str]] = []
        self.received: list[Received] = []
        self.moved: dict[str, str] = {}
        self.blocked: set[str] = set()
        self._nonces: dict[str, str] = {}

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Do what the script says."""
        loop = asyncio.get_running_loop()
        self.asked.append((loop.time(), place.chat_id))
        await asyncio.sleep(self.latency)
        words = self.script.get(place.chat_id, [])
        word = words.pop(0) if words else "ok"
        self._refuse(word, place)
        if self.idempotent and nonce in self._nonces:
            return self._nonces[nonce]
        if word in {"ok", "reset after", "hang after", "nonsense", "cancelled"}:
            text = message.blocks[0].lines[0][0].text
            self.received.append(Received(loop.time(), place.chat_id, text, silent))
            self._nonces[nonce] = str(len(self.received))
        await self._answer(word)
        return self._nonces[nonce]

    def remember(self, nonce: str, chat: str, text: str) -> None:
        """A message that reached its chat from a process that has ended since."""
        self.received.append(Received(0, chat, text, silent=False))
        self._nonces[nonce] = str(len(self.received))

    def texts(self, chat: str) -> list[str]:
        """What a chat received, in order."""
        return [got.text for got in self.received if got.chat == chat]

    def counts(self) -> Counter[tuple[str, str]]:
        """How often each chat received each text; a chat that moved keeps its first name."""
        old = {new: first for first, new in self.moved.items()}
        return Counter((old.get(got.chat, got.chat), got.text) for got in self.received)

    def _refuse(self, word: str, place: Place) -> None:
        """Everything that happens before the message reaches the chat."""
        if word == "moved":
            self.moved[place.chat_id] = f"{place.chat_id}, moved"
        if word == "blocked":
            self.blocked.add(place.chat_id)
        if place.chat_id in self.moved:
            raise TransportError("moved", moved_to=Place(self.platform, self.moved[place.chat_id]))
        if place.chat_id in self.blocked:
            raise TransportError("blocked", permanent=True)
        if word in _REFUSALS:
            raise TransportError(word, **_REFUSALS[word])

    async def _answer(self, word: str) -> None:
        if word.startswith("hang"):
            await asyncio.sleep(10_000)
        if word in {"reset after", "server error"}:
            raise TransportError(word, delivered_unknown=True)
        if word == "nonsense":
            message = "no JSON"
            raise LookupError(message)
        if word == "cancelled":
            raise asyncio.CancelledError


_REFUSALS: dict[str, dict[str, Any]] = {
    "flood": {"retry_after": 3.0},
    "vague flood": {},
    "bot flood": {"retry_after": 5.0, "whole_bot": True},
    "long bot flood": {"retry_after": 300.0, "whole_bot": True},
    "reset before": {},
}


@pytest.fixture(scope="session")
def new_platform() -> Callable[..., Platform]:
    return Platform
