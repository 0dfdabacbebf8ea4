"""The command line: one function a command, grouped by what they work on."""

import logging
import sys

import typer

from adapters.errors import AdapterError
from adapters.tags.errors import VocabularyError
from bot import settings
from bot.cli import checking, conversation, porting, reading, running, sources, vocabulary
from bot.cli import store as stored
from bot.errors import BotError
from storage.errors import StoreError

app = typer.Typer(
    name="paperwire",
    help="Reads research-paper digests and brings each reader the day's highlights on their topics, in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
reading.add_to(app)
vocabulary.add_to(app)
stored.add_to(app)
porting.add_to(app)
conversation.add_to(app)
running.add_to(app)
sources.add_to(app)
checking.add_to(app)


@app.callback()
def configure(context: typer.Context) -> None:
    """Read the settings that hold for every command."""
    if context.invoked_subcommand == checking.DOCTOR:  # it says itself what is wrong with them
        return
    logging.basicConfig(level=settings.load().log_level, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def main() -> None:
    """Run the command line; what goes wrong is one sentence on standard error, and status 1."""
    try:
        app()
    except (AdapterError, VocabularyError, BotError, StoreError) as error:
        for line in str(error).splitlines():
            print(f"paperwire: {line}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
