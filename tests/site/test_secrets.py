"""A whole run as JSON at DEBUG: no secret is in its answers, its log, or the list of processes."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import ask
from tests.telegram.process.running import Program
from tests.telegram.server import BotApi, Fault

PATHS = ("/healthz", "/readyz", "/metrics", "/", "/status", "/search?q=diffusion", "/tag/diffusion.atom", "/nowhere")
SETTINGS = {
    "LOG_LEVEL": "DEBUG",
    "LOG_FORMAT": "json",
    "GITHUB_TOKEN": "ghp_secretOfGitHub",
    "SENTRY_DSN": "http://dsnsecret@127.0.0.1:9/1",
}


@pytest.fixture
def program(api: BotApi, tmp_path: Path) -> Iterator[Program]:
    program = Program(api, tmp_path)
    yield program
    program.close()


def processes() -> Iterator[str]:
    """The command lines of all runs, as everybody on the machine may see them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            yield from [line] if "-m bot run" in line else []


def test_no_secret_is_anywhere(program: Any) -> None:
    api = program.api
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program.publish(["A first paper on diffusion"])
    api.faults = {"getMe": [Fault.BROKEN]}
    program.start(HTTP_PORT=str(port), **SETTINGS)
    anna = api.person("Anna")
    anna.private.says("/subscribe diffusion", answers=2)
    answers = [ask(f"http://127.0.0.1:{port}{path}") for path in PATHS]
    listed = "\n".join(processes())
    program.terminate()

    assert [answer.status for answer in answers[2:]] == [*[200] * (len(PATHS) - 3), 404]
    assert answers[1].json["troubles"].keys() <= {"receiver telegram"}  # that began with a failure
    assert "bot run" in listed
    logged = [json.loads(line) for line in program.log.splitlines() if line.startswith("{")]
    assert any("error" in line for line in logged)
    assert {"bot.supervise", "bot.site.serving"} <= {line["logger"] for line in logged}
    secrets = (api.token, api.token.partition(":")[2], SETTINGS["GITHUB_TOKEN"], "dsnsecret")
    for text in (*(answer.text for answer in answers), program.log, listed):
        assert [secret for secret in secrets if secret in text] == []
