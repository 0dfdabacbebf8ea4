"""The factors of a term: what runs of lexemes ask for, the same in a subscription and in a search."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile

from bot.query.lexemes import Kind, Lexeme
from bot.query.values import Meaning, Sources, field_value, phrase, prefix
from bot.terms import Tag

MAX_TERM_CHARACTERS = 64
MAX_NAME_WORDS = 8  # names of tags have fewer


class Lead(IntEnum):
    """What stands before a factor; of several the strongest counts."""

    BLANK = 0
    PLUS = 1
    BREAK = 2  # a separator, or the beginning of the text
    OR = 3


@dataclass(frozen=True, slots=True)
class Factor:
    """A part of a term with what stands before it; `start` and `end` are its place in the text, minus included."""

    meaning: Meaning
    start: int
    end: int
    lead: Lead
    negative: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What names and values may mean.

    `find` gives the slug that a text names exactly; `sources` None takes the name of a source as it stands.
    """

    find: Callable[[str], str | None]
    sources: Sources


_LEADS = {Kind.PLUS: Lead.PLUS, Kind.BREAK: Lead.BREAK, Kind.OR: Lead.OR}


def read_factors(lexemes: Sequence[Lexeme], known: Known) -> Iterator[Factor]:
    """The factors in order. Lazy: what is not asked for costs nothing.

    A plus without a factor on either side, and a minus without one behind it, say nothing.
    """
    at, lead, minus = 0, Lead.BREAK, None
    while at < len(lexemes):
        lexeme = lexemes[at]
        if lexeme.kind in _LEADS:
            at, lead, minus = at + 1, max(lead, _LEADS[lexeme.kind]), None
        elif lexeme.kind is Kind.MINUS:
            at, minus = at + 1, lexeme
        else:
            meaning, end = _READERS[lexeme.kind](lexemes, at, known)
            yield Factor(meaning, (minus or lexeme).start, lexemes[end - 1].end, lead, negative=minus is not None)
            at, lead, minus = end, Lead.BLANK, None


Read = tuple[Meaning, int]  # what a factor asks for, and the place of the lexeme after its last


def _quotation(lexemes: Sequence[Lexeme], at: int, _: Known) -> Read:
    return phrase(lexemes[at].text), at + 1


def _field(lexemes: Sequence[Lexeme], at: int, known: Known) -> Read:
    field, at = lexemes[at].text, at + 1
    if at == len(lexemes) or lexemes[at].kind not in (Kind.WORD, Kind.QUOTATION):
        return field_value(field, "", known.sources), at
    if field == "tag":
        slug, end = _name(lexemes, at, known) or (None, at + 1)
        return Meaning(Tag(slug)) if slug else Meaning(None, words=lexemes[at].text), end
    return field_value(field, lexemes[at].text, known.sources), at + 1


def _words(lexemes: Sequence[Lexeme], at: int, known: Known) -> Read:
    """The longest name that begins here, or the unknown words up to where one does."""
    if begun := _prefix(lexemes[at]):
        return begun, at + 1
    slug, end = _name(lexemes, at, known) or (None, at + 1)
    while not slug and _goes_on(lexemes, at, end) and not _name(lexemes, end, known):
        end += 1
    words = " ".join(lexeme.text for lexeme in lexemes[at:end])
    return Meaning(Tag(slug) if slug else None, words), end


def _prefix(lexeme: Lexeme) -> Meaning | None:
    return prefix(lexeme.text[:-1]) if lexeme.text.endswith(("*", "＊")) else None


def _goes_on(lexemes: Sequence[Lexeme], at: int, end: int) -> bool:
    """Whether there is another word, and the words from `at` are not yet more than a term may hold."""
    more = end < len(lexemes) and lexemes[end].kind is Kind.WORD and not _prefix(lexemes[end])
    return more and lexemes[end - 1].end - lexemes[at].start <= MAX_TERM_CHARACTERS


def _name(lexemes: Sequence[Lexeme], at: int, known: Known) -> tuple[str, int] | None:
    """The slug of the longest name that begins here, and the place of the lexeme after it."""
    run = takewhile(lambda lexeme: lexeme.kind is lexemes[at].kind, lexemes[at : at + MAX_NAME_WORDS])
    words = [lexeme.text for lexeme in run]
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count])
        if len(text) <= MAX_TERM_CHARACTERS and (slug := known.find(text)):
            return slug, at + count
    return None


_READERS = {Kind.QUOTATION: _quotation, Kind.FIELD: _field, Kind.WORD: _words}
