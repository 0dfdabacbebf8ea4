"""What each error of the Bot API says of a message."""

import datetime as dt
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transports.telegram.errors import Refusal, RefusedError, transport_error
from bot.transports.telegram.http import NotSentError, TooManyRequestsError
from storage.model import Place

PLACE = Place("telegram", "-42", "7")
STOP = {"permanent": True}
UNKNOWN = {"delivered_unknown": True}


def flags(error: TelegramError) -> dict[str, Any]:
    """The values of the error that are not their defaults."""
    told = transport_error(error, PLACE)
    names = ("permanent", "retry_after", "moved_to", "delivered_unknown", "whole_bot")
    return {name: value for name in names if (value := getattr(told, name)) not in {False, None}}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotSentError("no connection"), {}),
        (TooManyRequestsError("Too many requests."), {}),
        (RetryAfter(7), {"retry_after": 7.0}),
        (RetryAfter(dt.timedelta(seconds=1.5)), {"retry_after": 1.5}),
        (ChatMigrated(-1007), {"moved_to": Place("telegram", "-1007")}),
        (Forbidden("Forbidden: bot was blocked by the user"), STOP),
        (Forbidden("Forbidden: anything"), STOP),
        (InvalidToken("Unauthorized"), {"permanent": True, "whole_bot": True}),
        (BadRequest("Bad Request: something new"), UNKNOWN),
        (NetworkError("Internal Server Error"), UNKNOWN),
        (TimedOut(), UNKNOWN),
        (Conflict("Conflict"), UNKNOWN),
        (TelegramError("anything"), UNKNOWN),
    ],
    ids=repr,
)
def test_classes(error: TelegramError, expected: dict[str, Any]) -> None:
    assert flags(error) == expected


GONE = [
    "chat not found",
    "PEER_ID_INVALID",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_SEND_PLAIN_FORBIDDEN",
    "CHAT_RESTRICTED",
    "CHANNEL_PRIVATE",
    "USER_BANNED_IN_CHANNEL",
    "user is deactivated",
    "bot was kicked from the supergroup chat",
    "bot is not a member of the channel chat",
    "have no rights to send a message",
    "not enough rights to send text messages to the chat",
    "need administrator rights in the channel chat",
    "group chat was deactivated",
]
TOPIC = ["TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found"]
OTHERS = {
    "not enough rights to send photos to the chat": Refusal.NO_MEDIA,
    "CHAT_SEND_PHOTOS_FORBIDDEN": Refusal.NO_MEDIA,
    "message is not modified: specified new message content": Refusal.SAME,
    "message can't be edited": Refusal.NOT_EDITABLE,
    "message to edit not found": Refusal.NOT_EDITABLE,
    "MESSAGE_ID_INVALID": Refusal.NOT_EDITABLE,
    "there is no text in the message to edit": Refusal.NOT_EDITABLE,
    "query is too old and response timeout expired or query ID is invalid": Refusal.NOT_THERE,
    "can't parse entities: unclosed start tag": Refusal.OTHER,
    "wrong file identifier/HTTP URL specified": Refusal.OTHER,
    "message is too long": Refusal.OTHER,
}


def refused(description: str) -> RefusedError:
    """A refusal as the Bot API words it and the library hands it on."""
    error = transport_error(BadRequest(f"Bad Request: {description}"), PLACE)
    assert isinstance(error, RefusedError)
    return error


@pytest.mark.parametrize("description", GONE)
def test_a_chat_that_takes_nothing_more_is_stopped(description: str) -> None:
    error = refused(description)
    assert error.refusal is Refusal.GONE
    assert error.permanent
    assert not error.delivered_unknown


@pytest.mark.parametrize("description", TOPIC)
def test_a_topic_that_is_closed_is_told_apart(description: str) -> None:
    assert refused(description).refusal is Refusal.TOPIC


@pytest.mark.parametrize("description", OTHERS)
def test_what_is_wrong_with_a_message_stops_no_chat(description: str) -> None:
    error = refused(description)
    assert error.refusal is OTHERS[description]
    assert not error.permanent
    assert error.delivered_unknown
