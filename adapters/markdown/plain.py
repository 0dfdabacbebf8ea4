"""Markup reduced to the plain text a reader sees: titles, summaries, lists in one line."""

import html
import re
from collections.abc import Iterable

from adapters.markdown.lines import CONTROL, squeeze
from adapters.text import language_of

_SEEN_FOR_LANGUAGE = 300  # characters of a summary that decide its language

LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*+)\]\(\s*<?(?P<url>(?:[^()\s<>]|\([^()\s]*\))*+)>?(?:\s[^()\n]*)?\)"
)
_ELEMENTS = (
    "a|abbr|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|dd|del|details"
    "|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i"
    "|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|meta|nav|noscript|object|ol|optgroup|option|p"
    "|param|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table"
    "|tbody|td|template|textarea|tfoot|th|thead|title|tr|track|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(
    rf"</?(?=[a-z])(?:{_ELEMENTS})(?:[\s/][^<>]*)?>|</?[A-Za-z][^<>\s=]*\s[^<>=]*=[^<>]*>|<![^<>]*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/tr)\s*/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*_])([*_])(?=[^\s*_])([^*_\n]++)(?<=\S)\1(?![A-Za-z0-9*_])")
_ITEM = re.compile(r"(?:[-+*•]\s|\d{1,3}[.)]\s|\d{1,3}、|#{1,6}\s|>)\s*")
_WORDY = re.compile(r"[^\W_]")

_BRACKETS_AND_SEPARATORS = re.compile(r"[()（）\[\]【】{}｛｝《》、，,|·；;]")
_OPENING = frozenset("(（[【{｛《")
_CLOSING = frozenset(")）]】}｝》")
_SEPARATORS = re.compile(r"[、，,|·；;]")


def title_of(text: str) -> str:
    """A title as written, without HTML and with white space squeezed."""
    return squeeze(_without_tags(text))


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _TAG.sub("", text)
    return text.replace("<", "") if _TAG.search(text) else text  # tags hidden inside tags


def unmarked(line: str) -> str:
    """One line without its list or heading mark and without emphasis."""
    line = line.strip()
    item = _ITEM.match(line)
    return _inline(line[item.end() :] if item else line).strip()


def readable(lines: Iterable[str]) -> str:
    """The lines as plain text: markup off, a line for each bullet and paragraph; "" when they say nothing."""
    parts: list[str] = []
    gap = True
    for line in map(str.strip, lines):
        item = _ITEM.match(line)
        parts += ("\n" if gap or item else " ", line[item.end() :] if item else line)
        gap = not line
    said = map(squeeze, _inline("".join(parts)).split("\n"))
    return "\n".join(line for line in said if _WORDY.search(line))


def _inline(text: str) -> str:
    if "&" in text:
        text = CONTROL.sub("", html.unescape(text))
    if "<" in text:
        text = _without_tags(_BREAK.sub("\n", text))
    if "](" in text:
        text = LINK.sub(lambda link: "" if link["image"] else link["text"], text)
    text = text.replace("**", "").replace("`", "")
    return _EMPHASIS.sub(r"\2", text) if "*" in text or "_" in text else text


def by_language(*texts: str) -> dict[str, str]:
    """The texts that say something, keyed by the language of their script; those of one language are joined."""
    said: dict[str, str] = {}
    for text in filter(None, texts):
        language = language_of(text[:_SEEN_FOR_LANGUAGE])
        said[language] = f"{said[language]}\n{text}" if language in said else text
    return said


def split_list(text: str) -> list[str]:
    """The items of a list in one line; separators inside brackets do not split, unless a bracket never closes."""
    items, depth, start = [], 0, 0
    for match in _BRACKETS_AND_SEPARATORS.finditer(text):
        mark = match.group()
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            items.append(text[start : match.start()])
            start = match.end()
    items = _SEPARATORS.split(text) if depth else [*items, text[start:]]
    return [item.strip() for item in items if item.strip()]
