"""Tells where a text speaks of others' work: what it names there is not yet what it is about.

The patterns have no blanks, as the spelled text they are looked for in.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from adapters.tags.spelling import Spelled

_END = re.compile(r"[.!?。]")
_OPENING = re.compile(
    r"\W*(?:(?:in)?recent|exist|previous|prior(?!i)|current|tradition|convention|convers|(?:al)?though|while|despite|"
    r"however|unlike|earl(?:y|ier)|most|many|numerous|modern|"
    r"近期|近年|最近|现有|以往|此前|以前|目前|当前|传统|早期|虽然|尽管|然而|"
    r"최근|기존|이전|현재|전통|종래|초기|비록|그러나|하지만)"
)
_COMPARISON = re.compile(
    r"outperform|surpass|exceed|superiorto|compar(?:ed|able)(?:to|with)|than|unlike|insteadof|baseline|"
    r"优于|超过|超越|胜过|不同于|相较于|而非|而不是"
)
_REACH = 12  # characters behind a mention in which Chinese and Korean say that it is compared with
_COMPARED = re.compile(r"[^,，、;]{0,8}?(?:相比|不同|보다|비해|능가|뛰어넘|달리|대신)")


class Asides:
    """The sentences of one text that are about earlier work, and what others are compared with in the rest."""

    def __init__(self, text: Spelled) -> None:
        self._said = text.folded
        self._words = frozenset(text.cuts)
        ends = (end.end() for end in _END.finditer(self._said))
        self._begins = [0, *(end for end in ends if end in self._words or self._said[end - 1] == "。")]
        self._compared: dict[int, int] = {}  # where, by the sentence's number, what stands behind is compared with

    def is_aside(self, start: int, end: int) -> bool:
        """Say whether the mention from `start` to `end` stands in a sentence on earlier work, or is compared with."""
        begin = self._begins[self._sentence(start)]
        return _OPENING.match(self._said, begin) is not None or self.is_compared(start, end)

    def is_compared(self, start: int, end: int) -> bool:
        """Say whether the paper is only compared with what the mention from `start` to `end` names."""
        sentence = self._sentence(start)
        if sentence not in self._compared:
            self._compared[sentence] = self._comparison(sentence)
        return start > self._compared[sentence] or _COMPARED.match(self._said, end, end + _REACH) is not None

    def in_one_sentence(self, places: Iterable[int]) -> bool:
        """Say whether all places stand in the same sentence."""
        return len({self._sentence(place) for place in places}) == 1

    def _comparison(self, sentence: int) -> int:
        begin, end = [*self._begins, len(self._said)][sentence : sentence + 2]
        found = (match.start() for match in _COMPARISON.finditer(self._said, begin, end))
        return next((at for at in found if at in self._words or not self._said[at].isascii()), end)

    def _sentence(self, place: int) -> int:
        return bisect_right(self._begins, place) - 1
