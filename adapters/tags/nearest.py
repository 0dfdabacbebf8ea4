"""What a person may have meant by a misspelt tag."""

import functools
import unicodedata
from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.tags.concept import Concept, Kind
from adapters.tags.spelling import key
from adapters.tags.vocabulary import Vocabulary

_LETTERS_PER_EDIT = 4
_FEWEST_PER_EDIT = 3  # a shorter text has too many neighbours to mean one of them
_SHORTEST = 2  # a single letter begins everything

Place = tuple[int, int]  # rank of the writing (names first), and the concept's place in the vocabulary


def nearest(text: str, vocabulary: Vocabulary, limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` slugs whose name or synonym is nearest to the text, best first; () when nothing is near.

    The beginning of a name stands for it (`gausian`). Hangul is compared letter by letter (확산모댈), and like Han
    also with one whole syllable wrong, missing or too many (확산모드).
    """
    wanted = key(text)
    if len(wanted) < _SHORTEST:
        return ()
    by_letter, by_syllable = _candidates(vocabulary)
    letters = unicodedata.normalize("NFD", wanted)
    found = [*_near(letters, by_letter, _edits(letters)), *_near(wanted, by_syllable, len(wanted) >= _FEWEST_PER_EDIT)]
    slugs = tuple(vocabulary.concepts)
    return tuple(dict.fromkeys(slugs[place] for _, (_, place) in sorted(found)))[:limit]


def _near(wanted: str, candidates: Mapping[str, Place], edits: int) -> Iterator[tuple[int, Place]]:
    """Yield how many edits away, and where, the candidates are that are near enough."""
    found = process.extract(
        wanted, candidates.keys(), scorer=OSA.distance, processor=None, limit=None, score_cutoff=edits
    )
    return ((distance, candidates[name]) for name, distance, _ in found)


def _edits(letters: str) -> int:
    """How many letters may be wrong."""
    if len(letters) < _FEWEST_PER_EDIT:
        return 0
    return max(1, len(letters) // _LETTERS_PER_EDIT)


@functools.lru_cache(maxsize=2)
def _candidates(vocabulary: Vocabulary) -> tuple[Mapping[str, Place], Mapping[str, Place]]:
    """Every way to write a concept or to begin it, once with Hangul syllables taken apart, once as it is."""
    by_letter: dict[str, Place] = {}
    by_syllable: dict[str, Place] = {}
    for number, concept in enumerate(vocabulary.concepts.values()):
        for rank, written in _written(concept):
            syllables, place = key(written), (rank, number)
            letters = unicodedata.normalize("NFD", syllables)
            if syllables:
                by_letter[letters] = min(by_letter.get(letters, place), place)
                by_syllable[syllables] = min(by_syllable.get(syllables, place), place)
    return by_letter, by_syllable


def _written(concept: Concept) -> Iterator[tuple[int, str]]:
    synonyms = [synonym.text for synonym in concept.synonyms if synonym.kind is not Kind.BLOCKER]
    for rank, texts in enumerate(((concept.slug, *concept.names.values()), synonyms)):
        for text in texts:
            yield rank, text
            words = text.replace("-", " ").split()
            yield from ((rank + 2, " ".join(words[:count])) for count in range(1, len(words)))
