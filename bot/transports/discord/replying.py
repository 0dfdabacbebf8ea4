"""Answering one interaction: within three seconds, or with a promise and what was promised.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from bot.message import File
from bot.transports.discord.asking import Asked, Doing
from bot.transports.discord.components import NOBODY, Flags
from bot.transports.discord.errors import Refusal, RefusedError
from bot.transports.discord.rest import Json, Rest

log = logging.getLogger(__name__)

_CALLBACK = "/interactions/{interaction_id}/{webhook_token}/callback"
_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_HOOK}/messages/@original"


class Callback(IntEnum):
    """How an interaction is answered first."""

    MESSAGE = 4
    PROMISE = 5  # of a message
    LATER = 6  # the message that was pressed may change
    UPDATE = 7
    CHOICES = 8
    FORM = 9


class _State(Enum):
    """How far the answer is."""

    OPEN = "open"  # nothing was said
    PROMISED = "promised"  # a message will come in the place of the promise
    LATER = "later"  # the press is confirmed
    ANSWERED = "answered"


@dataclass(slots=True)
class Replying:
    """The answer to one interaction. All methods raise TransportError; what came too late is only logged."""

    rest: Rest
    asked: Asked
    _state: _State = field(default=_State.OPEN, init=False)

    @property
    def is_open(self) -> bool:
        """Whether nothing was answered yet."""
        return self._state is _State.OPEN

    async def promise(self, *, hidden: bool) -> None:
        """Say that the answer takes longer; `hidden`: it will be for the caller alone."""
        if self.asked.doing is Doing.PRESS:
            await self._first(Callback.LATER, {})
            self._state = _State.LATER
        else:
            await self._first(Callback.PROMISE, {"flags": int(_only(hidden))})
            self._state = _State.PROMISED

    async def say(self, document: Json, *, hidden: bool) -> None:
        """Say something; `hidden`: to the caller alone."""
        document = document | {"flags": document["flags"] | int(_only(hidden))}
        if self._state is _State.OPEN:
            await self._first(Callback.MESSAGE, document)
        elif self._state is _State.PROMISED:
            await self._hook("PATCH", _ORIGINAL, document)
        else:
            await self._hook("POST", _HOOK, document)
        self._state = _State.ANSWERED

    async def change(self, document: Json) -> None:
        """Change the message that was pressed."""
        if self._state is _State.OPEN:
            await self._first(Callback.UPDATE, document)
        else:
            await self._hook("PATCH", _ORIGINAL, document)
        self._state = _State.ANSWERED

    async def bring(self, files: Sequence[File], *, hidden: bool) -> None:
        """Bring files, in a message after the others."""
        body = {"flags": int(_only(hidden)), "allowed_mentions": NOBODY}
        await self.rest.upload(_HOOK, body, files, webhook_id=self.asked.application_id, webhook_token=self.asked.token)

    async def confirm(self) -> None:
        """Say nothing to a press."""
        await self._first(Callback.LATER, {})
        self._state = _State.LATER

    async def ask(self, form: Json) -> None:
        """Open a form."""
        await self._first(Callback.FORM, form)
        self._state = _State.ANSWERED

    async def offer(self, choices: Sequence[Json]) -> None:
        """Offer choices for what is being typed."""
        await self._first(Callback.CHOICES, {"choices": list(choices)})
        self._state = _State.ANSWERED

    async def _first(self, callback: Callback, data: Json) -> None:
        body = {"type": int(callback)} | ({"data": data} if data else {})
        try:
            await self.rest.call("POST", _CALLBACK, body, interaction_id=self.asked.id, webhook_token=self.asked.token)
        except RefusedError as error:
            if error.refusal is not Refusal.NOT_THERE:
                raise
            log.warning("An answer came too late: %s", error.reason)

    async def _hook(self, method: str, path: str, document: Json) -> None:
        identity = {"webhook_id": self.asked.application_id, "webhook_token": self.asked.token}
        try:
            await self.rest.call(method, path, document, **identity)
        except RefusedError as error:
            if error.refusal is not Refusal.NOT_THERE:
                raise
            log.warning("A further answer came too late: %s", error.reason)


def _only(hidden: bool) -> Flags:
    return Flags.EPHEMERAL if hidden else Flags.NONE
