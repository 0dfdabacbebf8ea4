"""What buttons carry: actions within ACTION_BYTES, and the start links that stand for some of them. Pure.

An action is `verb:args`. What a person searched for is nowhere kept: where their words do not fit, the action goes
without them, and its handler takes them from the message that is answered (`Request.answered`).
"""

import base64
import binascii
import hashlib
import re

from adapters.text import clean
from bot.message import ACTION_BYTES
from bot.occasion import read_under

LINK_CHARACTERS = 64  # of a start link's payload, of A-Z a-z 0-9 _ -
LISTS = ("today", "search", "digest", "similar", "card")  # verbs that show what a button may lead back to

_NUMBER = re.compile(r"[0-9]{1,9}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PAYLOAD = re.compile(rf"(?P<kind>[tps])_(?P<value>[A-Za-z0-9_-]{{0,{LINK_CHARACTERS - 2}}})")
_TOPIC, _PAPER, _SEARCH = "t_", "p_", "s_"


def fits(action: str) -> bool:
    """Whether a button can carry it."""
    return len(action.encode()) <= ACTION_BYTES


def number(text: str) -> int | None:
    """The number that an action's part is; None for what is none, or longer than ours get."""
    return int(text) if _NUMBER.fullmatch(text) else None


def search(query: str, *, page: int = 1, filters: str = "") -> str:
    """A page of a search within filters (`bot.filters`); without its words where they do not fit."""
    action = f"search:{page}{'~' * bool(filters)}{filters}:"
    return action + query if fits(action + query) else action


def follow(query: str, *, filters: str = "") -> str:
    """To subscribe to a search; without its words where they do not fit."""
    action = f"follow:{filters}:"
    return action + query if fits(action + query) else action


def post(action: str) -> str:
    """The action that shows a list, done again for all to see; without the words of a search that do not fit."""
    posted = f"post:{action}"
    return posted if fits(posted) else f"post:{_wordless(action)}"


def of_paper(verb: str, paper_id: int, *parts: str, back: str = "") -> str:
    """Something to do with a paper; `back` is the list from which it was opened."""
    head = ":".join((verb, str(paper_id), *parts, ""))
    return next(action for action in (head + back, head + _wordless(back), head) if fits(action))


def read_back(text: str) -> str:
    """The action that leads back; "" unless it shows one of LISTS and fits."""
    return text if text.split(":", maxsplit=1)[0] in LISTS and fits(text) else ""


def key(spelling: str) -> str:
    """Names a term where it does not fit itself."""
    return hashlib.sha256(spelling.encode()).hexdigest()[:16]


def deep_link_payload(action: str) -> str:
    """What a start link carries to have this done in a private chat; "" for what no link stands for."""
    verb, _, args = read_under(action)[1].partition(":")
    if verb in ("tags", "subscribe") and _SLUG.fullmatch(args):
        return _bounded(_TOPIC + args)
    if verb == "card" and (paper_id := number(args.split(":")[0])) is not None:
        return _PAPER + str(paper_id)
    if verb == "search":
        words = base64.urlsafe_b64encode(args.partition(":")[2].encode()).decode().rstrip("=")
        return _bounded(_SEARCH + words) or _SEARCH
    return ""


def read_deep_link(payload: str) -> str:
    """The action that a start link's payload stands for; "" for any other text. It only ever shows something."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return ""
    kind, value = match["kind"] + "_", match["value"]
    if kind == _TOPIC:
        return f"tags:{value}" if _SLUG.fullmatch(value) else ""
    if kind == _PAPER:
        return f"card:{value}:" if number(value) is not None else ""
    query = _decoded(value)
    return "" if query is None else search(query)


def _wordless(back: str) -> str:
    verb, _, args = back.partition(":")
    return f"{verb}:{args.split(':')[0]}:" if verb == "search" else ""


def _bounded(payload: str) -> str:
    return payload if len(payload) <= LINK_CHARACTERS else ""


def _decoded(value: str) -> str | None:
    try:
        return clean(base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        return None
