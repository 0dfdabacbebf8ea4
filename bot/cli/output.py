"""What the command line prints: JSON for programs, progress for people at a terminal."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from adapters.model import Entry, Issue, Topic
from storage.model import Paper

Item = TypeVar("Item")

WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 40


def columns() -> int:
    """How wide text for people is printed."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def print_json(value: object) -> None:
    """One value a line, in the characters it was written in."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def complain(sentence: str) -> None:
    """A sentence on standard error, for the person who typed the command."""
    typer.echo(f"paperwire: {sentence}", err=True)


def with_progress(items: Iterable[Item], *, total: int, doing: str) -> Iterator[Item]:
    """Pass the items on, with a bar on a terminal and silence elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    yield from track(items, total=total, description=doing, console=Console(stderr=True), transient=True)


def issue_as_json(file: str, issue: Issue, topics: Sequence[Sequence[Topic]]) -> dict[str, Any]:
    """What `parse --json` says of an issue."""
    papers = [entry_as_json(entry, found) for entry, found in zip(issue.entries, topics, strict=True)]
    return {
        "file": file,
        "adapter": issue.adapter,
        "date": issue.date.isoformat() if issue.date else None,
        "language": issue.language,
        "papers": papers,
    }


def entry_as_json(entry: Entry, topics: Sequence[Topic]) -> dict[str, Any]:
    """What `parse --json` says of a paper."""
    return {
        "title": entry.title,
        "arxiv_id": entry.arxiv_id,
        "arxiv_version": entry.arxiv_version,
        "authors": list(entry.authors) or None,
        "tags": list(entry.tags),
        "votes": entry.votes,
        "media_url": entry.media_url,
        "summaries": dict(entry.summaries),
        "topics": sorted(topic.slug for topic in topics),
    }


def paper_as_json(paper: Paper) -> dict[str, Any]:
    """What `export --papers` says of a paper: nothing that depends on the order of reading."""
    return {
        "key": paper.key,
        "title": paper.title,
        "authors": list(paper.authors) or None,
        "date": paper.date.isoformat() if paper.entries[0].dated else None,
        "arxiv_id": paper.arxiv_id,
        "doi": paper.doi,
        "topics": {topic.slug: topic.origin.value for topic in paper.topics},
        "entries": [
            {
                "source": stored.source,
                "date": stored.date.isoformat() if stored.dated else None,
                "vote_rank": stored.vote_rank,
                "doi": stored.entry.doi,
                "links": dict(sorted(stored.entry.links.items())),
                "categories": list(stored.entry.categories),
                **entry_as_json(stored.entry, stored.topics),
            }
            for stored in paper.entries
        ],
    }
