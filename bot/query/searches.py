"""What `/search` is told: any text whatever becomes a term, or nothing where it holds nothing to look for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

from adapters.tags.vocabulary import Vocabulary
from adapters.text import clean, query_tokens
from bot.query.factors import Factor, Known, Lead, read_factors
from bot.query.lexemes import Kind, Lexeme, scan
from bot.query.spelling import spell
from bot.terms import AllOf, AnyOf, Not, Phrase, Tag, Term, Words

MAX_SEARCH_CHARACTERS = 256  # the rest of a longer text is not looked at
MAX_SEARCH_FACTORS = 32


@dataclass(frozen=True, slots=True)
class Search:
    """What was understood: a term (None: nothing to look for), and its factors in words, `OR` between alternatives."""

    term: Term | None
    understood: tuple[str, ...]


def parse_search(text: str, vocabulary: Vocabulary, *, sources: Collection[str]) -> Search:
    """Read a search: factors that must all hold, alternatives between `OR`. Words that name a tag mean it as well."""
    lexemes = list(scan(clean(text[:MAX_SEARCH_CHARACTERS])))
    said = [lexeme for lexeme, after in zip_longest(lexemes, lexemes[1:]) if not _is_dash(lexeme, after)]
    factors = islice(read_factors(said, Known(vocabulary.find, sources)), MAX_SEARCH_FACTORS)
    alternatives = list(_alternatives(factors))
    terms = dict.fromkeys(_one(AllOf, parts) for parts in alternatives)
    understood = [word for parts in alternatives for word in ("OR", *map(_said, parts))]
    return Search(_one(AnyOf, list(terms)) if terms else None, tuple(understood[1:]))


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
        first, *rest = meaning.words.split() if factor.negative else [meaning.words]
        yield from _signed(_words(first), factor)
        yield from filter(None, [_words(" ".join(rest))])
    elif meaning.words and meaning.term is not None:
        yield from _signed(AnyOf((meaning.term, Words(meaning.words))), factor)
    elif not (isinstance(meaning.term, Phrase) and not query_tokens(meaning.term.text)):
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
        case _:
            return spell(term)
