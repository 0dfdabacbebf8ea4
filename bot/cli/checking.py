"""`doctor`, and the check that `run` makes before it starts: what is wrong, and how to mend it."""

from typing import Annotated

import typer

from bot import app as composition
from bot import checkup
from bot.checkup import Finding, State
from bot.cli.output import print_json
from bot.errors import SettingsError
from bot.logs import Secrets, configure
from bot.settings import load

DOCTOR = "doctor"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command(DOCTOR)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a finding.")] = False,
) -> None:
    """Look at settings, database, bots, clock, sources and disk, and say what is wrong and how to mend it."""
    look(as_json=as_json)


def look(*, as_json: bool = False) -> None:
    """Say each finding; ends with status 1 if something is wrong."""
    configure("ERROR", Secrets(_secrets()))
    wrong = 0
    for finding in checkup.examine(load, composition.utc_now):
        wrong += finding.state is State.WRONG
        print_json(_as_json(finding)) if as_json else typer.echo(_line(finding))
    if wrong:
        raise typer.Exit(1)


def _secrets() -> list[str]:
    try:
        return load().secrets()
    except SettingsError:
        return []


def _as_json(finding: Finding) -> dict[str, object]:
    return {"check": finding.check, "state": finding.state.value, "sentence": finding.sentence}


def _line(finding: Finding) -> str:
    return f"{finding.state.value:<6}{finding.check:<11}{finding.sentence}"
