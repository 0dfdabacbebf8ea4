"""Addresses in an issue: arXiv ids, code and project pages, pictures and videos."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from adapters.markdown.plain import LINK

_ID = (
    r"(?P<id>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?!\d)|[a-z][a-z-]{1,15}(?:\.[A-Z]{2})?/\d{7}(?!\d))"
    r"(?:v(?P<version>[1-9]\d?)(?!\d))?"
)
_PAPER_PAGE = (
    r"(?:ar[x5]iv\.org/(?:abs|pdf|html|format|src|e-print)|alphaxiv\.org/(?:abs|pdf|html|overview)"
    r"|(?:huggingface|hf)\.co/papers|papers\.cool/arxiv)"
)
_HINTS = ("xiv", "Xiv", "5iv", "co/papers/")  # one stands in every text that `_ARXIV` finds; looking for them is cheap
_ARXIV = re.compile(rf"(?:{_PAPER_PAGE}/(?:arxiv:)?|arXiv\s?:\s?){_ID}")

_MEDIA = re.compile(
    r"!\[[^\[\]]*\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))++)"
    r"|<(?:img|video|source)\b[^<>]*?\ssrc\s*=\s*[\"']?([^\"'\s<>]++)"
    r"|\[Watch Video\]\(?\s*(https?://[^\s()<>]++)"
)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HTTP = re.compile(r"https?://", re.IGNORECASE)

_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+")
_CODE_HOST = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org)/[^/?#]+/[^/?#]+")
_PROJECT_HOST = re.compile(r"https?://[^/]+\.(?:github|gitlab)\.io(?:/|$)")
_PROJECT_WORD = re.compile(r"project|home ?page|web ?site|项目|主页|프로젝트|홈페이지", re.IGNORECASE)
_WORDS_BEFORE = 28  # characters before an address that may say what it is


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv id without its version, None when there is none, and the version where one is given."""

    id: str | None = None
    version: int | None = None


NO_ID = ArxivId()


def find_arxiv(text: str) -> ArxivId:
    """The first arXiv id in an address of a paper's page (arXiv, alphaXiv, Hugging Face …) or after `arXiv:`."""
    match = _ARXIV.search(text) if any(map(text.__contains__, _HINTS)) else None
    return ArxivId(match["id"], int(match["version"]) if match["version"] else None) if match else NO_ID


def entry_links(arxiv: ArxivId, text: str) -> dict[str, str]:
    """Links by kind: abs and pdf of the arXiv id, and the first code and project addresses in the text."""
    links = {"abs": f"https://arxiv.org/abs/{arxiv.id}", "pdf": f"https://arxiv.org/pdf/{arxiv.id}"} if arxiv.id else {}
    for match in _URL.finditer(text) if "http" in text else ():
        url = match.group().rstrip(".,;:!?*_~")
        if _CODE_HOST.match(url):
            links.setdefault("code", url)
        elif _is_project(url, text[max(0, match.start() - _WORDS_BEFORE) : match.start()]):
            links.setdefault("project", url)
    return links


def _is_project(url: str, words_before: str) -> bool:
    named = _PROJECT_WORD.search(words_before) is not None and find_arxiv(url).id is None
    return named or _PROJECT_HOST.match(url) is not None


def link_in(heading: str) -> tuple[str, str] | None:
    """Text and address of the link that a heading begins with, whatever brackets the text holds; None without one."""
    link = LINK.match(heading)
    if link and _HTTP.match(link["url"]):
        return link["text"], link["url"]
    middle = heading.rfind("](")
    if middle < 0 or not heading.startswith("[") or not heading.endswith(")"):
        return None
    return heading[1:middle], heading[middle + 2 : -1].strip()


def first_media(lines: Iterable[str], base: str | None) -> str | None:
    """The address of the first picture or video, resolved against the issue's address when that is known."""
    for line in lines:
        match = _MEDIA.search(line) if "]" in line or "<" in line else None
        if match:
            return _resolved(next(filter(None, match.groups())), base)
    return None


def _resolved(address: str, base: str | None) -> str | None:
    if _ANY_SCHEME.match(address) and not _HTTP.match(address):
        return None
    try:
        return urljoin(base, address) if base else address
    except ValueError:  # an address that is none, such as http://[
        return address
