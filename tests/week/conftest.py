"""Publishers with folders, chats, a process of `run` that is told the time, and what the chats received."""

import datetime as dt
import json
import multiprocessing
import os
import signal
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest

from bot import due
from storage.model import ChatKind, Place, Settings
from storage.store import Store, open_store
from tests.week.process import Order, live

SOURCES = ("l_yohai", "slbqc", "wangyephd")
RESTART = dt.timedelta(minutes=2)  # how long it takes until a process that was killed is there again


def l_yohai(date: dt.date, papers: dict[str, str]) -> str:
    """An issue as l_yohai writes them: who stands first has most votes."""
    parts = [
        f"### [{title}](https://arxiv.org/abs/{number})\n\nVote: {90 - place}\n\nAuthors: Ann Lee\n\n- 글입니다.\n"
        for place, (title, number) in enumerate(papers.items())
    ]
    return "\n".join([f"## Daily Papers ({date})\n", *parts])


def slbqc(_: dt.date, papers: dict[str, str]) -> str:
    """An issue as slbqc writes them."""
    parts = [
        f"# {title}\n[arxiv_pdf_url](https://arxiv.org/pdf/{number})\n### **论文标题**\n- **{title}**\n\n"
        "### **研究核心目标与问题**\n- 一个问题。\n"
        for title, number in papers.items()
    ]
    return "\n".join(parts)


def wangyephd(date: dt.date, papers: dict[str, str]) -> str:
    """An issue as wangyephd writes them: without ids."""
    parts = [f"## {title}\n\n- **研究背景**：一个问题。\n" for title in papers]
    return "\n".join([f"---\nid: x\ntitle: '{date:%Y%m%d}'\n---\n", *parts])


_WRITERS = {"l_yohai": l_yohai, "slbqc": slbqc, "wangyephd": wangyephd}


@dataclass
class Week:
    """A world whose clock only `at` moves; `now` is in UTC."""

    store: Store
    url: str
    folder: Path
    context: ForkServerContext
    now: dt.datetime
    process: ForkServerProcess | None = None
    _pipe: Connection | None = None
    _numbers: dict[str, str] = field(default_factory=dict)
    _written: int = 0

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    def chat(self, name: str, *terms: str, bot: str, kind: ChatKind = ChatKind.PRIVATE, **settings: object) -> None:
        """A chat that was made now and wants these terms (`-term`: never)."""
        chosen = Settings(**settings)
        made = self.store.chats.get_or_create(Place(bot, name), kind, settings=chosen, now=self.now)
        wishes = [(term.removeprefix("-"), not term.startswith("-")) for term in terms]
        self.store.chats.subscribe(made.id, wishes, person_id=None, now=self.now)
        self.store.plans.schedule(made.id, due.next_due(chosen, self.now, last_date=None))
        if (weekly := due.weekly(chosen)) is not None:
            self.store.plans.schedule_weekly(made.id, due.next_due(weekly, self.now, last_date=None))

    def publish(self, source: str, date: dt.date, *titles: str, part: str = "") -> None:
        """Put an issue where its publisher does: with the same date and part, it takes the place of the one before."""
        papers = {title: self._numbers.setdefault(title, f"2610.{len(self._numbers) + 1:05}") for title in titles}
        self.write(source, f"{date}{part}.md", _WRITERS[source](date, papers))

    def write(self, source: str, name: str, text: str) -> None:
        """Put a file, whatever it says."""
        file = self.folder / source / name
        file.write_text(text, encoding="utf-8")
        self._written += 1
        os.utime(file, ns=(self._written, self._written))

    def take_away(self, source: str) -> None:
        """The folder of a source is not there any more."""
        (self.folder / source).rename(self.folder / f"{source}, away")

    def give_back(self, source: str) -> None:
        """It is there again."""
        (self.folder / f"{source}, away").rename(self.folder / source)

    def start(self) -> None:
        """Begin a process."""
        self._pipe, theirs = self.context.Pipe()
        sources = ",".join(f"folder:{self.folder / name}#{name}" for name in SOURCES)
        self.process = self.context.Process(target=live, args=(theirs, self.url, sources, self.journal))
        self.process.start()
        theirs.close()

    def kill(self) -> None:
        """End the process as a power cut would, whatever it does."""
        assert self.process is not None
        self.process.kill()
        self._killed()

    def at(self, moment: dt.datetime, *, dies: str = "") -> None:
        """Let it be this moment, if a process is there; if it `dies` at that, another one is there soon after."""
        self.now = moment
        if self.process is None:
            return
        assert self._pipe is not None
        self._pipe.send(Order(moment, dies))
        if not dies:
            assert self._pipe.recv() == "done"
            return
        self._killed()
        self.start()
        self.at(moment + RESTART)
        self.now = moment

    def _killed(self) -> None:
        assert self.process is not None
        self.process.join(30)
        assert self.process.exitcode == -signal.SIGKILL
        self.process = None

    def end(self) -> None:
        """Let the process end by itself."""
        if self.process is not None:
            assert self._pipe is not None
            self._pipe.send(None)
            self.process.join(30)
            assert self.process.exitcode == 0
            self.process = None

    def received(self, chat: str, zone: str) -> list[list[str]]:
        """What the chat got, in order: local time, then what the message says but for each paper's details."""
        lines = map(json.loads, self.journal.read_text("utf-8").splitlines())
        return [_gist(line, zoneinfo.ZoneInfo(zone)) for line in lines if line["chat"] == chat]


def _gist(line: dict[str, str], zone: zoneinfo.ZoneInfo) -> list[str]:
    at = dt.datetime.fromisoformat(line["at"]).astimezone(zone)
    said = [text for text in line["text"].splitlines() if text and not text.startswith((" ", "["))]
    return [f"{at:%a %H:%M}{' silently' if line['silent'] else ''}", *said]


@pytest.fixture(scope="session")
def forks() -> Iterator[ForkServerContext]:
    """Forks processes from one that has imported them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.week.process"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
        for name in os.environ:
            if name.startswith("PAPERWIRE_"):
                patch.delenv(name)
        yield context


@pytest.fixture
def week(
    new_database: Callable[..., str], forks: ForkServerContext, tmp_path: Path
) -> Iterator[Callable[[dt.datetime], Week]]:
    """Begins a world at a moment, with empty folders and a process."""
    with ExitStack() as stack:

        def begin(moment: dt.datetime) -> Week:
            url = new_database()
            store = stack.enter_context(open_store(url))
            for name in SOURCES:
                (tmp_path / name).mkdir()
            made = Week(store, url, tmp_path, forks, moment)
            stack.callback(made.end)
            made.start()
            return made

        yield begin
