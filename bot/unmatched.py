"""What publishers' tags and papers' titles say often, and the vocabulary does not know."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from adapters.tags.spelling import key
from adapters.tags.tagger import Tagger
from storage.model import Paper

EXAMPLES = 3  # titles
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_LONGEST = 3  # words of a term
_COMMON = frozenset(
    _WORD.findall(
        "a an and are as at be beyond by can do does for from have how in into is it its more need no not of on or our "
        "over should so than that the their they this through to toward towards under up use using via we what when "
        "where which why with within without you your all new one two way"
    )
)


class Voice(Enum):
    """Who says it."""

    TAG = "tag"  # a publisher
    TERM = "term"  # titles, in two or three words


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something that so many papers have, the titles of the first of them beside it."""

    text: str
    said: Voice
    papers: int
    examples: tuple[str, ...]


def unmatched(papers: Iterable[Paper], tagger: Tagger, *, at_least: int) -> list[Unmatched]:
    """Return what no topic is found in although so many papers say it, the most frequent first, tags before terms."""
    titles: dict[tuple[Voice, str], dict[str, None]] = defaultdict(dict)
    spelled: dict[tuple[Voice, str], str] = {}
    for paper in papers:
        for said, text in _sayings(paper):
            place = said, key(text)
            spelled.setdefault(place, text)
            titles[place].setdefault(paper.title)
    frequent = {place: found for place, found in titles.items() if place[1] and len(found) >= at_least}
    unknown = {place: found for place, found in frequent.items() if not tagger.explain("", (spelled[place],))}
    kept = [
        Unmatched(spelled[place], place[0], len(found), tuple(found)[:EXAMPLES])
        for place, found in unknown.items()
        if not _is_part(place, unknown)
    ]
    return sorted(kept, key=lambda one: (one.said is Voice.TERM, -one.papers, one.text))


def _sayings(paper: Paper) -> Iterator[tuple[Voice, str]]:
    for entry in paper.entries:
        yield from ((Voice.TAG, tag.lstrip("#")) for tag in entry.entry.tags)
    words = _WORD.findall(paper.title)
    for length in range(2, _LONGEST + 1):
        for start in range(len(words) - length + 1):
            term = words[start : start + length]
            if not any(word.casefold() in _COMMON or word.isdigit() for word in term):
                yield Voice.TERM, " ".join(term)


def _is_part(place: tuple[Voice, str], unknown: dict[tuple[Voice, str], dict[str, None]]) -> bool:
    """Whether the same papers all say a longer term that has this one in it."""
    said, text = place
    return said is Voice.TERM and any(
        other is Voice.TERM and text != longer and text in longer and len(found) >= len(unknown[place])
        for (other, longer), found in unknown.items()
    )
