"""HTML of other people as markdown, from which everything else takes text and links: nothing of it is ever shown.

The standard library's parser takes time with the square of what is never closed; this one is linear in any text.
"""

import html as standard
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 2**20  # characters; what is behind them is not read
_HEADINGS = {f"h{level}": f"\n\n{'#' * level} " for level in range(1, 7)}
_BREAKS = {"p": "\n\n", "div": "\n\n", "br": "\n", "ul": "\n", "ol": "\n", "tr": "\n", "section": "\n\n", "hr": "\n\n"}
_BOLD = frozenset({"b", "strong"})
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
# What is between < and > has neither in it, so that looking for the end of each tag stops at the next.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?P<attributes>(?:[\s/][^<>]{0,4000}+)?)>"
    r"|<!--|<!\[CDATA\[|<[!?][^<>]{0,4000}+>"
)
_ATTRIBUTE = r"(?:^|[\s/\"'])%s\s{0,9}=\s{0,9}(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))"
_VALUES = {name: re.compile(_ATTRIBUTE % name, re.IGNORECASE) for name in ("href", "src", "type")}
_GAPS = re.compile(r"\n(?:[ \t]*+\n)++")
_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_ADDRESS = re.compile(r"[\s()<>]")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, its name in small letters; `closes` for `</…>`."""

    name: str
    closes: bool
    attributes: str

    def value(self, name: str) -> str:
        """What an attribute (href, src, type) says, or ""."""
        found = _VALUES[name].search(self.attributes)
        return standard.unescape(next(filter(None, found.groups()), "")).strip() if found else ""


def pieces(html: str) -> Iterator[Tag | str]:
    """Tags, and the text between them; comments are left out."""
    at, comments_end = 0, True
    while match := _TAG.search(html, at):
        if match.start() > at:
            yield html[at : match.start()]
        at = match.end()
        if match["name"]:
            yield Tag(match["name"].lower(), bool(match["close"]), match["attributes"])
        elif match.group() == "<!--" and comments_end:
            end = html.find("-->", at)
            comments_end = end >= 0  # else none behind it ends either, and is not looked for again
            at = end + 3 if comments_end else at
    yield html[at:]


def to_markdown(html: str) -> str:
    """Headings, paragraphs, items, links, pictures and bold words; the rest as its text."""
    writer = _Writer()
    for piece in pieces(html[:LONGEST]):
        writer.write_text(piece) if isinstance(piece, str) else writer.write_tag(piece)
    lines = _GAPS.sub("\n\n", "".join(writer.parts)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


class _Writer:
    """Collects markdown in `parts`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def write_tag(self, tag: Tag) -> None:
        """Write what begins or ends."""
        if tag.name in _SILENT:
            self._silent = max(self._silent + (-1 if tag.closes else 1), 0)
        elif tag.name == "a":
            self._write(self._link(tag))
        elif tag.closes:
            self._write("**" if tag.name in _BOLD else "\n\n" if tag.name in _HEADINGS or tag.name in _BREAKS else "")
        elif tag.name == "img":
            address = _address(tag.value("src"))
            self._write(f"![]({address})" if address else "")
        else:
            begun = {"li": "\n- ", "b": "**", "strong": "**"}
            self._write(_HEADINGS.get(tag.name) or _BREAKS.get(tag.name) or begun.get(tag.name, ""))

    def write_text(self, text: str) -> None:
        """Write text, its white space as blanks."""
        self._write(_BLANKS.sub(" ", standard.unescape(text)))

    def _link(self, tag: Tag) -> str:
        if not tag.closes:
            self._links.append(_address(tag.value("href")))
            return "[" if self._links[-1] else ""
        address = self._links.pop() if self._links else ""
        return f"]({address})" if address else ""

    def _write(self, text: str) -> None:
        if text and not self._silent:
            self.parts.append(text)


def _address(text: str) -> str:
    """An address that markdown can hold, or ""."""
    return text if text.lower().startswith(("http://", "https://")) and not _NO_ADDRESS.search(text) else ""
