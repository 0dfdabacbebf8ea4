"""What the engine knows of a platform: one verb, and one error whose values say what to do next."""

from typing import Protocol

from bot.errors import BotError
from bot.message import Message
from storage.model import Place


class TransportError(BotError):
    """A message that was not sent, or may not have been. None of the flags: it was not, and may be repeated safely.

    `permanent`: this chat takes no messages any more (with `whole_bot`: the bot itself is locked out).
    `retry_after`: seconds the platform asks to wait. `moved_to`: the chat has a new address.
    `delivered_unknown`: the message may have reached the chat. `whole_bot`: it concerns every chat of the bot.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        moved_to: Place | None = None,
        delivered_unknown: bool = False,
        whole_bot: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.moved_to = moved_to
        self.delivered_unknown = delivered_unknown
        self.whole_bot = whole_bot


class Transport(Protocol):
    """A platform's `send`. `idempotent` says that repeating with the same nonce never doubles a message."""

    @property
    def platform(self) -> str: ...

    @property
    def idempotent(self) -> bool: ...

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Send one message; the answer is the platform's id of it. Raises TransportError."""
        ...
