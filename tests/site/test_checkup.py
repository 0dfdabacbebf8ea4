"""What `paperwire doctor` says of the HTTP side."""

import socket
from typing import Any

import pytest

from bot.checkup import Finding, State
from bot.checkup.web import look_at
from bot.settings import OperatorSettings
from tests.site.conftest import NOON, Served


def port_of(served: Served) -> int:
    return int(served.address.rpartition(":")[2])


def look(**settings: Any) -> list[Finding]:
    return list(look_at(OperatorSettings(**settings)))


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_without_a_port_there_is_nothing_to_say() -> None:
    assert look() == []


def test_a_free_port_is_well(free: int) -> None:
    assert look(http_port=free) == [
        Finding("http", State.OK, f"`paperwire run` will answer at 127.0.0.1, port {free}.")
    ]


def test_a_run_that_answers_is_asked_how_it_is(served: Any) -> None:
    port = port_of(served)
    (ready,) = look(http_port=port)
    assert (ready.state, ready.sentence) == (
        State.OK,
        f"`paperwire run` answers at 127.0.0.1, port {port}, and is ready.",
    )
    served.upkeep.ran("planning", NOON.replace(hour=0))
    (not_ready,) = look(http_port=port)
    assert not_ready.state is State.WRONG
    assert not_ready.sentence.endswith("and is not ready: planning has not run since 00:00:00 UTC.")
    (by_any,) = look(http_port=port, http_host="0.0.0.0", web="off")  # noqa: S104 - nothing listens there
    assert "0.0.0.0" in by_any.sentence  # noqa: S104


def test_a_port_of_another_program_is_wrong(api: Any) -> None:
    (finding,) = look(http_port=int(api.url.rpartition(":")[2]))
    assert finding.state is State.WRONG
    assert "Another program listens at 127.0.0.1" in finding.sentence


def test_an_address_of_another_machine_is_wrong(free: int) -> None:
    (finding,) = look(http_host="192.0.2.1", http_port=free, web="off")
    assert finding.state is State.WRONG
    assert finding.sentence.startswith(f"Nobody can listen at 192.0.2.1, port {free} (")


def test_who_reads_the_page_is_said(free: int) -> None:
    *_, last = look(http_host="0.0.0.0", http_port=free, web="on")  # noqa: S104 - what an operator may set
    assert last == Finding("http", State.NOTE, "PAPERWIRE_WEB shows the page to everybody who reaches the port.")
