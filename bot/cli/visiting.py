"""`sources read` and `sources retry`: visits that an operator asks for, beside those of `run`."""

import asyncio
import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import SettingsError, UsageError
from bot.fetching.addressing import read_place
from bot.fetching.errors import FetchError
from bot.fetching.places import Place
from bot.fetching.visiting import Visitor
from bot.settings import OperatorSettings, load
from bot.sources import is_folder
from storage.store import Store, open_store


def add_to(sources: typer.Typer) -> None:
    """Register the commands of this module."""
    sources.command()(read)
    sources.command()(retry)


@contextmanager
def visitors(store: Store, operator: OperatorSettings) -> Iterator[tuple[Visitor, asyncio.Runner]]:
    """What visits sources, and what runs it, with connections that end with the block."""
    from bot import fetched  # noqa: PLC0415 - few commands need its libraries

    with fetched.visitors(store, operator) as both:
        yield both


def read(
    address: Annotated[str, typer.Argument(help="As `paperwire sources` lists it.")],
    backfill: Annotated[bool, typer.Option("--backfill", help="All old issues, newest first; none is pushed.")] = False,
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="No older ones than this.")] = None,
) -> None:
    """Visit a source now, or read its old issues."""
    operator = load()
    with open_store(operator.database_url, migrate=False) as store:
        place = _place(store, address)
        with visitors(store, operator) as (visitor, runner):
            number = runner.run(_read(visitor, place, backfill=backfill, since=since.date() if since else None))
        failing = store.watches.status(address).failing
    typer.echo(f"{number} read.")
    if failing and not backfill:
        raise UsageError(f"{address}: {failing.reason}")


async def _read(visitor: Visitor, place: Place, *, backfill: bool, since: dt.date | None) -> int:
    """Visit a place; how many documents were read. On a terminal each is named while it goes on."""
    number = 0
    with Console(stderr=True).status("Asking …") if sys.stderr.isatty() else _silence() as status:
        try:
            async for document in visitor.visit(place, backfill=backfill, since=since):
                number += 1
                if status is not None:
                    status.update(f"{number} read, {document.key}")
        except FetchError as error:
            wait = f" Go on in {error.wait}." if error.wait else ""
            raise UsageError(f"{place.address}: {number} read, then: {error.reason}{wait}") from error
    return number


@contextmanager
def _silence() -> Iterator[None]:
    yield


def _place(store: Store, address: str) -> Place:
    """A place that is watched. Raises UsageError."""
    if is_folder(address):
        raise UsageError("A folder is read whole by `paperwire run`; `paperwire ingest --backfill` reads one at once.")
    if not store.watches.status(address).watched:
        raise UsageError(f"{address} is not read; `paperwire sources add` adds it.")
    try:
        return read_place(address)
    except SettingsError as error:
        raise UsageError(str(error)) from error


def retry() -> None:
    """Try again what could not be read, as after an upgrade."""
    operator = load()
    with open_store(operator.database_url, migrate=False) as store, visitors(store, operator) as (visitor, _):
        mended = total = 0
        for watch in store.watches.listing():
            if not watch.watched or is_folder(watch.address):
                continue
            place = _place(store, watch.address)
            for unread in store.watches.unread(watch.address):
                total += 1
                mended += visitor.shelf.retry(place, unread)
    typer.echo(f"{mended} of {total} can be read now.")
