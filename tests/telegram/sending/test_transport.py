"""The transport against a bare server: what it asks, and what it does when that is refused."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.message import Block, BlockKind, Button, File, Message, Span, Style
from bot.transports.base import Transport
from storage.model import Place

GROUP = Place("telegram", "-100200300")
TOPIC = Place("telegram", "-100200300", "77")
HTML = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
PICTURE = "https://a.b/c.png"


def message(text: str = "Splats & co", **more: Any) -> Message:
    return Message((Block(((Span(text, Style.BOLD, "https://a.b/1"),),)),), **more)


def sending(what: Message, place: Place = GROUP, *, silent: bool = False) -> Callable[[Transport], Awaitable[str]]:
    return lambda transport: transport.send(place, what, nonce="n", silent=silent)


def test_a_message_goes_as_html_with_its_buttons(talk: Any) -> None:
    what = message(buttons=((Button("1", "card:1"),),))
    outcome, said = talk(sending(what))
    assert outcome == "1"
    assert said == [
        (
            "sendMessage",
            {
                "chat_id": -100200300,
                "text": '<a href="https://a.b/1"><b>Splats &amp; co</b></a>',
                "disable_notification": False,
                "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "card:1"}]]},
                **HTML,
            },
        )
    ]


def test_what_is_silent_notifies_nobody(talk: Any) -> None:
    assert talk(sending(message(), silent=True))[1][0][1]["disable_notification"] is True
    assert talk(sending(message(silent=True)))[1][0][1]["disable_notification"] is True


@pytest.mark.parametrize(("thread", "sent"), [("77", 77), ("1", None), ("", None)])
def test_a_topic_is_named_but_not_general(thread: str, sent: int | None, talk: Any) -> None:
    said = talk(sending(message(), Place("telegram", "-1", thread)))[1]
    assert said[0][1].get("message_thread_id") == sent


def test_a_public_channel_has_a_name(talk: Any) -> None:
    assert talk(sending(message(), Place("telegram", "@papers")))[1][0][1]["chat_id"] == "@papers"


def test_a_picture_has_the_text_as_its_caption(talk: Any) -> None:
    (method, arguments), *others = talk(sending(message(picture=PICTURE)))[1]
    assert (method, arguments["photo"], others) == ("sendPhoto", PICTURE, [])
    assert arguments["caption"] == '<a href="https://a.b/1"><b>Splats &amp; co</b></a>'


def test_a_picture_with_a_long_text_is_a_preview(talk: Any) -> None:
    (method, arguments), *others = talk(sending(message("x" * 1030, picture=PICTURE)))[1]
    assert (method, others) == ("sendMessage", [])
    assert arguments["link_preview_options"] == {
        "url": PICTURE,
        "prefer_large_media": True,
        "show_above_text": True,
    }


@pytest.mark.parametrize(
    "description",
    [
        "wrong file identifier/HTTP URL specified",
        "failed to get HTTP URL content",
        "wrong type of the web page content",
        "not enough rights to send photos to the chat",
        "CHAT_SEND_PHOTOS_FORBIDDEN",
        "PHOTO_INVALID_DIMENSIONS",
        "MEDIA_CAPTION_TOO_LONG",
    ],
)
def test_without_its_picture_a_message_is_a_text(description: str, talk: Any, says: Any) -> None:
    outcome, said = talk(sending(message(picture=PICTURE)), says.no(400, f"Bad Request: {description}"))
    assert outcome == "2"
    assert [method for method, _ in said] == ["sendPhoto", "sendMessage"]
    assert said[1][1] == {
        "chat_id": -100200300,
        "text": '<a href="https://a.b/1"><b>Splats &amp; co</b></a>',
        "disable_notification": False,
        **HTML,
    }


@pytest.mark.parametrize("description", ["can't parse entities: unclosed", "ENTITIES_TOO_LONG", "BUTTON_URL_INVALID"])
def test_what_is_refused_as_html_goes_as_plain_text_once(description: str, talk: Any, says: Any) -> None:
    no = says.no(400, f"Bad Request: {description}")
    what = message(buttons=((Button("1", "card:1"), Button("Paper", url="https://a.b")),))
    outcome, said = talk(sending(what), no)
    assert outcome == "2"
    assert said[1] == (
        "sendMessage",
        {
            "chat_id": -100200300,
            "text": "Splats & co (https://a.b/1)",
            "link_preview_options": {"is_disabled": True},
            "disable_notification": False,
            "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "card:1"}]]},
        },
    )
    outcome, said = talk(sending(what), no, no)
    assert outcome.delivered_unknown
    assert len(said) == 2


def test_plain_text_that_would_be_too_long_goes_without_addresses(talk: Any, says: Any) -> None:
    no = says.no(400, "Bad Request: can't parse entities")
    assert talk(sending(message("x" * 4090)), no)[1][1][1]["text"] == "x" * 4090


@pytest.mark.parametrize("picture", [None, PICTURE])
@pytest.mark.parametrize(
    ("code", "description", "flag"),
    [
        (400, "Bad Request: chat not found", "permanent"),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "permanent"),
        (403, "Forbidden: bot was blocked by the user", "permanent"),
        (401, "Unauthorized", "whole_bot"),
        (404, "Not Found", "whole_bot"),
        (500, "Internal Server Error", "delivered_unknown"),
    ],
)
def test_nothing_is_tried_again_where_that_is_no_use_or_may_double(
    picture: str | None, code: int, description: str, flag: str, talk: Any, says: Any
) -> None:
    outcome, said = talk(sending(message(picture=picture)), says.no(code, description))
    assert getattr(outcome, flag) is True
    assert len(said) == 1


def test_floods_and_migrations_are_told(talk: Any, says: Any) -> None:
    outcome, said = talk(sending(message(picture=PICTURE)), says.no(429, "Too Many Requests", retry_after=9))
    assert (outcome.retry_after, outcome.whole_bot, len(said)) == (9.0, False, 1)
    outcome, said = talk(sending(message()), says.no(400, "Bad Request: upgraded", migrate_to_chat_id=-1009))
    assert (outcome.moved_to, len(said)) == (Place("telegram", "-1009"), 1)


@pytest.mark.parametrize("result", [True, {}, {"message_id": "x"}, []])
def test_an_answer_without_a_message_may_be_a_message(result: Any, talk: Any, says: Any) -> None:
    assert talk(sending(message()), says.ok(result))[0].delivered_unknown


@pytest.mark.parametrize("description", ["TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found"])
def test_what_a_closed_topic_does_not_take_goes_to_general_with_a_line(description: str, talk: Any, says: Any) -> None:
    outcome, said = talk(sending(message(), TOPIC), says.no(400, f"Bad Request: {description}"))
    assert outcome == "2"
    assert [arguments.get("message_thread_id") for _, arguments in said] == [77, None]
    assert said[1][1]["text"] == 'That topic is closed.\n\n<a href="https://a.b/1"><b>Splats &amp; co</b></a>'


def test_a_closed_general_stops_the_chat(talk: Any, says: Any) -> None:
    closed = says.no(400, "Bad Request: TOPIC_CLOSED")
    outcome, said = talk(sending(message(), TOPIC), closed, closed)
    assert (outcome.permanent, outcome.moved_to, len(said)) == (True, None, 2)


LONG = Message(
    (Block(((Span("Heading", Style.BOLD),),)), Block(((Span("word " * 2000),),), BlockKind.MORE)),
    ((Button("1", "card:1"),),),
)


def test_an_answer_goes_in_parts_of_which_only_the_first_notifies(talk: Any) -> None:
    turns: list[int] = []

    async def reply(transport: Any) -> Sequence[str]:
        async def turn() -> None:
            turns.append(1)

        return await transport.reply(GROUP, LONG, turn=turn)

    outcome, said = talk(reply)
    assert list(outcome) == ["1", "2", "3", "4"]
    assert [arguments["disable_notification"] for _, arguments in said] == [False, True, True, True]
    assert ["reply_markup" in arguments for _, arguments in said] == [False, False, False, True]
    assert len(turns) == 4


def test_a_part_that_fails_leaves_the_message_in_doubt(talk: Any, says: Any) -> None:
    outcome, said = talk(sending(LONG), says.ok({"message_id": 5}), says.no(429, "Too Many Requests", retry_after=3))
    assert (outcome.delivered_unknown, outcome.retry_after, len(said)) == (True, None, 2)
    outcome, said = talk(sending(LONG), says.no(429, "Too Many Requests", retry_after=3))
    assert (outcome.delivered_unknown, outcome.retry_after, len(said)) == (False, 3.0, 1)


def test_the_id_of_a_message_in_parts_is_that_of_its_buttons(talk: Any) -> None:
    assert talk(sending(LONG))[0] == "4"


def test_files_are_documents(telegram_with: Any) -> None:
    async def send() -> tuple[str, bytes]:
        async with telegram_with() as (transport, server):
            sent = await transport.send_file(TOPIC, File("../pa\x00pers.bib", b"@article{x}"), silent=True)
            return sent, server.asked[0].raw

    sent, raw = asyncio.run(send())
    assert sent == "1"
    assert b"/sendDocument" in raw
    assert b'filename=".._papers.bib"' in raw
    assert b"@article{x}" in raw
    assert b'name="message_thread_id"\r\n\r\n77' in raw
    assert b'name="disable_notification"\r\n\r\ntrue' in raw


def test_the_transport_does_not_say_its_token(telegram_with: Any, token: str) -> None:
    async def described() -> str:
        async with telegram_with() as (transport, _):
            return f"{transport!r} {transport.api} {transport.api!r}"

    assert token not in asyncio.run(described())
