"""Messages as terminal text: wrapping by columns, indents, addresses, colours, numbered choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.columns import width
from bot.message import Block, BlockKind, Button, Message, Span, Style
from bot.transports.console import choices, to_text


def shown(*lines: str, columns: int = 24, kind: BlockKind = BlockKind.PARAGRAPH) -> str:
    return to_text(Message((Block(tuple((Span(line),) for line in lines), kind),)), width=columns, color=False)


def test_words_wrap_at_blanks() -> None:
    assert shown("a model of three words and more words") == "a model of three words\nand more words"


def test_wide_characters_count_two_and_punctuation_does_not_begin_a_row() -> None:
    assert shown("扩散模型把噪声一步步去掉，得到图像。") == "扩散模型把噪声一步步去\n掉，得到图像。"


def test_hangul_breaks_between_words() -> None:
    assert shown("확산 모델이 이미지를 생성합니다") == "확산 모델이 이미지를\n생성합니다"


def test_a_numbered_item_hangs_under_its_number() -> None:
    assert shown("12. A title of some length", "and a line of text below it") == (
        "12. A title of some\n    length\n    and a line of text\n    below it"
    )


def test_the_long_part_stands_behind_a_bar() -> None:
    assert shown("one two three four five six", kind=BlockKind.MORE) == "│ one two three four\n│ five six"


def test_blocks_are_apart() -> None:
    message = Message((Block(((Span("a"),),)), Block(((Span("b"),),), BlockKind.FOOTER)))
    assert to_text(message, width=40, color=False) == "a\n\nb"


def test_an_address_stands_after_its_text_and_stays_whole() -> None:
    line = (Span("abs", url="https://example.org/a/long/address"), Span(" · "), Span("PDF", url="https://e.org/p"))
    assert to_text(Message((Block((line,)),)), width=30, color=False) == (
        "abs <https://example.org/a/long/address> ·\nPDF <https://e.org/p>"
    )


def test_a_heading_leaves_its_address_to_a_later_text() -> None:
    title = Span("Title", Style.BOLD, "https://e.org/a")
    assert to_text(Message((Block(((title,),)),)), width=40, color=False) == "Title <https://e.org/a>"
    both = Message((Block(((title,), (Span("abs", url="https://e.org/a"),))),))
    assert to_text(both, width=40, color=False) == "Title\nabs <https://e.org/a>"


def test_colours_only_when_asked_for() -> None:
    message = Message((Block(((Span("bold", Style.BOLD), Span(" plain")),)),))
    assert to_text(message, width=40, color=False) == "bold plain"
    assert to_text(message, width=40, color=True) == "\x1b[1mbold\x1b[0m plain"


def test_buttons_are_numbered_choices() -> None:
    message = Message((), ((Button("Undo", "undo"), Button("Change", "set")), (Button("Page", url="https://e.org"),)))
    assert to_text(message, width=40, color=False) == "[1] Undo  [2] Change\nPage: https://e.org"
    assert to_text(message, width=40, color=False, first_choice=4).startswith("[4] Undo  [5] Change")


def test_a_button_labelled_with_a_number_keeps_it() -> None:
    message = Message((), ((Button("11", "card:1"), Button("12", "card:2")), (Button("Back", "back"),)))
    assert to_text(message, width=40, color=False) == "[11]  [12]\n[13] Back"
    assert [choice.number for choice in choices(message)] == [11, 12, 13]
    assert [choice.number for choice in choices(message, first=12)] == [12, 13, 14]


@pytest.mark.parametrize(
    ("published", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\click", "click"),
        ("\x9b2Jgone", "gone"),
        ("a\x00b\x08c\x7f", "abc"),
        ("line\nbreak\u2028and\ttab", "line break and tab"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("<b>not bold</b> @all #tag", "<b>not bold</b> @all #tag"),
        ("שלום 👩‍🔬", "שלום 👩‍🔬"),
    ],
)
def test_text_from_outside_is_inert(published: str, seen: str) -> None:
    assert shown(published, columns=60) == seen
    assert to_text(Message((), ((Button(published, "x"),),)), width=60, color=False) == f"[1] {seen}"


@given(st.text(st.sampled_from("ab 확산 很好，。（ \u0301·"), max_size=200), st.integers(20, 60))
def test_rows_fit_and_lose_nothing(text: str, columns: int) -> None:
    rows = shown(text, columns=columns).split("\n")
    assert all(width(row) <= columns or len(row.split()) == 1 for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())
