"""A search in a person's words, answered with papers, newest first."""

from dataclasses import dataclass

from adapters.tags.vocabulary import Vocabulary
from bot.query import matches, needs_check, parse_search, token_query
from bot.terms import Term
from storage.model import Paper, TokenQuery
from storage.store import Store

CHECKED = 1000  # hits of the index that are read when its answer must be checked against the texts


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The papers of one page; `total` is exact up to 1,000, beyond it 1000 with `more`."""

    papers: tuple[Paper, ...]
    total: int
    more: bool


def find_papers(store: Store, vocabulary: Vocabulary, text: str, *, limit: int, offset: int = 0) -> SearchPage:
    """The papers that a person's words ask for; nothing when the words hold nothing to search for."""
    sources = [status.source.name for status in store.sources()]
    term = parse_search(text, vocabulary, sources=sources).term
    if term is None:
        return SearchPage((), 0, more=False)
    query = token_query(term)
    if needs_check(term):
        return _checked(store, term, query, limit=limit, offset=offset)
    hits = store.search.find(query, limit=limit, offset=offset)
    return SearchPage(tuple(store.papers.get(hits.paper_ids)), hits.total, hits.more)


def _checked(store: Store, term: Term, query: TokenQuery, *, limit: int, offset: int) -> SearchPage:
    hits = store.search.find(query, limit=CHECKED)
    papers = [paper for paper in store.papers.get(hits.paper_ids) if matches(term, paper)]
    return SearchPage(tuple(papers[offset : offset + limit]), len(papers), hits.more)
