"""What a reader sees, whole, in each language. `GOLDEN=write pytest tests/render` writes the files anew: read them."""

import dataclasses
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import render
from bot.catalog import LANGUAGES
from bot.digest import Digest
from bot.message import Message
from bot.occasion import Occasion
from bot.render import Results, View
from bot.transports.console import to_text
from storage.model import DeliveryKind

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = 72


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def view(language: str, view_in: Callable[[str], View]) -> View:
    return view_in(language)


def assert_golden(name: str, view: View, message: Message) -> None:
    file = GOLDEN / f"{name}.{view.catalog.language}.txt"
    shown = to_text(message, width=COLUMNS, color=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


def test_a_digest(view: View, digest_of_three: Digest) -> None:
    assert_golden("digest", view, render.digest(digest_of_three, view))


def test_a_digest_of_several_days_after_one_that_may_be_lost(view: View, digest_of_three: Digest) -> None:
    before = Occasion(DeliveryKind.DAILY, "2024-01-19")
    digest = dataclasses.replace(digest_of_three, since=dt.date(2024, 1, 22), doubtful=before)
    assert_golden("digest-doubtful", view, render.digest(digest, view))


def test_its_second_page(view: View, digest_of_three: Digest) -> None:
    assert_golden("digest-page-2", view, render.digest(digest_of_three, view, page=2))


def test_a_digest_without_papers(view: View, digest_of_three: Digest) -> None:
    empty = dataclasses.replace(digest_of_three, highlights=())
    assert_golden("digest-empty", view, render.digest(empty, view))


def test_a_card(view: View, digest_of_three: Digest) -> None:
    first = digest_of_three.highlights[1]
    assert_golden("card", view, render.card(first.paper, view, reasons=first.reasons, back="today:1"))


def test_a_page_of_a_search(view: View, digest_of_three: Digest) -> None:
    papers = tuple(highlight.paper for highlight in digest_of_three.highlights)
    assert_golden("search", view, render.search(Results("diffusion", papers, 33, more=False, page=2), view))
