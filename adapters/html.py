"""HTML of other people as markdown, from which everything else takes text and links: nothing of it is ever shown."""

import re
from html.parser import HTMLParser

LONGEST = 2**20  # characters; what is behind them is not read
_HEADINGS = {f"h{level}": f"\n\n{'#' * level} " for level in range(1, 7)}
_BREAKS = {"p": "\n\n", "div": "\n\n", "br": "\n", "ul": "\n", "ol": "\n", "tr": "\n", "section": "\n\n", "hr": "\n\n"}
_BOLD = frozenset({"b", "strong"})
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_GAPS = re.compile(r"\n\s*\n+")
_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_ADDRESS = re.compile(r"[\s()<>]")


def to_markdown(html: str) -> str:
    """Headings, paragraphs, items, links, pictures and bold words; the rest as its text."""
    reader = _Reader()
    reader.feed(html[:LONGEST])
    reader.close()
    lines = _GAPS.sub("\n\n", "".join(reader.parts)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


class _Reader(HTMLParser):
    """Collects markdown in `parts`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write what begins."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "a":
            self._links.append(_address(attrs, "href"))
            self._write("[" if self._links[-1] else "")
        elif tag == "img":
            address = _address(attrs, "src")
            self._write(f"![]({address})" if address else "")
        elif tag == "li":
            self._write("\n- ")
        else:
            self._write(_HEADINGS.get(tag) or _BREAKS.get(tag) or ("**" if tag in _BOLD else ""))

    def handle_endtag(self, tag: str) -> None:
        """Write what ends."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._write(f"]({address})" if address else "")
        elif tag in _BOLD:
            self._write("**")
        elif tag in _HEADINGS or tag in _BREAKS:
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        """Write text, its white space as blanks."""
        self._write(_BLANKS.sub(" ", data))

    def _write(self, text: str) -> None:
        if text and not self._silent:
            self.parts.append(text)


def _address(attrs: list[tuple[str, str | None]], name: str) -> str:
    address = (dict(attrs).get(name) or "").strip()
    return address if address.lower().startswith(("http://", "https://")) and not _NO_ADDRESS.search(address) else ""
