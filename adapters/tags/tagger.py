"""Says which topics an entry has, and why."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adapters.model import Entry, Issue, Origin, Topic
from adapters.tags.concept import Concept, Kind
from adapters.tags.matcher import Hit, Matcher
from adapters.tags.spelling import Spelled, key, opened, spell
from adapters.tags.vocabulary import Vocabulary

RULES_VERSION = 1  # change it whenever the same data would give other topics

TEXT_LENGTH = 1500  # characters of the text that are read
WEIGHTS = {Origin.PUBLISHER: 2, Origin.TITLE: 2, Origin.TEXT: 1}  # of one mention
ENOUGH = 2  # a title or tag by itself, or two mentions in the text


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


class _Finding(NamedTuple):
    """A mark before its words are cut out of the text."""

    slug: str
    field: Origin
    text: Spelled
    start: int
    end: int
    synonym: str
    counted: bool

    def mark(self) -> Mark:
        return Mark(self.slug, self.field, self.text.excerpt(self.start, self.end), self.synonym, self.counted)


class Tagger:
    """Finds a vocabulary's concepts in title, publisher's tags and text; never raises, in time linear in their length.

    `version` changes with the data and the rules: what was tagged under another one may be tagged anew.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.version = f"{RULES_VERSION}-{_digest(vocabulary.concepts.values())}"
        self._above = {slug: vocabulary.closed((slug,)) for slug in vocabulary.concepts}
        self._whole_tags = _whole_tags(vocabulary.concepts.values())
        self._matcher = Matcher(_scanned(vocabulary.concepts.values()))

    def tag_entry(self, entry: Entry) -> tuple[Topic, ...]:
        """Return the topics of an entry, from its summaries in the order in which it holds them."""
        return self.tag(entry.title, entry.tags, "\n".join(entry.summaries.values()))

    def tag_issue(self, issue: Issue) -> list[tuple[Topic, ...]]:
        """Return the topics of each of an issue's entries."""
        return [self.tag_entry(entry) for entry in issue.entries]

    def tag(self, title: str, tags: Sequence[str], text: str) -> tuple[Topic, ...]:
        """Return the topics with all broader ones, sorted by slug, each with its strongest origin."""
        origins: dict[str, Origin] = {}
        for finding in self._findings(title, tags, text):
            if finding.counted:
                for slug in self._above[finding.slug]:
                    origins.setdefault(slug, finding.field)
        return tuple(Topic(slug, origins[slug]) for slug in sorted(origins))

    def explain(self, title: str, tags: Sequence[str], text: str) -> tuple[Mark, ...]:
        """Return every place where a concept is named, tags first, then title, then text.

        A broader concept stands on its own only where a text names narrower ones often enough for it alone.
        """
        return tuple(dict.fromkeys(finding.mark() for finding in self._findings(title, tags, text)))

    def _findings(self, title: str, tags: Sequence[str], text: str) -> Iterator[_Finding]:
        """Yield what title, tags and text name, the strongest origin first."""
        for tag in tags:
            yield from self._whole_tag_findings(tag)
            yield from self._short_findings(tag, Origin.PUBLISHER)
        yield from self._short_findings(title, Origin.TITLE)
        yield from self._text_findings(text)

    def _whole_tag_findings(self, tag: str) -> Iterator[_Finding]:
        for slug, synonym in self._whole_tags.get(key(tag), ()):
            spelled = spell(tag)
            yield _Finding(slug, Origin.PUBLISHER, spelled, 0, len(spelled.folded), synonym, counted=True)

    def _short_findings(self, text: str, field: Origin) -> Iterator[_Finding]:
        counted = WEIGHTS[field] >= ENOUGH
        for spelling in dict.fromkeys((text, opened(text))):
            spelled = spell(spelling)
            for hit in self._matcher.hits(spelled, weak=True):
                yield _finding(hit.slug, field, spelled, hit, counted=counted)

    def _text_findings(self, text: str) -> Iterator[_Finding]:
        spelled = spell(text[:TEXT_LENGTH])
        hits = self._matcher.hits(spelled, weak=False)
        held = self._held(hits)
        for hit in hits:
            counted = hit.slug in held
            yield _finding(hit.slug, Origin.TEXT, spelled, hit, counted=counted)
            if not counted:
                for slug in sorted(held & self._above[hit.slug]):
                    yield _finding(slug, Origin.TEXT, spelled, hit, counted=True)

    def _held(self, hits: Iterable[Hit]) -> frozenset[str]:
        """Return the concepts that a text names often enough; naming one names the broader ones."""
        places: dict[str, set[int]] = defaultdict(set)
        for hit in hits:
            for slug in self._above[hit.slug]:
                places[slug].add(hit.start)
        return frozenset(slug for slug, starts in places.items() if WEIGHTS[Origin.TEXT] * len(starts) >= ENOUGH)


def _finding(slug: str, field: Origin, text: Spelled, hit: Hit, *, counted: bool) -> _Finding:
    return _Finding(slug, field, text, hit.start, hit.end, hit.pattern.synonym, counted)


def _scanned(concepts: Iterable[Concept]) -> Iterator[tuple[tuple[str, ...], Kind, str]]:
    for concept in concepts:
        for synonym in concept.synonyms:
            if synonym.kind is not Kind.WHOLE_TAG:
                yield (concept.slug,), synonym.kind, synonym.text


def _whole_tags(concepts: Iterable[Concept]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return slug and synonym by the key of a tag that means a concept as a whole: names and whole-tag synonyms."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for concept in concepts:
        whole = (synonym.text for synonym in concept.synonyms if synonym.kind is Kind.WHOLE_TAG)
        for text in (concept.slug, *concept.names.values(), *whole):
            found[key(text)].append((concept.slug, text))
    return found


def _digest(concepts: Iterable[Concept]) -> str:
    lines = (repr((c.slug, c.broader, dict(c.names), [(s.kind.value, s.text) for s in c.synonyms])) for c in concepts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
