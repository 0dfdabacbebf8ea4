"""What a search looks for, in the words by which a text may say it: the person's own, a tag's names and synonyms."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from adapters.tags.concept import Concept, Kind
from adapters.tags.spelling import is_word
from adapters.tags.vocabulary import Vocabulary
from adapters.text import HANGUL, query_tokens, stem
from bot.query.phrases import join_hangul
from bot.terms import AllOf, AnyOf, InTitle, Phrase, Tag, Term, Words

ALTERNATIVES = 8  # of a tag's names and synonyms, that the index is asked for

_WORD = re.compile(r"\w+")


class Level(IntEnum):
    """How nearly words say what is looked for, the nearest first."""

    LITERAL = 0  # the words of the search, or a name of its tag in any language
    SYNONYM = 1  # a synonym of the tag, or of one below it
    WEAK = 2  # a synonym that says little in running text
    WORD = 3  # one of several words
    NOTHING = 4  # means something else (heat diffusion), and hides what stands in it


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say it; `cased` where only this case counts."""

    text: str
    level: Level
    cased: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """One thing that a search looks for: a tag (by `slug`), words, or a tag by words. Made by `make_aim`."""

    slug: str | None
    words: str
    wordings: tuple[Wording, ...]


def find_aims(term: Term, vocabulary: Vocabulary) -> tuple[Aim, ...]:
    """What a paper that the term matches may speak of, each once; what it must not have is no aim."""
    return tuple(dict.fromkeys(_aims(term, vocabulary)))


def _aims(term: Term, vocabulary: Vocabulary) -> Iterator[Aim]:
    match term:
        case AnyOf((Tag(slug), Words(text))):
            yield make_aim(slug, text, vocabulary)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _aims(part, vocabulary)
        case Tag(slug):
            yield make_aim(slug, "", vocabulary)
        case Words(text) | Phrase(text) | InTitle(text):
            yield make_aim(None, text, vocabulary)


@functools.lru_cache(256)
def make_aim(slug: str | None, words: str, vocabulary: Vocabulary) -> Aim:
    """The aim of words, of a tag, or of a tag that is named by words; a slug that is not known has no synonyms."""
    wordings = {wording.text: wording for wording in reversed([*_wordings(slug, words, vocabulary)])}
    return Aim(slug, words, tuple(reversed(wordings.values())))


def _wordings(slug: str | None, words: str, vocabulary: Vocabulary) -> Iterator[Wording]:
    """Where two are the same words, the first counts."""
    if words:
        yield Wording(words, Level.LITERAL)
    if slug is not None and slug in vocabulary.concepts:
        yield from _names(vocabulary.concepts[slug], Level.LITERAL)
        for below in (slug, *sorted(vocabulary.narrower(slug) - {slug})):
            yield from _names(vocabulary.concepts[below], Level.SYNONYM)
            yield from _synonyms(vocabulary.concepts[below])
    pieces = _WORD.findall(words)
    yield from (Wording(piece, Level.WORD) for piece in pieces if len(pieces) > 1 and not _is_letter(piece))


def _is_letter(piece: str) -> bool:
    """Whether it is a letter or digit by itself, which says nothing, and stands in every text."""
    return len(piece) == 1 and is_word(piece)


def _names(concept: Concept, level: Level) -> Iterator[Wording]:
    yield from (Wording(name, level) for name in concept.names.values())


_LEVELS = {
    Kind.ANYWHERE: Level.SYNONYM,
    Kind.CASE: Level.SYNONYM,
    Kind.TITLE_OR_TAG: Level.WEAK,
    Kind.CASE_TITLE_OR_TAG: Level.WEAK,
    Kind.BLOCKER: Level.NOTHING,
}


def _synonyms(concept: Concept) -> Iterator[Wording]:
    for synonym in concept.synonyms:
        if synonym.kind in _LEVELS:
            cased = synonym.kind in (Kind.CASE, Kind.CASE_TITLE_OR_TAG)
            yield Wording(synonym.text, _LEVELS[synonym.kind], cased)


@functools.lru_cache(512)
def alternatives(slug: str, vocabulary: Vocabulary, *, in_titles: bool = False) -> tuple[Words, ...]:
    """A tag's names and synonyms as words to be looked for, the surest first, at most ALTERNATIVES.

    One that has all the tokens of another finds nothing more, and is left out. Hangul is in one word: its parts stand
    together in a text, and one syllable by itself would begin many words. In titles synonyms of several words are left
    out: few titles have them, and the index takes the longest to find out that none has.
    """
    if slug not in vocabulary.concepts:
        return ()
    concept = vocabulary.concepts[slug]
    wordings = (*_names(concept, Level.LITERAL), Wording(slug, Level.LITERAL), *_synonyms(concept))
    said: dict[frozenset[str], Wording] = {}
    for wording in wordings:
        if wording.level < Level.WORD:
            text = join_hangul(wording.text)
            said.setdefault(frozenset(query_tokens(text)), replace(wording, text=text))
    said.pop(frozenset(), None)
    least = [tokens for tokens in said if not any(other < tokens for other in said)]
    surest = sorted(least, key=lambda tokens: (said[tokens].level, len(tokens), said[tokens].text))[:ALTERNATIVES]
    chosen = [said[tokens] for tokens in surest]
    return tuple(Words(one.text) for one in chosen if not in_titles or one.level is Level.LITERAL or _is_word(one.text))


def _is_word(text: str) -> bool:
    return len(_WORD.findall(text)) == 1


_HANGUL = re.compile(f"[{HANGUL}]+")
_GAPS = re.compile(r"[\s_‐‑‒–—-]+")


def spellings(text: str) -> Iterator[str]:
    """A wording as people write it: with blanks or in one word, Hangul with a blank at any one place."""
    spaced = _GAPS.sub(" ", text).strip()
    joined = spaced.replace(" ", "")
    yield from dict.fromkeys((spaced, joined))
    if _HANGUL.fullmatch(joined):
        yield from (f"{joined[:at]} {joined[at:]}" for at in range(1, len(joined)))


def singular(text: str) -> str:
    """The wording without a plural s at its end, which texts may add."""
    head, blank, last = text.rpartition(" ")
    return head + blank + stem(last)
