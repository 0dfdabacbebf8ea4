"""What a person may have meant by a misspelt tag."""

import functools
import unicodedata
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.tags.concept import Concept, Kind
from adapters.tags.spelling import key
from adapters.tags.vocabulary import Vocabulary

_CHARACTERS_PER_EDIT = 4
_FEWEST_PER_EDIT = 3  # a shorter text has too many neighbours to mean one of them
_SHORTEST = 2  # a single letter begins everything


def nearest(text: str, vocabulary: Vocabulary, limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` slugs whose name or synonym is nearest to the text, best first; () when nothing is near.

    The beginning of a name stands for it (`gausian`), and Hangul is compared letter by letter (확산모댈).
    """
    wanted = _letters(text)
    if len(wanted) < _SHORTEST:
        return ()
    candidates = _candidates(vocabulary)
    found = process.extract(
        wanted, candidates.keys(), scorer=OSA.distance, processor=None, limit=None, score_cutoff=_edits(wanted)
    )
    best = sorted((edits, candidates[name]) for name, edits, _ in found)
    slugs = tuple(vocabulary.concepts)
    return tuple(dict.fromkeys(slugs[place] for _, (_, place) in best))[:limit]


def _edits(wanted: str) -> int:
    """How many letters may be wrong."""
    if len(wanted) < _FEWEST_PER_EDIT:
        return 0
    return max(1, len(wanted) // _CHARACTERS_PER_EDIT)


def _letters(text: str) -> str:
    """The key of a text with Hangul syllables taken apart."""
    return unicodedata.normalize("NFD", key(text))


@functools.lru_cache(maxsize=2)
def _candidates(vocabulary: Vocabulary) -> dict[str, tuple[int, int]]:
    """Every way to write a concept or to begin it, with its rank (names first) and its place in the vocabulary."""
    candidates: dict[str, tuple[int, int]] = {}
    for place, concept in enumerate(vocabulary.concepts.values()):
        for rank, written in _written(concept):
            letters = _letters(written)
            candidates[letters] = min(candidates.get(letters, (rank, place)), (rank, place))
    return {letters: best for letters, best in candidates.items() if letters}


def _written(concept: Concept) -> Iterator[tuple[int, str]]:
    synonyms = [synonym.text for synonym in concept.synonyms if synonym.kind is not Kind.BLOCKER]
    for rank, texts in enumerate(((concept.slug, *concept.names.values()), synonyms)):
        for text in texts:
            yield rank, text
            words = text.replace("-", " ").split()
            yield from ((rank + 2, " ".join(words[:count])) for count in range(1, len(words)))
