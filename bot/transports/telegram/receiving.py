"""Receiving: updates by long polling or webhook, those of a chat one after another, chats beside each other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.transports.telegram.api import Api

log = logging.getLogger(__name__)

# Telegram's default leaves out what is not asked for by name: https://core.telegram.org/bots/api#getupdates
ALLOWED = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
POLL_SECONDS = 25
AT_ONCE = 64  # updates that are worked on beside each other
UPDATE_SECONDS = 60.0  # an update that takes longer is given up
STOP_SECONDS = 3.0  # for the updates that are under way at the end
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before Telegram is asked again

Handle = Callable[[Update], Awaitable[None]]


@dataclass(slots=True)
class Turns:
    """Hands updates to `handle`, those of one chat in their order. A failure of one concerns no other."""

    handle: Handle
    _last: dict[int, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)

    async def take(self, update: Update) -> None:
        """Begin with an update as soon as there is room."""
        await self._room.acquire()
        key = _key(update)
        task = asyncio.create_task(self._after(self._last.get(key), update))
        self._last[key] = task
        task.add_done_callback(lambda ended: self._ended(key, ended))

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, so long at most; what takes longer is cut off."""
        tasks = set(self._last.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def _after(self, before: asyncio.Task[None] | None, update: Update) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            async with asyncio.timeout(UPDATE_SECONDS):
                await self.handle(update)
        except Exception:
            log.exception("The update %d failed; the others go on.", update.update_id)

    def _ended(self, key: int, task: asyncio.Task[None]) -> None:
        self._room.release()
        if self._last.get(key) is task:
            del self._last[key]


def _key(update: Update) -> int:
    chat, user = update.effective_chat, update.effective_user
    return chat.id if chat else user.id if user else 0


@dataclass(slots=True)
class Poller:
    """Long polling. Only one process may poll for a bot: the role `telegram-poller`.

    The library's own (`telegram.ext.Updater`) ends without a word when a token is refused for a moment, stops at an
    update that it cannot read, and confirms at its end what nobody has begun.
    """

    api: Api
    turns: Turns
    _next: int = field(default=0, init=False)  # the first update that was not begun
    _told_conflict: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Receive until cancelled; what was begun is then confirmed, and nothing else. Raises InvalidToken."""
        await self._insist("deleteWebhook", {})  # while there is one, nobody may ask
        try:
            while True:
                await self._begin(await self._insist("getUpdates", {"timeout": POLL_SECONDS, **self._wanted()}))
        finally:
            await self._confirm()
            await self.turns.finish(STOP_SECONDS)

    def _wanted(self) -> dict[str, Any]:
        return {"offset": self._next, "allowed_updates": ALLOWED}

    async def _begin(self, documents: Sequence[dict[str, Any]]) -> None:
        for document in documents:
            update = read_update(document, self.api)
            if update is not None:
                await self.turns.take(update)
            self._next = document["update_id"] + 1

    async def _confirm(self) -> None:
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self.api.call("getUpdates", {"timeout": 0, "limit": 1, **self._wanted()})

    async def _insist(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """Ask until there is an answer, ever more seldom. Raises InvalidToken."""
        pause = FIRST_PAUSE
        while (answer := await self._ask(method, arguments)) is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return answer

    async def _ask(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """The answer, or None where there is none: what a person can mend is said once."""
        try:
            answer = await self.api.call(method, arguments)
        except InvalidToken:
            raise
        except Conflict as error:
            if not self._told_conflict:
                log.error(  # noqa: TRY400 - what to do, not where it happened
                    "Another program receives for this bot (%s). Stop it, or give this one another token.",
                    error.message,
                )
            self._told_conflict = True
        except TelegramError as error:
            log.warning("Telegram cannot be asked for updates: %s", error)
        else:
            self._told_conflict = False
            return answer
        return None


def read_update(document: dict[str, Any], api: Api) -> Update | None:
    """What the Bot API brings, as an update; None, and a word in the log, for what cannot be read."""
    try:
        return Update.de_json(document, api)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        log.warning("An update cannot be read (%s).", type(error).__name__)
        return None
