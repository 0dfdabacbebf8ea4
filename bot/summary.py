"""The few sentences of a summary that a list shows: what the paper does, then what came of it."""

import functools
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.columns import cut, width
from bot.sentences import Sentence, sentences

COLUMNS = 280
SEPARATOR = 2  # columns at most between two sentences

_ACTS = re.compile(
    r"\bwe (?:\w+ )?(?:propose|introduce|present|develop|design|describe|study|investigate|explore|build|release)\b|"
    r"\b(?:this|our) (?:paper|work|study|article)\b|\b(?:is|are) (?:proposed|introduced|presented)\b|"
    r"^(?:提出|介绍)|本文|本研究|本论文|本工作|这篇论文|该论文|该研究|论文提出|提出了|提出一|我们|"
    r"제안|제시|소개|(?:본|이) (?:논문|연구)|저자들은|우리는",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\b(?:experiments?|results?|evaluations?) (?:\w+ )?(?:show|demonstrate|indicate|suggest|confirm)|"
    r"\boutperform|\bachiev|\bsurpass|\bstate-of-the-art|"
    r"实验结果|结果表明|实验表明|研究表明|优于|达到|超过|超越|取得了?|"
    r"실험 결과|실험에서|달성|능가|우수|보여|기록",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[。！？][”’」』）]*$")
_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
_HAN_END = re.compile(r"[\u4e00-\u9fff]$")


@functools.lru_cache(2048)  # many digests show the same papers
def short(text: str) -> str:
    """The short part of `split`."""
    return split(text)[0]


def split(text: str) -> tuple[str, str]:
    """The sentences that say most, at most COLUMNS wide, and the rest of the text, a line for each of its lines.

    When even one sentence is wider, it is cut and an ellipsis added, and the rest is the whole text.
    """
    said = list(sentences(text))
    if not said:
        return "", ""
    chosen = _choose(said)
    whole = _joined(said[place] for place in sorted(chosen))
    shown = cut(whole, COLUMNS)
    left = [s for place, s in enumerate(said) if place not in chosen] if shown == whole else said
    return shown, "\n".join(_joined(line) for _, line in groupby(left, key=lambda sentence: sentence.line))


def _choose(said: Sequence[Sentence]) -> set[int]:
    """The places of the sentence in which the paper acts, of its result, and of what follows while there is room."""
    acts = _acting(said)
    after = range(acts + 1, len(said))
    room = COLUMNS - width(said[acts].text)
    costs = {place: width(said[place].text) + SEPARATOR for place in after}
    result = next((place for place in after if costs[place] <= room and _RESULTS.search(said[place].text)), acts)
    room -= costs.get(result, 0)
    chosen = {acts, result}
    for place in after:
        if place != result and costs[place] > room:
            break
        room -= costs[place] if place != result else 0
        chosen.add(place)
    return chosen


def _acting(said: Sequence[Sentence]) -> int:
    marked = [place for place, sentence in enumerate(said) if sentence.news]
    acting = (place for place, sentence in enumerate(said) if _ACTS.search(sentence.text))
    return marked[0] if marked else next(acting, 0)


def _joined(said: Iterable[Sentence]) -> str:
    parts: list[str] = []
    for sentence in said:
        parts += [_between(parts[-1]), sentence.text] if parts else [sentence.text]
    return "".join(parts)


def _between(before: str) -> str:
    """What sets a sentence off from the one before it."""
    end = before[-3:]
    if _FULL_STOP.search(end):
        return ""
    if _STOP.search(end):
        return " "
    return "；" if _HAN_END.search(end) else "; "
