"""How fast the papers that a million chats want are found, against asking the database for each chat.

`python -m bench.planning` takes about three minutes; `--chats` and `--papers` make it smaller. Status 1 when a
required figure is missed. How fast due chats are selected is measured with the ledger.
"""

import argparse
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from adapters.tags.vocabulary import load as load_vocabulary
from bench import memory
from bench.corpus import load
from bench.databases import DATABASES
from bench.figures import Figure, at_least, at_most, judge
from bench.population import MADE, Terms, Wishing, publish
from bot.masks import Masks, wanted_mask, wishes_of
from bot.planner import CHATS_A_ROUND
from storage.model import Paper, Subscription
from storage.store import open_store

CHATS = 1_000_000
PAPERS = 200
PARTS = (0.01, 0.1, 1)  # of the chats: the points of the curve
ASKED = 2_000  # chats for which the database is asked, one by one
RUNS = 3
MOST_SECONDS = 5.0
MOST_MEGABYTES = 2**30 / 1e6
LEAST_FASTER = 30.0
MOST_BEND = 1.5

# The quickest way to ask: by tags alone, which most wishes are, through the driver itself.
_WANTED = """
SELECT DISTINCT topic.paper_id FROM paper_topic AS topic JOIN entry ON entry.paper_id = topic.paper_id
WHERE entry.arrival > 0 AND entry.arrival <= ? AND entry.news AND topic.slug IN ({wanted})
AND topic.paper_id NOT IN (SELECT paper_id FROM paper_topic WHERE slug IN ({never}))
"""


@dataclass(frozen=True, slots=True)
class Matched:
    """Processor seconds for so many chats: from subscriptions to wishes, and from wishes to papers, `found` in all."""

    chats: int
    reading: float
    matching: float
    found: int

    @property
    def microseconds(self) -> float:
        """From the wishes of one chat to its papers."""
        return 1e6 * self.matching / self.chats


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--papers", type=int, default=PAPERS)
    options = parser.parse_args(arguments)
    vocabulary = load_vocabulary()
    with DATABASES["SQLite"]() as url, open_store(url) as store:
        publish(store, Tagger(vocabulary), load(), 0, options.papers)
        papers = store.papers.arrived(0)
        query = ask(url.removeprefix("sqlite:///"), papers, vocabulary)
    curve = [_median(papers, vocabulary, round(part * options.chats)) for part in PARTS]
    print(f"{len(papers)} papers", "\n".join(_lines(curve, query)), sep="\n", flush=True)
    return judge(list(_required(curve, query)))


def _lines(curve: Sequence[Matched], query: float) -> Iterator[str]:
    for one in curve:
        yield f"{one.chats:,} chats: {one.matching:.3f} s, {one.microseconds:.2f} us a chat"
        yield f"  {one.found:,} papers found; to read the wishes from subscriptions before that: {one.reading:.3f} s"
    yield f"one query a chat: {1e6 * query:.0f} us, {query * curve[-1].chats:.1f} s for all"


def _required(curve: Sequence[Matched], query: float) -> Iterator[Figure]:
    fewest, *others = curve
    most = curve[-1]
    yield at_most(f"the papers of {most.chats:,} chats", most.matching, MOST_SECONDS, "s")
    yield at_least("as fast as a query a chat", query * most.chats / most.matching, LEAST_FASTER, "x")
    bend = max(one.microseconds for one in others) / fewest.microseconds
    yield at_most("time for a chat among more, against among the fewest", bend, MOST_BEND, "x")
    peak = memory.peak()
    if peak is not None:
        yield at_most("memory", peak, MOST_MEGABYTES, "MB")


def ask(path: str, papers: Sequence[Paper], vocabulary: Vocabulary) -> float:
    """Processor seconds of a query for one chat, with all that is asked for in memory."""
    chats = list(_by_tags(Wishing(papers, vocabulary, seed=RUNS), vocabulary))
    connection = sqlite3.connect(path)
    newest = connection.execute("SELECT max(arrival) FROM entry").fetchone()[0]
    begin = time.process_time()
    found = [connection.execute(*_query(newest, terms)).fetchall() for terms in chats]
    seconds = time.process_time() - begin
    connection.close()
    masks = Masks(papers)
    matched = [wanted_mask(wishes_of(_subscriptions(terms)), masks) for terms in chats]
    if [len(rows) for rows in found] != [mask.bit_count() for mask in matched]:
        raise RuntimeError("A query and the masks find different papers for a chat.")
    return seconds / ASKED


def _by_tags(wishing: Wishing, vocabulary: Vocabulary) -> Iterator[Terms]:
    for _ in range(ASKED):
        yield tuple(term for term in wishing.terms() if term[0] in vocabulary.concepts)


def _query(newest: int, terms: Terms) -> tuple[str, tuple[int | str, ...]]:
    wanted = [term for term, is_wanted in terms if is_wanted]
    never = [term for term, is_wanted in terms if not is_wanted]
    query = _WANTED.format(wanted=",".join("?" * len(wanted)), never=",".join("?" * len(never)))
    return query, (newest, *wanted, *never)


def _median(papers: Sequence[Paper], vocabulary: Vocabulary, chats: int) -> Matched:
    runs = [match(papers, Wishing(papers, vocabulary, seed=seed), chats) for seed in range(RUNS)]
    return sorted(runs, key=lambda run: run.matching)[RUNS // 2]


def match(papers: Sequence[Paper], wishing: Wishing, chats: int) -> Matched:
    """Find the papers of so many chats, a round after another as planning does, and keep what was found."""
    begin = time.process_time()
    masks, wanted = Masks(papers), list[int]()
    reading, matching = 0.0, time.process_time() - begin
    for done in range(0, chats, CHATS_A_ROUND):
        rows = [_subscriptions(wishing.terms()) for _ in range(done, min(done + CHATS_A_ROUND, chats))]
        begin = time.process_time()
        wishes = [wishes_of(some) for some in rows]
        read = time.process_time()
        wanted += [wanted_mask(one, masks) for one in wishes]
        matching += time.process_time() - read
        reading += read - begin
    return Matched(chats, reading, matching, sum(map(int.bit_count, wanted)))


def _subscriptions(terms: Terms) -> list[Subscription]:
    return [Subscription(0, term, wanted, MADE) for term, wanted in terms]


if __name__ == "__main__":
    sys.exit(main())
