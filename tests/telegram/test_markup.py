"""Markup, plain text and addresses, read as Telegram reads them."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telegram.server.detect import detect
from tests.telegram.server.faults import RefusedError
from tests.telegram.server.links import LinkError, check_link
from tests.telegram.server.markup import MarkupError, parse_html
from tests.telegram.server.texts import read_text, utf16

LOST = ("LOST_FORMATTING", "", "")  # formatting that the real server drops


def marked(markup: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The visible text, and of every entity its kind, its words and its argument."""
    lost: list[str] = []
    text = read_text(markup, "HTML", None, lambda rule, _: lost.append(rule.name))
    entities = [(one.kind, text.of(one), one.argument) for one in text.entities]
    return text.text, entities + [(name, "", "") for name in lost]


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#65;&#x42; &copy;", 'a <b> & "c" AB &copy;', []),
        ("&lt", "<", []),
        ("<B>a</b> <STRONG>b</strong>", "a b", [("bold", "a", ""), ("bold", "b", "")]),
        ("<b>a</b><b>b</b>", "ab", [("bold", "ab", "")]),
        ("<i>a<b>b</b></i>", "ab", [("italic", "ab", ""), ("bold", "b", "")]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", "ab", "")]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", "a", "")]),
        ("<blockquote>a<b>b</b></blockquote>", "ab", [("blockquote", "ab", ""), ("bold", "b", "")]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", "ab", ""), LOST]),
        ('<pre><code class="language-python">a</code></pre>', "a", [("pre", "a", "python")]),
        ('<code class="language-python">a</code>', "a", [("code", "a", "")]),
        ("<a href='HTTPS://A.org'>a</a>", "a", [("text_link", "a", "https://a.org/")]),
        ('<a href="https://a.org/?q=1&amp;r=&quot;2&quot;">a</a>', "a", [("text_link", "a", 'https://a.org/?q=1&r="2"')]),
        ("<a>a.org</a> <a>b</a>", "a.org b", [("text_link", "a.org", "http://a.org/")]),
        ('<a href="tg://user?id=42">a</a>', "a", [("text_mention", "a", "42")]),
        ('<tg-time unix="1700000000" format="wDT">then</tg-time>', "then", [("date_time", "then", "1700000000 wDT")]),
        ('<tg-emoji emoji-id="12345">x</tg-emoji>', "x", [("custom_emoji", "x", "12345")]),
        ("<b>a</>", "a", [("bold", "a", "")]),
        ("<b></b>a", "a", []),
        ("  <b> a </b>\n", "a", [("bold", "a", "")]),
        ("a\r\nb\tc", "a\nb c", []),
        ("<b>a<code>b</code>c</b>", "abc", [("bold", "a", ""), ("code", "b", ""), ("bold", "c", ""), LOST]),
    ],
)  # fmt: skip
def test_markup_that_is_read(markup: str, text: str, entities: list[tuple[str, str, str]]) -> None:
    assert marked(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ("🏟<x", "Unclosed start tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b =a>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href= ", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="a>b</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=https://a.org>b</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>a</b ", "Unclosed end tag at byte offset 4"),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="rr">a</tg-time>', "Invalid date format used"),
    ],
)
def test_markup_that_is_refused(markup: str, error: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_html(markup)
    assert str(caught.value) == error


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_what_is_escaped_is_shown_as_it_is(text: str) -> None:
    parsed = parse_html(f"<b>{html.escape(text, quote=False)}</b>")
    assert parsed.text == text


@given(st.text("ab🏟 \n", max_size=20), st.text("ab🏟", min_size=1, max_size=5), st.text("ab🏟 \n", max_size=20))
def test_places_are_told_in_utf_16(before: str, inside: str, after: str) -> None:
    text = read_text(f"{before}<b>{inside}</b>{after}", "HTML", None, lambda *_: None)
    (entity,) = text.entities_json()
    units = text.text.encode("utf-16-le")
    shown = units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
    assert shown.decode("utf-16-le") == inside
    assert utf16(text.text) == len(units) // 2


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ([{"type": "bold", "offset": 0, "length": 9}], "entity beginning at UTF-16 offset 0 ends after the end"),
        ([{"type": "bold", "offset": 1, "length": 1}], "entity begins or ends in a middle of a UTF-16 symbol"),
        ([{"type": "bold"}], "can't parse MessageEntity: Can't find field \"offset\""),
        ([{"type": "text_link", "offset": 0, "length": 2, "url": "a"}], "entity URL 'a' is invalid: Wrong HTTP URL"),
    ],
)  # fmt: skip
def test_entities_that_are_refused(entities: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_text("🏟a", "", entities, lambda *_: None)
    assert caught.value.description.startswith(f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@somebody @abc a@b.org me@here", [("mention", "@somebody"), ("email", "a@b.org")]),
        ("/start a/b /x@some_bot, 中/y", [("bot_command", "/start"), ("bot_command", "/x@some_bot")]),
        ("#one #1 a#two #三 C#", [("hashtag", "#one"), ("hashtag", "#三")]),
        ("$AAPL $a", [("cashtag", "$AAPL")]),
        ("see arxiv.org/abs/1, README.md and Node.js", [("url", "arxiv.org/abs/1"), ("url", "README.md")]),
        ("https://localhost 1.2.3.4 tg://resolve?domain=a", [("url", "1.2.3.4"), ("url", "tg://resolve?domain=a")]),
        ("@\u2060somebody #\u2060one /\u2060start arxiv\u2060.org", []),
        ("e.g. 3.5 GPT-4.1 and/or i.e.", []),
    ],
)  # fmt: skip
def test_what_a_client_finds_in_plain_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.kind, text[one.start : one.end]) for one in detect(text)] == found


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ("a.org", "http://a.org/"),
        ("HTTPS://A.org?q", "https://a.org/?q"),
        ("http://u@a.org:8080/x y", "http://u@a.org:8080/x%20y"),
        ("tg://resolve?domain=a", "tg://resolve?domain=a"),
        ("http://[::1]/", "http://[::1]/"),
        ("a", "Wrong HTTP URL"),
        ("http://localhost", "Wrong HTTP URL"),
        ("ftp://a.org", "Unsupported URL protocol"),
        ("http://", "URL host is empty"),
        ("http://a.org:x", "Wrong port number specified in the URL"),
        ("http://a.org:70000", "Wrong port number specified in the URL"),
        ("http://a b.org", "Wrong URL host"),
        ("http://[1]", "Wrong IPv6 address specified in the URL"),
        ("tg://a:1", "Wrong tg URL"),
    ],
)
def test_addresses(link: str, read: str) -> None:
    try:
        assert check_link(link) == read
    except LinkError as error:
        assert str(error) == read  # noqa: PT017 - the table says which of the two
