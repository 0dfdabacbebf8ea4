"""What a Sentry of the operator's choice is told, as its server gets it."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.logs import Secrets
from bot.sentry import report_errors

TOKEN = "123456:AAE-the_secret_ofThisBot"  # noqa: S105 - of no bot
ROOT = Path(__file__).resolve().parents[2]


class Inbox(HTTPServer):
    """Keeps what is posted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reception)
        self.posted: list[str] = []


class Reception(BaseHTTPRequestHandler):
    """Takes whatever comes."""

    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.server.posted.append((gzip.decompress(body) if packed else body).decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_error_is_told_without_secrets_and_without_what_people_said(inbox: Inbox) -> None:
    dsn = f"http://public@127.0.0.1:{inbox.server_port}/1"
    command = [sys.executable, str(Path(__file__).with_name("reporting.py")), dsn, TOKEN]
    subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True)  # noqa: S603 - ours
    (posted,) = inbox.posted
    event = json.loads(posted.splitlines()[2])
    assert event["logentry"]["message"] == "It failed with %s."
    (error,) = event["exception"]["values"]
    assert error["value"] == "('refused https://api.example/bot***/sendMessage', 32)"
    assert [frame["function"] for frame in error["stacktrace"]["frames"]] == ["<module>", "fail"]
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])
    for unsaid in (TOKEN, TOKEN.partition(":")[2], "AAE-the", "wolpertinger"):
        assert unsaid not in posted


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(SettingsError, match="PAPERWIRE_SENTRY_DSN is no address of a Sentry project"):
        report_errors("https://example.org", Secrets([]))


def test_without_the_library_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['sentry_sdk'] = None\n"
        "from bot.sentry import report_errors; from bot.logs import Secrets\n"
        "report_errors('https://public@sentry.example/1', Secrets([]))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert "sentry-sdk is not installed: install paperwire[sentry]." in run.stderr
