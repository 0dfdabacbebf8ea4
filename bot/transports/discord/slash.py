"""The neutral commands as slash commands: which options each has, and the words that these stand for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.suggesting import What

Json = dict[str, Any]
TEXT, WHOLE_NUMBER = 3, 4  # types of options


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what is suggested for it, and the field of the grammar that its value belongs to, if to any."""

    name: str
    suggests: What | None = None
    field: str = ""
    type: int = TEXT
    longest: int = 1000


OPTIONS: Mapping[str, Sequence[Option]] = {
    "start": (Option("code", longest=20),),
    "subscribe": (Option("topics", What.TERMS),),
    "unsubscribe": (Option("topics", What.SUBSCRIPTIONS),),
    "tags": (Option("topic", What.TOPICS),),
    "today": (Option("page", type=WHOLE_NUMBER),),
    "search": (
        Option("query", What.TOPICS),
        Option("source", What.SOURCES, field="source"),
        Option("author", What.AUTHORS, field="by", longest=100),
    ),
    "paper": (Option("paper", What.PAPERS),),
    "similar": (Option("paper", What.PAPERS),),
    "why": (Option("paper", What.PAPERS),),
    "settings": (Option("setting", What.SETTINGS, longest=100), Option("value", What.VALUES, longest=100)),
    "here": (Option("topics", What.TERMS),),
    "admin": (Option("words"),),
}
MOST_PAGES = 999


def said(data: Json) -> str:
    """What a slash command says, as it would be typed."""
    name = str(data["name"])
    given = values(data)
    known = OPTIONS.get(name, ())
    words = [_word(option, given[option.name]) for option in known if given.get(option.name)]
    return " ".join([f"/{name}", *words])


def values(data: Json) -> dict[str, str]:
    """The options that were given, or are being typed, by their names."""
    return {str(one["name"]): str(one.get("value", "")).strip() for one in data.get("options") or ()}


def typed(data: Json) -> tuple[Option | None, str]:
    """The option that is being typed, and how far it is."""
    focused = next((one for one in data.get("options") or () if one.get("focused")), None)
    if focused is None:
        return None, ""
    found = (option for option in OPTIONS.get(str(data["name"]), ()) if option.name == focused["name"])
    return next(found, None), str(focused.get("value", ""))


def _word(option: Option, value: str) -> str:
    if not option.field:
        return value
    return f'{option.field}:"{value.replace(chr(34), "")}"'
