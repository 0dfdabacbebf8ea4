"""The tagger against papers labelled by hand, which stay outside the repository."""

import json
import pathlib

import pytest

from adapters import registry
from adapters.model import Ref
from adapters.tags.tagger import Tagger
from adapters.text import title_key

SHARED = pathlib.Path(__file__).parents[2] / "../shared"
GOLD = SHARED / "tags/gold.jsonl"
# concepts that joined the vocabulary after the labelling
LATER = frozenset(
    {
        *("federated-learning", "information-extraction", "fact-checking", "test-time-compute", "dialogue"),
        *("creative-writing", "audio-understanding", "watermarking", "security", "texture", "relighting"),
        *("image-to-video", "correspondence", "super-resolution", "uncertainty", "image-classification"),
        *("domain-adaptation", "few-shot", "optimization", "text-to-sql", "speech-lm", "multimodal-embedding"),
        "comics",
    }
)


def topics_of(file: str, tagger: Tagger) -> dict[str, set[str]]:
    issue = registry.parse((SHARED / "digests" / file).read_text(encoding="utf-8"), Ref(file))
    found = zip(issue.entries, tagger.tag_issue(issue), strict=True)
    return {title_key(entry.title): {topic.slug for topic in topics} for entry, topics in found}


def test_topics_of_labelled_papers(tagger: Tagger) -> None:
    if not GOLD.exists():
        pytest.skip(f"{GOLD} is not on this machine")
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert rows
    issues = {file: topics_of(file, tagger) for file in {row["file"] for row in rows}}
    hits = wrong = missed = 0
    for row in rows:
        found = issues[row["file"]][title_key(row["title"])]
        wanted = set(row["topics"])
        hits += len(found & wanted)
        wrong += len(found - wanted - set(row["optional"]) - LATER)
        missed += len(wanted - found)
    assert hits / (hits + wrong) >= 0.92
    assert 2 * hits / (2 * hits + wrong + missed) >= 0.92
