"""What fields and quotations mean, in the canonical form that two spellings of one wish share."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum

from adapters.text import fold, query_tokens
from bot.query.lexemes import QUOTES, RAW
from bot.query.phrases import CJK
from bot.terms import Author, Category, FromSource, InLanguage, InTitle, Phrase, Prefix, Raw, Term

MIN_PHRASE_LETTERS = 3  # of a script that separates words
MIN_PHRASE_CJK = 2
MIN_PREFIX = 2  # letters of a word that may go on; one begins nearly everything

_LANGUAGES = {
    "en": ("en", "english", "英文", "英语", "영어"),
    "zh": ("zh", "chinese", "中文", "汉语", "중국어"),
    "ko": ("ko", "korean", "韩文", "韩语", "한국어"),
}
_CODE_OF = {name: code for code, names in _LANGUAGES.items() for name in names}
_CATEGORY = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\.([a-z]+(?:-[a-z]+)?))?")  # arxiv.org/category_taxonomy
_QUOTE_OR_MARK = re.compile(f"[{QUOTES}\u0300-\u036f]+")
_CJK = re.compile(f"[{CJK}]")
_LETTER = re.compile(r"[^\W_]")


class ProblemKind(Enum):
    """Why a term was not taken."""

    TOO_MANY_TERMS = "too_many_terms"  # it and what follows is more than one message may hold
    TERM_TOO_LONG = "term_too_long"
    TOO_MANY_FACTORS = "too_many_factors"
    PHRASE_TOO_SHORT = "phrase_too_short"
    NO_VALUE = "no_value"  # a field, or `#`, that is followed by nothing that could be meant
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_CATEGORY = "unknown_category"  # not of the form of an arXiv category
    ONLY_IN_SEARCHES = "only_in_searches"  # dates, and words that go on (`x*`)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a factor asks for. `term` is None where that is nothing known.

    `words` are given where plain words were written, known or not. With a `problem` the factor is no part of a
    subscription, while a search may still use the `term`. `date` is the field and the value of a date.
    """

    term: Term | None
    words: str = ""
    problem: ProblemKind | None = None
    date: tuple[str, str] | None = None


Sources = Collection[str] | None


def canonical(text: str) -> str:
    """Folded, without quotation marks and combining accents, blanks collapsed; the same again for its own result."""
    # Folding leaves accents that no single letter has; without them, folding once more changes nothing further.
    return " ".join(fold(_QUOTE_OR_MARK.sub("", fold(_QUOTE_OR_MARK.sub(" ", text)))).split())


def phrase(text: str) -> Meaning:
    """Words that stand together; too few letters would match nearly everything."""
    words = canonical(text)
    cjk = len(_CJK.findall(words))
    enough = cjk >= MIN_PHRASE_CJK or len(_LETTER.findall(words)) >= MIN_PHRASE_LETTERS
    return Meaning(Phrase(words), problem=None if enough else ProblemKind.PHRASE_TOO_SHORT)


def field_value(field: str, value: str, sources: Sources) -> Meaning:
    """What `field:value` asks for, for every field but `tag`; a field without a value asks for nothing."""
    if not _LETTER.search(value):
        return Meaning(None, problem=ProblemKind.NO_VALUE)
    return _READERS[field](value, sources)


def _raw(value: str, _: Sources) -> Meaning:
    return Meaning(Raw(canonical(value)))


def _author(value: str, _: Sources) -> Meaning:
    """Names get their capitals back, for they are shown."""
    words = canonical(value).split()
    return Meaning(Author(" ".join(word[0].upper() + word[1:] if word.isascii() else word for word in words)))


def _source(value: str, sources: Sources) -> Meaning:
    if sources is None:
        return Meaning(FromSource(value))
    name = {canonical(source): source for source in sources}.get(canonical(value))
    return Meaning(FromSource(name or value), problem=None if name else ProblemKind.UNKNOWN_SOURCE)


def _category(value: str, _: Sources) -> Meaning:
    """Subjects of two letters are written in capitals (cs.CV), longer ones are not (physics.optics)."""
    text = canonical(value)
    form = _CATEGORY.fullmatch(text)
    if not form:
        return Meaning(Category(text), problem=ProblemKind.UNKNOWN_CATEGORY)
    archive, subject = form.groups()
    if subject is None:
        return Meaning(Category(archive))
    return Meaning(Category(f"{archive}.{subject.upper() if len(subject) == 2 else subject}"))


def _language(value: str, _: Sources) -> Meaning:
    text = canonical(value)
    code = _CODE_OF.get(text)
    return Meaning(InLanguage(code or text), problem=None if code else ProblemKind.UNKNOWN_LANGUAGE)


def _title(value: str, _: Sources) -> Meaning:
    return Meaning(InTitle(canonical(value)))


def _date(field: str, value: str) -> Meaning:
    return Meaning(None, problem=ProblemKind.ONLY_IN_SEARCHES, date=(field, canonical(value)))


def prefix(text: str) -> Meaning | None:
    """What `x*` asks for; None where nothing that could be meant goes on: CJK words are found in longer ones anyway."""
    tokens = query_tokens(text)
    if tokens and len(tokens[-1]) >= MIN_PREFIX and tokens[-1].isascii():
        return Meaning(Prefix(canonical(text)), problem=ProblemKind.ONLY_IN_SEARCHES)
    return None


_READERS: dict[str, Callable[[str, Sources], Meaning]] = {
    RAW: _raw,
    "by": _author,
    "source": _source,
    "cat": _category,
    "lang": _language,
    "title": _title,
    "before": lambda value, _: _date("before", value),
    "after": lambda value, _: _date("after", value),
}
