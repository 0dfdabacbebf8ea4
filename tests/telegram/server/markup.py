"""Telegram's own dialect of HTML: its tags, its rules, its errors.

https://core.telegram.org/bots/api#html-style and `parse_html` in
https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
"""

import re
import string
from dataclasses import dataclass, field

from tests.telegram.server.links import LinkError, check_link, mentioned_user

KIND_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>[a-zA-Z]*))")
_PLAIN = re.compile(r"[^<&]+")
_SPACES = " \t\r\n\v\0"
_END = "\0"
_TOKEN = string.ascii_letters + string.digits + ".-"
_DATE_FORMAT = re.compile(r"r?|[wWdDtT]*")
_LONGEST_REFERENCE = 10


class MarkupError(Exception):
    """Why markup is refused, in the words of the real server."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of text that looks or behaves in its own way. Places are code points; `argument` is its url, language, …"""

    kind: str
    start: int
    end: int
    argument: str = ""


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class Parsed:
    """The visible text, what is marked in it, and links that were dropped because their address is none."""

    text: str
    entities: list[Entity]
    dropped: list[str] = field(default_factory=list)


def parse_html(markup: str) -> Parsed:
    """Read markup; MarkupError says why it is refused."""
    return _Reader(markup + _END).read()


@dataclass(slots=True)
class _Reader:
    """Reads from the beginning to the end; `at` is the place."""

    markup: str
    at: int = 0
    shown: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def read(self) -> Parsed:
        while self.at < len(self.markup) - 1:
            plain = _PLAIN.match(self.markup, self.at, len(self.markup) - 1)
            if plain:
                self.shown.extend(plain[0])
                self.at = plain.end()
            elif self.markup[self.at] == "<":
                self._read_tag()
            else:
                self.shown.append(self._read_char())
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.shown)
        if any("\ud800" <= char <= "\udfff" for char in text):
            words = "Text contains invalid Unicode characters after decoding HTML entities"
            raise MarkupError(f"{words}, check for unmatched surrogate code units")
        return Parsed(text, self.entities, self.dropped)

    def _offset(self, at: int) -> int:
        """How many bytes come before a place."""
        return len(self.markup[:at].encode("utf-8", "surrogatepass"))

    def _read_char(self) -> str:
        """Give the next character, which may be written as a reference such as &lt;."""
        char = self.markup[self.at]
        match = _REFERENCE.match(self.markup, self.at) if char == "&" else None
        decoded = _decode(match) if match else ""
        if match and decoded:
            self.at = match.end() + (self.markup[match.end()] == ";")
            return decoded
        self.at += 1
        return char

    def _skip_spaces(self) -> None:
        while self.markup[self.at] in _SPACES and self.markup[self.at] != _END:
            self.at += 1

    def _read_until(self, stops: str) -> str:
        begin = self.at
        while self.markup[self.at] not in stops:
            self.at += 1
        return self.markup[begin : self.at]

    def _read_tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.markup[self.at] == "/":
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)
        self.at += 1

    def _read_start_tag(self, begin: int) -> None:
        name = self._read_until(_SPACES + ">").lower()
        if self.markup[self.at] == _END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
        if name not in KIND_OF_TAG:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {self._offset(begin)}')
        attributes: dict[str, str] = {}
        while self.markup[self.at] != ">":
            self._skip_spaces()
            if self.markup[self.at] != ">":
                attributes |= self._read_attribute(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            words = 'Tag "span" must have class "tg-spoiler" at byte offset'
            raise MarkupError(f"{words} {self._offset(begin)}")
        self.open.append(_Open(name, len(self.shown), attributes))

    def _read_attribute(self, tag: str, begin: int) -> dict[str, str]:
        name = self._read_until(_SPACES + "=>/\"'")
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {self._offset(begin)}')
        self._skip_spaces()
        if self.markup[self.at] not in ("=", _END):
            return {name: ""}
        self.at += self.markup[self.at] == "="
        self._skip_spaces()
        if self.markup[self.at] == _END:
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {self._offset(begin)}')
        value = self._read_literal() if self.markup[self.at] in "\"'" else self._read_token()
        if self.markup[self.at] == _END:
            raise MarkupError(f"Unclosed start tag at byte offset {self._offset(begin)}")
        return {name: value}

    def _read_token(self) -> str:
        begin = self.at
        while self.markup[self.at] in _TOKEN:
            self.at += 1
        if self.markup[self.at] not in _SPACES + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._offset(begin)}")
        return self.markup[begin : self.at].lower()

    def _read_literal(self) -> str:
        mark = self.markup[self.at]
        self.at += 1
        value = []
        while self.markup[self.at] not in (mark, _END):
            value.append(self._read_char())
        self.at += self.markup[self.at] == mark
        return "".join(value)

    def _read_end_tag(self, begin: int) -> None:
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._offset(begin)}")
        name = self._read_until(_SPACES + ">")[1:].lower()
        self._skip_spaces()
        if self.markup[self.at] != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._offset(begin)}")
        tag = self.open[-1]
        if name and name != tag.name:
            where = f"at byte offset {self._offset(begin)}"
            raise MarkupError(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"')
        self.open.pop()
        if len(self.shown) > tag.start:
            self._close(tag)

    def _close(self, tag: _Open) -> None:
        end = len(self.shown)
        if tag.name == "a":
            self._close_link(tag, "".join(self.shown[tag.start : end]))
        elif tag.name in ("pre", "code"):
            self._close_code(tag)
        elif tag.name == "blockquote":
            expandable = "expandable_" if "expandable" in tag.attributes else ""
            self.entities.append(Entity(f"{expandable}blockquote", tag.start, end))
        elif tag.name in ("tg-emoji", "tg-time"):
            self.entities += _special(tag, end)
        else:
            self.entities.append(Entity(KIND_OF_TAG[tag.name], tag.start, end))

    def _close_link(self, tag: _Open, words: str) -> None:
        link = tag.attributes.get("href") or words
        user = mentioned_user(link)
        try:
            kind, argument = ("text_mention", str(user)) if user else ("text_link", check_link(link))
        except LinkError:
            self.dropped.append(link)
        else:
            self.entities.append(Entity(kind, tag.start, len(self.shown), argument))

    def _close_code(self, tag: _Open) -> None:
        """A code inside a pre, or the other way round, is one block in a language."""
        end = len(self.shown)
        last = self.entities[-1] if self.entities else None
        other = "code" if tag.name == "pre" else "pre"
        same = last is not None and (last.kind, last.start, last.end) == (other, tag.start, end)
        written = tag.attributes.get("class", "")
        language = written.removeprefix("language-") if written.startswith("language-") else ""
        if tag.name == "pre" and same and last and last.argument:
            self.entities[-1] = Entity("pre", tag.start, end, last.argument)
        elif tag.name == "code" and same and language:
            self.entities[-1] = Entity("pre", tag.start, end, language)
        else:
            self.entities.append(Entity(tag.name, tag.start, end, language if tag.name == "code" else ""))


def _decode(match: re.Match[str]) -> str:
    """Give the character that a reference stands for, "" when it stands for none."""
    if match["name"] is not None:
        return _NAMED.get(match["name"], "")
    code = int(match["hex"] or "0", 16) if match["hex"] is not None else int(match["decimal"] or "0")
    fits = 0 < code < 0x10FFFF and match.end() - match.start() < _LONGEST_REFERENCE
    return chr(code) if fits else ""


def _special(tag: _Open, end: int) -> list[Entity]:
    """A custom emoji or a point in time; a time of no value marks nothing."""
    if tag.name == "tg-emoji":
        number = tag.attributes.get("emoji-id", "")
        if not re.fullmatch(r"-?\d{1,19}", number) or int(number) == 0:
            raise MarkupError("Invalid custom emoji identifier specified")
        return [Entity("custom_emoji", tag.start, end, number)]
    looks = tag.attributes.get("format", "")
    if not _DATE_FORMAT.fullmatch(looks):
        raise MarkupError("Invalid date format used")
    unix = re.match(r"\d+", tag.attributes.get("unix", ""))
    if not unix or int(unix[0]) == 0:
        return []
    return [Entity("date_time", tag.start, end, f"{unix[0]} {looks}".rstrip())]
