"""Folders on disk, a store of either kind, a clock that is set by hand, and the engine that reads."""

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import app, render
from bot.running import Engine
from bot.sources import Folder, watches
from storage.model import Paper
from storage.store import Store
from tests.words import TAGGER, WORDS

START = dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC)
_NUMBERS = itertools.count(1)


def issue_text(date: dt.date, *titles: str, authors: bool = True) -> str:
    """An issue as l_yohai writes them."""
    lines = [f"## Daily Papers ({date})\n"]
    for title in titles:
        number = next(_NUMBERS)
        lines.append(f"### [{title}](https://arxiv.org/abs/2611.{number:05})\n")
        lines.append(f"Vote: {number}\n")
        if authors:
            lines.append("Authors: Ann Lee, Bo Kim\n")
        lines.append("- 새로운 확산 모델을 제안합니다.\n")
    return "\n".join(lines)


@dataclass
class Shelf:
    """A folder of issues."""

    path: Path

    def put(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        number = next(_NUMBERS)
        os.utime(file, ns=(number, number))  # every text another moment, however fast they are written
        return file

    def publish(self, date: dt.date, *titles: str, name: str = "", authors: bool = True) -> Path:
        """Put an issue of that date with these papers; one, named after the date, unless told otherwise."""
        text = issue_text(date, *(titles or (f"Paper of {date}",)), authors=authors)
        return self.put(name or f"{date}.md", text)


@dataclass
class Desk:
    """A store and the processes of `run` over it; `restart` is another process over the same store and folders."""

    store: Store
    now: dt.datetime = START
    folders: list[Folder] = field(default_factory=list)
    engine: Engine | None = None

    def restart(self, *folders: Folder) -> Engine:
        self.end()
        self.folders += folders
        adapters = app.adapters_by_name()
        self.engine = Engine(
            store=self.store,
            tagger=lambda: TAGGER,
            watches=watches(self.folders),
            senders=[],
            threads=ThreadPoolExecutor(1),
            view=lambda catalog, settings: render.View(catalog, settings, WORDS, adapters),
            now=lambda: self.now,
        )
        return self.engine

    def end(self) -> None:
        """The process ends."""
        if self.engine is not None:
            self.engine.leave()

    def read(self, **later: float) -> None:
        """Let so much time pass, and read."""
        self.now += dt.timedelta(**later)
        for _ in self.engine.reading():
            pass

    def papers(self) -> list[Paper]:
        return list(self.store.papers.export())

    def news(self) -> set[str]:
        """The titles that may be pushed."""
        return {paper.title for paper in self.papers() if any(entry.news for entry in paper.entries)}


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    made = Desk(store)
    yield made
    made.end()


@pytest.fixture
def new_shelf(tmp_path: Path) -> Iterator[Callable[[str], Shelf]]:
    """Makes an empty folder."""

    def make(name: str) -> Shelf:
        (tmp_path / name).mkdir()
        return Shelf(tmp_path / name)

    return make


@pytest.fixture
def shelf(new_shelf: Callable[[str], Shelf]) -> Shelf:
    return new_shelf("l_yohai")
