"""Commands that take data out and bring it in: `export`, `import`."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import app as composition
from bot.cli.output import complain, paper_as_json, print_json
from bot.errors import UsageError
from bot.fetching.places import shown
from bot.settings import load
from storage.records import Record, WatchRecord
from storage.store import Store, open_store

if TYPE_CHECKING:
    from bot.porting import Imported


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(export)
    app.command("import")(bring)


def export(
    papers: Annotated[bool, typer.Option("--papers", help="Only papers, each with what was said of it.")] = False,
    chats: Annotated[bool, typer.Option("--chats", help="Only chats with their settings and subscriptions.")] = False,
    as_opml: Annotated[bool, typer.Option("--opml", help="Only subscriptions, as OPML.")] = False,
    saved_by: Annotated[
        str | None, typer.Option("--bibtex", metavar="PLATFORM:ID", help="What a person saved, as BibTeX.")
    ] = None,
) -> None:
    """Write all that publishers and people said as JSON, a record a line, for `import`; or only a part of it.

    Papers come sorted, the same whatever the order of reading. What was sent is in no export: `db backup` keeps it.
    """
    from bot import opml, porting  # noqa: PLC0415 - no other command reads or writes such files

    if papers + chats + as_opml + bool(saved_by) > 1:
        raise UsageError("Choose one of --papers, --chats, --opml and --bibtex.")
    with open_store(load().database_url, migrate=False) as store:
        if papers:
            for paper in store.papers.export():
                print_json(paper_as_json(paper))
        elif as_opml:
            typer.echo(opml.write(store.exporting.chats()), nl=False)
        elif saved_by:
            typer.echo(_bibtex(store, saved_by), nl=False)
        else:
            records = store.exporting.chats() if chats else store.exporting.records()
            for line in porting.export_lines(_without_keys(records)):
                typer.echo(line)


def _without_keys(records: Iterable[Record]) -> Iterator[Record]:
    """All but sources whose addresses may hold a key."""
    for record in records:
        if isinstance(record, WatchRecord) and (hidden := shown(record.address)) != record.address:
            complain(f"{hidden} is left out, because its address may hold a key: add it by hand where you import this.")
        else:
            yield record


def _bibtex(store: Store, account: str) -> str:
    from bot import bibtex  # noqa: PLC0415 - as above

    platform, _, user_id = account.partition(":")
    person = store.persons.find(platform, user_id)
    if person is None:
        raise UsageError(f"There is no person {account}; write the platform and the account's number: telegram:123.")
    return bibtex.write(store.opinions.saved_papers(person.id), composition.adapters_by_name())


def bring(
    file: Annotated[Path, typer.Argument(help="What `export` wrote, as JSON or OPML; - for standard input.")],
) -> None:
    """Bring an export into the store. What is there stays as it is, so that it can be repeated."""
    from bot import opml, porting  # noqa: PLC0415 - as above

    became: Counter[str] = Counter()
    with open_store(load().database_url) as store, ExitStack() as stack:
        try:
            source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        except OSError as error:
            raise UsageError(f"{file}: cannot be read ({error.strerror}).") from error
        reading = opml.import_opml if file.suffix == ".opml" else porting.import_lines
        for one in reading(source, store, composition.utc_now()):
            became[_outcome(one, file)] += 1
    typer.echo(f"{became['new']} new, {became['known']} there already, {became['refused']} refused.")
    if became["refused"]:
        raise typer.Exit(1)


def _outcome(one: "Imported", file: Path) -> str:
    if one.refused:
        complain(f"{file}:{one.line}: {one.refused}.")
        return "refused"
    return "new" if one.new else "known"
