"""Rows of buttons: what Telegram takes, and what it would refuse."""

import pytest

from bot.message import Button
from bot.transports.telegram.keyboard import keyboard


def test_actions_and_pages() -> None:
    rows = (
        (Button("1", "card:1"), Button("Paper", url="https://a.b/c")),
        (Button("Join", url="tg://resolve?domain=x"),),
    )
    assert keyboard(rows) == {
        "inline_keyboard": [
            [{"text": "1", "callback_data": "card:1"}, {"text": "Paper", "url": "https://a.b/c"}],
            [{"text": "Join", "url": "tg://resolve?domain=x"}],
        ]
    }
    assert keyboard(rows, pages=False) == {"inline_keyboard": [[{"text": "1", "callback_data": "card:1"}]]}


def test_no_buttons_are_no_keyboard() -> None:
    assert keyboard(()) is None
    assert keyboard(((), (Button("x", url="javascript:x"),))) is None


def test_an_action_is_64_bytes_at_most() -> None:
    fits = "가" * 21 + "a"
    assert keyboard(((Button("x", fits),),)) == {"inline_keyboard": [[{"text": "x", "callback_data": fits}]]}
    with pytest.raises(ValueError, match=f"{fits}b"):
        keyboard(((Button("x", fits + "b"),),))
    with pytest.raises(ValueError, match="action ''"):
        keyboard(((Button("x"),),))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "mailto:a@b.c", "https://", "https://a b", "tg:x", "https://a\u202eb"]
)
def test_what_opens_no_page_is_left_out(url: str) -> None:
    assert keyboard(((Button("x", "y"), Button("z", url=url)),)) == keyboard(((Button("x", "y"),),))


def test_labels_are_short_and_clean() -> None:
    def label(text: str) -> str:
        shown = keyboard(((Button(text, "x"),),))
        assert shown is not None
        return str(shown["inline_keyboard"][0][0]["text"])

    assert label("a\x00\u202e \n b") == "a b"
    assert label("w" * 100) == "w" * 60 + "…"
    assert label("한" * 100) == "한" * 30 + "…"
    assert label("שלום") == "\u2068שלום\u2069"
    assert label(" \x07") == "…"


def test_a_row_of_more_than_eight_goes_on_in_the_next() -> None:
    shown = keyboard((tuple(Button(str(n), f"x:{n}") for n in range(19)),))
    assert shown is not None
    assert [len(row) for row in shown["inline_keyboard"]] == [8, 8, 3]


def test_a_hundred_buttons_are_enough() -> None:
    row = tuple(Button(str(n), f"x:{n}") for n in range(5))
    assert keyboard((row,) * 20) is not None
    with pytest.raises(ValueError, match="105 buttons"):
        keyboard((row,) * 21)
