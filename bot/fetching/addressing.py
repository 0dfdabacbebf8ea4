"""A source in one line: what an operator writes, into the place it means."""

import re
from collections.abc import Callable, Mapping

from adapters import registry
from adapters.errors import AdapterError
from bot.errors import SettingsError
from bot.fetching.github import Repository
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


_READERS: Mapping[str, Callable[[str, str, str | None], Place]] = {
    "github": _repository,
}
EXAMPLES = ("folder:PATH", "github:OWNER/REPO")
