"""A source in one line: what an operator writes, into the place it means."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from adapters import registry
from adapters.errors import AdapterError
from adapters.publishers.arxiv import CATEGORY
from bot.errors import SettingsError
from bot.fetching.arxiv import Category
from bot.fetching.dated import Dated, has_date
from bot.fetching.feeds import Feed
from bot.fetching.github import Repository
from bot.fetching.huggingface import Daily
from bot.fetching.patterns import matcher
from bot.fetching.places import Place

FOLDER = "folder:"
_REPOSITORY = re.compile(r"(?P<owner>[\w-][\w.-]*)/(?P<repo>[\w.-]+)(?:/(?P<pattern>[^@]*))?(?:@(?P<branch>[^@]+))?")


def read_place(written: str) -> Place:
    """The place of an address. Raises SettingsError saying what may be written."""
    kind, colon, rest = written.partition(":")
    if not colon or kind not in _READERS:
        raise SettingsError(f"“{written}” is no source; write {', '.join(EXAMPLES)}.")
    where, _, adapter = rest.partition("#")
    if adapter:
        check_adapter(adapter)
    return _READERS[kind](written, where, adapter or None)


def check_adapter(name: str) -> None:
    """Raise SettingsError unless there is an adapter of this name."""
    try:
        registry.get(name)
    except AdapterError as error:
        raise SettingsError(f"{error.reason}.") from error


def _repository(written: str, where: str, adapter: str | None) -> Place:
    found = _REPOSITORY.fullmatch(where)
    if found is None:
        raise SettingsError(f"“{written}” names no repository; write github:OWNER/REPO or github:OWNER/REPO/FOLDER/**.")
    pattern = found["pattern"] or ""
    try:
        matcher(pattern)
    except ValueError as error:
        raise SettingsError(f"“{written}” {error}.") from error
    return Repository(found["owner"], found["repo"], pattern, found["branch"] or "", adapter)


def _dated(written: str, where: str, adapter: str | None) -> Place:
    if not _is_http(where) or not has_date(where):
        raise SettingsError(f"“{written}” needs an address with a date in it, such as url:https://host/{{date}}.md.")
    return Dated(where, adapter)


def _feed(written: str, where: str, adapter: str | None) -> Place:
    if not _is_http(where):
        raise SettingsError(f"“{written}” needs an address: feed:https://host/feed.xml.")
    return Feed(where, adapter)


def _category(written: str, where: str, adapter: str | None) -> Place:
    if adapter or not CATEGORY.fullmatch(where):
        raise SettingsError(f"“{written}” names no category of arXiv; write arxiv:cs.CV.")
    return Category(where)


def _daily(written: str, where: str, adapter: str | None) -> Place:
    if adapter or where != "daily":
        raise SettingsError(f"“{written}” is no source; Hugging Face's daily papers are hf:daily.")
    return Daily()


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


_READERS: Mapping[str, Callable[[str, str, str | None], Place]] = {
    "github": _repository,
    "url": _dated,
    "feed": _feed,
    "arxiv": _category,
    "hf": _daily,
}
EXAMPLES = ("folder:PATH", "github:OWNER/REPO", "url:https://…{date}…", "feed:https://…", "arxiv:cs.CV", "hf:daily")
