"""How good an answer a paper is: a pure function of what it says, part by part.

What the weights were chosen by stands in docs/decisions.md.
"""

import functools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from adapters.model import Origin
from adapters.text import has_token, index_tokens, query_tokens
from bot.query.aims import Aim, Level
from bot.query.mentions import SEPARATOR, Finder, Mention, finder
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
_LITERAL, _WORD = Level.LITERAL, Level.WORD
_ONE_WORD = {_WORD}
_START, _LEVEL = attrgetter("start"), attrgetter("level")
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
    if not candidates:
        return []
    newest = max(one.day for one in candidates)
    words = finder(tuple(aims))
    return sorted((_judge(one, aims, words, newest) for one in candidates), key=Rank.order)


def _judge(candidate: Candidate, aims: Sequence[Aim], words: Finder, newest: int) -> Rank:
    read = [text[:TEXT_LENGTH] for text in candidate.texts]
    text = SEPARATOR.join((*candidate.titles, *read))
    begins = [sum(map(len, candidate.titles)) + len(candidate.titles)]
    for one in read:
        begins.append(begins[-1] + len(one) + 1)
    value, literal = 0.0, bool(aims)
    for aim, found in zip(aims, words.find(text), strict=True):
        value += score(_parts(candidate, aim, found, begins))
        literal = literal and _LITERAL in map(_LEVEL, found)
    recency = 0.5 ** ((newest - candidate.day) / HALF_LIFE)
    return Rank(literal, value + WEIGHTS.recency * recency, candidate.key)


def _parts(candidate: Candidate, aim: Aim, found: Sequence[Mention], begins: Sequence[int]) -> Parts:
    """What speaks for the paper in view of one aim, mentioned in its titles and texts in a row.

    `begins` are where each text begins behind the titles, and where one more would.
    """
    tag = _TAGGED.get(candidate.topics.get(aim.slug or ""), 0.0)
    if not found:
        return Parts(tag=tag)
    first = bisect_left(found, begins[0], key=_START)
    in_title, in_texts = found[:first], found[first:]
    levels = set(map(_LEVEL, in_title))
    return Parts(
        title=float(bool(levels - _ONE_WORD)),
        title_phrase=float(_LITERAL in levels),
        frequency=_frequency(in_title, in_texts, begins),
        early=_early(in_texts, begins),
        tag=tag,
        words=_words_in_title(candidate, aim) if _WORD in levels else 0.0,
    )


def _frequency(in_title: Sequence[Mention], in_texts: Sequence[Mention], begins: Sequence[int]) -> float:
    """Mentions by level, each further one counting less; several summaries of one paper count as their mean."""
    texts = max(1, len(begins) - 1)
    counts = [0.0] * len(_SAID)
    for _, _, level in in_title:
        counts[level] += TITLE_MENTION
    for _, _, level in in_texts:
        counts[level] += 1 / texts
    said = 0.0
    for counted, count in zip(_SAID, counts, strict=True):
        if count:
            said += counted * math.log1p(count)
    length = (begins[-1] - begins[0]) / texts - 1
    return said / math.sqrt(max(0.5, (1 + length / USUAL_LENGTH) / 2))


def _early(found: Sequence[Mention], begins: Sequence[int]) -> float:
    """How early a text says it that says it the soonest."""
    if not found:
        return 0.0
    soonest = min(start - begins[bisect_right(begins, start) - 1] for start, _, _ in found)
    return 1 / (1 + soonest / EARLY)


def _words_in_title(candidate: Candidate, aim: Aim) -> float:
    """Which share of several words stands in the titles."""
    wanted = _tokens(aim.words)
    said = index_tokens("\n".join(candidate.titles))
    return sum(has_token(said, token) for token in wanted) / len(wanted) if wanted else 0.0


@functools.lru_cache(256)
def _tokens(words: str) -> frozenset[str]:
    return frozenset(query_tokens(words))
