"""Handing one delivery to its transport, and again while that is what to do. Nothing here knows the ledger."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.limits import Limiter, Priority
from bot.message import Message
from bot.retry import AmbiguousPolicy, Decision, RetryPolicy, Tried, Verdict, decide
from bot.transports.base import Transport, TransportError
from storage.errors import StoreError
from storage.model import Delivery

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempts:
    """What an attempt needs. A transport has `answer_seconds`; when `cut` is done, nothing is waited for any more."""

    transport: Transport
    limiter: Limiter
    read: Callable[[str], Message]
    policy: RetryPolicy
    answer_seconds: float
    now: Callable[[], dt.datetime]
    chance: Callable[[], float]
    cut: asyncio.Future[None]

    async def send(self, delivery: Delivery) -> str | Decision:
        """The platform's id of the message, or what to do instead. The delivery has its slot and is started."""
        try:
            message = self.read(delivery.payload)
        except (LookupError, TypeError, ValueError) as error:
            return Decision(Verdict.BURY, f"The stored message cannot be read: {error!r}.")
        tried = self._before(delivery)
        began = _moment() - tried.seconds
        keeps = self.policy.ambiguous is AmbiguousPolicy.KEEP
        if tried.repeats and self.transport.idempotent and not self._is_known(tried) and keeps:
            return Decision(Verdict.AMBIGUOUS, "It may have arrived too long ago for the platform to know it again.")
        while True:
            try:
                silent = delivery.silent or (tried.repeats > 0 and not self._is_known(tried))
                return await self._answer(delivery, message, silent=silent)
            except TransportError as error:
                tried = Tried(tried.attempts + 1, tried.repeats, _moment() - began)
                decision = await self._decide(delivery, error, tried)
            if decision.verdict is not Verdict.REPEAT or not await self._may_repeat(delivery, decision, tried.seconds):
                return decision
            tried = Tried(tried.attempts, tried.repeats + 1, tried.seconds)

    def _before(self, delivery: Delivery) -> Tried:
        """What was tried before, here or elsewhere."""
        if delivery.doubtful_at is None:
            return Tried(delivery.attempts)
        return Tried(delivery.attempts, 1, max(0.0, (self.now() - delivery.doubtful_at).total_seconds()))

    def _is_known(self, tried: Tried) -> bool:
        """Whether the platform would know the message again, so that it cannot come twice."""
        return self.transport.idempotent and tried.seconds < self.policy.window

    async def _answer(self, delivery: Delivery, message: Message, *, silent: bool) -> str:
        """Hand the message to the transport. Raises TransportError for everything that can go wrong."""
        handed = asyncio.Event()
        task = await self._uncut(self._send(delivery, message, handed, silent=silent), self.answer_seconds)
        if not task.done() or task.cancelled():
            reason = f"No answer within {self.answer_seconds:g} seconds, or before the end of the program."
            raise TransportError(reason, delivered_unknown=handed.is_set())
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, TransportError):
            raise error
        log.error("The transport %s failed unexpectedly.", self.transport.platform, exc_info=error)
        reason = f"The transport failed unexpectedly: {type(error).__name__}."
        raise TransportError(reason, delivered_unknown=True) from error

    async def _send(self, delivery: Delivery, message: Message, handed: asyncio.Event, *, silent: bool) -> str:
        async with self.limiter.allowance.passing():
            handed.set()
            return await self.transport.send(delivery.place, message, nonce=delivery.key.nonce, silent=silent)

    async def _decide(self, delivery: Delivery, error: TransportError, tried: Tried) -> Decision:
        if error.whole_bot or not (error.permanent or error.moved_to):
            try:
                await self.limiter.failed(delivery.place, retry_after=error.retry_after, whole_bot=error.whole_bot)
            except StoreError as unshared:
                log.warning("Could not tell other processes that %s rests: %s", self.transport.platform, unshared)
        return decide(error, tried, self.policy, idempotent=self.transport.idempotent, jitter=self.chance())

    async def _may_repeat(self, delivery: Delivery, decision: Decision, seconds: float) -> bool:
        """Wait for the delay and a slot; whether both came in time."""
        left = self.policy.window - seconds if self.transport.idempotent else None

        async def wait() -> None:
            await asyncio.sleep(decision.delay)
            await self.limiter.slot(delivery.place, delivery.kind, Priority.BULK)

        task = await self._uncut(wait(), left)
        return task.done() and not task.cancelled() and task.exception() is None

    async def _uncut(self, coroutine: Coroutine[Any, Any, T], seconds: float | None) -> asyncio.Task[T]:
        """The coroutine as a task that is done, or was told to end after so many seconds or at the program's end."""
        task = asyncio.create_task(coroutine)
        either: set[asyncio.Future[Any]] = {task, self.cut}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        return task


def _moment() -> float:
    return asyncio.get_running_loop().time()
