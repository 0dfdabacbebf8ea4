"""`sources`: what `run` reads, and what an operator should look at."""

import datetime as dt
from collections.abc import Iterator

import typer

from bot.cli.output import complain
from bot.settings import load
from storage.store import Store, open_store
from storage.watched import Suspicious, UnreadIssue, WatchStatus


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command()(sources)


def sources() -> None:
    """List what `run` reads: since when, what cannot be read, and which issues look suspicious."""
    with open_store(load().database_url, migrate=False) as store:
        lines = list(_lines(store))
    for line in lines:
        typer.echo(line)
    if not lines:
        complain("`paperwire run` has read nothing yet; PAPERWIRE_SOURCES names the sources.")


def _lines(store: Store) -> Iterator[str]:
    for watch in store.watches.listing():
        yield f"{watch.address}  {_first_read(watch)}"
        if watch.failing and watch.watched:
            yield f"  failing since {_moment(watch.failing.since)}: {watch.failing.reason}"
        yield from (f"  not read: {_unread(found)}" for found in store.watches.unread(watch.address))
    yield from (f"suspicious: {_suspicious(issue)}" for issue in store.issues.suspicious())


def _first_read(watch: WatchStatus) -> str:
    if not watch.watched:
        return "no longer read"
    if watch.first_read_at is None:
        return "first read not complete"
    return f"first read {_moment(watch.first_read_at)}"


def _unread(found: UnreadIssue) -> str:
    line = "" if found.line is None else f":{found.line}"
    return f"/{found.key}{line}: {found.reason} (since {_moment(found.seen_at)})"


def _suspicious(issue: Suspicious) -> str:
    return f"{issue.source} {issue.date}, /{issue.key}: it {issue.reason}"


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
