"""Chats as they are expected, and days of papers for them."""

import dataclasses
import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from adapters import registry
from adapters.model import Issue, Ref
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bench.corpus import Corpus
from bot import ingest
from bot.query import parse_subscriptions
from storage.bulk import batched, insert_all
from storage.engine import connect
from storage.model import ChatKind, Paper, Settings
from storage.schema import chat, subscription
from storage.store import Store

DAYS = 2
COMMON = 0.7  # of the chats wish for one of the bundles
BUNDLES = 50
MOST_IN_A_BUNDLE = 5
MOST_WISHES = 2  # of another chat: with this, 1,000,000 chats need about 50,000 distinct messages
NEVERS = 0.12  # of the other chats never want something
RARE = 0.05  # of the terms are no tags: phrases, authors and sources
MADE = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
_LANGUAGES = {("zh",): 45, ("en",): 35, ("ko", "en"): 20}
_LENGTHS = {10: 90, 5: 5, 20: 5}

Item = TypeVar("Item")
Terms = tuple[tuple[str, bool], ...]  # each with whether it is wanted
Made = tuple[dt.datetime, Terms]  # a chat: when it is due, and its terms


class Wishing:
    """What chats wish for. Bundles and terms are chosen by rank, the n-th one n times as rarely as the first.

    A chat that wishes for no bundle has 1 to `most` terms, each number as often as another.
    """

    def __init__(self, papers: Sequence[Paper], vocabulary: Vocabulary, *, seed: int, most: int = MOST_WISHES) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._most = most
        published = Counter(topic.slug for paper in papers for topic in paper.topics)
        self._tags = sorted(vocabulary.concepts, key=lambda slug: (-published[slug], slug))
        self._rare = list(_rare(papers, vocabulary))
        self._bundles = [self._some(MOST_IN_A_BUNDLE) for _ in range(BUNDLES)]

    def terms(self) -> Terms:
        """The terms of one more chat; it shares no text with another, as rows of a database do not."""
        chosen = self._ranked(self._bundles) if self._dice.random() < COMMON else self._own()
        return tuple((term.encode().decode(), wanted) for term, wanted in chosen)

    def _own(self) -> Terms:
        terms = self._some(self._most)
        never = self._ranked(self._tags)
        if self._dice.random() >= NEVERS or (never, True) in terms:
            return terms
        return (*terms, (never, False))

    def _some(self, most: int) -> Terms:
        terms = dict.fromkeys(self._term() for _ in range(self._dice.randint(1, most)))
        return tuple((term, True) for term in terms)

    def _term(self) -> str:
        return self._dice.choice(self._rare) if self._dice.random() < RARE else self._ranked(self._tags)

    def _ranked(self, items: Sequence[Item]) -> Item:
        return items[int((len(items) + 1) ** self._dice.random()) - 1]


def _rare(papers: Sequence[Paper], vocabulary: Vocabulary) -> Iterator[str]:
    """What is wished for besides tags: authors, sources, and concepts as phrases, in their canonical spelling."""
    sources = sorted({entry.source for paper in papers for entry in paper.entries})
    said = [f'by:"{name}"' for name in sorted({name for paper in papers for name in paper.authors})]
    said += [f'"{concept.names["en"]}"' for concept in vocabulary.concepts.values()]
    for text in (*said, *(f"source:{name}" for name in sources)):
        yield from (wish.spelling for wish in parse_subscriptions(text, vocabulary, sources=sources).wishes)


def publish(store: Store, tagger: Tagger, corpus: Corpus, day: int, papers: int) -> list[Issue]:
    """Bring issues of a day, of DAYS, into the store until it has so many papers more; no other day has these."""
    wanted = store.stats().papers + papers
    published = []
    for issue in _issues(corpus, day):
        left = wanted - store.stats().papers
        if not left:
            break
        published.append(dataclasses.replace(issue, entries=issue.entries[:left]))
        ingest.put(published[-1], store, tagger, now=_morning(day))
    return published


def take_up(store: Store, tagger: Tagger, issues: Iterable[Issue], day: int, papers: int) -> None:
    """Bring so many of the papers in these issues into the store again, as issues of another publisher."""
    for issue in issues:
        again = dataclasses.replace(issue, adapter="again", key=f"again/{issue.key}", entries=issue.entries[:papers])
        ingest.put(again, store, tagger, now=_morning(day))
        papers -= len(again.entries)
        if not papers:
            break


def _issues(corpus: Corpus, day: int) -> Iterator[Issue]:
    """Issues without end, from one copy of the corpus after another."""
    for copy in itertools.count(day, DAYS):
        texts = list(corpus.copy(copy))
        random.Random(copy).shuffle(texts)  # noqa: S311 - repeatable, not secret
        for text in texts:
            yield registry.parse(text.data.decode(), Ref(key=text.key), text.adapter)


def _morning(day: int) -> dt.datetime:
    return MADE + dt.timedelta(days=day)


def settle(url: str, chats: Iterable[Made]) -> None:
    """Write chats and their subscriptions into a database without any; they saw nothing yet."""
    dice = random.Random(1)  # noqa: S311 - repeatable, not secret
    engines = connect(url)
    for batch in batched(enumerate(chats, 1)):
        rows = [_chat(number, due_at, dice) for number, (due_at, _) in batch]
        wishes = [row for number, (_, terms) in batch for row in _subscriptions(number, terms)]
        with engines.writing() as connection:
            insert_all(connection, chat, rows)
            insert_all(connection, subscription, wishes)
    engines.close()


def _chat(number: int, due_at: dt.datetime, dice: random.Random) -> dict[str, Any]:
    settings = Settings(
        languages=dice.choices([*_LANGUAGES], [*_LANGUAGES.values()])[0],
        length=dice.choices([*_LENGTHS], [*_LENGTHS.values()])[0],
    )
    place = {"id": number, "platform": "bench", "chat_id": str(number), "thread_id": "", "kind": ChatKind.PRIVATE}
    state = {"cursor": 0, "asked": "", "created_at": MADE, "next_due_at": due_at}
    return {**place, **dataclasses.asdict(settings), **state}


def _subscriptions(number: int, terms: Terms) -> list[dict[str, Any]]:
    return [{"chat_id": number, "term": term, "wanted": wanted, "created_at": MADE} for term, wanted in terms]
