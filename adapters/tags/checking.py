"""All that is wrong with an edited vocabulary, at once."""

import re
from collections.abc import Iterator, Mapping

from adapters.tags.concept import LANGUAGES, Concept, Kind
from adapters.tags.errors import VocabularyError
from adapters.tags.tables import Table, read_concepts
from adapters.tags.vocabulary import Vocabulary

_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")


def check(vocabulary: Table, synonyms: Table, released: Vocabulary | None) -> list[VocabularyError]:
    """Return the faults of the two data files, in their order; `released` is the one that people use already."""
    faults: list[VocabularyError] = []
    concepts = read_concepts(vocabulary, synonyms, faults.append)
    gone = _gone(concepts, released) if released else ()
    faults += (VocabularyError(reason, file=vocabulary.name, line=1) for reason in gone)
    faults += (VocabularyError(reason, file=synonyms.name, line=1) for reason in _unnamed(concepts))
    return sorted(faults, key=lambda fault: (fault.file != vocabulary.name, fault.line))


def _gone(concepts: Mapping[str, Concept], released: Vocabulary) -> Iterator[str]:
    kept = {*concepts, *(before for concept in concepts.values() for before in concept.formerly)}
    for slug in (*released.concepts, *released.renamed()):
        if slug not in kept:
            yield f"{slug} is gone, though people may have subscribed to it; a topic it became has it under `formerly`"


def _unnamed(concepts: Mapping[str, Concept]) -> Iterator[str]:
    for slug, concept in concepts.items():
        texts = [synonym.text for synonym in concept.synonyms if synonym.kind is not Kind.BLOCKER]
        languages = set(map(_language, texts))
        for language in LANGUAGES:
            if language not in languages:
                yield f"{slug} has no synonym in {language}: no text in that language is ever about it"


def _language(text: str) -> str:
    if _HANGUL.search(text):
        return "ko"
    return "zh" if _HAN.search(text) else "en"
