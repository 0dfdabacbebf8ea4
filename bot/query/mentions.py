"""Where a text says what is looked for. Texts are read as they are written: places are places in the original."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from adapters.tags.spelling import is_word
from adapters.text import fold
from bot.query.aims import Aim, Level, Wording, singular, spellings

_BLANKS = "\n\t\r\u00a0_-‐‑‒–—−"


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
    """The text folded character by character, as long as it was."""
    return text.translate(_PLAIN)


class Finder:
    """Finds the wordings of an aim, all of them in one pass."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        patterns: dict[str, list[Wording]] = {}
        for wording in wordings:
            for spelling in spellings(wording.text):
                patterns.setdefault(singular(plain(spelling)), []).append(wording)
        patterns.pop("", None)
        self._all = _automaton(patterns)
        # The fewer letters patterns begin with, the faster each letter of a text is passed.
        self._ascii = _automaton({pattern: meant for pattern, meant in patterns.items() if pattern.isascii()})

    def find(self, text: str) -> list[Mention]:
        """The places in order, none overlapping another."""
        found = sorted(self._matches(text), key=_from_left)
        return [mention for mention in _joined(found) if mention.level is not Level.NOTHING]

    def _matches(self, text: str) -> Iterator[Mention]:
        folded = plain(text)
        automaton = self._ascii if folded.isascii() else self._all
        for last, (length, word_first, word_last, meant) in automaton.iter(folded) if automaton else ():
            start, end = last + 1 - length, last + 1
            if word_first and start and is_word(folded[start - 1]):
                continue
            if word_last:
                end = _end_of_word(folded, end)
            if end:
                yield from (Mention(start, end, one.level) for one in meant if _is_case(one, text, start, last + 1))


def _automaton(patterns: Mapping[str, Sequence[Wording]]) -> ahocorasick.Automaton | None:
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


def _is_case(wording: Wording, text: str, start: int, end: int) -> bool:
    return not wording.cased or text[start:end].replace("-", " ") == wording.text.replace("-", " ")[: end - start]


def _from_left(mention: Mention) -> tuple[int, int, Level]:
    return mention.start, -mention.end, mention.level


def _joined(found: Sequence[Mention]) -> Iterator[Mention]:
    """Places that overlap are one, of the nearest level; what hides is left as it is, and what begins in it is gone."""
    whole: Mention | None = None
    for mention in found:
        if whole is None or mention.start >= whole.end:
            if whole:
                yield whole
            whole = mention
        elif Level.NOTHING not in (whole.level, mention.level):
            whole = Mention(whole.start, max(whole.end, mention.end), min(whole.level, mention.level))
    if whole:
        yield whole


@functools.lru_cache(256)
def finder(aim: Aim) -> Finder:
    """The finder of an aim, made once."""
    return Finder(aim.wordings)


def find_mentions(aims: Sequence[Aim], text: str) -> list[Mention]:
    """Where a text says any of what is looked for, in order, none overlapping another."""
    found = sorted((mention for aim in aims for mention in finder(aim).find(text)), key=_from_left)
    return [*_joined(found)]
