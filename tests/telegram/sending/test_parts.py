"""Any message, cut into parts for Telegram: each is within all limits, and nothing is left out."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.message import Block, BlockKind, Message, Span, Style
from bot.packing import pack
from bot.transports.telegram.html import CAPTION, TEXT, to_html

CHUNKS = st.sampled_from(
    [
        "Gaussian splatting for <b>everyone</b> & all. ",
        "확산 모델로 그린 그림, ",
        "扩散模型生成的图像。",
        "نماذج الانتشار ",
        "👩‍👩‍👧‍👦👍🏽🇰🇷",
        "e\u0301\u0323\u0307",
        "<<<<[[[((((&&&&",
        "@user #tag /start $AAA a.com https://x.y +82101234 4111111111111111 ",
        "supercalifragilistic" * 5,
        "\u202e\u2066\x00\ud800\u200d",
        " \u3000\t\n",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ",
    ]
)
LONG = st.builds(lambda chunk, times: (chunk * times)[:10_000], CHUNKS, st.sampled_from([1, 20, 2_000]))
TEXTS = st.text(max_size=20) | CHUNKS | LONG
URLS = st.none() | st.sampled_from([f"https://a.b/{'x&' * times}" for times in (1, 50, 900, 2_000)])
SPANS = st.builds(Span, TEXTS, st.sampled_from(Style), URLS)
MANY = st.builds(
    lambda span, times: (span,) * times, st.builds(Span, st.just("x"), st.just(Style.BOLD), URLS), st.integers(1, 300)
)
LINES = st.lists(SPANS, max_size=2).map(tuple) | MANY
BLOCKS = st.builds(Block, st.lists(LINES, max_size=2).map(tuple), st.sampled_from(BlockKind))


@given(st.lists(BLOCKS, min_size=1, max_size=2).map(tuple))
def test_every_part_is_within_all_limits(reader: Any, blocks: tuple[Block, ...]) -> None:
    for part in pack(Message(blocks), TEXT):
        source = to_html(part.blocks)
        shown = reader.html(source)
        assert reader.units(shown.text) <= 4096
        assert len(source.encode()) <= 32_768
        assert len(shown.entities) <= 100
        assert len(source.encode()) - len(shown.text.encode()) <= 9_500
        assert sum(20 + len(entity.url.encode()) for entity in shown.entities) <= 9_500
        assert reader.detected(shown.text) == set()


@given(st.lists(BLOCKS, min_size=1, max_size=2).map(tuple))
def test_the_parts_show_what_the_message_says(reader: Any, blocks: tuple[Block, ...]) -> None:
    shown = "".join(reader.html(to_html(part.blocks)).text for part in pack(Message(blocks), TEXT))
    said = "".join(span.text for block in blocks for line in block.lines for span in line)
    assert reader.visible(shown) == reader.visible(said)


def test_a_digest_is_one_message() -> None:
    item = Block(((Span("1. "), Span("A title of some length " * 3, Style.BOLD, "https://arxiv.org/abs/2401.00001")),))
    more = Block(((Span("A summary. " * 20),),))
    assert len(pack(Message((item, more) * 10), TEXT)) == 1


def test_ten_thousand_characters_are_three_messages() -> None:
    words = Block(((Span("words and words " * 625),),), BlockKind.MORE)
    assert [len(part.blocks[0].lines[0][0].text) for part in pack(Message((words,)), TEXT)] == [4090, 4092, 1818]


def test_a_caption_is_shorter() -> None:
    block = Block(((Span("x" * 1022),),))
    assert CAPTION.holds(block)
    assert not CAPTION.holds(Block(((Span("x" * 1023),),)))
    assert TEXT.holds(block, block)
