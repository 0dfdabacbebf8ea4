"""The samples are what their README says: every format, three languages, papers that several digests speak of."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from adapters import registry
from adapters.model import Entry, Issue, Ref
from adapters.text import title_key
from tests.words import TAGGER

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="module")
def issues() -> dict[str, Issue]:
    """Every sample by its path, read by the adapter that recognises it."""
    keys = [file.relative_to(SAMPLES).as_posix() for file in sorted(SAMPLES.glob("*/*.md"))]
    return {key: registry.parse((SAMPLES / key).read_text("utf-8"), Ref(key)) for key in keys}


@pytest.fixture(scope="module")
def entries(issues: dict[str, Issue]) -> list[Entry]:
    return [entry for issue in issues.values() for entry in issue.entries]


def test_there_is_a_sample_of_every_format_in_its_folder(issues: dict[str, Issue]) -> None:
    assert {issue.adapter for issue in issues.values()} == {adapter.name for adapter in registry.ADAPTERS}
    assert {key: key.split("/")[0] for key in issues} == {key: issue.adapter for key, issue in issues.items()}


def test_every_sample_is_dated_in_the_week_the_readme_names(issues: dict[str, Issue]) -> None:
    dates = [issue.date for issue in issues.values()]
    assert min(dates, default=None) == dt.date(2026, 11, 12)
    assert max(dates, default=None) == dt.date(2026, 11, 18)


def test_samples_are_read_whole(issues: dict[str, Issue]) -> None:
    assert {key: issue.unread for key, issue in issues.items() if issue.unread} == {}
    papers = {key: len(issue.entries) for key, issue in issues.items()}
    assert papers == {
        "kedreamix/2026-11-16__Diffusion_Models.md": 5,
        "kedreamix/2026-11-18__3DGS.md": 5,
        "l_yohai/2026-11-17.md": 7,
        "l_yohai/2026-11-18.md": 6,
        "markdown/2026-11-18.md": 8,
        "slbqc/2026-11-16.md": 7,
        "slbqc/2026-11-18.md": 6,
        "wangyephd/20261112-20261114.md": 5,
        "wangyephd/20261117.md": 4,
    }


def test_eleven_papers_stand_in_several_digests(entries: list[Entry]) -> None:
    said = Counter(title_key(entry.title) for entry in entries)
    assert sum(times > 1 for times in said.values()) == 11


def test_diffusion_papers_are_summarised_in_three_languages(entries: list[Entry]) -> None:
    found = [entry for entry in entries if "diffusion" in {topic.slug for topic in TAGGER.tag_entry(entry)}]
    assert len({title_key(entry.title) for entry in found}) >= 8
    assert {language for entry in found for language in entry.summaries} == {"en", "ko", "zh"}


def test_every_summary_is_written(entries: list[Entry]) -> None:
    assert entries
    assert [entry.title for entry in entries if not any(entry.summaries.values())] == []
