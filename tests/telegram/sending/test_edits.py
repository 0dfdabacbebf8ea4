"""Messages put in the place of others, and presses of buttons answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.message import Block, Button, Message, Span, Style
from storage.model import Place

GROUP = Place("telegram", "-100200300")
TOPIC = Place("telegram", "-100200300", "77")
PICTURE = "https://a.b/c.png"
LONG = Message((Block(((Span("word " * 2000),),)),), ((Button("1", "card:1"),),))


def message(**more: Any) -> Message:
    return Message((Block(((Span("Splats & co", Style.BOLD, "https://a.b/1"),),)),), **more)


def editing(what: Message) -> Callable[[Any], Awaitable[str]]:
    return lambda transport: transport.edit(TOPIC, "5", what)


def test_an_edit_takes_the_place_of_a_message(talk: Any, says: Any) -> None:
    outcome, said = talk(editing(message(picture=PICTURE)), says.ok({"message_id": 5}))
    assert outcome == "5"
    (method, arguments) = said[0]
    assert (method, arguments["message_id"], arguments["link_preview_options"]["url"]) == (
        "editMessageText",
        5,
        PICTURE,
    )
    assert "message_thread_id" not in arguments


def test_an_edit_that_changes_nothing_is_done(talk: Any, says: Any) -> None:
    same = says.no(400, "Bad Request: message is not modified: specified new message content and …")
    assert talk(editing(message()), same)[0] == "5"


@pytest.mark.parametrize("description", ["message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID"])
def test_what_cannot_be_edited_is_sent_anew(description: str, talk: Any, says: Any) -> None:
    outcome, said = talk(editing(message()), says.no(400, f"Bad Request: {description}"))
    assert outcome == "2"
    assert (said[1][0], said[1][1]["message_thread_id"], said[1][1]["disable_notification"]) == (
        "sendMessage",
        77,
        True,
    )


def test_an_edit_falls_back_to_plain_text(talk: Any, says: Any) -> None:
    _, said = talk(editing(message()), says.no(400, "Bad Request: can't parse entities"))
    assert [(method, arguments.get("parse_mode")) for method, arguments in said] == [
        ("editMessageText", "HTML"),
        ("editMessageText", None),
    ]


def test_an_edit_fails_as_a_message_does(talk: Any, says: Any) -> None:
    assert talk(editing(message()), says.no(403, "Forbidden: bot was kicked"))[0].permanent
    assert talk(editing(message()), says.no(400, "Bad Request: chat not found"))[0].permanent


def test_an_edit_that_does_not_fit_goes_on_in_further_messages(talk: Any, says: Any) -> None:
    outcome, said = talk(editing(LONG), says.ok(True))
    assert outcome == "3"
    assert [method for method, _ in said] == ["editMessageText", "sendMessage", "sendMessage"]
    assert ["reply_markup" in arguments for _, arguments in said] == [False, False, True]


def test_presses_are_answered(talk: Any, says: Any) -> None:
    def answer(transport: Any) -> Awaitable[None]:
        return transport.answer_callback("77", text="Saved\x00", url="https://t.me/x?start=1")

    expected = {"callback_query_id": "77", "text": "Saved", "url": "https://t.me/x?start=1"}
    assert talk(answer, says.ok(True)) == (None, [("answerCallbackQuery", expected)])
    too_old = says.no(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert talk(answer, too_old)[0] is None
    assert talk(answer, says.no(401, "Unauthorized"))[0].whole_bot
    assert talk(lambda t: t.answer_callback("7"), says.ok(True))[1] == [
        ("answerCallbackQuery", {"callback_query_id": "7"})
    ]
