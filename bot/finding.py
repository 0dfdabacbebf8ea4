"""A search in a person's words, answered with papers, the best answer first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.tags.vocabulary import Vocabulary
from bot.query import (
    Aim,
    Dates,
    Search,
    find_aims,
    is_in_sight,
    matches,
    parse_search,
    phrases_to_check,
    rank,
    stands_in,
    title_query,
    to_check,
    token_query,
    widen,
)
from bot.terms import AllOf, Term
from storage.found import Candidate
from storage.model import Paper, TokenQuery
from storage.store import Store

READ = 150  # hits that are read to be ranked, those whose titles match first
READ_OF_ALIKE = 100  # where the titles of all would match, or those of none
CHECKED = 1000  # hits of the index that are read when its answer must be checked against the texts


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The papers of one page; `total` is exact up to 1,000, beyond it 1000 with `more`.

    `aims` are what was looked for in their words, `search` is what was understood.
    """

    papers: tuple[Paper, ...]
    total: int
    more: bool
    aims: tuple[Aim, ...] = ()
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """The papers that were found, the best first: keys of the index or, with `papers`, places among these."""

    keys: Sequence[int]
    more: bool
    papers: Sequence[Paper] | None = None


def find_papers(
    store: Store, vocabulary: Vocabulary, text: str, *, limit: int, offset: int = 0, today: dt.date | None = None
) -> SearchPage:
    """The papers that a person's words ask for; nothing when the words hold nothing to search for."""
    search = read_search(store, vocabulary, text, today=today)
    return find_page(store, vocabulary, search, limit=limit, offset=offset)


def read_search(store: Store, vocabulary: Vocabulary, text: str, *, today: dt.date | None = None) -> Search:
    """What a person's words ask for, where `7d` counts back from `today`."""
    counted_from = today or dt.datetime.now(dt.UTC).date()
    return parse_search(text, vocabulary, sources=store.source_names(), today=counted_from)


def find_page(store: Store, vocabulary: Vocabulary, search: Search, *, limit: int, offset: int = 0) -> SearchPage:
    """The papers of a search that was understood, the best first."""
    if search.term is None:
        return SearchPage((), 0, more=False, search=search)
    aims = find_aims(search.term, vocabulary)
    term = AllOf((search.term, *search.only)) if search.only else search.term
    order = _order(store, vocabulary, term, aims, search.dates, shown=offset + limit)
    shown = order.keys[offset : offset + limit]
    papers = store.search.papers(shown) if order.papers is None else [order.papers[place] for place in shown]
    return SearchPage(tuple(papers), len(order.keys), order.more, aims, search)


def _order(
    store: Store, vocabulary: Vocabulary, term: Term, aims: Sequence[Aim], dates: Dates, *, shown: int
) -> _Order:
    wanted = widen(term, vocabulary)
    query, unsure = token_query(wanted), to_check(wanted)
    phrases = phrases_to_check(unsure) if unsure else ()
    if unsure and phrases is None:
        return _checked(store, query, unsure, aims, dates)
    titles = title_query(term, vocabulary)
    found = store.search.look_up(query, titles, titled=READ, first=dates.first, last=dates.last)
    alike = len(found.titled) in (0, READ) and len(found.keys) > READ
    read = READ_OF_ALIKE if alike else READ
    promising, topics = [*found.promising()], any(aim.slug for aim in aims)
    if phrases:
        enough = max(read, shown) + 1 if found.more else len(promising)
        candidates = _saying(phrases, promising, store, enough, topics=topics)
        promising = [one.key for one in candidates]
    else:
        candidates = store.search.read(promising[:read], topics=topics)
    ranked = [one.key for one in rank(candidates[:read], aims)]
    return _Order([*dict.fromkeys((*ranked, *promising))][: len(found.keys)], found.more)


def _saying(phrases: Sequence[str], keys: Sequence[int], store: Store, enough: int, *, topics: bool) -> list[Candidate]:
    """The first of the papers that say all phrases, in their order: `enough` of them, if there are.

    Many of the first do, and few of the others, which are read only where the longest phrase may stand in them.
    """
    found: list[Candidate] = []
    longest = max(phrases, key=len)
    begin, count = 0, READ
    while begin < len(keys) and len(found) < enough:
        batch = keys[begin : begin + count]
        if begin:
            seen = {key for key, said in store.search.said(batch) if is_in_sight(longest, said)}
            batch = [key for key in batch if key in seen]
        read = store.search.read(batch, topics=topics)
        found += [one for one in read if _say((*one.titles, *one.texts), phrases)]
        begin, count = begin + count, 2 * count
    return found


def _say(texts: Iterable[str], phrases: Iterable[str]) -> bool:
    return all(any(stands_in(phrase, text) for text in texts) for phrase in phrases)


def _checked(store: Store, query: TokenQuery, unsure: Term, aims: Sequence[Aim], dates: Dates) -> _Order:
    """The same where the texts must be read to know what is found: a paper's place is its key."""
    hits = store.search.find(query, limit=CHECKED, first=dates.first, last=dates.last)
    papers = [paper for paper in store.papers.get(hits.paper_ids) if matches(unsure, paper)]
    ranked = [-one.key for one in rank([_candidate(-place, paper) for place, paper in enumerate(papers[:READ])], aims)]
    return _Order([*dict.fromkeys((*ranked, *range(len(papers))))], hits.more, papers)


def _candidate(key: int, paper: Paper) -> Candidate:
    titles = sorted({stored.entry.title for stored in paper.entries})
    newest = max(stored.date for stored in paper.entries)
    topics = {topic.slug: topic.origin for topic in paper.topics}
    texts = tuple(text for stored in paper.entries for text in stored.entry.summaries.values())
    return Candidate(key, newest.toordinal(), tuple(titles), topics, texts)
