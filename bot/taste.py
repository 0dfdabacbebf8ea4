"""What a person's opinions of papers say of other papers. Pure."""

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from storage.model import Opinion, Paper

Weights = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Taste:
    """How much more (or, below zero, less) of each topic a person wants, by slug."""

    weights: Mapping[str, float]

    def among(self, slugs: AbstractSet[str]) -> Weights:
        """What it says of papers that have no other topics."""
        return tuple(sorted((slug, weight) for slug, weight in self.weights.items() if weight and slug in slugs))

    def of(self, paper: Paper) -> float:
        """How well a paper fits: the weights of its topics, where each counts less the more of them there are."""
        found = sum(self.weights.get(topic.slug, 0.0) for topic in paper.topics)
        return found / math.sqrt(len(paper.topics)) if paper.topics else 0.0


def taste_of(topics: Mapping[str, Mapping[Opinion, int]]) -> Taste | None:
    """The taste that opinions show: how many liked and unliked papers have each topic; None without any."""
    weights = {slug: float(n.get(Opinion.LIKE, 0) - n.get(Opinion.LESS, 0)) for slug, n in topics.items()}
    return Taste(weights) if any(weights.values()) else None
