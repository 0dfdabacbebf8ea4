"""What an issue says: its hash, and its papers listed once each with their words for the index. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate

from adapters.model import Entry, Issue, Origin, Topic
from storage import identity
from storage.model import Source
from storage.tokens import words

_SAID = tuple(field.name for field in fields(Entry) if field.name != "line")
_STRENGTH = {origin: strength for strength, origin in enumerate(Origin)}


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper's place in an issue: `position` counts from 0, `vote_rank` from 1 (the most votes)."""

    position: int
    entry: Entry
    topics: tuple[Topic, ...]
    vote_rank: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue with all that the store makes of it by itself: its content's hash and its papers."""

    issue: Issue
    content: str
    listed: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of an issue, as far as reading it again goes."""

    source: str
    content: str
    url: str | None
    tagger: str
    papers: int

    def holds(self, issue: Issue, source: Source, tagger: str) -> bool:
        """Whether it is exactly this issue, tagged by that version of the tagger."""
        described = (source.name, issue.url, tagger) == (self.source, self.url, self.tagger)
        return described and self.content == content_hash(issue)


def prepare(issue: Issue, topics: Sequence[tuple[Topic, ...]]) -> Prepared:
    """Make an issue ready for the store; `topics` run parallel to its entries."""
    listed = list_once(issue.entries, topics)
    return Prepared(issue, content_hash(issue), tuple(replace(one, words=words(one.entry)) for one in listed))


def content_hash(issue: Issue) -> str:
    """The same for issues that say the same, wherever they are kept and however their lines are broken."""
    said = {
        "adapter": issue.adapter,
        "date": issue.date and issue.date.isoformat(),
        "title": issue.title,
        "language": issue.language,
        "entries": [[getattr(entry, name) for name in _SAID] for entry in issue.entries],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict)
    return hashlib.sha256(text.encode()).hexdigest()


def list_once(entries: Sequence[Entry], topics: Sequence[tuple[Topic, ...]]) -> tuple[Listed, ...]:
    """The papers of an issue in its order, each once: what the first mention leaves empty a later one fills."""
    listed: dict[str, Listed] = {}
    keys = identity.assign([identity.marks(entry) for entry in entries])
    for position, (key, entry, found) in enumerate(zip(keys, entries, topics, strict=True)):
        mention = Listed(position, entry, found)
        listed[key] = _joined(listed[key], mention) if key in listed else mention
    return _ranked(tuple(listed.values()))


def strongest(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Each topic once, with its strongest origin, sorted by slug."""
    best: dict[str, Origin] = {}
    for topic in topics:
        known = best.get(topic.slug)
        if known is None or _STRENGTH[topic.origin] < _STRENGTH[known]:
            best[topic.slug] = topic.origin
    return tuple(Topic(slug, best[slug]) for slug in sorted(best))


def _joined(first: Listed, later: Listed) -> Listed:
    missing = {
        name: getattr(later.entry, name)
        for name in _SAID
        if getattr(first.entry, name) in (None, ()) and getattr(later.entry, name) not in (None, ())
    }
    entry = replace(
        first.entry,
        **missing,
        links={**later.entry.links, **first.entry.links},
        summaries={**later.entry.summaries, **first.entry.summaries},
    )
    return replace(first, entry=entry, topics=strongest((*first.topics, *later.topics)))


def _ranked(listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
    counts = Counter(item.entry.votes for item in listed if item.entry.votes is not None)
    descending = sorted(counts, reverse=True)
    better = accumulate((counts[votes] for votes in descending), initial=0)
    ranks = {votes: more + 1 for votes, more in zip(descending, better, strict=False)}
    if not ranks:
        return listed
    return tuple(replace(item, vote_rank=ranks.get(item.entry.votes)) for item in listed)  # type: ignore[arg-type]
