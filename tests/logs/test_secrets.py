"""Nothing that is logged holds a secret, whoever logs it."""

import datetime as dt
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import Secrets, SecretsFilter, passwords

TOKEN = "123456:AAE-the_secret_ofThisBot"  # noqa: S105 - of no bot
SECRET = TOKEN.partition(":")[2]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger at DEBUG with what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretsFilter(Secrets([TOKEN, "hunter2secret"])))
    logger = logging.getLogger("tests.logs")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)
    handler.close()


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TOKEN}/sendMessage",
        "https://api.telegram.org/bot123456%3AAAE-the_secret_ofThisBot/getMe",
        f"…{SECRET}…",
        "postgresql://me:hunter2secret@localhost/db",
        "hunter2secret",
    ],
)
def test_secrets_are_hidden_however_they_are_written(text: str) -> None:
    hidden = Secrets([TOKEN, "hunter2secret"]).hide(text)
    assert "***" in hidden
    assert not any(part in hidden for part in (TOKEN, SECRET, "AAE-the_secret", "hunter2"))


def test_a_short_password_is_hidden_in_addresses_only() -> None:
    assert (
        Secrets(["me"]).hide("postgresql://me:me@host/db: some message") == "postgresql://me:***@host/db: some message"
    )


def test_without_secrets_nothing_is_hidden() -> None:
    assert Secrets([]).hide("a text") == Secrets([""]).hide("a text") == "a text"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("sqlite:///paperwire.db", []),
        ("postgresql://me@host/db", []),
        ("postgresql://me:a%2Fb@host/db", ["a/b"]),
        ("postgresql://host/db?user=me&password=a%2Fb", ["a/b"]),
    ],
)
def test_passwords_of_databases_are_known(url: str, found: list[str]) -> None:
    assert passwords(url) == found


def failure() -> Exception:
    """An error with the token in it."""
    try:
        json.loads(TOKEN)
    except ValueError as error:
        error.args = (TOKEN,)
        return error
    raise AssertionError


def test_messages_arguments_errors_and_stacks_are_clean(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    logger.info("GET bot%s", TOKEN)
    logger.info("one %(url)s", {"url": TOKEN})
    logger.debug(f"said {TOKEN}")  # noqa: G004 - as libraries do
    logger.info("too %s %s few", TOKEN)  # noqa: PLE1206 - as nobody should
    logger.warning("with extra", extra={"url": TOKEN}, stack_info=True)
    logger.error("failed for %s", TOKEN, exc_info=failure())
    text = stream.getvalue()
    assert "Traceback" in text
    assert text.count("***") >= 6
    assert SECRET not in text


def test_the_record_itself_is_clean_for_whoever_reads_it_later(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, _ = written
    records: list[logging.LogRecord] = []
    keeper = logging.Handler()
    keeper.emit = records.append  # type: ignore[method-assign]
    logger.addHandler(keeper)
    logger.error("failed for %s", TOKEN, exc_info=failure(), extra={"url": TOKEN})
    logger.removeHandler(keeper)
    assert SECRET not in repr(vars(records[0]))
    assert records[0].getMessage() == "failed for ***"


def cycle(loud: str, form: str) -> str:
    """What a run of sends and failures writes down."""
    command = [sys.executable, str(Path(__file__).parent / "cycle.py"), TOKEN, loud, form]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - a program of ours
    return run.stdout + run.stderr


def test_the_same_as_json_is_an_object_a_line_and_as_clean() -> None:
    said = cycle("loud", "json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))
    failed = [line for line in lines if line["logger"] == "test" and line["level"] == "ERROR"]
    assert len(failed) == 5
    assert all(line["error"].startswith("Traceback") and "***" in line["message"] for line in failed)
    assert all(dt.datetime.fromisoformat(line["time"]).tzinfo == dt.UTC for line in lines)
    assert SECRET not in said
    assert "AAE-the" not in said


@pytest.mark.parametrize("loud", ["loud", "quiet"])
def test_a_run_of_sends_and_failures_leaves_the_token_nowhere(loud: str) -> None:
    said = cycle(loud, "text")
    assert said.count("ERROR test:") == 5
    assert said.count("DEBUG test: sent") == 1
    assert said.count("Traceback") >= 5
    assert ("INFO httpx" in said) == (loud == "loud")
    assert SECRET not in said
    assert "AAE-the" not in said
