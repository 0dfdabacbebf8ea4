"""Where a text says what is looked for. Texts are read as they are written: places are places in the original."""

import functools
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from adapters.tags.spelling import is_word
from adapters.text import changes_in_case_alone, fold
from bot.query.aims import Aim, Level, singular, spellings

SEPARATOR = "\0"  # of texts in a row: it stands in none of them, and nothing is found across it
_BLANKS = "\n\t\r\u00a0_-‐‑‒–—−"

_Place = tuple[int, int, Level]  # where it begins, minus where it ends, and how near it is: they sort as they are read


class Mention(NamedTuple):
    """Words of a text, from `start` to `end`, that say what is looked for."""

    start: int
    end: int
    level: Level


class _Plain(dict[int, str]):
    """A character for each character: folded, and a blank for what may stand in its place between words."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        self[code] = " " if letter in _BLANKS else folded if len(folded) == 1 else letter
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text folded character by character, as long as it was; usual punctuation may stay as it is."""
    if not text.isascii() and not changes_in_case_alone(text):
        return text.translate(_PLAIN)
    folded = text.lower()
    for blank in _usual_blanks():
        folded = folded.replace(blank, " ")
    return folded


@functools.cache
def _usual_blanks() -> str:
    """Those that stand in texts of usual letters."""
    return "".join(filter(changes_in_case_alone, _BLANKS))


class _IsWord(dict[str, bool]):
    """Whether a character is a letter or digit of a script that separates words, asked of each once."""

    def __missing__(self, character: str) -> bool:
        self[character] = is_word(character)
        return self[character]


_IS_WORD = _IsWord()
_LEVEL = attrgetter("level")
_NOTHING = Level.NOTHING  # asked for at every place, and slow to be looked up in its class


class Finder:
    """Finds all that says each of some aims, in one pass over a text."""

    def __init__(self, aims: Sequence[Aim]) -> None:
        levels: dict[str, dict[tuple[int, str | None], Level]] = {}
        for place, aim in enumerate(aims):
            for wording in sorted(aim.wordings, key=_LEVEL):  # of the same words the nearest counts
                meant = place, wording.text.replace("-", " ") if wording.cased else None
                for pattern in _patterns(wording.text):
                    levels.setdefault(pattern, {}).setdefault(meant, wording.level)
        self._aims = len(aims)
        self._automaton = AhoCorasick(levels)
        self._patterns = [
            (_IS_WORD[pattern[0]], _IS_WORD[pattern[-1]], [*of_pattern.items()])
            for pattern, of_pattern in levels.items()
        ]

    def find(self, text: str) -> list[list[Mention]]:
        """The places of each aim in order, none overlapping another."""
        folded = plain(text)
        bounded = f" {folded} "  # there is a character before all words, and one after them
        found: list[list[_Place]] = [[] for _ in range(self._aims)]
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            word_first, word_last, meant = self._patterns[number]
            if word_first and _IS_WORD[bounded[start]]:
                continue
            after = end
            if word_last:
                after += bounded[end + 1] == "s"
                if _IS_WORD[bounded[after + 1]]:
                    continue
            for (place, case), level in meant:
                if case is None or _is_case(case, text[start:end]):
                    found[place].append((start, -after, level))
        return [*map(_joined, found)]


@functools.lru_cache(1 << 14)  # all wordings of a vocabulary: broad topics look for those of what is below them
def _patterns(wording: str) -> tuple[str, ...]:
    return tuple(filter(None, map(singular, spellings(plain(wording)))))


def _is_case(wanted: str, said: str) -> bool:
    return said.replace("-", " ") == wanted[: len(said)]


def _joined(found: list[_Place]) -> list[Mention]:
    """Places that overlap are one, of the nearest level; what hides is left as it is, and what begins in it is gone."""
    joined: list[Mention] = []
    begin, reached, nearest = 0, 0, _NOTHING
    for start, minus_end, level in sorted(found) if len(found) > 1 else found:
        if start >= reached:
            if nearest is not _NOTHING:
                joined.append(Mention(begin, reached, nearest))
            begin, reached, nearest = start, -minus_end, level
        elif nearest is not _NOTHING and level is not _NOTHING:
            reached, nearest = max(reached, -minus_end), min(nearest, level)
    if nearest is not _NOTHING:
        joined.append(Mention(begin, reached, nearest))
    return joined


@functools.lru_cache(256)
def finder(aims: tuple[Aim, ...]) -> Finder:
    """The finder of some aims, made once."""
    return Finder(aims)


def find_mentions(aims: Sequence[Aim], text: str) -> list[Mention]:
    """Where a text says any of what is looked for, in order, none overlapping another."""
    found = finder(tuple(aims)).find(text)
    return _joined([(one.start, -one.end, one.level) for places in found for one in places])
