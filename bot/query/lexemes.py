"""A person's words cut into words, quotations, fields and operators: any text whatever, in linear time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

QUOTES = '"“”„‟«»「」『』〝〞＂'
_DASHES = "-‐‑‒–—―−﹣－"
_BREAKS = "\n\r,，、;；"

# What people call a field, by the name it has in canonical spellings.
FIELDS = {
    "by": ("by", "作者", "저자"),
    "source": ("source", "来源", "來源", "소스"),
    "cat": ("cat", "分类", "分類", "분류"),
    "tag": ("tag", "标签", "標籤", "태그"),
    "lang": ("lang", "语言", "語言", "언어"),
    "title": ("title", "标题", "標題", "제목"),
    "before": ("before", "之前", "이전"),
    "after": ("after", "之后", "之後", "이후"),
}
RAW = "#"  # `#tag` is read as a field of this name
_FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}


class Kind(Enum):
    """What a lexeme is."""

    WORD = "word"  # letters up to a blank, a separator or a single plus: `text-to-image`, `C++`
    QUOTATION = "quotation"  # `"…"`, or to the end of the line where nothing closes it
    FIELD = "field"  # `by:`, `作者：`, `#`; the word or quotation after it is its value
    PLUS = "plus"
    MINUS = "minus"
    BREAK = "break"  # a comma or its like, or the end of a line
    OR = "or"  # `OR` or `|`


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the text from `start` to `end`; `text` is what it says: a word, a quotation's inside, a field."""

    kind: Kind
    text: str
    start: int
    end: int


# Tried in this order where a factor may begin. Inside a word only blanks, separators and a single plus end it.
_LEXEME = re.compile(
    rf"(?P<break>[{_BREAKS}])"
    rf"|(?P<or>[|｜]|OR(?=\s|$))"
    rf"|(?P<quotation>[{QUOTES}][^{QUOTES}\n]*[{QUOTES}]?)"
    rf"|(?P<minus>[{_DASHES}]+)"
    rf"|(?P<field>[#＃]+|(?i:{'|'.join(_FIELD_OF)})[:：])"
    rf"|(?P<word>(?:[^\s+＋{_BREAKS}|｜]|[+＋]{{2}})+)"
    rf"|(?P<plus>[+＋])"
)


def scan(text: str) -> Iterator[Lexeme]:
    """The lexemes of a text, in order."""
    for match in _LEXEME.finditer(text):
        kind = Kind(match.lastgroup)
        yield Lexeme(kind, _said(kind, match.group()), match.start(), match.end())


def _said(kind: Kind, text: str) -> str:
    if kind is Kind.QUOTATION:
        return text.strip(QUOTES)
    if kind is Kind.FIELD:
        return _FIELD_OF.get(text[:-1].lower(), RAW)
    return text
