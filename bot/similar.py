"""Papers like a paper, found in the store."""

from collections.abc import Sequence
from itertools import islice

from adapters.tags.vocabulary import Vocabulary
from bot.alike import Likeness, Traits, likeness, rarity_of, shared, telling_words
from storage.found import Candidate
from storage.model import Paper, TokenQuery
from storage.search import TOTAL_LIMIT
from storage.store import Store

RARE = 12  # words of a paper that are looked for
COMPARED = 400  # papers, by titles and topics
TITLED = 300  # of them, at most, with a rare word in the title
READ = 100  # papers whose summaries are read
NARROW, BROAD = 0.6, 0.1  # what a shared topic is worth; the rarest word is worth 1


def find_similar(store: Store, vocabulary: Vocabulary, paper: Paper, *, limit: int) -> list[Likeness]:
    """The papers that are most like it, the likest first."""
    traits = find_traits(store, vocabulary, paper)
    found = [one for one in _candidates(store, traits) if paper.title not in one.titles]
    promising = sorted(found, key=lambda one: (-likeness(traits, one, ()), -one.key))[:READ]
    worth = {one.key: likeness(traits, one, one.texts) for one in promising}
    best = sorted((key for key in worth if worth[key] > 0), key=lambda key: (-worth[key], -key))[: limit + 1]
    papers = [one for one in store.search.papers(best) if one.id != paper.id]
    return [shared(traits, one) for one in papers[:limit]]


def find_traits(store: Store, vocabulary: Vocabulary, paper: Paper) -> Traits:
    """What tells a paper from others in this store."""
    slugs = {topic.slug for topic in paper.topics}
    broader = {above for slug in slugs if slug in vocabulary.concepts for above in vocabulary.closed([slug]) - {slug}}
    topics = {slug: BROAD if slug in broader else NARROW for slug in slugs}
    words = telling_words(paper)
    everything, *counts = store.search.counts([TokenQuery("and"), *(TokenQuery("token", word) for word in words)])
    rarity = {word: rarity_of(count, min(everything, TOTAL_LIMIT)) for word, count in zip(words, counts, strict=True)}
    rarest = sorted(rarity, key=lambda word: (-rarity[word], word))
    return Traits(topics, {word: rarity[word] for word in rarest if rarity[word] > 0})


def _candidates(store: Store, traits: Traits) -> Sequence[Candidate]:
    """The newest papers that have a rare word or all of the narrowest topics, and the newest with one in the title."""
    words = list(traits.words)[:RARE]
    narrow = [TokenQuery("facet", slug, "tag") for slug, worth in sorted(traits.topics.items()) if worth == NARROW][:3]
    parts = [TokenQuery("token", word) for word in words] + ([TokenQuery("and", parts=tuple(narrow))] if narrow else [])
    if not parts:
        return ()
    in_titles = TokenQuery("or", parts=tuple(TokenQuery("facet", word, "title") for word in words))
    found = store.search.look_up(TokenQuery("or", parts=tuple(parts)), in_titles if words else None, titled=TITLED)
    return store.search.read(islice(found.promising(), COMPARED))
