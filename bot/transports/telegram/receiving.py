"""Receiving: updates by long polling or webhook, those of a chat one after another, chats beside each other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Updater

log = logging.getLogger(__name__)

# Telegram's default leaves out what is not asked for by name: https://core.telegram.org/bots/api#getupdates
ALLOWED = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
POLL_SECONDS = 25
AT_ONCE = 64  # updates that are worked on beside each other
UPDATE_SECONDS = 60.0  # an update that takes longer is given up
STOP_SECONDS = 3.0  # for the updates that are under way at the end

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
    """Long polling. Only one process may poll for a bot: the role `telegram-poller`."""

    bot: Bot
    turns: Turns
    _told_conflict: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Receive until cancelled; then no update is taken that was not begun."""
        queue: asyncio.Queue[object] = asyncio.Queue(AT_ONCE)
        updater = Updater(self.bot, queue)
        await updater.initialize()
        await updater.start_polling(
            timeout=POLL_SECONDS, bootstrap_retries=-1, allowed_updates=ALLOWED, error_callback=self._failed
        )
        try:
            while True:
                await self.turns.take(cast("Update", await queue.get()))
        finally:
            await updater.stop()
            await self.turns.finish(STOP_SECONDS)

    def _failed(self, error: TelegramError) -> None:
        """PTB asks again by itself, ever more seldom; say once what a person can mend."""
        if isinstance(error, Conflict):
            if not self._told_conflict:
                log.error(
                    "Another program receives for this bot (%s). Stop it, or give this one another token.",
                    error.message,
                )
            self._told_conflict = True
        else:
            self._told_conflict = False
            log.warning("Telegram cannot be asked for updates: %s", error)
