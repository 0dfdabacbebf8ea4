"""Commands of an operator: `run`, and `deliveries` to see and settle what is owed."""

import asyncio
import dataclasses
import datetime as dt
import gc
import signal
import sys
from typing import Annotated

import typer

from bot import app as composition
from bot.cli.checking import look
from bot.cli.output import columns, complain, print_json
from bot.errors import UsageError
from bot.fanout import expected
from bot.limits import UNLIMITED
from bot.logs import Secrets, configure
from bot.moments import begin_anew
from bot.parts import ALL, Part, read_parts
from bot.running import Engine
from bot.sentry import report_errors
from bot.settings import OperatorSettings, load
from bot.transports.console import ConsoleTransport
from storage.lockfile import hold_database
from storage.model import Delivery, DeliveryState
from storage.ranks import Rank
from storage.store import Store, open_store

deliveries = typer.Typer(help="What chats are owed and what became of it: `list`, `counts`, `replay`, `bury`, `pause`.")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(run)
    app.add_typer(deliveries, name="deliveries", no_args_is_help=True)


def run(
    only: Annotated[
        str,
        typer.Option(
            help="Do these parts alone, while other processes on the same PostgreSQL database do the others: "
            "sources, scheduler, telegram, discord, senders; several with commas."
        ),
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Look whether all is well, and start nothing.")] = False,
) -> None:
    """Read the sources, plan every chat's digest for its own time, and send it; ends at SIGTERM or Ctrl-C."""
    from bot import fetched  # noqa: PLC0415 - few commands need its libraries

    operator, parts = load(), read_parts(only)
    _refuse_missing(operator, parts)
    if check:
        look()
        return
    _report(operator)
    with hold_database(operator.database_url), open_store(operator.database_url) as store:
        _offer_claim(store, operator)
        threads = composition.Threads()
        engine = _build(store, operator, threads)
        engine.parts = parts
        engine.fetching = fetched.build_fetching(store, operator, threads.working, tell=engine.tell)
        if Part.SOURCES in parts and not engine.watches and not engine.seeds:
            complain("PAPERWIRE_SOURCES names no source: nothing new is read, what is in the store is delivered.")
        gc.freeze()  # looking through what stays to the end would keep an answer waiting for a tenth of a second
        try:
            asyncio.run(_run(engine))
        finally:
            threads.close()


def _report(operator: OperatorSettings) -> None:
    """Say from now on what happens, without secrets."""
    secrets = Secrets(operator.secrets())
    configure(operator.log_level, secrets, form=operator.log_format)
    if operator.sentry_dsn is not None:
        report_errors(operator.sentry_dsn.get_secret_value(), secrets)


def _offer_claim(store: Store, operator: OperatorSettings) -> None:
    """Where there is no operator yet, print the code that makes one, if people can say it anywhere."""
    if operator.telegram_token is None and operator.discord_token is None:
        return
    access = composition.build_access(store, operator)
    if not access.all_operators():
        code = access.new_code(Rank.OPERATOR, composition.utc_now())
        complain(f"There is no operator yet. To be it, say this to the bot in private, once: /start {code}")


def _refuse_missing(operator: OperatorSettings, parts: frozenset[Part]) -> None:
    """Raise UsageError for a part that is named, and is of a platform that is not set up."""
    if parts == ALL:
        return
    for part, token in ((Part.TELEGRAM, operator.telegram_token), (Part.DISCORD, operator.discord_token)):
        if part in parts and token is None:
            raise UsageError(f"--only {part.value}: PAPERWIRE_{part.value.upper()}_TOKEN is not set.")


def _build(store: Store, operator: OperatorSettings, threads: composition.Threads) -> Engine:
    """The engine over the platforms that are set up; over this terminal when none is."""
    from bot import platforms  # noqa: PLC0415 - no other command needs their libraries

    engine = platforms.build(store, operator, threads)
    if engine is not None:
        return engine
    complain("Neither PAPERWIRE_TELEGRAM_TOKEN nor PAPERWIRE_DISCORD_TOKEN is set: digests come to this terminal only.")
    transport = ConsoleTransport(write=typer.echo, width=columns(), color=sys.stdout.isatty())
    return composition.build_engine(store, operator, [composition.Platform(transport, UNLIMITED)], threads)


async def _run(engine: Engine) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await engine.run(stop)


@deliveries.command("list")
def show(
    state: Annotated[DeliveryState | None, typer.Option(help="Only those in this state.")] = None,
    chat: Annotated[int | None, typer.Option(help="Only those of this chat, by its number.")] = None,
    day: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only those due on this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a delivery.")] = False,
) -> None:
    """Show deliveries, newest first."""
    with open_store(load().database_url, migrate=False) as store:
        for delivery in store.deliveries.listing(state, chat, day.date() if day else None, limit=limit):
            print_json(_as_json(delivery)) if as_json else typer.echo(_line(delivery))


def _as_json(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "chat": delivery.key.chat_id,
        "platform": delivery.place.platform,
        "kind": delivery.key.kind.value,
        "subject": delivery.key.subject,
        "part": delivery.key.part,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "due_at": delivery.due_at.isoformat(),
        "reason": delivery.reason or None,
    }


def _line(delivery: Delivery) -> str:
    about = f"{delivery.id}  chat {delivery.key.chat_id}  {delivery.key.kind.value} {delivery.key.subject}"
    return f"{about}  {delivery.state.value}  due {delivery.due_at:%Y-%m-%d %H:%M}  {delivery.reason}".rstrip()


@deliveries.command()
def counts() -> None:
    """How many deliveries are in each state, how many are owed now, and when these will be out."""
    now = composition.utc_now()
    with open_store(load().database_url, migrate=False) as store:
        for state, number in store.deliveries.counts().items():
            typer.echo(f"{state.value}: {number}")
        if store.halt.goes_on():
            typer.echo("Nothing is sent: an operator has paused it, until one says /admin resume.")
        for fanout in expected(store.deliveries.owed(now), now):
            typer.echo(f"owed now to {fanout.platform}: {fanout.owed}, out by {fanout.finish:%Y-%m-%d %H:%M:%S} UTC")


@deliveries.command()
def replay(number: Annotated[int, typer.Argument(help="The delivery.")]) -> None:
    """Owe again a delivery that is ambiguous or buried; it may then come twice."""
    with open_store(load().database_url, migrate=False) as store:
        if not store.deliveries.replay(number):
            raise UsageError(
                f"Delivery {number} is neither ambiguous nor buried; `paperwire deliveries list` shows all."
            )


@deliveries.command()
def bury(number: Annotated[int, typer.Argument(help="The delivery.")]) -> None:
    """Give up a delivery that is owed or ambiguous."""
    with open_store(load().database_url, migrate=False) as store:
        reason = "Given up by the operator."
        if not store.deliveries.bury(number, None, reason=reason, now=composition.utc_now()):
            raise UsageError(f"Delivery {number} is neither owed nor ambiguous; `paperwire deliveries list` shows all.")


@deliveries.command()
def pause(
    chat: Annotated[int, typer.Argument(help="The chat, by its number.")],
    off: Annotated[bool, typer.Option("--off", help="End the pause; there is no backlog.")] = False,
) -> None:
    """Plan and send nothing to a chat until the pause ends."""
    with open_store(load().database_url, migrate=False) as store:
        found = store.chats.numbered(chat)
        if found is None:
            raise UsageError(f"There is no chat {chat}; `paperwire deliveries list` names chats by their numbers.")
        store.chats.change(chat, dataclasses.replace(found.settings, paused=not off))
        if off:
            begin_anew(store, found, found.settings, composition.utc_now())
