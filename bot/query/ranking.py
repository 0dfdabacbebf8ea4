"""How good an answer a paper is: a pure function of what it says, part by part.

What the weights were chosen by stands in docs/decisions.md.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from adapters.model import Origin
from adapters.text import has_token, index_tokens, query_tokens
from bot.query.aims import Aim, Level
from bot.query.mentions import Finder, Mention, finder
from storage.found import Candidate

TEXT_LENGTH = 1500  # characters of a summary that are read
USUAL_LENGTH = 1300  # characters; in a longer text a mention says less
TITLE_MENTION = 0.5  # what one in the title counts of one in a summary
HALF_LIFE = 180  # days after which being new counts half
EARLY = 300  # characters after which a first mention counts half


class Parts(NamedTuple):
    """What speaks for a paper in view of one aim, each from 0 up."""

    title: float = 0.0  # the title says it in some words
    title_phrase: float = 0.0  # the title says it in the words of the search, or by the tag's name
    frequency: float = 0.0  # how often title and summaries say it
    early: float = 0.0  # how early a summary does
    tag: float = 0.0  # the paper has the tag that the search names
    words: float = 0.0  # which of several words stand in the title


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part counts."""

    title: float = 0.1
    title_phrase: float = 0.2
    frequency: float = 1.0
    early: float = 0.2
    tag: float = 0.1
    words: float = 0.3
    recency: float = 0.05  # how new the paper is among the candidates


WEIGHTS = Weights()
_Mentions = Sequence[Sequence[Mention]]  # of each text
_SAID = (2.0, 1.0, 0.2, 0.3)  # what mentions of each level count
_TAGGED: dict[Origin | None, float] = {Origin.PUBLISHER: 1.0, Origin.TITLE: 1.0, Origin.TEXT: 0.5}


class Rank(NamedTuple):
    """Where a paper stands: those whose words are those of the search first, then by score, then the newest."""

    literal: bool
    score: float
    key: int

    def order(self) -> tuple[bool, float, int]:
        """Sorts ranks, the best first."""
        return not self.literal, -self.score, -self.key


def score(parts: Parts, weights: Weights = WEIGHTS) -> float:
    """The weighted sum of the parts."""
    return (
        weights.title * parts.title
        + weights.title_phrase * parts.title_phrase
        + weights.frequency * parts.frequency
        + weights.early * parts.early
        + weights.tag * parts.tag
        + weights.words * parts.words
    )


def rank(candidates: Sequence[Candidate], aims: Sequence[Aim]) -> list[Rank]:
    """Where the candidates stand in view of what is looked for, the best answer first."""
    newest = max((one.day for one in candidates), default=0)
    words = finder(tuple(aims))
    return sorted((_judge(one, aims, words, newest) for one in candidates), key=Rank.order)


def _judge(candidate: Candidate, aims: Sequence[Aim], words: Finder, newest: int) -> Rank:
    read = [text[:TEXT_LENGTH] for text in candidate.texts]
    length = sum(map(len, read)) / max(1, len(read))
    in_titles, in_texts = [*map(words.find, candidate.titles)], [*map(words.find, read)]
    found = [
        _parts(candidate, aim, [found[place] for found in in_titles], [found[place] for found in in_texts], length)
        for place, aim in enumerate(aims)
    ]
    recency = 0.5 ** ((newest - candidate.day) / HALF_LIFE)
    value = sum(score(parts) for parts, _ in found) + WEIGHTS.recency * recency
    return Rank(bool(found) and all(literal for _, literal in found), value, candidate.key)


def _parts(
    candidate: Candidate, aim: Aim, in_titles: _Mentions, in_texts: _Mentions, length: float
) -> tuple[Parts, bool]:
    """What speaks for the paper in view of one aim, and whether it says it in the words of the search."""
    in_title = [*chain.from_iterable(in_titles)]
    levels = {mention.level for mention in in_title}
    parts = Parts(
        title=float(bool(levels - {Level.WORD})),
        title_phrase=float(Level.LITERAL in levels),
        frequency=_frequency(in_title, in_texts, length),
        early=max(map(_early, in_texts), default=0.0),
        tag=_TAGGED.get(candidate.topics.get(aim.slug or ""), 0.0),
        words=_words_in_title(candidate, aim) if Level.WORD in levels else 0.0,
    )
    literal = Level.LITERAL in levels or any(one.level is Level.LITERAL for found in in_texts for one in found)
    return parts, literal


def _frequency(in_title: Sequence[Mention], in_texts: _Mentions, length: float) -> float:
    """Mentions by level, each further one counting less; several summaries of one paper count as their mean."""
    counts = [0.0] * len(_SAID)
    for mention in in_title:
        counts[mention.level] += TITLE_MENTION
    for mention in chain.from_iterable(in_texts):
        counts[mention.level] += 1 / len(in_texts)
    said = sum(counted * math.log1p(count) for counted, count in zip(_SAID, counts, strict=True) if count)
    return said / math.sqrt(max(0.5, (1 + length / USUAL_LENGTH) / 2))


def _early(found: Sequence[Mention]) -> float:
    return 1 / (1 + found[0].start / EARLY) if found else 0.0


def _words_in_title(candidate: Candidate, aim: Aim) -> float:
    """Which share of several words stands in the titles."""
    wanted = _tokens(aim.words)
    said = index_tokens("\n".join(candidate.titles))
    return sum(has_token(said, token) for token in wanted) / len(wanted) if wanted else 0.0


@functools.lru_cache(256)
def _tokens(words: str) -> frozenset[str]:
    return frozenset(query_tokens(words))
