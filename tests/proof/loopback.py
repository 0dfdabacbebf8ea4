"""A platform on 127.0.0.1 that misbehaves as told, and knows what its readers really received.

It lives in the test's process, in a thread of its own: what it knows survives every client that is killed.
"""

import asyncio
import json
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from tests.telegram.server.faults import FLOODS, HANGS, RESETS, TAKES_EFFECT, Fault

HANG_SECONDS = 3600.0
RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST
_STATUS = {Fault.UNAUTHORIZED: 401, Fault.BROKEN: 502, Fault.BROKEN_AFTER: 502}


@dataclass(frozen=True, slots=True)
class Storm:
    """So many seconds of nothing but 429, `begin` seconds after the first message; with the rest of it, or not."""

    begin: float
    seconds: float
    says_when: bool


@dataclass(frozen=True, slots=True)
class Received:
    """What a reader got. `at` is in seconds of time.monotonic()."""

    chat: str
    nonce: str
    at: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A 429 and whether a storm or a fault of the chat's list was its cause; otherwise a limit was exceeded."""

    chat: str
    at: float
    told: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client is told."""

    status: int
    document: dict[str, Any]
    fault: Fault | None = None


@dataclass(slots=True)
class Loopback:
    """The platform. Chats have names of their own, whatever the bot; messages to `keyed` bots are known by nonce.

    `per_second` and `chat_gap` are the platform's limits, `delay` seconds until an answer.
    """

    keyed: frozenset[str] = frozenset({"keyed"})
    per_second: int | None = None
    chat_gap: float = 0.0
    delay: float = 0.0
    blocked: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    storms: Sequence[Storm] = ()
    received: list[Received] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    asked: int = 0
    port: int = 0
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _last_of: dict[str, float] = field(default_factory=dict)
    _first_at: float | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)

    def __enter__(self) -> Self:
        listening = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name="loopback")
        self._thread.start()
        assert listening.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = 30) -> None:
        """Wait until the condition over what was received or asked holds."""
        with self._changed:
            assert self._changed.wait_for(condition, seconds), f"only {len(self.received)} messages in {seconds} s"

    def wait_for_messages(self, number: int, *, seconds: float = 30) -> None:
        """Wait until so many messages were received."""
        self.wait_for(lambda: len(self.received) >= number, seconds=seconds)

    def counts(self) -> Counter[str]:
        """How many messages each chat received."""
        return Counter(one.chat for one in self.received)

    def busiest_second(self) -> int:
        """The most messages received within any one second."""
        window: deque[float] = deque()
        most = 0
        for one in self.received:
            window.append(one.at)
            while window[0] <= one.at - 1:
                window.popleft()
            most = max(most, len(window))
        return most

    async def _serve(self, listening: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._converse(reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        await self._end.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer; a client that is killed ends it."""
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.rpartition(b"Content-Length: ")[2].split(b"\r\n")[0])
                answer = self._answer(json.loads(await reader.readexactly(length)))
                await asyncio.sleep(HANG_SECONDS if answer.fault in HANGS else self.delay)
                if answer.fault in RESETS:
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    writer.transport.abort()
                else:
                    writer.write(_as_http(answer))
                    await writer.drain()
        finally:
            writer.close()

    def _answer(self, asked: dict[str, Any]) -> Answer:
        with self._changed:
            self.asked += 1
            answer = self._judge(asked["chat"], asked, time.monotonic())
            self._changed.notify_all()
        return answer

    def _judge(self, chat: str, asked: dict[str, Any], now: float) -> Answer:
        if self._first_at is None:
            self._first_at = now
        if chat in self.moved:
            return Answer(409, {"moved_to": self.moved[chat]})
        if chat in self.blocked:
            return Answer(403, {"error": "blocked by the user"})
        flood = self._flood(chat, now)
        if flood is not None:
            return flood
        self._recent.append(now)
        self._last_of[chat] = now
        fault = self.faults[chat].pop(0) if self.faults.get(chat) else None
        number = self._deliver(chat, asked, now) if fault is None or fault in TAKES_EFFECT else 0
        says = {} if fault is Fault.HOLLOW or fault in _STATUS else {"id": str(number)}
        return Answer(_STATUS.get(fault, 200), says, fault)

    def _flood(self, chat: str, now: float) -> Answer | None:
        """A 429 if there is a reason for one."""
        since = now - (self._first_at or now)
        storm = next((storm for storm in self.storms if 0 <= since - storm.begin < storm.seconds), None)
        listed = self.faults.get(chat, [])[:1]
        told = storm is not None or bool(FLOODS.intersection(listed))
        if not told and not self._exceeds(chat, now):
            return None
        self.refused.append(Refused(chat, now, told))
        if storm is not None:
            left = storm.begin + storm.seconds - since
            return Answer(429, {"retry_after": left} if storm.says_when else {})
        if told:
            return Answer(429, {"retry_after": 1} if self.faults[chat].pop(0) is Fault.FLOOD else {})
        return Answer(429, {"retry_after": 1})

    def _exceeds(self, chat: str, now: float) -> bool:
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        too_many = self.per_second is not None and len(self._recent) >= self.per_second
        return too_many or now - self._last_of.get(chat, -1e9) < self.chat_gap

    def _deliver(self, chat: str, asked: dict[str, Any], now: float) -> int:
        """Give the message to the reader, unless it is known; its number."""
        known = (chat, asked["nonce"])
        if asked["bot"] in self.keyed and known in self._known:
            return self._known[known]
        self.received.append(Received(chat, asked["nonce"], now))
        return self._known.setdefault(known, len(self.received))


def _as_http(answer: Answer) -> bytes:
    body = b"<html>nonsense" if answer.fault is Fault.NONSENSE else json.dumps(answer.document).encode()
    return b"HTTP/1.1 %d -\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (answer.status, len(body), body)
