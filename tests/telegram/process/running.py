"""`paperwire run` as a process of its own, by the real clock, over a loopback server: Telegram's here."""

import dataclasses
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.model import Entry, Issue, Origin, Topic
from bot.moments import schedule
from storage.model import Place, Source
from storage.store import Store, open_store

ROOT = Path(__file__).resolve().parents[3]
LOUD = Path(__file__).with_name("loud.py")
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Program:
    """The process, in a folder of its own with its database, or a `database` that others use too.

    `store` is the test's own way into that.
    """

    api: Any
    folder: Path
    database: str = ""
    store: Store = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.store = open_store(self.url)

    @property
    def url(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'bot.db'}"

    @property
    def log(self) -> str:
        """What it has written so far, in all its lives."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def start(self, *command: str, **settings: str) -> None:
        """Run, and come back when it receives; the `bot run` of a user if no other command is given."""
        self.begin(*command, **settings)
        if "TELEGRAM_WEBHOOK" not in settings:
            self.wait()

    def begin(self, *command: str, **settings: str) -> None:
        """The same without waiting."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAPERWIRE_")}
        mine = {"DATABASE_URL": self.url, "ACCESS": "open", "LOG_FORMAT": "text"} | self.bot() | settings
        environment |= {f"PAPERWIRE_{name}": value for name, value in mine.items()}
        environment |= {"PYTHONPATH": str(ROOT)}
        line = [sys.executable, *(command or ("-m", "bot", "run"))]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(line, cwd=self.folder, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours

    def bot(self) -> dict[str, str]:
        """The settings of its bot."""
        return {"TELEGRAM_TOKEN": self.api.token, "TELEGRAM_BASE_URL": self.api.url}

    def wait(self) -> None:
        """Until it receives."""
        self.api.wait_for_poller()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def terminate(self) -> None:
        """Ask it to end; its status must be 0."""
        assert self._process is not None
        self._process.terminate()
        assert self._process.wait(30) == 0, self.log

    def close(self) -> None:
        """After the test."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        self.store.close()

    def publish(self, titles: Iterable[str], slug: str = "diffusion") -> None:
        """An issue of today with these papers on one topic arrives."""
        now = dt.datetime.now(dt.UTC)
        entries = tuple(map(Entry, titles))
        issue = Issue("alpha", f"{entries[0].title}.md", now.date(), None, None, "en", entries)
        topics = [(Topic(slug, Origin.TITLE),)] * len(entries)
        self.store.issues.put(Source("alpha", "alpha", "/"), issue, topics, tagger="1", now=now)

    def make_due(self, chat_id: int) -> None:
        """Set the time of a chat's digest to this minute."""
        self.make_place_due(Place("telegram", str(chat_id)))

    def make_place_due(self, place: Place) -> None:
        """The same where the platform has places of another kind."""
        now = dt.datetime.now(dt.UTC)
        chat = self.store.chats.get(place)
        assert chat is not None
        settings = dataclasses.replace(chat.settings, zone="UTC", time=f"{now:%H:%M}")
        self.store.chats.change(chat.id, settings)
        schedule(self.store, chat, settings, now - MINUTE)
