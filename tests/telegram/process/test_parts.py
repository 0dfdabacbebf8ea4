"""`run --only`: processes that do a part each, over one PostgreSQL database."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.telegram.process.running import Program


@pytest.fixture
def parts(api: Any, postgresql: Any, tmp_path: Path) -> Iterator[Any]:
    """Starts a process for the parts that are named."""
    url = postgresql.create()
    with ExitStack() as stack:
        stack.callback(postgresql.drop, url)

        def start(only: str) -> Program:
            folder = tmp_path / only
            folder.mkdir()
            mine = Program(api, folder, url)
            stack.callback(mine.close)
            mine.begin("-m", "bot", "run", "--only", only, SOURCES=f"folder:{tmp_path / 'digests'}")
            return mine

        (tmp_path / "digests").mkdir()
        yield start


@pytest.mark.proof
def test_four_processes_are_one_bot(api: Any, parts: Any) -> None:
    receiver = parts("telegram")
    store = receiver.store
    receiver.wait()
    anna = api.person("Anna").private
    anna.says("/subscribe diffusion", answers=1)
    assert store.watches.listing() == ()
    parts("sources")
    api.wait_for(lambda: [one.first_read_at for one in store.watches.listing()] not in ([], [None]), "no first read")
    receiver.publish(["Something new about diffusion"])
    receiver.make_due(anna.user.id)
    parts("scheduler")
    api.wait_for(lambda: store.deliveries.listing(limit=1) != [], "nothing is planned")
    assert "Something new" not in api.sent()[-1].text
    parts("senders")
    api.wait_for(lambda: "Something new about diffusion" in api.sent()[-1].text, "nothing is sent")
