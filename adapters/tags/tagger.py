"""Says which topics an entry has, and why."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.model import Entry, Origin, Topic
from adapters.tags.concept import Concept, Kind
from adapters.tags.matcher import Hit, Matcher
from adapters.tags.spelling import Spelled, key, opened, spell
from adapters.tags.vocabulary import Vocabulary

RULES_VERSION = 1  # change it whenever the same data would give other topics

TEXT_LENGTH = 1500  # characters of the text that are read
HEAD_LENGTH = 500  # characters in which a text says what it is about
WEIGHTS = {Origin.PUBLISHER: 6, Origin.TITLE: 6, Origin.TEXT: 2}  # of one mention
HEAD_WEIGHT = 2  # added once if any mention in the text is in its head
ENOUGH = 6  # a title or tag by itself, three mentions in the text, or two with one in its head

_STRENGTH = {origin: rank for rank, origin in enumerate(Origin)}  # Origin's members are in order
_IN_TEXT = frozenset({Kind.ANYWHERE, Kind.CASE, Kind.BLOCKER})
_IN_TITLE_OR_TAG = _IN_TEXT | {Kind.TITLE_OR_TAG, Kind.CASE_TITLE_OR_TAG}


@dataclass(frozen=True, slots=True)
class Mark:
    """One place where a topic was found: `matched` as written there, `synonym` as in the data file.

    `counted` says whether this field gave the topic to the entry; a text may mention it too rarely.
    """

    slug: str
    field: Origin
    matched: str
    synonym: str
    counted: bool


class Tagger:
    """Finds a vocabulary's concepts in title, publisher's tags and text; never raises, in time linear in their length.

    `version` changes with the data and the rules: what was tagged under another one may be tagged anew.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.version = f"{RULES_VERSION}-{_digest(vocabulary.concepts.values())}"
        self._vocabulary = vocabulary
        self._whole_tags = dict(_whole_tags(vocabulary.concepts.values()))
        self._matcher = Matcher(_scanned(vocabulary.concepts.values()))

    def tag_entry(self, entry: Entry) -> tuple[Topic, ...]:
        """Return the topics of an entry, from its summaries in the order in which it holds them."""
        return self.tag(entry.title, entry.tags, "\n".join(entry.summaries.values()))

    def tag(self, title: str, tags: Sequence[str], text: str) -> tuple[Topic, ...]:
        """Return the topics with all broader ones, sorted by slug, each with its strongest origin."""
        origins: dict[str, Origin] = {}
        for mark in self.explain(title, tags, text):
            if mark.counted:
                for slug in self._vocabulary.closed((mark.slug,)):
                    origins[slug] = min(origins.get(slug, mark.field), mark.field, key=_STRENGTH.__getitem__)
        return tuple(Topic(slug, origins[slug]) for slug in sorted(origins))

    def explain(self, title: str, tags: Sequence[str], text: str) -> tuple[Mark, ...]:
        """Return every place where a concept is named, broader ones not included, tags first, then title, then text."""
        marks = [*self._tag_marks(tags), *self._title_marks(title), *self._text_marks(text)]
        return tuple(dict.fromkeys(marks))

    def _tag_marks(self, tags: Iterable[str]) -> Iterator[Mark]:
        for tag in tags:
            for slug, synonym in self._whole_tags.get(key(tag), ()):
                yield Mark(slug, Origin.PUBLISHER, tag, synonym, counted=True)
            yield from self._short_marks(tag, Origin.PUBLISHER)

    def _title_marks(self, title: str) -> Iterator[Mark]:
        return self._short_marks(title, Origin.TITLE)

    def _short_marks(self, text: str, field: Origin) -> Iterator[Mark]:
        for spelling in dict.fromkeys((text, opened(text))):
            spelled = spell(spelling)
            for hit in self._matcher.hits(spelled, _IN_TITLE_OR_TAG):
                yield _mark(hit, field, spelled, counted=True)

    def _text_marks(self, text: str) -> Iterator[Mark]:
        spelled = spell(text[:TEXT_LENGTH])
        mentions: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._matcher.hits(spelled, _IN_TEXT):
            mentions[hit.slug].append(hit)
        for hits in mentions.values():
            counted = _weight(hits, spelled) >= ENOUGH
            yield from (_mark(hit, Origin.TEXT, spelled, counted=counted) for hit in hits)


def _weight(hits: list[Hit], text: Spelled) -> int:
    """What the mentions of one concept in a text weigh together."""
    in_head = any(text.position_in_text(hit.start) < HEAD_LENGTH for hit in hits)
    return WEIGHTS[Origin.TEXT] * len(hits) + HEAD_WEIGHT * in_head


def _mark(hit: Hit, field: Origin, text: Spelled, *, counted: bool) -> Mark:
    return Mark(hit.slug, field, text.excerpt(hit.start, hit.end), hit.pattern.text, counted)


def _scanned(concepts: Iterable[Concept]) -> Iterator[tuple[tuple[str, ...], Kind, str]]:
    for concept in concepts:
        for synonym in concept.synonyms:
            if synonym.kind is not Kind.WHOLE_TAG:
                yield (concept.slug,), synonym.kind, synonym.text


def _whole_tags(concepts: Iterable[Concept]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the keys of tags that mean a concept only as a whole: its names and its whole-tag synonyms."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for concept in concepts:
        whole = (synonym.text for synonym in concept.synonyms if synonym.kind is Kind.WHOLE_TAG)
        for text in (concept.slug, *concept.names.values(), *whole):
            found[key(text)].append((concept.slug, text))
    return ((text, tuple(meanings)) for text, meanings in found.items())


def _digest(concepts: Iterable[Concept]) -> str:
    lines = (repr((c.slug, c.broader, dict(c.names), [(s.kind.value, s.text) for s in c.synonyms])) for c in concepts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
