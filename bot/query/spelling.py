"""Terms in their canonical spelling, as subscriptions are stored: `spell` writes it, `read_term` reads it."""

import re
from collections.abc import Iterable, Sequence

from bot.query.factors import Factor, Known, read_factors
from bot.query.lexemes import QUOTES, scan
from bot.query.saved import read_saved, spell_saved
from bot.terms import AllOf, Author, Category, FromSource, InLanguage, InTitle, Not, Phrase, Raw, Saved, Tag, Term

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_QUOTE = re.compile(f"[{QUOTES}\n]")
_FIELDS = {Author: "by", FromSource: "source", Category: "cat", InLanguage: "lang", InTitle: "title"}
_BARE = re.compile(r"(?!OR$)\w[\w.-]*")  # values that need no quotation marks


def spell(term: Term) -> str:
    """The one spelling of a subscription's term: tags by slug, parts in a fixed order, quoted only where needed.

    Raises ValueError for words and alternatives, which only searches have.
    """
    match term:
        case AllOf(parts):
            return "+".join(map(spell, parts))
        case Not(part):
            return f"-{spell(part)}"
        case Tag(slug):
            return slug
        case Saved():
            return spell_saved(term, spell)
        case _:
            return _spell_value(term)


def _spell_value(term: Term) -> str:
    match term:
        case Phrase(text):
            return f'"{text}"'
        case Raw(tag):
            return f"#{_quoted(tag)}"
        case Author(name) | FromSource(name) | InTitle(name) | Category(name) | InLanguage(name):
            return f"{_FIELDS[type(term)]}:{_quoted(name)}"
        case _:
            raise ValueError(f"{term} is part of a search; only what can be subscribed to has a spelling.")


def _quoted(value: str) -> str:
    unquoted = _QUOTE.sub("", value)
    return unquoted if _BARE.fullmatch(unquoted) else f'"{unquoted}"'


def read_term(spelling: str) -> Term:
    """The tree of a canonical spelling. Raises ValueError for text that is none."""
    if search := read_saved(spelling, read_term):
        return search
    factors = list(read_factors(list(scan(spelling)), Known(_slug, None)))
    if factors and all(factor.meaning.term for factor in factors):
        term, wanted = compose(factors)
        read = term if wanted else Not(term)
        if spell(read) == spelling:
            return read
    raise ValueError(f"{spelling!r} is not the canonical spelling of a subscription.")


def compose(factors: Sequence[Factor]) -> tuple[Term, bool]:
    """The term that factors joined by `+` make, and whether it is wanted: a minus before the first is the term's."""
    first, *others = factors
    parts = [first.meaning.term, *(_signed(factor) for factor in others)]
    return all_of(part for part in parts if part), not first.negative


def all_of(parts: Iterable[Term]) -> Term:
    """What all parts match, each part once and in a fixed order, those that exclude last."""
    distinct = sorted(set(parts), key=lambda part: (isinstance(part, Not), spell(part)))
    return distinct[0] if len(distinct) == 1 else AllOf(tuple(distinct))


def _signed(factor: Factor) -> Term | None:
    term = factor.meaning.term
    return Not(term) if term and factor.negative else term


def _slug(text: str) -> str | None:
    return text if _SLUG.fullmatch(text) else None
