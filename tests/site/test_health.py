"""Whether the process lives and is ready, as whoever watches it is told."""

import asyncio
import datetime as dt
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.errors import SettingsError
from bot.site.serving import Serving
from bot.supervise import LATE
from tests.site.conftest import NOON, Served

ROOT = Path(__file__).resolve().parents[2]


def test_a_process_that_works_lives_and_is_ready(served: Any) -> None:
    assert served.get("/healthz").text == "ok\n"
    assert served.get("/readyz").status == 200
    assert served.get("/readyz").json == {"ready": True, "troubles": {}}


def test_a_part_that_failed_is_named_until_it_has_settled(served: Any) -> None:
    async def fail() -> None:
        raise RuntimeError("the token 123:abc")

    async def run_shortly() -> None:
        task = asyncio.create_task(served.upkeep.keep_running("receiver telegram", fail))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run_shortly())
    answer = served.get("/readyz")
    assert answer.status == 503
    assert answer.json["troubles"] == {"receiver telegram": "failed, and starts again soon; the log says more"}
    assert served.get("/healthz").status == 200


def test_planning_that_hangs_is_named(served: Any) -> None:
    served.upkeep.ran("planning", NOON)
    served.now = NOON + LATE
    assert served.get("/readyz").status == 200
    served.now += dt.timedelta(seconds=1)
    assert served.get("/readyz").json["troubles"] == {"planning": "has not run since 12:00:00 UTC"}


def test_a_database_of_an_older_program_is_named(served: Any, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "site.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    assert "run `paperwire db upgrade`" in served.get("/readyz").json["troubles"]["database"]


def test_the_image_is_healthy_while_its_process_answers(served: Any) -> None:
    """The check of the Dockerfile, asked of a process that runs and of one that does not."""
    recipe = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    check = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", recipe, re.MULTILINE)
    assert check
    program, *arguments = json.loads(check[1])
    assert program == "python"
    port = re.search(r"PAPERWIRE_HTTP_PORT=(\d+)", recipe)
    assert port
    assert f'"127.0.0.1:{port[1]}:{port[1]}"' in (ROOT / "compose.yaml").read_text("utf-8")
    for number, status in ((served.address.rpartition(":")[2], 0), ("1", 1)):
        environment = os.environ | {"PAPERWIRE_HTTP_PORT": number}
        run = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False)  # noqa: S603 - ours
        assert run.returncode == status


def test_who_never_ends_a_request_keeps_nothing_from_closing(filled: Any) -> None:
    served = Served(filled)
    served.start()

    async def take(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    with socket.create_connection(("127.0.0.1", int(served.address.rpartition(":")[2]))) as endless:
        with served.site.serving.opened("/hook", take):
            endless.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
            assert served.get("/healthz").status == 200
            began = time.monotonic()
            served.stop()
        assert time.monotonic() - began < 20  # of 60 by default


def test_a_port_that_is_taken_is_said(served: Any) -> None:
    port = int(served.address.rpartition(":")[2])
    with pytest.raises(SettingsError, match=rf"Cannot listen on 127\.0\.0\.1, port {port}: .*PAPERWIRE_HTTP_PORT"):
        asyncio.run(Serving("127.0.0.1", port, []).open())
