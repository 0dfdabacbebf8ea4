"""What comes out of real issues, compared with what was extracted from them independently.

The issues are their publishers' and lie beside the checkout; where they are absent these tests are skipped.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters import registry, retrieve
from adapters.model import Entry, Issue, Ref

DIGESTS = Path(__file__).resolve().parents[3] / "shared" / "digests"
SEARCH = DIGESTS.parent / "search" / "issues"

pytestmark = pytest.mark.skipif(not DIGESTS.is_dir(), reason="no ../shared/digests beside the checkout")


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def rows(gold: Path) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    assert found
    return found


def read(root: Path, file: str) -> Issue:
    return registry.parse(retrieve.read_text(root / file), Ref(unicodedata.normalize("NFC", file)))


def differences(want: Mapping[str, Any], got: Entry) -> Iterator[str]:
    """The fields of a paper that are not as the gold has them; what the gold calls arguable does not count."""
    same = {field: want.get(field) == getattr(got, field) for field in ("arxiv_id", "votes", "media_url")}
    same["title"] = fold(want["title"]) == got.title
    if not want.get("arguable") and want.get("tags") is not None:
        same["tags"] = [fold(tag) for tag in want["tags"]] == list(got.tags)
    if want.get("authors") and not want.get("authors_arguable"):
        same["authors"] = [fold(name) for name in want["authors"] if name != "+"] == list(got.authors)
    return (f"{want['title'][:40]}: {field}" for field, is_same in same.items() if not is_same)


def test_every_field_of_the_four_publishers() -> None:
    papers, wrong = 0, []
    for row in rows(DIGESTS / "gold.jsonl"):
        issue = read(DIGESTS, row["file"])
        assert issue.adapter == row["publisher"].replace("-", "_")
        assert len(issue.entries) == len(row["papers"]), row["file"]
        for want, got in zip(row["papers"], issue.entries, strict=True):
            papers += 1
            wrong += [f"{row['file']} {', '.join(found)}"] if (found := list(differences(want, got))) else []
    assert len(wrong) <= 0.01 * papers, wrong


def test_every_date_of_the_four_publishers() -> None:
    dates = {row["file"]: row["issue_date"] for row in rows(DIGESTS / "gold.jsonl") if not row.get("arguable")}
    assert {file: str(read(DIGESTS, file).date) for file in dates} == dates


def test_titles_and_ids_of_publishers_without_an_adapter() -> None:
    wanted, found = 0, 0
    for row in rows(DIGESTS / "other" / "gold.jsonl"):
        entries = {(entry.title, entry.arxiv_id) for entry in read(DIGESTS / "other", row["file"]).entries}
        wanted += len(row["papers"])
        found += sum((fold(paper["title"]), paper["arxiv_id"]) in entries for paper in row["papers"])
    assert found >= 0.95 * wanted


def test_every_abstract_laid_out_as_an_issue_is_read() -> None:
    files = sorted(SEARCH.glob("*.md"))
    assert files
    for file in files:
        issue = registry.parse(retrieve.read_text(file), Ref(file.name))
        assert len(issue.entries) == retrieve.read_text(file).count("\n### ")
        assert all(entry.arxiv_id and entry.summaries and entry.votes is not None for entry in issue.entries)
        assert issue.unread == ()
