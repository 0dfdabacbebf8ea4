"""Blocks as HTML: what is marked up, what is inert, and what it measures."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Block, BlockKind, Span, Style
from bot.transports.telegram.html import measure, to_html, to_plain
from bot.transports.telegram.inert import inert

WJ, FSI, PDI = "\u2060", "\u2068", "\u2069"


def block(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(tuple((Span(text),) for text in texts), kind)


def alone(text: str) -> str:
    """A text that is a line, as it is shown."""
    return "".join(inert((Span(text),)))


def test_styles_links_and_blocks() -> None:
    title = Span("Splats & <tags>", Style.BOLD, url='https://a.b/?x=1&y="2"')
    quoted = Span("Splats", Style.BOLD, url="https://a.b/?x=1&y=2")
    blocks = [
        Block(((Span("1. "), title), (Span("so it is", Style.ITALIC),))),
        Block(((quoted,),)),
        block("More", "and more", kind=BlockKind.MORE),
        block("the end", kind=BlockKind.FOOTER),
    ]
    assert to_html(blocks) == (
        "1. <b>Splats &amp; &lt;tags&gt;</b>\n<i>so it is</i>\n\n"
        '<a href="https://a.b/?x=1&amp;y=2"><b>Splats</b></a>\n'
        "<blockquote expandable>More\nand more</blockquote>\n"
        "the end"
    )


def test_plain_text_has_the_addresses_if_they_are_wanted() -> None:
    blocks = [Block(((Span("A "), Span("title", Style.BOLD, "https://a.b/c")),)), block("end")]
    assert to_plain(blocks, addresses=True) == "A title (https://a.b/c)\n\nend"
    assert to_plain(blocks, addresses=False) == "A title\n\nend"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.b/c",
        "https://",
        "http:///x",
        "https://a b",
        "https://a.b/\u202ex",
        "a.b",
        "tg://x",
        f"https://a.b/{'x' * 3000}",
        'https://a.b/"',
        "https://a.b/<",
        "https://a.b/\ud800",
    ],
)
def test_what_is_no_page_is_no_link(url: str) -> None:
    assert to_html([Block(((Span("text", url=url),),))]) == "text"


INERT = {
    "@channel": "mention",
    "(@channel)": "mention",
    "한글@user": "e-mail",
    "someone@example.com": "e-mail",
    "/start": "command",
    "see /start@paper_bot": "command",
    "//start": "command",
    "#diffusion": "hashtag",
    "#확산": "hashtag",
    "#\u200cx": "hashtag",
    "$TSLA": "cashtag",
    "$1INCH": "cashtag",
    "+82 10 1234 5678": "phone",
    "+(82)1012345678": "phone",
    "https://evil.example/x": "scheme",
    "tg://resolve?domain=x": "scheme",
    "ton://transfer": "scheme",
    "evil.com": "domain",
    "t.me/joinchat": "domain",
    "пример.рф": "domain",
    "모델.한국": "domain",
    "x.xn--p1ai": "domain",
    "😀.ws": "domain",
    "10.0.0.1": "ip",
    "4111 1111 1111 1111": "card",
    "4111-1111-1111-1111": "card",
    "5500000000000004": "card",
    "http://10.0.0.1:80": "ip",
}


@pytest.mark.parametrize("text", INERT)
def test_nothing_arises_from_publishers_text(text: str, reader: Any) -> None:
    assert INERT[text] in reader.detected(text), "the test looks for nothing"
    shown = reader.html(to_html([block(text)])).text
    assert reader.detected(shown) == set()
    assert shown.replace(WJ, "") == text


@pytest.mark.parametrize(
    "texts", [("@", "channel"), ("evil", ".com"), ("evil.", "com"), ("/", "start"), ("a", "@", "b"), ("#", "tag")]
)
def test_nothing_arises_across_spans(texts: Sequence[str], reader: Any) -> None:
    line = tuple(Span(text, Style.BOLD if n % 2 else Style.PLAIN) for n, text in enumerate(texts))
    shown = reader.html(to_html([Block((line,))])).text
    assert reader.detected("".join(texts))
    assert reader.detected(shown) == set()


@pytest.mark.parametrize(
    "text", ["GPT-4.1 and 3.5x", "and/or", "text-to-image", "C++ and C#", "$5", "e.g. this", "12:30", "2401.12345v2"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert alone(text).replace("e.\u2060g", "e.g") == text


def test_controls_go_and_blanks_are_single() -> None:
    assert alone("a\x00b\x1b[31m\u202egnp.exe\u2066 \u2067\n\n c\ud800\ufeff\u2060d\te") == "ab[31mgnp.\u2060exe cd e"


def test_text_from_the_right_turns_nothing_around() -> None:
    line = (Span("1. "), Span("שלום (עולם)", Style.BOLD, "https://a.b"), Span(" · 3"))
    assert to_html([Block((line,))]) == f'1. <a href="https://a.b"><b>{FSI}שלום (עולם){PDI}</b></a> · 3'


def test_blocks_that_show_nothing_leave_no_gap() -> None:
    quote = block("\x00", kind=BlockKind.MORE)
    assert to_html([block("a"), block(""), quote, Block(()), block("b")]) == "a\n\nb"
    assert to_plain([block("a"), block(""), quote, Block(()), block("b")], addresses=True) == "a\n\nb"


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'/@#$+.:;-_ \n\t\u2060\u202e\u05d0\u0627한字😀\u200d\u0301"),
        st.sampled_from("aZ0"),
    )
)
URLS = st.none() | st.sampled_from(["https://a.b/?x=1&y=2", "https://a.b/'<\"", "javascript:x", "http://한.글/가"])
LOOKS = [style for style in Style if style is not Style.COMMAND]
SPANS = st.builds(Span, TEXTS, st.sampled_from(LOOKS), URLS)
BLOCKS = st.builds(
    Block, st.lists(st.lists(SPANS, max_size=4).map(tuple), max_size=4).map(tuple), st.sampled_from(BlockKind)
)


@given(st.lists(BLOCKS, max_size=4))
def test_any_text_is_valid_inert_and_not_longer_than_measured(reader: Any, blocks: list[Block]) -> None:
    source = to_html(blocks)
    shown = reader.html(source)
    assert reader.detected(shown.text) == set()
    assert reader.detected(to_plain(blocks, addresses=False)) == set()
    sizes = [measure(block) for block in blocks]
    assert reader.units(shown.text) <= sum(size.characters for size in sizes)
    assert len(source.encode()) <= sum(size.raw_bytes for size in sizes)
    assert len(shown.entities) <= sum(size.entities for size in sizes)
    assert len(source.encode()) - len(shown.text.encode()) <= sum(size.markup_bytes for size in sizes)


@given(TEXTS, TEXTS, TEXTS)
def test_only_a_command_of_ours_is_one(reader: Any, before: str, text: str, after: str) -> None:
    """Whatever stands beside it, and whatever a span that should be one holds."""
    line = (Span(before), Span(text, Style.COMMAND), Span(after))
    shown = reader.html(to_html([Block((line,))]))
    ours = re.fullmatch("/[a-z]+", text) is not None
    assert reader.detected(shown.text) <= ({"command"} if ours else set())


@pytest.mark.parametrize("after", [" diffusion", "", ", or", ": so"])
def test_a_command_of_ours_is_tapped(reader: Any, after: str) -> None:
    line = (Span("To begin: "), Span("/subscribe", Style.COMMAND), Span(after))
    assert reader.detected(reader.html(to_html([Block((line,))])).text) == {"command"}


@given(st.lists(BLOCKS, max_size=3))
def test_any_text_is_shown_whole(reader: Any, blocks: list[Block]) -> None:
    said = "".join(span.text for block in blocks for line in block.lines for span in line)
    shown = reader.html(to_html(blocks)).text
    assert reader.visible(shown) == reader.visible(said)
    assert reader.visible(to_plain(blocks, addresses=False)) == reader.visible(said)
