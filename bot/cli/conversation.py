"""Commands that talk: `chat` and `demo` in the terminal, `preview` of a digest."""

import dataclasses
import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.tags.vocabulary import Vocabulary
from bot import app as composition
from bot import ingest as ingesting
from bot import render
from bot.access import Access
from bot.catalog import LANGUAGES, Catalog, language_for
from bot.cli.output import columns
from bot.commands.answer import Answering
from bot.digest import select
from bot.errors import UsageError
from bot.message import Request
from bot.query import parse_subscriptions
from bot.recent import candidates
from bot.settings import load
from bot.terms import Wish
from bot.transports.console import PLACE, USER, ConsoleChat, to_text
from storage.model import ChatKind, Settings
from storage.store import Store, open_store

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PROMPT = "paperwire> "

Language = Annotated[str | None, typer.Option("--language", help="en, zh or ko; otherwise that of the terminal.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(chat)
    app.command()(demo)
    app.command()(preview)


def chat(language: Language = None) -> None:
    """Talk to Paperwire in the terminal, with the commands that Telegram and Discord have."""
    operator = load()
    with open_store(operator.database_url) as store:
        services = composition.build_services(store, operator, composition.utc_now)
        here = (PLACE.platform, USER)  # who is at the machine runs the bot
        access = Access(store, operators=services.access.operators | {here})
        answering = composition.answering_for(dataclasses.replace(services, access=access))
        console = _console(answering, language)
        if language is not None:
            console.answer(Request(PLACE, ChatKind.PRIVATE, USER, action=f"settings:language {language}"))
        console.run(["/start"])
        console.run(_typed())


def demo(language: Language = None) -> None:
    """Show a digest for `diffusion` from the samples, then talk; needs no token and leaves nothing behind."""
    files = list(ingesting.find([SAMPLES]))
    if not files:
        raise UsageError(f"The samples are not in {SAMPLES}: run the demo from a checkout of Paperwire.")
    with open_store("sqlite://") as store:
        ahead = _read_samples(files, store) - composition.utc_now()

        def now() -> dt.datetime:
            return composition.utc_now() + ahead

        console = _console(composition.build_answering(store, composition.build_vocabulary(), now=now), language)
        own = language_for(language or _terminal_language())
        languages = ",".join(dict.fromkeys([own, *LANGUAGES]))
        for line in (f"/settings languages {languages}", "/subscribe diffusion"):
            typer.echo(f"\n{PROMPT}{line}\n")
            console.run([line])
        if sys.stdin.isatty():
            console.run(_typed())


def _read_samples(files: list[ingesting.FoundFile], store: Store) -> dt.datetime:
    """Store the samples, and give the moment at which the newest of them is today's."""
    tagger = composition.build_tagger()
    for _ in ingesting.ingest(files, store, tagger, now=composition.utc_now()):
        pass
    newest = max(status.newest_date for status in store.sources() if status.newest_date)
    return dt.datetime.combine(newest, dt.time(12), dt.UTC)


def _console(answering: Answering, language: str | None) -> ConsoleChat:
    return ConsoleChat(
        answer=answering.answer,
        write=typer.echo,
        width=columns(),
        color=sys.stdout.isatty(),
        client_language=language or _terminal_language(),
    )


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input(f"\n{PROMPT}")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return


def _terminal_language() -> str:
    """What the environment asks for, whether or not the system has that locale: a small image has none."""
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


def preview(
    terms: Annotated[list[str], typer.Argument(help="What a chat would subscribe to.", metavar="TERM...")],
    language: Language = None,
    length: Annotated[int, typer.Option(min=1, max=30, help="Papers shown.")] = 10,
) -> None:
    """Show the digest that a chat with these subscriptions would get now; nothing is stored or sent."""
    vocabulary = composition.build_vocabulary()
    catalog = Catalog.load(language_for(language or _terminal_language()))
    with open_store(load().database_url, migrate=False) as store:
        now = composition.utc_now()
        digest = select(candidates(store, now), _wishes(terms, vocabulary, store), date=now.date(), length=length)
    settings = Settings(languages=tuple(dict.fromkeys([catalog.language, *LANGUAGES])), length=length)
    view = render.View(catalog, settings, vocabulary, composition.adapters_by_name())
    typer.echo(to_text(render.digest(digest, view), width=columns(), color=sys.stdout.isatty()))


def _wishes(terms: list[str], vocabulary: Vocabulary, store: Store) -> tuple[Wish, ...]:
    """The subscriptions that the terms name. Raises UsageError for the first that names none."""
    sources = [status.source.name for status in store.sources()]
    said = parse_subscriptions(", ".join(terms), vocabulary, sources=sources)
    for unknown in said.unknown:
        near = f" Near: {', '.join(unknown.nearest)}." if unknown.nearest else ""
        raise UsageError(f"No topic is called “{unknown.text}”.{near}")
    for problem in said.problems:
        raise UsageError(f"“{problem.text}” cannot be subscribed to: {problem.kind.value.replace('_', ' ')}.")
    return said.wishes
