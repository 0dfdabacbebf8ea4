"""Whatever publishers write, pages and feeds hold it as text, and nothing comes of it."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.desk import Desk
from bot.site import atom, pages
from bot.site.visit import Visit
from storage.model import Source
from storage.store import Store, open_store
from tests.site.conftest import NOON

TAGS = {
    "html", "head", "meta", "title", "link", "body", "a", "header", "p", "span", "nav", "ul", "li", "main", "h1", "h2",
    "article", "strong", "em", "details", "summary", "footer",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "rel", "href", "type", "title", "class", "id", "aria-label", "aria-current",
    "hreflang",
}  # fmt: skip
# what mark-up is made of, more often than by chance; adapters let no lone surrogates through
WORDS = st.sampled_from(
    ("<script>", "</p>", '"', "'", "&amp;", "&", "]]>", "<!--", "{{ 7 }}", "{% raw %}", "javascript:")
)
TEXT = st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=6).map(
    "".join
)
URL = st.one_of(TEXT, TEXT.map("https://host.example/{}".format), st.just("javascript:alert(1)"))


class Seen(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}

    def handle_data(self, data: str) -> None:
        self.text += data

    def unknown_decl(self, data: str) -> None:
        self.tags.add(data)

    def handle_comment(self, data: str) -> None:
        self.tags.add(data)


@pytest.fixture(scope="module")
def visited() -> Iterator[Visit]:
    """A visit to a store in memory."""
    with open_store("sqlite://") as store, ThreadPoolExecutor(1) as threads:
        desk = Desk(store, app.build_vocabulary(), {}, threads, lambda: NOON)
        yield Visit(desk, "en", "/tag/diffusion", {"q": '"><script>'}, "http://127.0.0.1", asked=True)


def publish(store: Store, title: str, text: str, url: str) -> None:
    """The one paper of the store, on diffusion, is this now."""
    entry = Entry(title, authors=(text,), links={"abs": url, "code": url}, summaries={"en": text})
    issue = Issue("x", "x", NOON.date(), text, url, "en", (entry,))
    store.issues.put(Source("<x>", "x", "/"), issue, [(Topic("diffusion", Origin.TITLE),)], tagger="1", now=NOON)


@pytest.mark.hypothesis
def test_pages_and_feeds_are_inert(visited: Visit) -> None:
    @given(title=TEXT, text=TEXT, url=URL)
    def are_inert(title: str, text: str, url: str) -> None:
        publish(visited.desk.store, title, text, url)
        page, feed = pages.topic(visited, "diffusion")[0], atom.feed(visited, "diffusion")[0]
        assert isinstance(page, str)
        seen = Seen(page)
        assert seen.tags <= TAGS
        assert seen.attributes <= ATTRIBUTES
        assert all(link.lower().startswith(("/", "#", "http://", "https://")) for link in seen.links)
        assert "".join(title.split()) in "".join(seen.text.split())

        (found,) = ET.fromstring(feed).iter(f"{{{atom.ATOM}}}content")  # noqa: S314 - ours
        assert Seen(found.text or "").tags <= TAGS
        assert isinstance(feed, bytes)
        assert not feedparser.parse(io.BytesIO(feed)).bozo

    are_inert()
