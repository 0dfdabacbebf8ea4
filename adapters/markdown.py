"""Markdown as digests write it: lines, sections, lists, links and plain text. Pure, and linear in the text."""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from adapters.text import language_of

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SEEN_FOR_LANGUAGE = 600  # characters of a summary that decide its language

_ID = r"(?P<id>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?!\d)|[a-z][a-z-]{1,15}(?:\.[A-Z]{2})?/\d{7}(?!\d))(?:v(?P<version>[1-9]\d?)(?!\d))?"
_PAPER_PAGE = (
    r"(?:ar[x5]iv\.org/(?:abs|pdf|html|format|src|e-print)|alphaxiv\.org/(?:abs|pdf|html|overview)"
    r"|(?:huggingface|hf)\.co/papers|papers\.cool/arxiv)"
)
_ARXIV = re.compile(rf"(?:{_PAPER_PAGE}/(?:arxiv:)?|arXiv\s?:\s?){_ID}")

_DATE = re.compile(
    r"(?<!\d)(20\d\d)(?:(\d\d)(\d\d)|\s?[-_./年]\s?(\d{1,2})\s?[-_./月]\s?(\d{1,2}))(?!\d)",
)

LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*+)\]\(\s*<?(?P<url>(?:[^()\s<>]|\([^()\s]*\))*+)>?(?:\s[^()\n]*)?\)"
)
_MEDIA = re.compile(
    r"!\[[^\[\]]*\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))++)"
    r"|<(?:img|video|source)\b[^<>]*?\ssrc\s*=\s*[\"']?([^\"'\s<>]++)"
    r"|\[Watch Video\]\(?\s*(https?://[^\s()<>]++)"
)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HTTP = re.compile(r"https?://", re.IGNORECASE)

_ELEMENTS = (
    "a|abbr|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|dd|del|details"
    "|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i"
    "|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|meta|nav|noscript|object|ol|optgroup|option|p"
    "|param|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table"
    "|tbody|td|template|textarea|tfoot|th|thead|title|tr|track|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(
    rf"</?(?:{_ELEMENTS})(?:[\s/][^<>]*)?>|</?[A-Za-z][^<>\s=]*\s[^<>=]*=[^<>]*>|<![^<>]*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/tr)\s*/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]++)(?<=\S)\1(?![\w*_])")
_ITEM = re.compile(r"(?:[-+*•]\s|\d{1,3}[.)]\s|\d{1,3}、|#{1,6}\s|>)\s*")
_WORDY = re.compile(r"[^\W_]")

_BRACKETS_AND_SEPARATORS = re.compile(r"[()（）\[\]【】{}｛｝《》、，,|·；;]")
_OPENING = frozenset("(（[【{｛《")
_CLOSING = frozenset(")）]】}｝》")
_SEPARATORS = re.compile(r"[、，,|·；;]")

_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+")
_CODE_HOST = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org)/[^/?#]+/[^/?#]+")
_PROJECT_HOST = re.compile(r"https?://[^/]+\.(?:github|gitlab)\.io(?:/|$)")
_PROJECT_WORD = re.compile(r"project|home ?page|web ?site|项目|主页|프로젝트|홈페이지", re.IGNORECASE)
_WORDS_BEFORE = 28  # characters before an address that may say what it is


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv id without its version, and the version where one is given."""

    id: str
    version: int | None = None


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
    return [line.rstrip() for line in _CONTROL.sub("", text.removeprefix("\ufeff")).split("\n")]


def sections(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Section]:
    """The sections that begin at the lines of these indexes, each up to the next."""
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        yield Section(squeeze(lines[start].lstrip("# \t")), start + 1, lines[start + 1 : end])


def front_matter(lines: Sequence[str]) -> FrontMatter | None:
    """The front matter at the top, below blank lines and `#!` lines; None when there is none that ends."""
    start = next((at for at, line in enumerate(lines) if line and not line.startswith("#!")), None)
    if start is None or lines[start] != "---":
        return None
    end = next((at for at in range(start + 1, min(start + 200, len(lines))) if lines[at] == "---"), None)
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
        text = _CONTROL.sub("", html.unescape(text))
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


def date_in(*texts: str) -> dt.date | None:
    """The first date (2024-01-31, 20240131, 2024/1/31, 2024年1月31日) in the first text that has one."""
    for match in (match for text in texts for match in _DATE.finditer(text)):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    return None


def find_arxiv(text: str) -> ArxivId | None:
    """The first arXiv id in an address of a paper's page (arXiv, alphaXiv, Hugging Face …) or after `arXiv:`."""
    match = _ARXIV.search(text)
    return ArxivId(match["id"], int(match["version"]) if match["version"] else None) if match else None


def entry_links(arxiv: ArxivId | None, text: str) -> dict[str, str]:
    """Links by kind: abs and pdf of the arXiv id, and the first code and project addresses in the text."""
    links = {"abs": f"https://arxiv.org/abs/{arxiv.id}", "pdf": f"https://arxiv.org/pdf/{arxiv.id}"} if arxiv else {}
    for match in _URL.finditer(text) if "http" in text else ():
        url = match.group().rstrip(".,;:!?*_~")
        if _CODE_HOST.match(url):
            links.setdefault("code", url)
        elif _PROJECT_HOST.match(url) or _PROJECT_WORD.search(
            text, max(0, match.start() - _WORDS_BEFORE), match.start()
        ):
            links.setdefault("project", url)
    return links


def first_media(lines: Iterable[str], base: str | None) -> str | None:
    """The address of the first picture or video, resolved against the issue's address when that is known."""
    for line in lines:
        match = _MEDIA.search(line) if "]" in line or "<" in line else None
        if match:
            return _resolved(next(filter(None, match.groups())), base)
    return None


def _resolved(address: str, base: str | None) -> str | None:
    if _ANY_SCHEME.match(address) and not _HTTP.match(address):
        return None
    try:
        return urljoin(base, address) if base else address
    except ValueError:  # an address that is none, such as http://[
        return address


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
