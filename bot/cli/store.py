"""Commands that look into the store: `search`, `db`."""

import itertools
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

import storage.backup
from adapters.tags.vocabulary import Vocabulary
from bot import app as composition
from bot import retagging
from bot.cli.output import complain, print_json, with_progress
from bot.finding import SearchPage, find_papers
from bot.settings import load
from storage.move import BATCH as MOVED
from storage.move import move
from storage.reindex import BATCH, reindex
from storage.store import Store, open_store

db = typer.Typer(
    help="The database: `upgrade` brings its tables up to date, `reindex` makes the search index anew, "
    "`retag` brings topics to today's vocabulary, `backup` and `restore` keep it and bring it back, `move` copies it "
    "into another one, `status` says what it holds."
)


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(search)
    app.add_typer(db, name="db", no_args_is_help=True)


def search(
    query: Annotated[str | None, typer.Argument(help="What to find; without it, one query a line is read.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a query.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Papers a query.")] = 10,
) -> None:
    """Find papers by words, topics, authors or sources, the best answer first."""
    vocabulary = composition.build_vocabulary()
    queries: Iterable[str] = [query] if query is not None else (line.rstrip("\n") for line in sys.stdin)
    with open_store(load().database_url, migrate=False) as store:
        for asked in queries:
            _search_one(store, vocabulary, asked, as_json=as_json, limit=limit)


def _search_one(store: Store, vocabulary: Vocabulary, asked: str, *, as_json: bool, limit: int) -> None:
    started = time.perf_counter()
    found = find_papers(store, vocabulary, asked, limit=limit)
    ms = round((time.perf_counter() - started) * 1000, 2)
    if as_json:
        print_json(_found_as_json(asked, found) | {"ms": ms})
        return
    for paper in found.papers:
        link = f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else ""
        typer.echo(f"{paper.date.isoformat()}  {paper.title}  {link}".rstrip())
    if not found.papers:
        complain(f"nothing for “{asked}”.")


def _found_as_json(asked: str, found: SearchPage) -> dict[str, object]:
    results = [
        {"title": paper.title, "arxiv_id": paper.arxiv_id, "score": round(1 / place, 4)}
        for place, paper in enumerate(found.papers, start=1)
    ]
    return {"query": asked, "results": results, "total": found.total} | ({"more": True} if found.more else {})


@db.command()
def upgrade() -> None:
    """Bring the tables up to date; safe to repeat."""
    with open_store(load().database_url) as store:
        typer.echo(f"{store.url} is at revision {store.stats().revision}.")


@db.command("reindex")
def make_index(
    anew: Annotated[bool, typer.Option("--anew", help="From the first paper, not where it was interrupted.")] = False,
) -> None:
    """Make the search index anew; it goes on where it was interrupted."""
    steps = reindex(load().database_url, anew=anew)
    first = next(steps)
    done = first.done
    for step in with_progress(steps, total=-(-(first.papers - first.done) // BATCH), doing="Indexing"):
        done = step.done
    typer.echo(f"{done} papers are in the search index.")


@db.command()
def retag() -> None:
    """Tag anew what another vocabulary has tagged; safe beside `run`, and it goes on where it was interrupted."""
    tagger = composition.build_tagger()
    with open_store(load().database_url, migrate=False) as store:
        waiting = store.retagging.waiting(tagger.version)
        done = sum(1 for _ in with_progress(retagging.retag(store, tagger), total=waiting, doing="Tagging"))
    typer.echo(f"{done} issues are tagged anew.")


@db.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write the whole database to a file, while `run` goes on."""
    storage.backup.backup(load().database_url, file)
    typer.echo(f"{file} holds the database; `paperwire db restore {file}` brings it back.")


@db.command()
def restore(file: Annotated[Path, typer.Argument(help="What `backup` made.")]) -> None:
    """Make the database, which must be empty or not there yet, from a backup, and bring it up to date."""
    storage.backup.restore(load().database_url, file)
    with open_store(load().database_url) as store:
        stats = store.stats()
        typer.echo(f"{store.url} holds {stats.papers} papers in {stats.issues} issues again.")


@db.command("move")
def move_database(
    to: Annotated[str, typer.Argument(help="The address of an empty database; its password stands in ~/.pgpass.")],
) -> None:
    """Copy everything into another database, as from SQLite into PostgreSQL, and check that it is there."""
    steps = move(load().database_url, to)
    first = next(steps)
    pages = itertools.chain([first], steps)
    for step in with_progress(pages, total=-(-first.total // MOVED), doing="Moving"):
        done = step.done
    with open_store(to) as store:
        typer.echo(f"{store.url} holds all {done} rows; let PAPERWIRE_DATABASE_URL name it from now on.")


@db.command()
def status() -> None:
    """Say what the store holds, and how fresh each source is."""
    with open_store(load().database_url, migrate=False) as store:
        stats = store.stats()
        typer.echo(f"{store.url}, revision {stats.revision}")
        typer.echo(f"{stats.papers} papers, {stats.entries} entries, {stats.issues} issues")
        for source in stats.sources:
            typer.echo(f"  {source.source.name}: {source.issues} issues, newest {source.newest_date}")
