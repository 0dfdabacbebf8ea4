"""What `/subscribe` and `/unsubscribe` are told: terms, and what could not be made one."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from adapters.tags.nearest import nearest
from adapters.tags.vocabulary import Vocabulary
from adapters.text import clean
from bot.query.factors import MAX_TERM_CHARACTERS, Factor, Known, Lead, read_factors
from bot.query.lexemes import scan
from bot.query.spelling import compose, spell
from bot.query.values import Meaning, ProblemKind
from bot.terms import Not, Tag, Wish

MAX_TERMS = 20  # in a message
MAX_FACTORS = 8  # in a term
OFFERED = 3  # for an unknown term, at most

_FIELD_LIKE = re.compile(r"(?:^|\s)[^\W\d_]+[:：](?!//)")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A term that names no tag. `nearest` are spellings of what may be meant (slugs, for a lone name), likest first."""

    text: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A term that cannot be subscribed to; `text` is the term as it was written, at most MAX_TERM_CHARACTERS of it."""

    kind: ProblemKind
    text: str


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a message asks for. Of two wishes for the same term the later holds."""

    wishes: tuple[Wish, ...]
    unknown: tuple[Unknown, ...]
    problems: tuple[Problem, ...]


def parse_subscriptions(text: str, vocabulary: Vocabulary, *, sources: Collection[str]) -> Subscriptions:
    """Read the terms of a message. Nothing is guessed: unknown names are given back with the nearest known ones."""
    text = clean(text)
    terms = _terms(read_factors(list(scan(text)), Known(vocabulary.find, sources)))
    read: list[Wish | Unknown | Problem]
    read = [_read_term(text, factors, vocabulary) for factors in islice(terms, MAX_TERMS)]
    read += [_problem(ProblemKind.TOO_MANY_TERMS, _written(text, factors)) for factors in islice(terms, 1)]
    wishes = {outcome.spelling: outcome for outcome in read if isinstance(outcome, Wish)}
    return Subscriptions(
        tuple(wishes.values()),
        tuple(dict.fromkeys(outcome for outcome in read if isinstance(outcome, Unknown))),
        tuple(dict.fromkeys(outcome for outcome in read if isinstance(outcome, Problem))),
    )


def _terms(factors: Iterator[Factor]) -> Iterator[list[Factor]]:
    """Factors joined by `+` are one term. Lazy, like the factors."""
    term: list[Factor] = []
    for factor in factors:
        if term and factor.lead is not Lead.PLUS:
            yield term
            term = []
        term.append(factor)
    if term:
        yield term


def _read_term(text: str, factors: list[Factor], vocabulary: Vocabulary) -> Wish | Unknown | Problem:
    written = _written(text, factors)
    if kind := _problem_of(written, factors):
        return _problem(kind, written)
    if any(factor.meaning.term is None for factor in factors):
        return Unknown(written, _offers(factors, vocabulary))
    term, wanted = compose(factors)
    return Wish(spell(term), term, wanted)


def _written(text: str, factors: Sequence[Factor]) -> str:
    return text[factors[0].start : factors[-1].end]


def _problem(kind: ProblemKind, written: str) -> Problem:
    return Problem(kind, written[:MAX_TERM_CHARACTERS])


def _problem_of(written: str, factors: Sequence[Factor]) -> ProblemKind | None:
    if len(written) > MAX_TERM_CHARACTERS:
        return ProblemKind.TERM_TOO_LONG
    if len(factors) > MAX_FACTORS:
        return ProblemKind.TOO_MANY_FACTORS
    return next((kind for factor in factors if (kind := _problem_in(factor.meaning))), None)


def _problem_in(meaning: Meaning) -> ProblemKind | None:
    if meaning.term is None and _FIELD_LIKE.search(meaning.words):
        return ProblemKind.UNKNOWN_FIELD
    return meaning.problem


def _offers(factors: Sequence[Factor], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The spellings of the term with near names in the place of the unknown ones."""
    offers = islice(product(*(_choices(factor, vocabulary) for factor in factors)), OFFERED)
    composed = [compose(factors) for factors in offers]
    return tuple(dict.fromkeys(spell(term if wanted else Not(term)) for term, wanted in composed))


def _choices(factor: Factor, vocabulary: Vocabulary) -> tuple[Factor, ...]:
    if factor.meaning.term is not None:
        return (factor,)
    return tuple(
        replace(factor, meaning=Meaning(Tag(slug))) for slug in nearest(factor.meaning.words, vocabulary, OFFERED)
    )
