"""What an operator names (a publisher, an address of ours, a page they see in a browser), as a place that was tried."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit

from adapters import markdown as md
from adapters.html import LONGEST, Tag, pieces
from adapters.model import Entry
from bot.errors import SettingsError, UsageError
from bot.fetching.addressing import read_place
from bot.fetching.arxiv import Category
from bot.fetching.asking import Ask
from bot.fetching.dated import Dated, find_template
from bot.fetching.errors import FetchError
from bot.fetching.feeds import Feed
from bot.fetching.github import Repository
from bot.fetching.huggingface import Daily
from bot.fetching.places import Document, Look, Place, Unread, Web
from bot.fetching.presets import PRESETS
from bot.fetching.visiting import read_document

SHOWN = 3  # papers
TRIED = 3  # documents of a place, and folders of a repository
_ARXIV_LIST = re.compile(r"/(?:list|rss|atom)/([a-z-]+(?:\.[A-Za-z-]+)?)(?:/|$)")
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_DATE_PART = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Tried:
    """A place with papers that were read there, and the adapters that read its documents."""

    place: Place
    papers: tuple[Entry, ...]
    adapters: Counter[str]


async def recognise(web: Web, written: str, now: dt.datetime) -> Tried:
    """The place that is meant, with some of its papers. Raises UsageError, SettingsError or FetchError."""
    reasons: list[str] = []
    async with aclosing(_candidates(web, PRESETS.get(written, written))) as candidates:
        async for place in candidates:
            tried, reason = await try_place(web, place, now)
            if tried is not None:
                return tried
            reasons.append(reason)
    raise UsageError(f"No papers were found at {written}. {reasons[0] if reasons else ''}".rstrip())


async def try_place(web: Web, place: Place, now: dt.datetime) -> tuple[Tried | None, str]:
    """Read the newest documents of a place; why there is nothing, where there is nothing."""
    papers: list[Entry] = []
    adapters: Counter[str] = Counter()
    reason, number = "Nothing is published there, or not lately.", 0
    async with aclosing(place.look(web, Look({}, now, first=True))) as found:
        async for one in found:
            if not isinstance(one, Document):
                continue
            number += 1
            for read in read_document(place, one):
                if isinstance(read, Unread):
                    reason = f"{read.url} {read.error.reason}."
                    continue
                adapters[read.adapter] += 1
                papers += read.entries
            if number >= TRIED:
                break
    return (Tried(place, tuple(papers[:SHOWN]), adapters), "") if papers else (None, reason)


async def _candidates(web: Web, written: str) -> AsyncGenerator[Place]:
    """The places that may be meant, the likeliest first."""
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https"):
        yield read_place(written)
        return
    host = (parts.hostname or "").removeprefix("www.")
    if host == "github.com":
        async for place in _of_github(web, parts.path):
            yield place
    elif host == "huggingface.co" and parts.path.startswith("/papers"):
        yield Daily()
    elif host.endswith("arxiv.org") and (category := _ARXIV_LIST.search(parts.path)):
        yield Category(category[1])
    elif template := find_template(written):
        yield Dated(template)
    else:
        for url in await _feeds(web, written):
            yield Feed(url)


async def _of_github(web: Web, path: str) -> AsyncGenerator[Place]:
    """The folders of a repository that may hold issues, those with the most dated files first."""
    owner, repo, *rest = [*unquote(path).strip("/").split("/"), "", ""]
    if not owner or not repo:
        raise SettingsError("That names no repository; write https://github.com/OWNER/REPO.")
    branch, below = (rest[1], "/".join(filter(None, rest[2:]))) if rest[0] in ("tree", "blob") else ("", "")
    whole = Repository(owner, repo.removesuffix(".git"), "", branch)
    paths = [path for path in await whole.paths(web) if path.startswith(_folder(below))]
    for pattern in _patterns(paths)[:TRIED]:
        place = replace(whole, pattern=pattern)
        tried, _ = await try_place(web, place, dt.datetime.now(dt.UTC))
        if tried is not None:
            (adapter, _), *others = tried.adapters.most_common()
            yield place if others else replace(place, adapter=adapter)


def _folder(path: str) -> str:
    """A folder's path with its slash; of a file, that of its folder."""
    folder = path.rpartition("/")[0] if path.endswith(".md") else path
    return f"{folder}/" if folder else ""


def _patterns(paths: Iterable[str]) -> Sequence[str]:
    """The folders above the dates of paths, as patterns, those with the most dated files first."""
    dated: defaultdict[str, int] = defaultdict(int)
    for path in paths:
        dated[_above_date(path)] += md.date_of_file(path) is not None
    ranked = sorted(dated, key=lambda folder: (-dated[folder], folder))
    return [f"{folder}/**" if folder else "" for folder in ranked]


def _above_date(path: str) -> str:
    """The folders of a path up to the first that is a part of a date."""
    *folders, _ = path.split("/")
    dates = (at for at, name in enumerate(folders) if _DATE_PART.fullmatch(name) or md.date_in(name))
    return "/".join(folders[: next(dates, len(folders))])


async def _feeds(web: Web, url: str) -> list[str]:
    """The address itself if a feed is there, else the feeds that its page names."""
    answer = await web.fetch(Ask(url))
    if "html" not in answer.kind:
        return [url]
    found = list(_named(answer.body or b""))
    if not found:
        raise FetchError("The page names no feed; write the address of a feed, or one with a date in it.")
    return [urljoin(answer.url, address) for address in found[:TRIED]]


def _named(page: bytes) -> Iterator[str]:
    """What a page names as its feeds."""
    for piece in pieces(page[:LONGEST].decode(errors="replace")):
        if isinstance(piece, Tag) and piece.name == "link" and piece.value("type").lower() in _FEED_TYPES:
            yield piece.value("href")
