"""The whole bot over a loopback Bot API server, in a thread of the test's process, under a clock set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot import app
from bot.limits import UNLIMITED
from bot.platforms import telegram
from bot.settings import OperatorSettings
from storage.store import Store
from tests.loopback.running import RunningPaperwire


@dataclass
class RunningBot(RunningPaperwire):
    """The bot on Telegram.

    With `webhook`, an address on this machine, updates are posted there; with `port` it is asked how it does there.
    """

    webhook: str | None = None
    port: int | None = None

    def settings(self) -> dict[str, Any]:
        return {
            "telegram_token": self.api.token,
            "telegram_base_url": self.api.url,
            "telegram_webhook": self.webhook,
            "http_port": urlsplit(self.webhook).port if self.webhook else self.port,
        }

    def platforms(self, store: Store, operator: OperatorSettings) -> Sequence[app.Platform]:
        return [telegram.platform(store, operator, self.api.token, self.threads, now=self.now, rates=UNLIMITED)]

    def wait_until_it_receives(self) -> None:
        if self.webhook is None:
            self.api.wait_for_poller()
        else:
            self.api.wait_for(lambda: self.api.webhook is not None, "a webhook")
