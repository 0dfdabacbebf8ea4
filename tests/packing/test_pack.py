"""Where a message is cut, for a platform that counts characters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Block, BlockKind, Button, Message, Room, Size, Span, Style
from bot.packing import pack


def length(block: Block) -> Size:
    """The characters of a block, and a line break after each line."""
    return Size(characters=sum(1 + sum(len(span.text) for span in line) for line in block.lines))


def room(characters: int) -> Room:
    return Room(Size(characters=characters), length)


def block(*lines: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(tuple((Span(line),) for line in lines), kind)


def texts(parts: tuple[Message, ...]) -> list[list[str]]:
    """The blocks of each part as text."""
    return [["\n".join("".join(s.text for s in line) for line in b.lines) for b in part.blocks] for part in parts]


def test_what_fits_stays_as_it_is() -> None:
    message = Message((block("a" * 8),), ((Button("x", "y"),),), picture="https://a.b/c.png", replaces=True)
    assert pack(message, room(9)) == (message,)
    assert pack(Message(()), room(9)) == (Message(()),)


def test_a_message_is_cut_between_blocks_where_that_is_enough() -> None:
    message = Message((block("one"), block("two"), block("three", "four"), block("five")))
    assert texts(pack(message, room(11))) == [["one", "two"], ["three\nfour"], ["five"]]


def test_a_block_is_cut_between_lines_and_keeps_its_kind() -> None:
    message = Message((block("one"), block("two", "three", "four", "five", kind=BlockKind.MORE), block("end")))
    parts = pack(message, room(10))
    assert texts(parts) == [["one"], ["two\nthree"], ["four\nfive"], ["end"]]
    assert [[b.kind.value for b in part.blocks] for part in parts] == [["paragraph"], ["more"], ["more"], ["paragraph"]]


def test_a_line_is_cut_after_a_blank_and_keeps_its_styles() -> None:
    line = (Span("one ", Style.BOLD, "https://a.b"), Span("two three", Style.ITALIC))
    parts = pack(Message((Block((line,)),)), room(10))
    assert [part.blocks[0].lines[0] for part in parts] == [
        (Span("one ", Style.BOLD, "https://a.b"), Span("two ", Style.ITALIC)),
        (Span("three", Style.ITALIC),),
    ]


def test_a_word_that_is_too_long_is_cut_between_characters() -> None:
    assert texts(pack(Message((block("abcdefghij"),)), room(5))) == [["abcd"], ["efgh"], ["ij"]]
    assert texts(pack(Message((block("a bcdefghij"),)), room(6))) == [["a bcd"], ["efghi"], ["j"]]


@pytest.mark.parametrize("whole", ["👩‍👩‍👧‍👦", "👍🏽", "🇰🇷", "e\u0301\u0323", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "ᄒ\u1161\u11ab"])
def test_what_readers_see_as_one_character_is_not_cut(whole: str) -> None:
    assert len(whole) > 1
    parts = texts(pack(Message((block("x" + 4 * whole),)), room(len(whole) * 2 + 1)))
    assert "".join(parts[n][0] for n in range(len(parts))) == "x" + 4 * whole
    assert all(re.fullmatch(f"x?(?:{whole})*", part[0]) for part in parts)


def test_only_the_last_part_has_buttons_and_only_the_first_a_picture() -> None:
    buttons = ((Button("x", "y"),),)
    message = Message((block("one"), block("two"), block("three")), buttons, True, True, "https://a.b/c.png")
    parts = pack(message, room(6))
    assert [part.buttons for part in parts] == [(), (), buttons]
    assert [part.picture for part in parts] == ["https://a.b/c.png", None, None]
    assert [part.replaces for part in parts] == [True, False, False]
    assert all(part.silent for part in parts)


def test_every_count_is_a_limit() -> None:
    most = Size(characters=10, raw_bytes=10, markup_bytes=10, entities=10)
    assert Size(10, 10, 10, 10).fits(most)
    assert not any(size.fits(most) for size in (Size(11), Size(0, 11), Size(0, 0, 11), Size(0, 0, 0, 11)))


LINES = st.lists(st.lists(st.text("ab \u0301😀🇰\u200d", max_size=30).map(Span), max_size=3).map(tuple), max_size=5)
BLOCKS = st.builds(Block, LINES.map(tuple), st.sampled_from(BlockKind))


@given(st.lists(BLOCKS, max_size=5).map(tuple), st.integers(0, 40))
def test_nothing_is_left_out_whatever_the_room(blocks: tuple[Block, ...], characters: int) -> None:
    parts = pack(Message(blocks), room(characters))
    said = ["".join(s.text for b in p.blocks for line in b.lines for s in line) for p in parts]
    assert "".join(said) == "".join(s.text for b in blocks for line in b.lines for s in line)
    if characters >= 2:
        assert all(room(characters).holds(*p.blocks) for p in parts if any(b.lines for b in p.blocks))
