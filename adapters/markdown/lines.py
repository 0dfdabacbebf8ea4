"""An issue's lines: how they are split, which sections and front matter they form, and the dates in them."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FRONT_MATTER_LINES = 200  # front matter that does not end within these is none

_DATE = re.compile(
    r"(?<!\d)(20\d\d)(?:(\d\d)(\d\d)|\s?[-_./年]\s?(\d{1,2})\s?[-_./月]\s?(\d{1,2}))(?!\d)",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's text without its marks, its 1-based line, and the lines below it."""

    title: str
    line: int
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values between a note's `---` lines, and the index of the first line below them."""

    values: Mapping[str, tuple[str, ...]]
    end: int

    def first(self, key: str) -> str:
        """The first value of a key, "" when it has none."""
        return next(iter(self.values.get(key, ())), "")


def lines_of(text: str) -> list[str]:
    """The lines of a text, split on line feeds only; BOM, control characters and blanks at line ends are off."""
    return [line.rstrip() for line in CONTROL.sub("", text.removeprefix("\ufeff")).split("\n")]


def sections(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Section]:
    """The sections that begin at the lines of these indexes, each up to the next."""
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        yield Section(heading_text(lines[start]), start + 1, lines[start + 1 : end])


def heading_text(line: str) -> str:
    """The words of a heading, without its marks, squeezed."""
    text = line.lstrip("# \t")
    closed = text.rstrip("#")
    return squeeze(closed if closed.endswith(" ") else text)


def front_matter(lines: Sequence[str]) -> FrontMatter | None:
    """The front matter at the top, below blank lines and `#!` lines; None when there is none that ends."""
    start = next((at for at, line in enumerate(lines) if line and not line.startswith("#!")), None)
    if start is None or lines[start] != "---":
        return None
    end = next(
        (at for at in range(start + 1, min(start + _FRONT_MATTER_LINES, len(lines))) if lines[at] == "---"), None
    )
    return FrontMatter(_values(lines[start + 1 : end]), end + 1) if end else None


def _values(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in lines:
        name, colon, value = line.partition(":")
        if line.lstrip().startswith("- "):
            values[key] = (*values.get(key, ()), _unquoted(line.lstrip()[2:]))
        elif colon and not line[:1].isspace():
            key = name.strip()
            values[key] = tuple(_unquoted(part) for part in _inline_list(value) if part.strip())
    return values


def _inline_list(value: str) -> list[str]:
    value = value.strip()
    return value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def squeeze(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def date_in(*texts: str) -> dt.date | None:
    """The first date (2024-01-31, 20240131, 2024/1/31, 2024年1月31日) in the first text that has one."""
    return next((date for text in texts for date in _dates(text)), None)


def date_of_file(key: str) -> dt.date | None:
    """The first date in a file's name, else the last in its path (`logs/2024/01/31.md`)."""
    return date_in(key.rpartition("/")[2]) or next(iter([*_dates(key)][::-1]), None)


def _dates(text: str) -> Iterator[dt.date]:
    for match in _DATE.finditer(text):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            yield dt.date(year, month, day)
        except ValueError:
            continue
