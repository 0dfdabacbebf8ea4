"""How fast adapters read: beside a plain markdown-it-py parse of the same text, and as texts grow.

Times are this process's own, so that others on the machine count less.
"""

import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import ParamSpec

from markdown_it import MarkdownIt

from adapters import registry
from adapters.model import Ref
from bench.corpus import Corpus, Text
from bench.shapes import SHAPES, grown

ALL = "all publishers"

_ENOUGH = 0.1  # of the longest text: a shorter one is read again until so much was read, and the median counts

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Ratio:
    """What an adapter and markdown-it-py took for the same text. Speeds are in MB/s, medians of the runs."""

    adapter: str
    megabytes: float
    speed: float
    markdown_it_speed: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The speed (MB/s) of reading one text of each size (MB); the first is measured before and after the others."""

    adapter: str
    shape: str
    megabytes: tuple[float, ...]
    speeds: tuple[float, ...]

    @property
    def fall(self) -> float:
        """How many times slower, per MB, the longest text is read than the shortest, by the line through all sizes.

        On a logarithmic scale reading in linear time is level, and one size in a busy moment does not turn the line.
        """
        sizes, speeds = ([math.log(one) for one in values] for values in (self.megabytes, self.speeds))
        slope = statistics.linear_regression(sizes, speeds).slope
        return (self.megabytes[0] / self.megabytes[-1]) ** slope


def compare(corpus: Corpus, megabytes: float, runs: int) -> list[Ratio]:
    """Each adapter's speed beside markdown-it-py's, the two alternating issue by issue; `ALL` is the publishers."""
    texts = _texts(corpus, max(1, round(megabytes * 1e6 / corpus.size())))
    return [_ratio(adapter, issues, runs) for adapter, issues in texts.items()]


def _texts(corpus: Corpus, copies: int) -> dict[str, list[Text]]:
    """The issues that each adapter reads."""
    texts = defaultdict(list)
    for number in range(copies):
        for text in corpus.copy(number):
            texts[text.adapter].append(text)
            texts[ALL].append(text)
        for text in corpus.copy(number, corpus.others):
            texts[text.adapter].append(text)
    return texts


def _ratio(adapter: str, texts: Sequence[Text], runs: int) -> Ratio:
    size = sum(len(text.data) for text in texts) / 1e6
    times = [_both(texts) for _ in range(runs)]
    ours, plain = (statistics.median(column) for column in zip(*times, strict=True))
    return Ratio(adapter, size, size / ours, size / plain, statistics.median(theirs / own for own, theirs in times))


def _both(texts: Sequence[Text]) -> tuple[float, float]:
    """Seconds of the adapter and of markdown-it-py."""
    markdown = MarkdownIt()
    ours = plain = 0.0
    for text in texts:
        words = text.data.decode()
        ours += _seconds(registry.parse, words, Ref(key=text.key))
        plain += _seconds(markdown.parse, words)
    return ours, plain


def curves(corpus: Corpus, adapter: str, megabytes: Sequence[float]) -> list[Curve]:
    """An adapter's speed on one long issue of its own and on each hostile shape. Made for a process of its own."""
    texts: dict[str, Callable[[str, int], str]] = {"issues": partial(grown, corpus), **SHAPES}
    return [_curve(adapter, shape, build, megabytes) for shape, build in texts.items()]


def _curve(adapter: str, shape: str, build: Callable[[str, int], str], megabytes: Sequence[float]) -> Curve:
    sizes = [int(size * 1e6) for size in (*megabytes, megabytes[0])]
    enough = max(sizes) * _ENOUGH
    first, *others, again = [_speed(adapter, build(adapter, size), ceil(enough / size)) for size in sizes]
    return Curve(adapter, shape, tuple(megabytes), (statistics.mean((first, again)), *others))


def _speed(adapter: str, text: str, times: int) -> float:
    parse = registry.get(adapter).parse
    took = statistics.median(_seconds(parse, text, Ref(key="2024-01-01.md")) for _ in range(times))
    return len(text.encode()) / 1e6 / took


def _seconds(work: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs) -> float:
    """What the work takes of this process's time."""
    started = time.process_time()
    work(*args, **kwargs)
    return time.process_time() - started
