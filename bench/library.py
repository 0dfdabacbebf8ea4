"""A library of any size to search in: made-up papers of sentences that publishers wrote, in three languages."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters import registry
from adapters.errors import AdapterError
from adapters.model import Entry, Ref, Topic
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bench.corpus import DIGESTS, ROOT, SAMPLES
from bot.sentences import sentences

ISSUES = ROOT.parent / "shared" / "search" / "issues"
SHARES = {"zh": 50, "ko": 25, "en": 25}  # percent of the papers
PER_DAY = 300
NEWEST = dt.date(2026, 11, 18)


@dataclass(frozen=True, slots=True)
class Seed:
    """What a publisher said of a paper in one language, by sentences, with its topics."""

    entry: Entry
    sentences: tuple[str, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A made-up paper. Their numbers ascend with their dates."""

    number: int
    date: dt.date
    entry: Entry
    topics: tuple[Topic, ...]


def read_seeds(vocabulary: Vocabulary, *, samples: bool = False) -> dict[str, list[Seed]]:
    """The seeds by language, from the digests beside the repository, else (or if so asked) from the samples."""
    folders = [SAMPLES] if samples or not DIGESTS.is_dir() else [DIGESTS, ISSUES]
    tagger = Tagger(vocabulary)
    seeds: dict[str, list[Seed]] = {language: [] for language in SHARES}
    for folder in folders:
        for path in sorted(folder.rglob("*.md")):
            for entry in _entries(path):
                for language, text in entry.summaries.items():
                    said = tuple(one.text for one in sentences(text))
                    if language in seeds and said:
                        seeds[language].append(Seed(entry, said, tagger.tag_entry(entry)))
    if not all(seeds.values()):
        raise FileNotFoundError(f"There are no summaries in every language in {', '.join(map(str, folders))}.")
    return seeds


def _entries(path: Path) -> Sequence[Entry]:
    try:
        return registry.parse(path.read_text("utf-8"), Ref(key=f"{path.parent.name}/{path.name}")).entries
    except (AdapterError, UnicodeDecodeError):
        return ()


def make_documents(count: int, seeds: dict[str, list[Seed]], *, seed: int = 20261118) -> Iterator[Document]:
    """So many documents, the oldest first; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    days = -(-count // PER_DAY)
    for number in range(count):
        (language,) = dice.choices([*SHARES], [*SHARES.values()])
        date = NEWEST - dt.timedelta(days=days - 1 - number // PER_DAY)
        yield _document(dice, number, date, language, seeds[language])


def _document(dice: random.Random, number: int, date: dt.date, language: str, seeds: Sequence[Seed]) -> Document:
    """A title, most of what was said of its paper, and two sentences about another one."""
    first, second = dice.choice(seeds), dice.choice(seeds)
    said = [one for one in first.sentences if dice.random() < 0.8] + dice.choices(second.sentences, k=2)
    month, place = divmod(number, 90_000)
    entry = replace(
        first.entry,
        title=f"{first.entry.title} {_word(dice)}",
        arxiv_id=f"{10 + month // 12:02}{month % 12 + 1:02}.{place + 10_000:05}",
        summaries={language: " ".join(said)},
    )
    return Document(number, date, entry, first.topics)


def _word(dice: random.Random) -> str:
    """A word that few papers have."""
    return "".join(dice.choices("bdfgklmnprstvz", k=4)) + dice.choice(("net", "former", "bench"))
