"""What people ask a library of `bench.library` for: searches, and names that they have begun to type."""

import random
from collections.abc import Mapping, Sequence

from adapters.tags.vocabulary import Vocabulary
from bench.library import Seed

COMMON = {"en": "model", "zh": "模型", "ko": "모델"}
LONGEST_BEGINNING = 14  # letters
Kinds = Mapping[str, Sequence[str]]


def make_queries(vocabulary: Vocabulary, seeds: Mapping[str, Sequence[Seed]], count: int) -> Kinds:
    """Searches by kind, all of words that stand in the library."""
    dice = random.Random(3)  # noqa: S311 - repeatable, not secret
    names = {code: [concept.names[code] for concept in vocabulary.concepts.values()] for code in COMMON}
    words = [word for one in seeds["en"] for word in one.entry.title.split() if word.isalpha() and len(word) > 3]
    kinds = {f"topic, {code}": dice.choices(found, k=count) for code, found in names.items()}
    kinds |= {f"two characters, {code}": _pairs(dice, seeds[code], count) for code in ("zh", "ko")}
    kinds["two words, en"] = [" ".join(dice.sample(words, 2)) for _ in range(count)]
    kinds["phrase"] = [f'"{" ".join(dice.choice(seeds["en"]).entry.title.split()[:2])}"' for _ in range(count)]
    kinds["topic and filter"] = [f"{name} lang:zh after:2026" for name in dice.choices(names["en"], k=count)]
    kinds["common words"] = [word for word in COMMON.values() for _ in range(-(-count // len(COMMON)))]
    return kinds


def _pairs(dice: random.Random, seeds: Sequence[Seed], count: int) -> list[str]:
    """Two characters that follow each other in some summary."""
    found: list[str] = []
    while len(found) < count:
        text = dice.choice(dice.choice(seeds).sentences)
        at = dice.randrange(len(text))
        if len(text[at : at + 2]) == 2 and all("\u4e00" <= letter <= "\ud7a3" for letter in text[at : at + 2]):
            found.append(text[at : at + 2])
    return found


def make_beginnings(vocabulary: Vocabulary, seeds: Mapping[str, Sequence[Seed]], count: int) -> Kinds:
    """What people type of names of topics, of titles and of authors, who are those of the seeds."""
    dice = random.Random(5)  # noqa: S311 - repeatable, not secret
    entries = [seed.entry for found in seeds.values() for seed in found]
    names = {
        "topics": [name for concept in vocabulary.concepts.values() for name in concept.names.values()],
        "titles": [entry.title for entry in entries],
        "authors": [author for entry in entries for author in entry.authors],
    }
    return {kind: [_begun(dice, dice.choice(found)) for _ in range(count)] for kind, found in names.items() if found}


def _begun(dice: random.Random, name: str) -> str:
    return name[: dice.randint(1, min(len(name), LONGEST_BEGINNING))]
