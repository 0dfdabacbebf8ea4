"""`sources`: what `run` reads, and what an operator should look at; sources are added and removed here."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated

import typer

from adapters import retrieve
from adapters.errors import AdapterError
from adapters.model import Entry
from bot import app as composition
from bot import ingest
from bot.cli import visiting
from bot.cli.output import complain
from bot.errors import UsageError
from bot.fetching.recognising import recognise
from bot.settings import OperatorSettings, load
from bot.sources import is_folder, read_folder
from storage.store import Store, open_store
from storage.watched import Suspicious, UnreadIssue, Visited, WatchStatus

SHOWN = 3  # papers

sources = typer.Typer(help="What `run` reads and how that goes; `add` and `remove` sources, `read` and `retry` them.")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module and of `visiting`."""
    app.add_typer(sources, name="sources", invoke_without_command=True)
    visiting.add_to(sources)


@sources.callback()
def listing(context: typer.Context) -> None:
    """List what `run` reads: since when, what cannot be read, and which issues look suspicious."""
    if context.invoked_subcommand is not None:
        return
    with open_store(load().database_url, migrate=False) as store:
        lines = list(_lines(store))
    for line in lines:
        typer.echo(line)
    if not lines:
        complain("`paperwire run` has read nothing yet; PAPERWIRE_SOURCES names the sources.")


@sources.command()
def add(
    source: Annotated[str, typer.Argument(help="A publisher's name, an address of ours, or that of a page.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Find what is published there, show some papers, and read it from now on."""
    operator = load()
    with open_store(operator.database_url, migrate=False) as store:
        address, papers = _folder(source) if is_folder(source) else _recognised(store, operator, source)
        typer.echo(address)
        for paper in papers:
            link = f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else ""
            typer.echo(f"  {paper.title}  {link}".rstrip())
        if not yes:
            typer.confirm("Read this source from now on?", abort=True)
        store.watches.add(address)
    typer.echo("It is read by `paperwire run`: what is there now is searchable, what comes is news.")


def _folder(source: str) -> tuple[str, Sequence[Entry]]:
    """The address of a folder, and some of its papers. Raises UsageError for what is none."""
    folder = read_folder(source)
    if not folder.path.is_dir():
        raise UsageError(f"There is no folder {folder.path}.")
    papers: list[Entry] = []
    for file in islice(retrieve.find_files(folder.path), 20):
        try:
            papers += ingest.read_issue(file, folder.adapter).entries
        except AdapterError as error:
            complain(str(error))
        if len(papers) >= SHOWN:
            break
    return folder.address, papers[:SHOWN]


def _recognised(store: Store, operator: OperatorSettings, source: str) -> tuple[str, Sequence[Entry]]:
    with visiting.visitors(store, operator) as (visitor, runner):
        tried = runner.run(recognise(visitor.web, source, composition.utc_now()))
    return tried.place.address, tried.papers


@sources.command()
def remove(address: Annotated[str, typer.Argument(help="As `paperwire sources` lists it.")]) -> None:
    """Read a source no more; its papers stay."""
    with open_store(load().database_url, migrate=False) as store:
        if not store.watches.remove(address):
            raise UsageError(f"{address} is not read; `paperwire sources` lists what is.")


def _lines(store: Store) -> Iterator[str]:
    visits = {visited.address: visited for visited in store.visits.listing()}
    for watch in store.watches.listing():
        yield f"{watch.address}  {_first_read(watch)}"
        if watch.failing and watch.watched:
            yield f"  failing since {_moment(watch.failing.since)}: {watch.failing.reason}"
        if watch.watched and not is_folder(watch.address):
            yield f"  {_visited(visits[watch.address])}"
        yield from (f"  not read: {_unread(found)}" for found in store.watches.unread(watch.address))
    yield from (f"suspicious: {_suspicious(issue)}" for issue in store.issues.suspicious())


def _first_read(watch: WatchStatus) -> str:
    if not watch.watched:
        return "no longer read"
    if watch.first_read_at is None:
        return "first read not complete"
    return f"first read {_moment(watch.first_read_at)}"


def _visited(visited: Visited) -> str:
    last = f"visited {_moment(visited.at)}" if visited.at else "not visited yet"
    if visited.stopped:
        return f"{last}, not any more; `paperwire sources add` tries again"
    return f"{last}, next {_moment(visited.next_at)}" if visited.next_at else last


def _unread(found: UnreadIssue) -> str:
    line = "" if found.line is None else f":{found.line}"
    return f"{found.url or f'/{found.key}'}{line}: {found.reason} (since {_moment(found.seen_at)})"


def _suspicious(issue: Suspicious) -> str:
    where = issue.key if "." in issue.key.partition("/")[0] else f"/{issue.key}"
    return f"{issue.source} {issue.date}, {where}: it {issue.reason}"


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
