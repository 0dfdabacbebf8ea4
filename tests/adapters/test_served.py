"""What programs serve: arXiv's Atom, Hugging Face's JSON, any feed; and any bytes and text instead of them."""

import datetime as dt
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import charsets, feeds, registry
from adapters.errors import ParseError
from adapters.html import to_markdown
from adapters.model import Issue, Ref

HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<a href='https://a.test/x'>", "</a>", "<li>", "<h2>", "<b>", "</b>", "&amp;", "<", ">"]
    )
    | st.text(max_size=5)
).map("".join)
FEEDS = HTML.map(lambda html: f"<rss version='2.0'><channel><item><title>{html}</title><link>{html}</link></item>")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["paper", "id", "title", "authors", "name", "version", "items", "upvotes", "tags", "url"]),
            inner,
        )
    ),
    max_leaves=8,
)


def test_every_one_has_a_name_of_its_own():
    names = [adapter.name for adapter in (*registry.ADAPTERS, *registry.SERVED)]
    assert len(registry.SERVED) == 3
    assert len(set(names)) == len(names)
    assert [registry.get(name).name for name in names] == names
    assert [adapter.name for adapter in registry.SERVED if adapter.stream] == ["arxiv"]


@pytest.mark.parametrize("adapter", registry.SERVED, ids=lambda adapter: adapter.name)
@given(text=st.text() | HTML | FEEDS | JSON.map(json.dumps) | JSON.map(lambda one: json.dumps([{"paper": one}])))
def test_any_text_is_an_issue_or_a_parse_error(adapter, text):
    try:
        issue = adapter.parse(text, Ref("host/2026-11-18"))
    except ParseError:
        return
    assert isinstance(issue, Issue)
    assert all(entry.title for entry in issue.entries)


@given(data=st.binary(), served_as=st.none() | st.sampled_from(["utf-8", "gbk", "utf-16", "zlib", "x"]) | st.text())
def test_any_bytes_are_text_or_a_parse_error(data, served_as):
    try:
        text = charsets.decode(data, served_as, "x")
    except ParseError:
        return
    assert "\x00" not in text


@given(HTML | st.text())
def test_any_html_is_markdown(html):
    assert isinstance(to_markdown(html), str)


UNCLOSED = (
    "<a b='",
    "<!--",
    "<![CDATA[",
    "<?x ",
    "</",
    "<a b=c ",
    "<a/",
    "<!",
    '<a href="',
    "<",
    "\n ",
    "<a href=",
    "<p\n",
)


@pytest.mark.parametrize("shape", UNCLOSED)
def test_what_is_never_closed_takes_time_in_proportion(shape):
    """Sixteen times the text: linear takes 16 times as long, the square 256 times."""
    few, many = (shape * (size // len(shape)) for size in (2**15, 2**19))
    assert took(many) < 100 * max(took(few), 0.001)


def took(html):
    times = []
    for _ in range(3):
        began = time.thread_time()
        to_markdown(html)
        times.append(time.thread_time() - began)
    return min(times)


def test_html_is_markdown():
    html = (
        "<head><title>x</title></head><h2>One &amp; two</h2><p>A <b>bold</b>\n  word, "
        "<a href='https://a.test/1'>a link</a><a href='javascript:x'>none</a><script>no</script></p>"
        "<ul><li>first</li><li>second</li></ul><img src='http://i.test/1'>"
    )
    assert to_markdown(html).split("\n") == [
        "## One & two",
        "",
        "A **bold** word, [a link](https://a.test/1)none",
        "",
        "- first",
        "- second",
        "",
        "![](http://i.test/1)",
    ]


def test_an_item_of_rss_has_what_its_dialect_says():
    text = """<?xml version="1.0" encoding="gbk"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>A &lt;i&gt;title&lt;/i&gt;</title>
      <link>https://host.test/1</link><pubDate>Wed, 18 Nov 2026 23:30:00 -0500</pubDate><dc:creator>Ann Lee</dc:creator>
      <category>NLP</category><description>Short</description>
      <content:encoded><![CDATA[<p>Long <a href="https://arxiv.org/abs/2611.00001v2">paper</a></p>]]></content:encoded>
      </item></channel></rss>"""
    (item,) = feeds.parse_feed(text, "x")
    assert (item.id, item.title, item.link) == ("https://host.test/1", "A title", "https://host.test/1")
    assert (item.date, item.authors, item.tags) == (dt.date(2026, 11, 19), ("Ann Lee",), ("NLP",))
    assert item.text == "Long [paper](https://arxiv.org/abs/2611.00001v2)"
