"""How fast the tagger is against a look for each synonym by itself, and how much of what papers are about it finds.

`python -m bench.tags` takes some seconds; `--samples` measures speed alone, on the samples. Status 1 when a required
figure is missed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from adapters import registry
from adapters.model import Entry, Ref
from adapters.tags.spelling import spell
from adapters.tags.tagger import TEXT_LENGTH, Tagger
from adapters.tags.vocabulary import Vocabulary, load
from bench import labels
from bench.corpus import SAMPLES
from bench.figures import Figure, at_least, at_most, judge
from bench.labels import Score

RUNS = 3
LEAST_RATIO = 3.0
LEAST_F1 = LEAST_PRECISION = 92.0  # percent
LEAST_GAIN, MOST_UNLABELLED = 10.0, 3.0  # percent over the plain rule
DIFFUSION = "diffusion"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.tags", description=__doc__)
    parser.add_argument("--samples", action="store_true", help="speed alone, on the samples")
    vocabulary = load()
    tagger = Tagger(vocabulary)
    gone = ["the labels, which were not asked for"] if parser.parse_args(arguments).samples else labels.missing()
    figures = [_speed(tagger, vocabulary, _samples() if gone else list(labels.abstracts()))]
    if gone:
        print(f"without {', '.join(gone)}: what is found is not measured")
    else:
        figures += [*_by_hand(tagger), *_weakly(tagger, vocabulary)]
    return judge(figures)


def _samples() -> list[Entry]:
    files = sorted(SAMPLES.rglob("20*.md"))
    issues = [registry.parse(path.read_text(encoding="utf-8"), Ref(path.name)) for path in files]
    return [entry for issue in issues for entry in issue.entries]


def _speed(tagger: Tagger, vocabulary: Vocabulary, entries: Sequence[Entry]) -> Figure:
    """The tagger against `in` for each synonym, in turn, so that a busy moment of the machine is in both."""
    synonyms = sorted({spell(one.text).folded for c in vocabulary.concepts.values() for one in c.synonyms})
    texts = [spell("\n".join(entry.summaries.values())[:TEXT_LENGTH]).folded for entry in entries]
    alone = texts[:: max(1, len(texts) // 100)]
    ratios, speeds = [], []
    for _ in range(RUNS):
        each = _seconds(lambda: [tagger.tag_entry(entry) for entry in entries]) / len(entries)
        plain = _seconds(lambda: [[one in text for one in synonyms] for text in alone]) / len(alone)
        ratios.append(plain / each)
        speeds.append(1 / each)
    print(f"{len(entries):,} entries, {len(synonyms):,} synonyms: {statistics.median(speeds):,.0f} entries/s tagged")
    return at_least("tagging against a look for each synonym", statistics.median(ratios), LEAST_RATIO, "x")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _by_hand(tagger: Tagger) -> list[Figure]:
    score, diffusion = labels.by_hand(tagger), labels.by_hand(tagger, DIFFUSION)
    print(_row("labelled by hand", score))
    print(f"  of them {DIFFUSION}: {diffusion.hits} found, {diffusion.wrong} wrong, {diffusion.missed} missed")
    return [
        at_least("F1 by hand", 100 * score.f1, LEAST_F1, "%"),
        at_least("precision by hand", 100 * score.precision, LEAST_PRECISION, "%"),
        at_most(f"{DIFFUSION} found where it is not", diffusion.wrong, 1, "papers"),
        at_most(f"{DIFFUSION} not found", diffusion.missed, 1, "papers"),
    ]


def _weakly(tagger: Tagger, vocabulary: Vocabulary) -> list[Figure]:
    plain = labels.plain_rule(vocabulary)

    def ours(entry: Entry) -> frozenset[str]:
        return frozenset(topic.slug for topic in tagger.tag_entry(entry))

    print(_row("weak labels, the half for choosing, the plain rule", labels.weakly(plain, held_out=False)))
    print(_row("weak labels, the half for choosing", labels.weakly(ours, held_out=False)))
    before, now = labels.weakly(plain, held_out=True), labels.weakly(ours, held_out=True)
    print(_row("weak labels, held out, the plain rule", before))
    print(_row("weak labels, held out", now))
    return [
        at_least("recall over the plain rule, held out", 100 * (now.recall - before.recall), LEAST_GAIN, "%"),
        at_most("more found without a label, held out", 100 * (before.precision - now.precision), MOST_UNLABELLED, "%"),
    ]


def _row(name: str, score: Score) -> str:
    return f"{name}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}"


if __name__ == "__main__":
    sys.exit(main())
