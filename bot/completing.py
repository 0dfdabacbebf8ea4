"""What names a person may be typing, or may have misspelt: topics, titles of papers, authors, sources."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adapters.tags.concept import Kind
from adapters.tags.nearest import nearest
from adapters.tags.vocabulary import Vocabulary
from adapters.text import fold, is_beginning, query_tokens
from bot.terms import AllOf, AnyOf, Author, FromSource, Tag, Term
from storage.found import Named
from storage.model import TokenQuery
from storage.store import Store

LOOKED_AT = 150  # papers, the newest that may be meant
ENOUGH = 5  # papers, so that no more are looked for
SHORT = 3  # Latin letters: after whole words the index is asked for no more of them unless there are none
NEAR = 3  # names that may have been meant
LETTERS_PER_EDIT = 4
_BEGINNING = 3  # letters of a word that are taken to be right
_GAPS = re.compile(r"[\s_-]+")
_BLANK_IN_HANGUL = re.compile("(?<=[\u1100-\u11ff]) (?=[\u1100-\u11ff])")
_UNFINISHED = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]$")


class _Fit(IntEnum):
    """How well a name fits what was typed, the best first."""

    WHOLE = 0
    BEGINNING = 1
    BEGINNING_OF_A_WORD = 2
    WITHIN = 3


class _Name(NamedTuple):
    """A name or synonym of a topic, letter by letter; `above` is how many topics are broader."""

    letters: str
    is_synonym: bool
    above: int
    slug: str


class Titled(NamedTuple):
    """A paper by one of its titles: the one in which what was typed stands soonest."""

    title: str
    id: int
    arxiv_id: str | None


def complete_topics(typed: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Slugs of the topics that may be meant, the best first; the broadest for no words.

    Hangul is compared letter by letter: `확ㅅ` begins 확산.
    """
    wanted = _letters(typed)
    if not wanted:
        return [slug for slug, concept in vocabulary.concepts.items() if not concept.broader]
    fits = ((_fit(wanted, name.letters), name) for name in _names(vocabulary))
    found = sorted((fit, name.is_synonym, name.above, len(name.letters), name) for fit, name in fits if fit is not None)
    return list(dict.fromkeys((*(name.slug for *_, name in found), *nearest(typed, vocabulary))))


def complete_titles(store: Store, typed: str, limit: int) -> list[Titled]:
    """The newest papers whose titles have the words that are typed, the last of which may be unfinished."""
    wanted = _letters(typed)

    def places(paper: Named) -> list[tuple[int, str]]:
        found = ((_letters(title).find(wanted), title) for title in paper.titles)
        return [(place, title) for place, title in found if place >= 0]

    papers = _beginning(store, "title", typed, places)[:limit]
    return [Titled(min(places(paper))[1], paper.id, paper.arxiv_id) for paper in papers]


def complete_authors(store: Store, typed: str) -> list[str]:
    """Authors whose names have the words that are typed, those of the most new papers first."""
    wanted = _letters(typed).split()

    @functools.cache
    def is_meant(name: str) -> bool:
        return _begin(wanted, _letters(name).split())

    papers = _beginning(store, "author", typed, lambda paper: any(map(is_meant, paper.authors)))
    return [*filter(is_meant, _authors(papers))]


def near_terms(store: Store, vocabulary: Vocabulary, query: str, term: Term | None) -> tuple[Term, ...]:
    """What may have been meant by a search that finds nothing: other authors and sources, else topics."""
    others = [*_near_others(store, term)] if term else []
    return tuple(others or map(Tag, nearest(query, vocabulary, NEAR)))


def _near_others(store: Store, term: Term) -> Iterator[Term]:
    match term:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _near_others(store, part)
        case Author(name):
            tokens = filter(_begins, query_tokens(" ".join(word[:_BEGINNING] for word in name.split())))
            if beginnings := [TokenQuery("prefix", token, "author") for token in tokens]:
                yield from map(Author, _nearest(name, _authors(_newest(store, "author", beginnings))))
        case FromSource(name):
            yield from map(FromSource, _nearest(name, store.source_names()))


def _nearest(wanted: str, names: Collection[str]) -> Iterator[str]:
    """The names that are but a few letters away."""
    edits = max(1, len(wanted) // LETTERS_PER_EDIT)
    found = process.extract(wanted, names, scorer=OSA.distance, processor=_letters, limit=NEAR, score_cutoff=edits)
    return (name for name, distance, _ in found if distance)


def _beginning(store: Store, field: str, typed: str, is_meant: Callable[[Named], object]) -> list[Named]:
    """The newest papers that have the words under a field, the last one at least in its beginning.

    Of what many words begin with there are enough among the papers that have the others, and the index takes long to
    find it; it finds the rest soon. A word before a blank is whole. The syllable that Hangul ends with may be another
    one when it is finished.
    """
    tokens = query_tokens(_UNFINISHED.sub("", typed)) or query_tokens(typed)
    last = "" if typed.endswith(" ") else "".join(tokens[-1:])
    whole = [TokenQuery("facet", token, field) for token in (tokens[:-1] if last else tokens)]
    begins = _begins(last)
    says_much = not whole or len(last) > (SHORT if last.isascii() else 1)
    found = [*filter(is_meant, _newest(store, field, whole))] if whole or begins else []
    if begins and len(found) < (ENOUGH if says_much else 1):
        found = [*filter(is_meant, _newest(store, field, [*whole, TokenQuery("prefix", last, field)]))]
    return found


def _begins(token: str) -> bool:
    """Whether names are looked for by a token as their beginning: a single Latin letter begins too many."""
    return len(token) > 1 or is_beginning(token)


def _newest(store: Store, field: str, parts: Iterable[TokenQuery]) -> list[Named]:
    return store.search.named(TokenQuery("and", parts=tuple(parts)), LOOKED_AT, authors=field == "author")


def _authors(papers: Iterable[Named]) -> list[str]:
    counts = Counter(author for paper in papers for author in paper.authors)
    return [name for name, _ in counts.most_common()]


def _begin(wanted: Iterable[str], words: Collection[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _fit(wanted: str, letters: str) -> _Fit | None:
    place = letters.find(wanted)
    if place == 0:
        return _Fit.WHOLE if letters == wanted else _Fit.BEGINNING
    if place < 0:
        return None
    return _Fit.BEGINNING_OF_A_WORD if f" {wanted}" in letters else _Fit.WITHIN


@functools.lru_cache(maxsize=2)
def _names(vocabulary: Vocabulary) -> tuple[_Name, ...]:
    names = {
        _Name(_letters(text), is_synonym, len(vocabulary.closed([slug])), slug)
        for slug, concept in vocabulary.concepts.items()
        for is_synonym, texts in (
            (False, (slug, *concept.names.values())),
            (True, (one.text for one in concept.synonyms if one.kind is not Kind.BLOCKER)),
        )
        for text in texts
    }
    return tuple(sorted(names))


def _letters(text: str) -> str:
    """The text folded, Hangul letter by letter and without blanks."""
    letters = _GAPS.sub(" ", fold(text)).strip()
    if letters.isascii():
        return letters
    letters = unicodedata.normalize("NFD", letters)
    return _BLANK_IN_HANGUL.sub("", letters)
