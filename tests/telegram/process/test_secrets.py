"""A whole run at DEBUG, with all that can go wrong: the token is nowhere in what is written, kept or said."""

import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.telegram.process.running import LOUD
from tests.telegram.server import Fault

TITLES = [f"Diffusion of the {number}. kind" for number in range(1, 4)]
SEND = [Fault.RESET_BEFORE, Fault.BROKEN, Fault.NONSENSE, Fault.UNAUTHORIZED, Fault.FLOOD]
TALKERS = ("asyncio", "sqlalchemy.engine.Engine", "telegram.Bot", "apscheduler.scheduler", "apscheduler.executors")


def test_the_token_is_nowhere(api: Any, program: Any, tmp_path: Path) -> None:
    program.publish(TITLES)
    api.faults = {"getMe": [Fault.BROKEN], "getUpdates": [Fault.BROKEN], "setMyCommands": [Fault.RESET_AFTER]}
    program.start(str(LOUD), LOG_LEVEL="DEBUG")
    anna = api.person("Anna")
    anna.private.says("/subscribe diffusion", answers=2)
    a_digest_for_each_fault(api, program)
    updates_that_cannot_be_fetched(api, anna)
    handlers_that_fail(api, program, anna)
    program.terminate()

    said = program.log
    assert all(f"DEBUG {name}" in said or f"INFO {name}" in said for name in TALKERS), said[:2000]
    assert said.count("Traceback (most recent call last)") >= 4
    assert "ERROR bot." in said
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != "log").decode("latin-1")
    people = "\n".join(f"{one.text} {one.labels}" for one in api.sent())
    for where in (said, kept, people):
        assert_hidden(api.token, where)


def assert_hidden(token: str, text: str) -> None:
    """Neither the token nor its secret half, however written, nor the beginning of that."""
    secret = token.partition(":")[2]
    for form in (token, quote(token, safe=""), secret, quote(secret, safe=""), secret[:8]):
        at = text.find(form)
        assert at < 0, re.sub(re.escape(secret), "<SECRET>", text[max(0, at - 400) : at + 400])


def a_digest_for_each_fault(api: Any, program: Any) -> None:
    """Digests whose sending fails in each of the ways."""
    readers = [api.reader(f"Reader {number}") for number in range(len(SEND))]
    for reader in readers:
        reader.private.says("/subscribe diffusion", answers=2)
    program.publish(["One more paper on diffusion"])
    api.faults = {reader.id: [fault] for reader, fault in zip(readers, SEND, strict=True)}
    for reader in readers:
        program.make_due(reader.id)
    api.wait_for(lambda: not any(api.faults.values()), "not every fault is met")


def updates_that_cannot_be_fetched(api: Any, anna: Any) -> None:
    """The token is refused for a moment, a connection breaks: then the bot hears again."""
    for fault in (Fault.UNAUTHORIZED, Fault.RESET_BEFORE, Fault.HOLLOW):
        api.faults = {"getUpdates": [fault]}
        anna.private.says("/status")
        anna.private.says("/status")
        assert api.faults == {"getUpdates": []}


def handlers_that_fail(api: Any, program: Any, anna: Any) -> None:
    """A handler whose answer is not taken, and one whose database is broken."""
    api.faults = {"answerInlineQuery": [Fault.BROKEN]}
    anna.private.asks_inline("diffusion")
    api.wait_for_calls("answerInlineQuery")
    with sqlite3.connect(program.url.removeprefix("sqlite:///")) as connection:
        connection.execute("ALTER TABLE subscription RENAME TO gone")
    connection.close()
    (failed,) = anna.private.says("/subscriptions")
    assert "Something failed here" in failed.text
