"""How good an answer a paper is: a pure function of what it says, part by part.

What the weights were chosen by stands in docs/decisions.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from adapters.model import Origin
from adapters.text import has_token, index_tokens, query_tokens
from bot.query.aims import Aim, Level
from bot.query.mentions import Finder, Mention, finder
from storage.found import Candidate

READ = 200  # papers, the best by title and tag, whose summaries are read
TEXT_LENGTH = 1500  # characters of a summary that are read
USUAL_LENGTH = 1300  # characters; in a longer text a mention says less
TITLE_MENTION = 0.5  # what one in the title counts of one in a summary
HALF_LIFE = 180  # days after which being new counts half
EARLY = 300  # characters after which a first mention counts half


@dataclass(frozen=True, slots=True)
class Parts:
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
_SAID = {Level.LITERAL: 2.0, Level.SYNONYM: 1.0, Level.WEAK: 0.2, Level.WORD: 0.3}
_TAGGED: dict[Origin | None, float] = {Origin.PUBLISHER: 1.0, Origin.TITLE: 1.0, Origin.TEXT: 0.5}


@dataclass(frozen=True, slots=True)
class Rank:
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


class Ranking:
    """Candidates in view of what is looked for; their titles are read once."""

    def __init__(self, candidates: Sequence[Candidate], aims: Sequence[Aim]) -> None:
        newest = max((one.day for one in candidates), default=0)
        known = [(aim, finder(aim)) for aim in aims]
        self._seen = {one.key: [_Title(one, aim, words) for aim, words in known] for one in candidates}
        self._recency = {one.key: 0.5 ** ((newest - one.day) / HALF_LIFE) for one in candidates}

    def promising(self) -> list[int]:
        """The keys of the candidates whose summaries are worth reading: the best READ by titles and tags."""
        return self.order({})[:READ]

    def order(self, texts: Mapping[int, Sequence[str]]) -> list[int]:
        """The keys of all candidates, the best answer first; `texts` are summaries by key, of those that were read.

        What was not read comes after what was.
        """
        ranks = {key: self.judge(key, texts.get(key, ())).order() for key in self._seen}
        return sorted(ranks, key=lambda key: (key not in texts, ranks[key]))

    def judge(self, key: int, texts: Sequence[str]) -> Rank:
        """The rank of one paper with these summaries."""
        found = [title.with_texts(texts) for title in self._seen[key]]
        value = sum(score(parts) for parts, _ in found) + WEIGHTS.recency * self._recency[key]
        return Rank(bool(found) and all(literal for _, literal in found), value, key)


class _Title:
    """What title and tags of a paper say in view of one aim, to which its summaries may add."""

    def __init__(self, candidate: Candidate, aim: Aim, words: Finder) -> None:
        self._words = words
        self._mentions = [mention for title in candidate.titles for mention in words.find(title)]
        levels = {mention.level for mention in self._mentions}
        self._literal = Level.LITERAL in levels
        self._parts = Parts(
            title=float(bool(levels - {Level.WORD})),
            title_phrase=float(self._literal),
            frequency=_frequency(self._mentions, (), 0),
            tag=_TAGGED.get(candidate.topics.get(aim.slug or ""), 0.0),
            words=_words_in_title(candidate, aim) if Level.WORD in levels else 0.0,
        )

    def with_texts(self, texts: Sequence[str]) -> tuple[Parts, bool]:
        """What speaks for the paper, and whether its words are those of the search."""
        if not texts:
            return self._parts, self._literal
        read = [text[:TEXT_LENGTH] for text in texts]
        found = [self._words.find(text) for text in read]
        parts = replace(
            self._parts,
            frequency=_frequency(self._mentions, found, sum(map(len, read)) / len(read)),
            early=max(map(_early, found)),
        )
        return parts, self._literal or any(one.level is Level.LITERAL for mentions in found for one in mentions)


def _frequency(in_title: Sequence[Mention], in_texts: Sequence[Sequence[Mention]], length: float) -> float:
    """Mentions by level, each further one counting less; several summaries of one paper count as their mean."""
    counts = dict.fromkeys(_SAID, 0.0)
    for mention in in_title:
        counts[mention.level] += TITLE_MENTION
    for mention in chain.from_iterable(in_texts):
        counts[mention.level] += 1 / len(in_texts)
    said = sum(_SAID[level] * math.log1p(count) for level, count in counts.items() if count)
    return said / math.sqrt(max(0.5, (1 + length / USUAL_LENGTH) / 2))


def _early(found: Sequence[Mention]) -> float:
    return 1 / (1 + found[0].start / EARLY) if found else 0.0


def _words_in_title(candidate: Candidate, aim: Aim) -> float:
    """Which share of several words stands in the titles."""
    wanted = set(query_tokens(aim.words))
    said = index_tokens("\n".join(candidate.titles))
    return sum(has_token(said, token) for token in wanted) / len(wanted) if wanted else 0.0
