"""Where a text says what is looked for. Texts are read as they are written: places are places in the original."""

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from adapters.tags.spelling import is_word
from adapters.text import changes_in_case_alone, fold
from bot.query.aims import Aim, Level, Wording, singular, spellings

_BLANKS = "\n\t\r\u00a0_-‐‑‒–—−"

_Meant = tuple[int, Wording]  # which of the aims words say, and which of its wordings they are
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
    for blank in _BLANKS:
        folded = folded.replace(blank, " ")
    return folded


class Finder:
    """Finds all that says each of some aims, in one pass over a text."""

    def __init__(self, aims: Sequence[Aim]) -> None:
        meant: dict[str, list[_Meant]] = {}
        for place, aim in enumerate(aims):
            for wording in aim.wordings:
                for pattern in _patterns(wording.text):
                    meant.setdefault(pattern, []).append((place, wording))
        self._aims = len(aims)
        self._all = _automaton(meant)
        # The fewer letters patterns begin with, the faster each letter of a text is passed.
        self._ascii = _automaton({pattern: meant[pattern] for pattern in meant if pattern.isascii()})

    def find(self, text: str) -> list[list[Mention]]:
        """The places of each aim in order, none overlapping another."""
        folded = plain(text)
        automaton = self._ascii if folded.isascii() else self._all
        found: list[list[_Place]] = [[] for _ in range(self._aims)]
        for last, (length, word_first, word_last, meant) in automaton.iter(folded) if automaton else ():
            start, end = last + 1 - length, last + 1
            if word_first and start and is_word(folded[start - 1]):
                continue
            if word_last:
                end = _end_of_word(folded, end)
            if end:
                for place, one in meant:
                    if not one.cased or _is_case(one, text[start : last + 1]):
                        found[place].append((start, -end, one.level))
        return [_joined(places) for places in found]


@functools.lru_cache(8192)  # all wordings of a vocabulary: broad topics look for those of what is below them
def _patterns(wording: str) -> tuple[str, ...]:
    return tuple(filter(None, map(singular, spellings(plain(wording)))))


def _automaton(patterns: Mapping[str, Sequence[_Meant]]) -> ahocorasick.Automaton | None:
    """What finds the patterns; None for none."""
    if not patterns:
        return None
    automaton = ahocorasick.Automaton()
    for pattern, meant in patterns.items():
        automaton.add_word(pattern, (len(pattern), is_word(pattern[0]), is_word(pattern[-1]), meant))
    automaton.make_automaton()
    return automaton


def _end_of_word(folded: str, end: int) -> int:
    """Where the word ends that may have a plural s; 0 where it goes on."""
    if folded[end : end + 1] == "s":
        end += 1
    return 0 if end < len(folded) and is_word(folded[end]) else end


def _is_case(wording: Wording, said: str) -> bool:
    return said.replace("-", " ") == wording.text.replace("-", " ")[: len(said)]


def _joined(found: list[_Place]) -> list[Mention]:
    """Places that overlap are one, of the nearest level; what hides is left as it is, and what begins in it is gone."""
    joined: list[Mention] = []
    for start, minus_end, level in sorted(found) if len(found) > 1 else found:
        whole = joined[-1] if joined else None
        if whole is None or start >= whole.end:
            joined.append(Mention(start, -minus_end, level))
        elif Level.NOTHING not in (whole.level, level):
            joined[-1] = Mention(whole.start, max(whole.end, -minus_end), min(whole.level, level))
    return [mention for mention in joined if mention.level is not Level.NOTHING]


@functools.lru_cache(256)
def finder(aims: tuple[Aim, ...]) -> Finder:
    """The finder of some aims, made once."""
    return Finder(aims)


def find_mentions(aims: Sequence[Aim], text: str) -> list[Mention]:
    """Where a text says any of what is looked for, in order, none overlapping another."""
    found = finder(tuple(aims)).find(text)
    return _joined([(one.start, -one.end, one.level) for places in found for one in places])
