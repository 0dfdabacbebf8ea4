"""Papers whose topics are known: labelled by hand, and weakly by what their keywords name. And the plain rule.

The labels are no part of the project; `missing` says what is not on this machine.
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters import registry
from adapters.model import Entry, Ref
from adapters.tags.concept import Kind
from adapters.tags.matcher import Matcher
from adapters.tags.spelling import key, opened, spell
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from adapters.text import title_key
from bench.corpus import ROOT

SHARED = ROOT.parent / "shared"
GOLD = SHARED / "tags" / "gold.jsonl"
FIRST_SYNONYMS = SHARED / "tags" / "synonyms.tsv"
QUERIES = SHARED / "search" / "queries.jsonl"
ABSTRACTS = SHARED / "search" / "issues"
# concepts that joined the vocabulary after the labelling by hand
LATER = frozenset(
    {
        *("federated-learning", "information-extraction", "fact-checking", "test-time-compute", "dialogue"),
        *("creative-writing", "audio-understanding", "watermarking", "security", "texture", "relighting"),
        *("image-to-video", "correspondence", "super-resolution", "uncertainty", "image-classification"),
        *("domain-adaptation", "few-shot", "optimization", "text-to-sql", "speech-lm", "multimodal-embedding"),
        "comics",
    }
)
TEXT_LENGTH, HEAD_LENGTH = 1500, 500  # of the plain rule

Rule = Callable[[Entry], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """How many topics were found that are wanted, found that are not, and missed."""

    hits: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is wanted."""
        return self.hits / (self.hits + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is wanted that was found."""
        return self.hits / (self.hits + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / (2 * self.hits + self.wrong + self.missed)


def missing() -> list[str]:
    """What is not on this machine."""
    return [str(path) for path in (GOLD, FIRST_SYNONYMS, QUERIES, ABSTRACTS) if not path.exists()]


def by_hand(tagger: Tagger, topic: str | None = None) -> Score:
    """Score the papers labelled by hand, on all topics or one; optional and later ones count neither way."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    issues = {file: _topics_of(file, tagger) for file in {row["file"] for row in rows}}
    hits = wrong = missed = 0
    for row in rows:
        found, wanted = issues[row["file"]][title_key(row["title"])], frozenset(row["topics"])
        neither = LATER.union(row["optional"])
        counted = found | wanted if topic is None else {topic}
        hits += len(found & wanted & counted)
        wrong += len((found - wanted - neither) & counted)
        missed += len((wanted - found) & counted)
    return Score(hits, wrong, missed)


def _topics_of(file: str, tagger: Tagger) -> Mapping[str, frozenset[str]]:
    issue = registry.parse((SHARED / "digests" / file).read_text(encoding="utf-8"), Ref(file))
    found = zip(issue.entries, tagger.tag_issue(issue), strict=True)
    return {title_key(entry.title): frozenset(topic.slug for topic in topics) for entry, topics in found}


def weakly(rule: Rule, *, held_out: bool) -> Score:
    """Score a rule on the abstracts of one half: `wrong` are topics without a weak label, which may be right."""
    queries = [json.loads(line) for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    labelled = frozenset(query["topic"] for query in queries)
    wanted: dict[str, set[str]] = defaultdict(set)
    for query in queries:
        for arxiv_id in query["relevant"]:
            wanted[arxiv_id].add(query["topic"])
    hits = wrong = missed = 0
    for entry in abstracts():
        if entry.arxiv_id and is_held_out(entry.arxiv_id) is held_out:
            found = rule(entry) & labelled
            hits += len(found & wanted[entry.arxiv_id])
            wrong += len(found - wanted[entry.arxiv_id])
            missed += len(wanted[entry.arxiv_id] - found)
    return Score(hits, wrong, missed)


def is_held_out(arxiv_id: str) -> bool:
    """Whether a paper is of the half that no choice may look at: its id's SHA-256 begins with an odd byte."""
    return hashlib.sha256(arxiv_id.encode()).digest()[0] % 2 == 1


def abstracts() -> Iterator[Entry]:
    """The abstracts of both halves."""
    for path in sorted(ABSTRACTS.glob("*.md")):
        yield from registry.parse(path.read_text(encoding="utf-8"), Ref(path.name)).entries


def plain_rule(vocabulary: Vocabulary) -> Rule:
    """Return the rule that ours is measured against, with the first synonyms.

    A title or tag names a topic, or a text does so three times, or twice with one mention in its first 500 characters.
    """
    with FIRST_SYNONYMS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    whole: dict[str, set[str]] = defaultdict(set)
    for concept in vocabulary.concepts.values():
        for name in (concept.slug, *concept.names.values()):
            whole[key(name)].add(concept.slug)
    for row in rows:
        if row["kind"] == Kind.WHOLE_TAG.value:
            whole[key(row["synonym"])].add(row["slug"])
    scanned = [row for row in rows if row["kind"] != Kind.WHOLE_TAG.value]
    matcher = Matcher(((row["slug"],), Kind(row["kind"]), row["synonym"]) for row in scanned)

    def rule(entry: Entry) -> frozenset[str]:
        said = {slug for tag in entry.tags for slug in whole[key(tag)]}
        for text in (entry.title, *entry.tags):
            said |= {hit.slug for each in (text, opened(text)) for hit in matcher.hits(spell(each), weak=True)}
        said |= _insisted("\n".join(entry.summaries.values()), matcher)
        return vocabulary.closed(said)

    return rule


def _insisted(text: str, matcher: Matcher) -> set[str]:
    head = len(spell(text[:HEAD_LENGTH]).folded)
    starts: dict[str, Sequence[int]] = defaultdict(list)
    for hit in matcher.hits(spell(text[:TEXT_LENGTH]), weak=False):
        starts[hit.slug] = [*starts[hit.slug], hit.start]
    return {slug for slug, found in starts.items() if len(found) >= 3 or (len(found) == 2 and min(found) < head)}
