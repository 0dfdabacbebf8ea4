"""A topic as an Atom feed (RFC 4287): its newest papers, each with its publishers and their issues."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from bot.render import papers
from bot.site.pages import of_topic, topic_of
from bot.site.shown import Shown, show, topics
from bot.site.visit import Answered, Visit
from storage.model import Paper

LENGTH = 50
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SPACE = uuid.UUID("6c1b9a0e-5d0b-4f0a-9d57-0b1a6a3f2b11")  # of the ids of feeds and papers: the same everywhere
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 has no way to write these

ET.register_namespace("", ATOM)


def feed(visit: Visit, slug: str) -> Answered:
    """The feed of a topic. Raises HTTPNotFound."""
    name, found = topic_of(slug, visit).name, of_topic(visit, slug, LENGTH)[0]
    page = f"{visit.origin}/tag/{slug}?lang={visit.language}"
    root = ET.Element(_tag("feed"), {XML_LANG: visit.language})
    _add(root, "id", _urn(f"tag:{slug}:{visit.language}"))
    _add(root, "title", f"{name} · Paperwire")
    _add(root, "updated", max(map(_updated, found), default=NEVER).isoformat())
    _add(_add(root, "author"), "name", "Paperwire")
    _add(root, "link", rel="self", type="application/atom+xml", href=visit.origin + visit.feed(slug))
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for paper in found:
        _entry(_add(root, "entry"), paper, visit)
    return ET.tostring(root, "utf-8", xml_declaration=True), "application/atom+xml"


def _entry(entry: ET.Element, paper: Paper, visit: Visit) -> None:
    shown = show(paper, visit.view)
    _add(entry, "id", _urn(f"paper:{paper.key}"))
    _add(entry, "title", paper.title)
    _add(entry, "published", min(one.arrived_at for one in paper.entries).isoformat())
    _add(entry, "updated", _updated(paper).isoformat())
    for author in paper.authors:
        _add(_add(entry, "author"), "name", author)
    for topic in topics(paper, visit.view):
        _add(entry, "category", term=topic.slug, label=topic.name)
    for rel, url in _links(paper):
        _add(entry, "link", rel=rel, href=url)
    _add(entry, "content", visit.render("entry.html", paper=shown), type="html", **_language(shown))


def _links(paper: Paper) -> Iterable[tuple[str, str]]:
    """The paper's own address, and those of the issues that speak of it."""
    issues = [one.issue_url for one in paper.entries if one.issue_url and papers.is_web(one.issue_url)]
    own = [*papers.links(paper).values(), *issues][:1]
    return [*(("alternate", url) for url in own), *(("via", url) for url in dict.fromkeys(issues))]


def _language(shown: Shown) -> dict[str, str]:
    return {XML_LANG: shown.language} if shown.language else {}


def _updated(paper: Paper) -> dt.datetime:
    """When something new was last said of it."""
    return max(one.arrived_at for one in paper.entries)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    said = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    element = ET.SubElement(parent, _tag(name), said)
    element.text = _NOT_XML.sub("", text) or None
    return element


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _urn(name: str) -> str:
    return uuid.uuid5(_SPACE, name).urn
