"""The vocabulary: concepts with their names, synonyms and broader concepts."""

import importlib.resources
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.tags.concept import Concept, Kind, Synonym
from adapters.tags.errors import VocabularyError
from adapters.tags.spelling import key, spellings
from adapters.tags.tables import Table, read_concepts
from adapters.text import fold

__all__ = ["FILES", "Concept", "Kind", "Synonym", "Vocabulary", "VocabularyError", "build", "load", "packaged"]

FILES = ("vocabulary.tsv", "synonyms.tsv")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All concepts by slug, in the data file's order, with the indexes to look them up.

    Made by `load` or `build`.
    """

    concepts: Mapping[str, Concept]
    _closures: Mapping[str, frozenset[str]]
    _narrower: Mapping[str, frozenset[str]]
    _meanings: Mapping[str, str]

    def closed(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return the slugs with all that lies above them; KeyError for an unknown slug."""
        return frozenset().union(*(self._closures[slug] for slug in slugs))

    def narrower(self, slug: str) -> frozenset[str]:
        """Return the slug itself and all that lies below it; KeyError for an unknown slug."""
        return self._narrower[slug]

    def find(self, text: str) -> str | None:
        """Return the slug that this name, slug or synonym means, in any language and spelling; None if none does.

        A text that is one concept's name and another's synonym means the first.
        """
        return self._meanings.get(key(text))

    def renamed(self) -> dict[str, str]:
        """Return the slugs of today by those that they were before."""
        return {before: concept.slug for concept in self.concepts.values() for before in concept.formerly}

    def names(self) -> Mapping[str, str]:
        """Return every folded name and slug with the slug it means."""
        return {fold(name): concept.slug for concept in self.concepts.values() for name in _names(concept)}

    def name(self, slug: str, language: str) -> str:
        """Return the concept's name in a language, in English where it has none; KeyError for an unknown slug."""
        names = self.concepts[slug].names
        return names.get(language, names["en"])


def load() -> Vocabulary:
    """Read the vocabulary that comes with the package; raises VocabularyError naming file and line."""
    return build(*(packaged(name) for name in FILES))


def build(vocabulary: Table, synonyms: Table) -> Vocabulary:
    """Make a vocabulary from the texts of its two data files; raises VocabularyError naming file and line."""
    concepts = read_concepts(vocabulary, synonyms)
    closures = {slug: frozenset(_upward(slug, concepts)) for slug in concepts}
    narrower = {slug: frozenset(below for below in concepts if slug in closures[below]) for slug in concepts}
    return Vocabulary(concepts, closures, narrower, _meanings(concepts.values(), closures))


def packaged(name: str) -> Table:
    """Return a data file that comes with the package."""
    return Table(name, importlib.resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _upward(slug: str, concepts: Mapping[str, Concept]) -> Iterator[str]:
    yield slug
    for above in concepts[slug].broader:
        yield from _upward(above, concepts)


def _meanings(concepts: Collection[Concept], closures: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """The one concept that each name or synonym means; a synonym of several means the one that includes the others."""
    meanings = {key(name): concept.slug for concept in concepts for name in _names(concept)}
    claims: dict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        for synonym in concept.synonyms:
            if synonym.kind is not Kind.BLOCKER:
                for spelling in spellings(synonym.text):
                    claims[key(spelling)].add(concept.slug)
    for spelled, slugs in claims.items():
        for slug in slugs:
            if closures[slug] >= slugs:
                meanings.setdefault(spelled, slug)
    return meanings


def _names(concept: Concept) -> tuple[str, ...]:
    return (concept.slug, *concept.names.values(), *concept.formerly)
