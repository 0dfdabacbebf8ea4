"""What each failure says of a message, and that repeating one with its nonce never doubles it."""

from collections.abc import Callable
from typing import Any

import pytest

from storage.model import Place
from tests.discord.server import Fault, May

STOP = {"permanent": True}
UNKNOWN = {"delivered_unknown": True}
QUICK = 0.3  # seconds to wait for an answer that never comes


def test_a_message_is_sent_once_whatever_its_nonce_is_sent_with(api: Any, sending: Any, channel: Any) -> None:
    first = sending.send(channel, nonce="one")
    assert sending.send(channel, nonce="one") == first
    assert sending.send(channel, nonce="other") != first
    assert len(api.sent(channel)) == 2


@pytest.mark.parametrize(
    "fault",
    [Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.UNAVAILABLE, Fault.UNAVAILABLE_AFTER, Fault.NONSENSE, Fault.HOLLOW],
)
def test_what_may_have_arrived_is_repeated_safely(fault: Fault, api: Any, sending: Any, channel: Any) -> None:
    api.faults[channel.id] = [fault]
    assert sending.failure(channel) == UNKNOWN
    sending.send(channel)
    assert len(api.sent(channel)) == 1


@pytest.mark.parametrize("fault", [Fault.HANG_BEFORE, Fault.HANG_AFTER, Fault.BROKEN_AFTER])
def test_an_answer_that_never_comes(fault: Fault, api: Any, start: Callable[..., Any], channel: Any) -> None:
    sending = start(QUICK)
    sending.send(channel, nonce="before")
    api.faults[channel.id] = [fault] * 2 if fault is Fault.BROKEN_AFTER else [fault]
    assert sending.failure(channel) == UNKNOWN
    api.faults.clear()
    start().send(channel)
    assert len(api.sent(channel)) == 2


def test_who_cannot_be_reached_was_sent_nothing(api: Any, sending: Any, channel: Any) -> None:
    with api.unreachable():
        assert sending.failure(channel) == {}
    sending.send(channel)
    with api.unreachable():
        assert sending.failure(channel) in ({}, UNKNOWN)


def test_a_short_flood_of_a_route_is_sat_out(api: Any, sending: Any, channel: Any) -> None:
    api.faults[channel.id] = [Fault.FLOOD]
    sending.send(channel)
    assert len(api.sent(channel)) == 1


def test_a_server_that_turns_everybody_away_rests_the_bot(api: Any, sending: Any, channel: Any) -> None:
    api.faults[channel.id] = [Fault.BANNED]
    failure = sending.failure(channel)
    assert failure["whole_bot"]
    assert failure["retry_after"] > 0


def test_a_channel_that_is_lost(api: Any, sending: Any, channel: Any) -> None:
    everyone = channel.guild.everyone
    channel.overwrite(everyone, deny=May.SEND_MESSAGES)
    assert sending.failure(channel) == STOP
    channel.overwrite(everyone, deny=May.VIEW_CHANNEL)
    assert sending.failure(channel) == STOP
    api.delete(channel)
    assert sending.failure(channel) == STOP
    assert [call.code for call in api.calls if call.code] == [50013, 50001, 10003]


def test_a_wrong_token_locks_the_bot_out(api: Any, start: Callable[..., Any], channel: Any) -> None:
    sending = start()
    sending.transport.rest.token = "wrong"  # noqa: S105 - opens nothing
    assert sending.failure(channel) == {"permanent": True, "whole_bot": True}
    assert api.sent() == []


def test_a_person_is_written_to_by_their_number_first(api: Any, sending: Any) -> None:
    anna = api.person("Anna")
    api.guild("Lab", members=[anna])
    moved = sending.failure(Place("discord", f"@{anna.id}"))["moved_to"]
    assert moved == Place("discord", str(anna.private.channel.id))
    sending.send(moved)
    assert [message.channel for message in api.sent()] == [anna.private.channel]


def test_a_person_who_takes_no_messages(api: Any, sending: Any) -> None:
    anna = api.person("Anna")
    private = Place("discord", str(anna.private.channel.id))
    anna.closes_dms()
    assert sending.failure(private) == STOP
