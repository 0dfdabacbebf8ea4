"""An issue as a person at a terminal reads it: a card a paper, and the lines the adapter did not read."""

from collections.abc import Sequence
from pathlib import Path

import typer

from adapters.model import Entry, Issue, Topic
from bot.cli.output import complain
from bot.summary import short

LINES_NAMED = 20


def show_issue(path: Path, issue: Issue, topics: Sequence[Sequence[Topic]]) -> None:
    """Print the issue's cards to standard output, and what was not read to standard error."""
    date = issue.date.isoformat() if issue.date else "no date"
    typer.echo(f"{path}: {issue.adapter}, {date}, {len(issue.entries)} papers")
    for number, (entry, found) in enumerate(zip(issue.entries, topics, strict=True), start=1):
        typer.echo(_card(number, entry, found))
    if issue.unread:
        named = ", ".join(map(str, issue.unread[:LINES_NAMED]))
        more = f" and {len(issue.unread) - LINES_NAMED} more" if len(issue.unread) > LINES_NAMED else ""
        complain(f"{path}: made nothing of lines {named}{more}.")


def _card(number: int, entry: Entry, topics: Sequence[Topic]) -> str:
    version = f"v{entry.arxiv_version}" if entry.arxiv_version else ""
    facts = (
        ("arXiv", f"{entry.arxiv_id}{version}" if entry.arxiv_id else ""),
        ("authors", ", ".join(entry.authors)),
        ("tags", ", ".join(entry.tags)),
        ("topics", ", ".join(topic.slug for topic in topics)),
        ("votes", "" if entry.votes is None else str(entry.votes)),
        ("media", entry.media_url or ""),
        *((language, short(text)) for language, text in entry.summaries.items()),
    )
    return "\n".join([f"\n{number}. {entry.title}", *(f"   {name}: {value}" for name, value in facts if value)])
