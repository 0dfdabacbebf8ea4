"""A loopback platform and the running bot over the samples, under one clock, where people play what is drawn."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from docs.chats import samples
from storage.store import open_store
from tests.loopback.running import Clock, RunningPaperwire
from tests.loopback.world import LoopbackWorld

Api = TypeVar("Api", bound=LoopbackWorld)


@dataclass(frozen=True, slots=True)
class Stage(Generic[Api]):
    """The platform and the bot."""

    api: Api
    bot: RunningPaperwire

    def set_clock(self, moment: dt.datetime) -> None:
        """Let it be this moment everywhere."""
        with self.api.changed:
            self.bot.now.moment = moment
            self.api.advance(moment.timestamp() - self.api.now())


@contextmanager
def set_up(api: Api, make_bot: Callable[[Api, str, Clock], RunningPaperwire]) -> Iterator[Stage[Api]]:
    """The bot on a platform that is served, in the evening before the newest samples.

    Raises RuntimeError at the end if the platform would not have shown something as it was meant.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/paperwire.db"
        with open_store(url) as store:
            samples.put(store, newest=False, now=samples.EVENING)
        api.stop_clock()
        stage = Stage(api, make_bot(api, url, Clock(samples.EVENING)))
        stage.set_clock(samples.EVENING)
        stage.bot.start()
        try:
            yield stage
        finally:
            stage.bot.stop()
    if api.violations:
        raise RuntimeError(f"This would not be shown as it was meant: {api.violations}")
