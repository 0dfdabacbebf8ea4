"""Commands that read digests: `parse` shows what a file says, `ingest` stores it."""

import os
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from adapters.errors import AdapterError
from adapters.tags.tagger import Tagger
from bot import app as composition
from bot import ingest as ingesting
from bot.ahead import Ahead
from bot.cli.output import complain, issue_as_json, print_json, with_progress
from bot.cli.show import show_issue
from bot.ingest import FileOutcome, NotRead, Read
from bot.settings import load
from storage.model import Outcome
from storage.store import open_store

_MANY = 200  # files

AdapterName = Annotated[str | None, typer.Option("--adapter", help="Read with this adapter instead of finding it.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(parse)
    app.command()(ingest)


def parse(
    files: Annotated[list[Path], typer.Argument(help="Issues to read.", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file, in order.")] = False,
    adapter: AdapterName = None,
) -> None:
    """Show what issues say, without storing anything."""
    tagger = composition.build_tagger()
    refused = sum(not _parse_one(path, tagger, as_json, adapter) for path in files)
    raise typer.Exit(1 if refused else 0)


def _parse_one(path: Path, tagger: Tagger, as_json: bool, adapter: str | None) -> bool:
    try:
        issue = ingesting.read_issue(path, adapter)
    except AdapterError as error:
        if as_json:
            print_json({"file": str(path), "error": str(error)})
        else:
            complain(str(error))
        return False
    topics = tagger.tag_issue(issue)
    if as_json:
        print_json(issue_as_json(str(path), issue, topics))
    else:
        show_issue(path, issue, topics)
    return True


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Issues, or folders of issues.", metavar="PATH...")],
    adapter: AdapterName = None,
    backfill: Annotated[bool, typer.Option("--backfill", help="Old issues: searchable, never pushed.")] = False,
) -> None:
    """Bring issues into the store. Reading one again changes nothing; reading a changed one updates it."""
    tagger = composition.build_tagger()
    files = list(ingesting.find(paths, adapter))
    with open_store(load().database_url) as store, _ahead(len(files)) as ahead:
        reading = ingesting.ingest(files, store, tagger, now=composition.utc_now(), news=not backfill, ahead=ahead)
        outcomes = [_report(outcome) for outcome in with_progress(reading, total=len(files), doing="Reading")]
    read = [outcome for outcome in outcomes if isinstance(outcome, Read)]
    by_outcome = Counter(outcome.result.outcome for outcome in read)
    papers = sum(outcome.result.papers for outcome in read)
    counts = ", ".join(f"{by_outcome[kind]} {kind.value}" for kind in Outcome)
    typer.echo(f"{len(read)} issues with {papers} papers read ({counts}); {len(outcomes) - len(read)} files were not.")
    raise typer.Exit(1 if any(isinstance(outcome, NotRead) and outcome.named for outcome in outcomes) else 0)


def _ahead(files: int) -> AbstractContextManager[Ahead[Tagger] | None]:
    """A second process, where there is a core for it and enough to read that starting it is worth while."""
    worth_while = files >= _MANY and (os.cpu_count() or 1) > 1
    return Ahead(composition.build_tagger) if worth_while else nullcontext()


def _report(outcome: FileOutcome) -> FileOutcome:
    if isinstance(outcome, NotRead):
        complain(outcome.sentence if outcome.named else f"skipped {outcome.sentence}")
    return outcome
