"""What a reader sees, whole, in each language. `GOLDEN=write pytest tests/render` writes the files anew: read them."""

import dataclasses
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import render
from bot.catalog import LANGUAGES
from bot.digest import Digest, Highlight
from bot.message import Message
from bot.notes import Broken, Late, Notes
from bot.occasion import Occasion
from bot.render import Results, View
from bot.terms import Raw, Wish
from bot.transports.console import to_text
from bot.weekly import Section, Weekly
from storage.model import DeliveryKind

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = 72
DAY = dt.timedelta(days=1)
MORNING = dt.datetime(2024, 1, 23, 23, tzinfo=dt.UTC)  # 08:00 of the 24th in Seoul
LATE = (Late("l_yohai", MORNING - dt.timedelta(minutes=90)), Late("slbqc", MORNING - dt.timedelta(hours=25)))
BROKEN = (Broken("slbqc", MORNING - 7 * DAY), Broken("wangyephd", MORNING - 7 * DAY + dt.timedelta(hours=1)))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def view(language: str, view_in: Callable[[str], View]) -> View:
    return view_in(language)


def in_seoul(view: View) -> View:
    return dataclasses.replace(view, settings=dataclasses.replace(view.settings, zone="Asia/Seoul"))


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


def test_a_weekly_digest(view: View, highlights: tuple[Highlight, ...]) -> None:
    first, second, third = highlights
    wishes = [reason.wish for reason in first.reasons]
    sections = (
        Section(wishes[1], 1203, 1, (first, second)),
        Section(wishes[0], 2, 5, (third,)),
        Section(Wish("#raw", Raw("raw"), wanted=True), 0, 1, ()),
    )
    occasion = Occasion(DeliveryKind.WEEKLY, "2024-01-28")
    digest = Weekly(occasion, dt.date(2024, 1, 22), sections, papers=1204, before=6)
    assert_golden("weekly", view, render.weekly(digest, view))


def test_a_late_edition(view: View, digest_of_three: Digest) -> None:
    edition = dataclasses.replace(digest_of_three, occasion=Occasion(DeliveryKind.LATE, "2024-01-24/1"), length=1)
    assert_golden("late-edition", view, render.digest(edition, view))


def test_its_second_page(view: View, digest_of_three: Digest) -> None:
    assert_golden("digest-page-2", view, render.digest(digest_of_three, view, page=2))


def test_a_digest_without_papers(view: View, digest_of_three: Digest) -> None:
    empty = dataclasses.replace(digest_of_three, highlights=())
    assert_golden("digest-empty", view, render.digest(empty, view))


def test_nothing_matched(view: View, digest_of_three: Digest) -> None:
    digest = dataclasses.replace(digest_of_three, highlights=(), excluded=(), notes=Notes(next_at=MORNING + DAY))
    assert_golden("nothing-matched", in_seoul(view), render.digest(digest, in_seoul(view)))


@pytest.mark.parametrize("late", [0, 1, 2])
def test_nothing_was_published(view: View, digest_of_three: Digest, late: int) -> None:
    notes = Notes(late=LATE[:late], since=MORNING - DAY, next_at=MORNING + 7 * DAY)
    digest = dataclasses.replace(digest_of_three, highlights=(), excluded=(), papers_read=0, notes=notes)
    assert_golden(f"nothing-published-{late}-late", in_seoul(view), render.digest(digest, in_seoul(view)))


@pytest.mark.parametrize("papers_read", [0, 31])
def test_something_is_broken(view: View, digest_of_three: Digest, papers_read: int) -> None:
    notes = Notes(late=LATE[:1], broken=BROKEN, fine=2, since=MORNING - DAY, next_at=MORNING + DAY)
    digest = dataclasses.replace(digest_of_three, highlights=(), excluded=(), papers_read=papers_read, notes=notes)
    assert_golden(f"nothing-broken-{papers_read}", in_seoul(view), render.digest(digest, in_seoul(view)))


def test_something_is_mended(view: View, digest_of_three: Digest) -> None:
    notes = Notes(mended=("kedreamix",), since=MORNING - 3 * DAY, next_at=MORNING + DAY)
    digest = dataclasses.replace(digest_of_three, highlights=(), excluded=(), papers_read=0, notes=notes)
    assert_golden("nothing-mended", in_seoul(view), render.digest(digest, in_seoul(view)))


def test_the_first_read_is_running(view: View, digest_of_three: Digest) -> None:
    notes = Notes(reading=3, since=MORNING - DAY, next_at=MORNING + DAY)
    digest = dataclasses.replace(digest_of_three, highlights=(), excluded=(), papers_read=0, notes=notes)
    assert_golden("nothing-first-read", in_seoul(view), render.digest(digest, in_seoul(view)))


def test_a_digest_names_sources_that_are_late_broken_or_mended(view: View, digest_of_three: Digest) -> None:
    notes = Notes(late=LATE, broken=BROKEN, mended=("kedreamix",))
    digest = dataclasses.replace(digest_of_three, highlights=digest_of_three.highlights[1:2], notes=notes)
    assert_golden("digest-sources", in_seoul(view), render.digest(digest, in_seoul(view)))


def test_further_pages_do_not_name_sources(view: View, digest_of_three: Digest) -> None:
    digest = dataclasses.replace(digest_of_three, notes=Notes(late=LATE, broken=BROKEN))
    assert_golden("digest-page-2", view, render.digest(digest, view, page=2))


def test_a_card(view: View, digest_of_three: Digest) -> None:
    first = digest_of_three.highlights[1]
    assert_golden("card", view, render.card(first.paper, view, reasons=first.reasons, back="today:1"))


def test_a_page_of_a_search(view: View, digest_of_three: Digest) -> None:
    papers = tuple(highlight.paper for highlight in digest_of_three.highlights)
    assert_golden("search", view, render.search(Results("diffusion", papers, 33, more=False, page=2), view))
