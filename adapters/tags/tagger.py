"""Says which topics an entry has, and why."""

import functools
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from adapters.model import Entry, Issue, Origin, Topic
from adapters.tags.asides import Asides
from adapters.tags.concept import Concept, Kind
from adapters.tags.matcher import Hit, Matcher
from adapters.tags.spelling import Spelled, key, opened, spell
from adapters.tags.vocabulary import Vocabulary

RULES_VERSION = 2  # change it whenever the same data would give other topics

TEXT_LENGTH = 1500  # characters of the text that are read
EARLY = 250  # letters of a text that are its beginning
WHOLE = 800  # letters of a text that is a whole abstract
FIELDS = ("cs.", "stat.", "eess.")  # of arXiv, in which a single word means what it means to us
TAGS = 4096  # that are remembered with what they name: publishers have few, and give them again and again
PAGE = 3  # entries that make what their tags have in common their page's topic


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

    def words(self) -> str:
        return self.text.folded[self.start : self.end]

    def mark(self) -> Mark:
        return Mark(self.slug, self.field, self.text.excerpt(self.start, self.end), self.synonym, self.counted)


class _Read(NamedTuple):
    """A text with what it names."""

    spelled: Spelled
    hits: list[Hit]


class Tagger:
    """Finds a vocabulary's concepts in title, publisher's tags and text; never raises, in time linear in their length.

    `version` changes with the data and the rules: what was tagged under another one may be tagged anew.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.version = f"{RULES_VERSION}-{_digest(vocabulary.concepts.values())}"
        self._above = {slug: vocabulary.closed((slug,)) for slug in vocabulary.concepts}
        self._mentions = {concept.slug: concept.mentions for concept in vocabulary.concepts.values()}
        self._whole_tags = _whole_tags(vocabulary.concepts.values())
        self._matcher = Matcher(_scanned(vocabulary.concepts.values()))
        self._in_tag = functools.lru_cache(TAGS)(self._read_tag)

    def tag_entry(self, entry: Entry, page: Collection[str] = ()) -> tuple[Topic, ...]:
        """Return the topics of an entry; `page` are those of its tags that say what its whole issue is about."""
        own = [tag for tag in entry.tags if tag not in page]
        return self.tag(entry.title, own, *entry.summaries.values(), page=page, categories=entry.categories)

    def tag_issue(self, issue: Issue) -> list[tuple[Topic, ...]]:
        """Return the topics of each of an issue's entries; a tag that all of several share is its page's."""
        return self.tag_entries(issue.entries)

    def tag_entries(self, entries: Sequence[Entry]) -> list[tuple[Topic, ...]]:
        """Return the topics of each of the entries that an issue holds."""
        page = page_tags(entries)
        return [self.tag_entry(entry, page) for entry in entries]

    def tag(
        self,
        title: str,
        tags: Sequence[str],
        *texts: str,
        page: Collection[str] = (),
        categories: Collection[str] = (),
    ) -> tuple[Topic, ...]:
        """Return the topics with all broader ones, sorted by slug, each with its strongest origin.

        `texts` say the same in several languages: what one of them names often enough is a topic. Of a topic of the
        `page`'s tags one mention is enough. Where arXiv's `categories` are of other fields, single words say nothing.
        """
        origins: dict[str, Origin] = {}
        for finding in self._findings(title, tags, texts, page, categories):
            if finding.counted:
                for slug in self._above[finding.slug]:
                    origins.setdefault(slug, finding.field)
        return tuple(Topic(slug, origins[slug]) for slug in sorted(origins))

    def explain(self, title: str, tags: Sequence[str], *texts: str) -> tuple[Mark, ...]:
        """Return every place where a concept is named, tags first, then title, then texts.

        A broader concept stands on its own only where a text names narrower ones often enough for it alone.
        """
        return tuple(dict.fromkeys(finding.mark() for finding in self._findings(title, tags, texts, (), ())))

    def _findings(
        self,
        title: str,
        tags: Sequence[str],
        texts: Iterable[str],
        page: Iterable[str],
        categories: Collection[str],
    ) -> Iterator[_Finding]:
        """Yield what title, tags and texts name, the strongest origin first."""
        foreign = bool(categories) and not any(category.startswith(FIELDS) for category in categories)
        read = [self._read(text, foreign=foreign) for text in texts]
        for tag in tags:
            yield from self._in_tag(tag)
        yield from self._title_findings(title, read, foreign=foreign)
        expected = frozenset(finding.slug for tag in page for finding in self._in_tag(tag))
        for text in read:
            yield from self._text_findings(text, expected)

    def _read(self, text: str, *, foreign: bool) -> _Read:
        spelled = spell(text[:TEXT_LENGTH])
        return _Read(spelled, self._hits(spelled, weak=False, foreign=foreign))

    def _hits(self, text: Spelled, *, weak: bool, foreign: bool) -> list[Hit]:
        hits = self._matcher.hits(text, weak=weak)
        return [hit for hit in hits if not hit.pattern.short] if foreign else hits

    def _read_tag(self, tag: str) -> tuple[_Finding, ...]:
        return (*self._whole_tag_findings(tag), *self._short_findings(tag, Origin.PUBLISHER, foreign=False))

    def _whole_tag_findings(self, tag: str) -> Iterator[_Finding]:
        for slug, synonym in self._whole_tags.get(key(tag), ()):
            spelled = spell(tag)
            yield _Finding(slug, Origin.PUBLISHER, spelled, 0, len(spelled.folded), synonym, counted=True)

    def _short_findings(self, text: str, field: Origin, *, foreign: bool) -> Iterator[_Finding]:
        for spelling in dict.fromkeys((text, opened(text))):
            spelled = spell(spelling)
            for hit in self._hits(spelled, weak=True, foreign=foreign):
                yield _finding(hit.slug, field, spelled, hit, counted=True)

    def _title_findings(self, title: str, texts: Sequence[_Read], *, foreign: bool) -> Iterator[_Finding]:
        """Yield what a title names; what a whole abstract never takes up was said for effect (one style, one code)."""
        findings = self._short_findings(title, Origin.TITLE, foreign=foreign)
        if any(len(text.spelled.folded) >= WHOLE for text in texts):
            named = {slug for text in texts for hit in text.hits for slug in self._above[hit.slug]}
            findings = (taken for finding in findings for taken in self._taken_up(finding, named, texts))
        yield from findings

    def _taken_up(self, finding: _Finding, named: Set[str], texts: Sequence[_Read]) -> Iterator[_Finding]:
        """Yield a finding if a text has its concept or its very words, else what is named of the broader ones."""
        if finding.slug in named or any(finding.words() in text.spelled.folded for text in texts):
            yield finding
        else:
            yield finding._replace(counted=False)
            yield from (finding._replace(slug=slug) for slug in sorted(named & self._above[finding.slug]))

    def _text_findings(self, text: _Read, expected: Set[str]) -> Iterator[_Finding]:
        held = self._held(text.spelled, text.hits, expected)
        for hit in text.hits:
            counted = hit.slug in held
            yield _finding(hit.slug, Origin.TEXT, text.spelled, hit, counted=counted)
            if not counted:
                for slug in sorted(held & self._above[hit.slug]):
                    yield _finding(slug, Origin.TEXT, text.spelled, hit, counted=True)

    def _held(self, text: Spelled, hits: Iterable[Hit], expected: Set[str]) -> frozenset[str]:
        """Return the concepts that a text names often enough; naming one names the broader ones."""
        places: dict[str, dict[int, int]] = defaultdict(dict)
        for hit in hits:
            for slug in self._above[hit.slug]:
                places[slug][hit.start] = hit.end
        often = [slug for slug, found in places.items() if len(found) >= self._wanted(slug, expected)]
        if not often:
            return frozenset()
        asides = Asides(text)
        return frozenset(slug for slug in often if _enough(asides, places[slug], self._wanted(slug, expected)))

    def _wanted(self, slug: str, expected: Set[str]) -> int:
        return 1 if slug in expected else self._mentions[slug]


def _enough(asides: Asides, found: Mapping[int, int], wanted: int) -> bool:
    """Say whether the mentions, end by start, are enough: what a text only compares itself with is not its topic.

    The last that is wanted must come early, or in one breath with the others, as in "chain of thought (CoT)".
    """
    if len(found) < wanted:
        return False
    if len(found) == 1:
        return not any(asides.is_aside(*mention) for mention in found.items())
    if all(asides.is_compared(*mention) for mention in found.items()):
        return False
    return len(found) > wanted or min(found) < EARLY or asides.in_one_sentence(found)


def page_tags(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the tags that all of several entries share: they say what the page is about, not each paper."""
    return (
        frozenset.intersection(*(frozenset(entry.tags) for entry in entries)) if len(entries) >= PAGE else frozenset()
    )


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
    lines = (
        repr((c.slug, c.broader, dict(c.names), c.mentions, [(s.kind.value, s.text) for s in c.synonyms]))
        for c in concepts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
