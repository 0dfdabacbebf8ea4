"""What makes two papers alike: topics that they share, and words that few papers have. Pure."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.text import index_tokens, query_tokens
from storage.found import Candidate
from storage.model import Paper

WORDS = 40  # of a paper, that are counted
TEXT_LENGTH = 1500  # characters of each summary


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes a paper what it is: topics and rare words, with what each is worth."""

    topics: Mapping[str, float]
    words: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A paper that is like another: the topics and words that they share, the most telling first."""

    paper: Paper
    topics: tuple[str, ...]
    words: tuple[str, ...]


def telling_words(paper: Paper) -> tuple[str, ...]:
    """The words of its titles, and those that its summaries say more than once, the most said first."""
    said: Counter[str] = Counter()
    for stored in paper.entries:
        for text in stored.entry.summaries.values():
            said.update(token for line in text[:TEXT_LENGTH].split("\n") for token in query_tokens(line))
    titles = [token for stored in paper.entries for token in query_tokens(stored.entry.title)]
    repeated = (token for token, count in said.most_common() if count > 1)
    return tuple(token for token in dict.fromkeys((*titles, *repeated)) if len(token) > 1)[:WORDS]


def rarity_of(count: int, most: int) -> float:
    """From 1 for a word that only two papers have down to 0 for one that `most` have; 0 for one of a single paper."""
    if count < 2 or most < 2:
        return 0.0
    return max(0.0, 1 - math.log(count / 2) / math.log(most / 2)) if most > count else 0.0


def likeness(traits: Traits, candidate: Candidate, texts: Sequence[str]) -> float:
    """What the traits that a paper shares are worth together."""
    slugs = candidate.topics
    said = _words((*candidate.titles, *texts))
    return math.fsum(
        (
            *(worth for slug, worth in traits.topics.items() if slug in slugs),
            *(worth for word, worth in traits.words.items() if word in said),
        )
    )


def _words(texts: Sequence[str]) -> frozenset[str]:
    return index_tokens("\n".join(text[:TEXT_LENGTH] for text in texts))


def shared(traits: Traits, paper: Paper) -> Likeness:
    """What a paper shares with the one that has the traits."""
    texts = [text for stored in paper.entries for text in (stored.entry.title, *stored.entry.summaries.values())]
    slugs, said = {topic.slug for topic in paper.topics}, _words(texts)
    topics = sorted((slug for slug in traits.topics if slug in slugs), key=lambda slug: (-traits.topics[slug], slug))
    return Likeness(paper, tuple(topics), tuple(word for word in traits.words if word in said))
