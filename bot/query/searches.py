"""What `/search` is told: any text whatever becomes a term, or nothing where it holds nothing to look for."""

import datetime as dt
import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from adapters.tags.vocabulary import Vocabulary
from adapters.text import clean, query_tokens
from bot.query.dates import EVERY_DAY, Dates, read_dates
from bot.query.factors import Factor, Known, Lead, read_factors
from bot.query.lexemes import Kind, Lexeme, scan
from bot.query.spelling import spell
from bot.query.values import Meaning
from bot.terms import AllOf, AnyOf, InTitle, Not, Phrase, Prefix, Tag, Term, Words

MAX_SEARCH_CHARACTERS = 256  # the rest of a longer text is not looked at
MAX_SEARCH_FACTORS = 32


@dataclass(frozen=True, slots=True)
class Search:
    """What was understood: a term (None: nothing to look for), the days, and the factors in words.

    In `understood`, `OR` stands between alternatives. The days bound the date of a paper's newest entry. `only` are
    terms that must hold besides, and say nothing of how good an answer is.
    """

    term: Term | None
    understood: tuple[str, ...]
    dates: Dates = EVERY_DAY
    only: tuple[Term, ...] = ()


def parse_search(
    text: str, vocabulary: Vocabulary, *, sources: Collection[str], today: dt.date = dt.date.max
) -> Search:
    """Read a search: factors that must all hold, alternatives between `OR`. Words that name a tag mean it as well.

    Dates hold for all alternatives; `7d` counts back from `today`.
    """
    lexemes = list(scan(clean(text[:MAX_SEARCH_CHARACTERS])))
    said = [lexeme for lexeme, after in zip_longest(lexemes, lexemes[1:]) if not _is_dash(lexeme, after)]
    factors = list(islice(read_factors(said, Known(vocabulary.find, sources)), MAX_SEARCH_FACTORS))
    dated = [(factor, dates) for factor in factors if (dates := _dates(factor, today))]
    alternatives = list(_alternatives(_without_dates(factors, today)))
    terms = dict.fromkeys(_one(AllOf, parts) for parts in alternatives)
    understood = [word for parts in alternatives for word in ("OR", *map(_said, parts))][1:]
    understood += [_said_date(factor) for factor, _ in dated]
    dates = functools.reduce(Dates.__and__, (dates for _, dates in dated), EVERY_DAY)
    everything = AllOf(()) if dated else None
    return Search(_one(AnyOf, list(terms)) if terms else everything, tuple(understood), dates)


def _dates(factor: Factor, today: dt.date) -> Dates | None:
    date = factor.meaning.date
    return read_dates(*date, today, negative=factor.negative) if date else None


def _without_dates(factors: Sequence[Factor], today: dt.date) -> Iterator[Factor]:
    """What is no date; one that could not be read is words, and alternatives stay apart where one stood between."""
    apart = False
    for factor in factors:
        apart |= factor.lead is Lead.OR
        if _dates(factor, today):
            continue
        meaning = Meaning(None, words=factor.meaning.date[1]) if factor.meaning.date else factor.meaning
        yield replace(factor, meaning=meaning, lead=Lead.OR if apart else factor.lead)
        apart = False


def _said_date(factor: Factor) -> str:
    field, value = factor.meaning.date or ("", "")
    return f"{'-' if factor.negative else ''}{field}:{value}"


def _is_dash(lexeme: Lexeme, after: Lexeme | None) -> bool:
    """Whether this is a dash between words, as in titles, not the minus of what follows."""
    return lexeme.kind is Kind.MINUS and (after is None or after.start > lexeme.end)


def _alternatives(factors: Iterator[Factor]) -> Iterator[list[Term]]:
    parts: dict[Term, None] = {}
    for factor in factors:
        if parts and factor.lead is Lead.OR:
            yield list(parts)
            parts = {}
        parts.update(dict.fromkeys(_searched(factor)))
    if parts:
        yield list(parts)


def _searched(factor: Factor) -> Iterator[Term]:
    """The terms that a factor adds; a minus before unknown words is the first word's alone."""
    meaning = factor.meaning
    if meaning.words and meaning.term is None:
        first, *rest = (meaning.words.split() or [""]) if factor.negative else [meaning.words]
        yield from _signed(_words(first), factor)
        yield from filter(None, [_words(" ".join(rest))])
    elif meaning.words and meaning.term is not None:
        yield from _signed(AnyOf((meaning.term, Words(meaning.words))), factor)
    elif not (isinstance(meaning.term, Phrase | InTitle) and not query_tokens(meaning.term.text)):
        yield from _signed(meaning.term, factor)


def _words(text: str) -> Words | None:
    return Words(text) if query_tokens(text) else None


def _signed(term: Term | None, factor: Factor) -> Iterator[Term]:
    if term:
        yield Not(term) if factor.negative else term


def _one(kind: type[AllOf] | type[AnyOf], parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _said(term: Term) -> str:
    match term:
        case Not(part):
            return f"-{_said(part)}"
        case AnyOf((Tag(slug), Words(_))):
            return slug
        case Words(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case _:
            return spell(term)
