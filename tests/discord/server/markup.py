"""Discord's markdown as its clients read it: what is shown, and what is marked, linked or pinged by it.

https://support.discord.com/hc/en-us/articles/210298617 and
https://docs.discord.com/developers/reference#message-formatting
"""

import re
from dataclasses import dataclass, field

_ADDRESS = r"https?://[^\s<]+[^<.,:;\"'\]\s)]"

_LABEL = r"(?:\\.|[^\[\]\\]|\[[^\[\]]*\])+"
_LABEL_IS_ADDRESS = r"[^\]]*https?://"  # such a link is not hidden behind its label
_TARGET = r"(?:https?|discord)://(?:[^\s<>()]|\([^\s<>()]*\))+"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is more than plain text: what is shown of it, and where it leads."""

    kind: str
    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as people see it, and its marks in reading order, outer ones first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    marks: list[Mark] = field(default_factory=list)

    def inline(self, text: str) -> str:
        """Read marks inside lines; what they show."""
        shown, place = [], 0
        while place < len(text):
            kind, found = _match(text, place)
            if found is None:
                shown.append(text[place])
                place += 1
                continue
            shown.append(self._mark(kind, found))
            place = found.end()
        return "".join(shown)

    def _mark(self, kind: str, found: re.Match[str]) -> str:
        parts = {name: value for name, value in found.groupdict().items() if value is not None}
        inner = parts.get("inner")
        if kind == "escape":
            return str(parts["shown"])
        number = len(self.marks)
        shown = found[0] if inner is None and "shown" not in parts else parts.get("shown", "")
        if inner is not None:
            shown = self.inline(inner)
        self.marks.insert(number, Mark(kind, shown, parts.get("target", "")))
        return shown


_RULES = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        ("escape", r"\\(?P<shown>[^0-9A-Za-z\s])"),
        ("code", r"(?P<ticks>`+)(?!`)(?P<shown>.+?)(?<!`)(?P=ticks)(?!`)"),
        ("link", rf"<(?P<shown>(?P<target>{_ADDRESS}))>"),
        ("emoji", r"<a?:\w{2,32}:\d{1,20}>"),
        ("mention", r"<(?:@[!&]?|\#)\d{1,20}>|<id:\w+>|@(?:everyone|here)\b"),
        ("command", r"</[^:<>]{1,100}:\d{1,20}>"),
        ("time", r"<t:-?\d{1,17}(?::[tTdDfFsSR])?>"),
        (
            "link",
            rf"\[(?!{_LABEL_IS_ADDRESS})(?P<inner>{_LABEL})\]\(\s*<?(?P<target>{_TARGET})>?(?:\s+\"[^\"]*\")?\s*\)",
        ),
        ("link", rf"(?<!\w)(?P<shown>(?P<target>{_ADDRESS}))"),
        ("invitation", r"(?<![\w.])(?:discord\.gg|discord(?:app)?\.com/invite)/[\w-]+"),
        ("bold", r"\*\*(?P<inner>(?:\\.|[^\\])+?)\*\*(?!\*)"),
        ("underline", r"__(?P<inner>(?:\\.|[^\\])+?)__(?!_)"),
        ("italic", r"\b_(?P<inner>(?:__|\\.|[^\\_])+?)_\b"),
        ("italic", r"\*(?=\S)(?P<inner>(?:\*\*|\\.|\s+(?:\\.|[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
        ("strike", r"~~(?P<inner>(?:\\.|[^\\])+?)~~(?!_)"),
        ("spoiler", r"\|\|(?P<inner>(?:\\.|[^\\])+?)\|\|"),
        ("emoji", r"(?<![\w:]):(?!\d+:)[a-z0-9_+-]{2,32}:(?![\w/])"),
    )
)
_FENCE = re.compile(r"(?<!\\)```(?:[\w+.#-]*\n)?(?P<shown>.+?)```", re.DOTALL)
_STARTS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("quote", r">(?:>>)? (?P<rest>.*)"),
        ("small", r"-# +(?P<rest>\S.*)"),
        ("heading", r"#{1,3} +(?P<rest>\S.*)"),
        ("list", r"\s*(?:[-*+]|\d{1,10}\.) +(?P<rest>\S.*)"),
    )
)


def read_markup(text: str) -> Shown:
    """Read a text as clients do."""
    reading, shown, place = _Reading(), [], 0
    for fence in _FENCE.finditer(text):
        shown.append(_read_lines(text[place : fence.start()], reading))
        reading.marks.append(Mark("block", fence["shown"]))
        shown.append(fence["shown"])
        place = fence.end()
    shown.append(_read_lines(text[place:], reading))
    return Shown("".join(shown), tuple(reading.marks))


def _read_lines(text: str, reading: _Reading) -> str:
    lines = []
    for line in text.split("\n"):
        rest = line
        for kind, pattern in _STARTS:
            if found := pattern.fullmatch(rest):
                rest = found["rest"]
                reading.marks.append(Mark(kind, rest))
        lines.append(rest)
    return reading.inline("\n".join(lines))


def _match(text: str, place: int) -> tuple[str, re.Match[str] | None]:
    if text[place].isalnum() and text[place] not in "hd":  # addresses and invitations begin so
        return "", None
    found = ((kind, pattern.match(text, place)) for kind, pattern in _RULES)
    return next(((kind, one) for kind, one in found if one is not None), ("", None))
