"""A whole run at DEBUG, with all that can go wrong: the token is nowhere in what is written, kept or said."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from storage.model import Place
from tests.discord.reading import readable
from tests.discord.server import Fault
from tests.telegram.process.running import LOUD

SEND = [Fault.RESET_BEFORE, Fault.BROKEN, Fault.UNAVAILABLE_AFTER, Fault.NONSENSE, Fault.HOLLOW, Fault.FLOOD]
TALKERS = ("discord.http", "discord.gateway", "discord.client", "sqlalchemy.engine.Engine", "apscheduler.scheduler")


def test_the_token_is_nowhere(api: Any, program: Any, tmp_path: Path) -> None:
    program.publish(["A first paper on diffusion"])
    api.faults = {"get me": [Fault.BROKEN], "put commands": [Fault.RESET_AFTER]}
    program.start(str(LOUD), LOG_LEVEL="DEBUG")
    a_digest_for_each_fault(api, program)
    sessions_that_end(api)
    answers_that_fail(api, program)
    program.terminate()

    said = program.log
    assert all(f"DEBUG {name}" in said or f"INFO {name}" in said for name in TALKERS), said[:2000]
    assert said.count("Traceback (most recent call last)") >= 3
    assert "ERROR bot." in said
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != "log").decode("latin-1")
    people = "\n".join(f"{one.text} {one.labels}" for one in api.sent())
    for where in (said, kept, people):
        assert where
        assert_hidden(api.token, where)


def test_a_token_that_is_refused_is_nowhere(api: Any, program: Any) -> None:
    """The run with a token that Discord does not know says so, and not which."""
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GloopB.another_token-that_nobody-knows"  # noqa: S105 - opens nothing
    program.wait = lambda: program.wait_for_line("Discord refuses the token")
    program.start(str(LOUD), LOG_LEVEL="DEBUG", DISCORD_TOKEN=token)
    program.terminate()
    assert api.invalid_requests() == 1
    assert_hidden(token, program.log)


def test_what_people_say_is_not_written_down(api: Any, program: Any) -> None:
    """Neither their words nor the tokens of their interactions, with which one could answer for the bot."""
    program.start(LOG_LEVEL="DEBUG")
    assert api.person("Anna").private.runs("/search", query="wolpertinger").text
    program.terminate()
    assert "INFO bot." in program.log
    assert "wolpertinger" not in program.log
    assert api.interactions
    assert [token for token in api.interactions if token in program.log] == []


def assert_hidden(token: str, text: str) -> None:
    """Neither the token nor the part of it that is secret, however written, nor the beginning of that."""
    secret = token.rpartition(".")[2]
    for form in (token, quote(token, safe=""), secret, secret[:10]):
        at = text.find(form)
        assert at < 0, text[max(0, at - 400) : at + 400].replace(form, "<SECRET>")


def a_digest_for_each_fault(api: Any, program: Any) -> None:
    """Digests whose sending fails in each of the ways."""
    olga = api.person("Olga")
    channels = [api.channel(api.guild(f"Lab {number}", owner=olga), "papers") for number in range(len(SEND))]
    for channel in channels:
        assert "Subscribed" in readable(olga.at(channel).runs("/subscribe", topics="diffusion").text)
    program.publish(["One more paper on diffusion"])
    api.faults = {channel.id: [fault] for channel, fault in zip(channels, SEND, strict=True)}
    for channel in channels:
        program.make_place_due(Place("discord", str(channel.guild.id), str(channel.id)))
    api.wait_for(lambda: not any(api.faults.values()), "not every fault is met", seconds=30)


def sessions_that_end(api: Any) -> None:
    """The gateway asks to come back, forgets the session, breaks off, says nonsense: then the bot hears again."""
    anna = api.person("Anna").private
    for ending in (api.gateway.reconnect, lambda: api.gateway.close(None)):
        ending()
        assert anna.runs("/help").text
    for ending in (lambda: api.gateway.invalidate(resumable=False), lambda: api.gateway.send_raw("no json")):
        before = api.gateway.live()[0]
        ending()
        begun_anew(api, before)
        assert anna.runs("/help").text
    api.gateway.dispatch("INTERACTION_CREATE", {"type": 2})
    assert anna.runs("/help").text


def begun_anew(api: Any, before: Any) -> None:
    api.wait_for(lambda: [one for one in api.gateway.live() if one is not before], "no new session", seconds=30)


def answers_that_fail(api: Any, program: Any) -> None:
    """A command whose database is broken."""
    with sqlite3.connect(program.url.removeprefix("sqlite:///")) as connection:
        connection.execute("ALTER TABLE subscription RENAME TO gone")
    connection.close()
    assert "Something failed here" in readable(api.person("Anna").private.runs("/subscriptions").text)
