"""Papers that only a stream brings: whatever was submitted, where other publishers choose. Pure.

They fill the places that chosen papers leave, unless a chat wants them on a par with these, or not at all.
"""

from collections.abc import Iterable
from dataclasses import replace

from adapters import registry
from adapters.model import NOTHING, Origin
from bot.query import matches
from bot.terms import Term
from storage.model import Paper

ON, FILL, OFF = "on", "fill", "off"
STREAMS = frozenset(one.name for one in (*registry.ADAPTERS, *registry.SERVED) if one.stream)


def is_streamed(paper: Paper) -> bool:
    """Whether nobody has chosen the paper."""
    return all(stored.adapter in STREAMS for stored in paper.entries)


def bare(paper: Paper) -> Paper:
    """The paper without its running text, and without the topics that were found only there."""
    entries = (replace(stored, entry=replace(stored.entry, summaries=NOTHING)) for stored in paper.entries)
    topics = tuple(topic for topic in paper.topics if topic.origin is not Origin.TEXT)
    return replace(paper, entries=tuple(entries), topics=topics)


def is_named(terms: Iterable[Term], paper: Paper) -> bool:
    """Whether one of the terms wants the paper for its title, or for its author, category or source."""
    without = bare(paper)
    return any(matches(term, without) for term in terms)


def admits(streams: str, wanted: Iterable[Term], paper: Paper) -> bool:
    """Whether a chat with this setting may get the paper, which its wanted terms match."""
    if streams == ON or not is_streamed(paper):
        return True
    return streams == FILL and is_named(wanted, paper)
