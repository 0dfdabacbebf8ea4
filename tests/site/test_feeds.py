"""The feeds of topics: what RFC 4287 asks for, what feed readers read, and the same ids for ever."""

import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from adapters.model import Entry, Issue, Origin, Topic
from storage.model import Source
from tests.site.conftest import NOON

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(answer: Any) -> Any:
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(io.BytesIO(answer.body), response_headers={"content-type": "application/atom+xml"})
    assert not found.bozo, found.get("bozo_exception")
    return found


def text(element: ET.Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


@pytest.fixture
def feed(hostile: Any, serve: Any) -> Any:
    return serve(hostile).get("/tag/diffusion.atom")


def test_every_required_element_is_there_once(feed: Any) -> None:
    root = ET.fromstring(feed.body)  # noqa: S314 - ours
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) > 10
    for element in (root, *entries):
        assert text(element, "title")
        assert text(element, "id").startswith("urn:uuid:")
        assert MOMENT.fullmatch(text(element, "updated"))
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        alternates = [link for link in links if link[0] == "alternate"]
        assert len(alternates) == len(set(alternates))  # 4.1.1: one of a type and language
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [text(element, "id") for element in (root, *entries)]
    assert len(ids) == len(set(ids))
    assert all(len(entry.findall(f"{ATOM}content")) == 1 for entry in entries)
    assert text(root, "updated") == max(text(entry, "updated") for entry in entries)


def test_readers_read_it(feed: Any) -> None:
    found = read(feed)
    assert found.version == "atom10"
    assert found.feed.title == "Diffusion models · Paperwire"
    by_title = {entry.title: entry for entry in found.entries}
    paper = by_title["Scalable Diffusion Models with Transformers"]
    assert paper.link == "https://arxiv.org/abs/2212.09748"
    assert [author.name for author in paper.authors] == ["William Peebles", "Saining Xie"]
    assert "machine-written summary" in paper.content[0].value
    assert "slbqc 16 Nov 2026" in paper.content[0].value
    assert "diffusion-transformer" in {tag.term for tag in paper.tags}


def test_an_issue_with_an_address_is_linked(served: Any) -> None:
    url = "https://digest.example/2026-11-18"
    issue = Issue("alpha", "a.md", NOON.date(), None, url, "en", (Entry("A paper of an issue with an address"),))
    served.store.issues.put(
        Source("alpha", "alpha", "/"), issue, [(Topic("diffusion", Origin.TITLE),)], tagger="1", now=NOON
    )
    (entry,) = [one for one in read(served.get("/tag/diffusion.atom")).entries if one.title.startswith("A paper of")]
    assert {(link.rel, link.href) for link in entry.links} == {("alternate", url), ("via", url)}
    assert f'<a href="{url}"' in entry.content[0].value


def test_what_publishers_write_is_text(feed: Any) -> None:
    (entry,) = [one for one in read(feed).entries if "Unbroken" in one.title]
    root = ET.fromstring(feed.body)  # noqa: S314 - ours
    (raw,) = [one for one in root.findall(f"{ATOM}entry") if "Unbroken" in text(one, "title")]
    assert text(raw, "title").startswith('<script>document.title = "gone"</script>')
    content = text(raw, "content")
    assert "&lt;img src=x onerror=alert(1)&gt; &amp;amp;" in content
    assert "<img" not in content
    assert "javascript:" not in content + "".join(link.href for link in entry.links)
    assert "\x0b" not in content


def test_ids_stay_and_titles_follow_the_language(served: Any) -> None:
    english, korean = (read(served.get(f"/tag/diffusion.atom?lang={code}")) for code in ("en", "ko"))
    assert [one.id for one in english.entries] == [one.id for one in korean.entries]
    assert english.feed.id != korean.feed.id
    assert korean.feed.title == "확산 모델 · Paperwire"
    known = {one.title: one.id for one in english.entries}
    assert known["Scalable Diffusion Models with Transformers"] == "urn:uuid:cf66e17d-95ec-5e8e-b3c9-94ece98e97ee"


def test_a_topic_without_papers_has_a_feed_and_no_other_has(store: Any, serve: Any) -> None:
    served = serve(store)
    assert read(served.get("/tag/diffusion.atom")).entries == []
    assert served.get("/tag/none.atom").status == 404
