"""Whether a paper is what a term asks for: the truth that the index only approaches. Linear in the paper's texts."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from adapters.model import Origin
from adapters.text import fold, has_token, index_tokens, query_tokens
from bot.query.phrases import join_hangul, stands_in
from bot.terms import (
    AllOf,
    AnyOf,
    Author,
    Category,
    FromSource,
    InLanguage,
    InTitle,
    Not,
    Phrase,
    Prefix,
    Raw,
    Saved,
    Tag,
    Term,
    Words,
)
from storage.model import Paper

_STRENGTH = {origin: place for place, origin in enumerate(Origin)}
_NAME_WORD = re.compile(r"[^\W_]+")


def matches(term: Term, paper: Paper) -> bool:
    """Whether the term wants the paper, judged by everything that its entries say."""
    match term:
        case AllOf(parts):
            return all(matches(part, paper) for part in parts)
        case AnyOf(parts):
            return any(matches(part, paper) for part in parts)
        case Not(part) | Saved(part):
            return matches(part, paper) is isinstance(term, Saved)
        case Tag(slug):
            return any(topic.slug == slug for topic in paper.topics)
        case Phrase() | Words() | InTitle() | Prefix():
            return _says(term, paper)
        case _:
            return _has_value(term, paper)


def origin(term: Term, paper: Paper) -> Origin | None:
    """The strongest origin of a tag by which the paper matches; None where no tag of the term is the paper's."""
    wanted = set(_wanted_slugs(term))
    origins = (topic.origin for topic in paper.topics if topic.slug in wanted)
    return min(origins, key=_STRENGTH.__getitem__, default=None)


def _wanted_slugs(term: Term) -> Iterator[str]:
    match term:
        case Tag(slug):
            yield slug
        case Saved(part):
            yield from _wanted_slugs(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _wanted_slugs(part)


def _has_value(term: Raw | Author | Category | FromSource | InLanguage, paper: Paper) -> bool:
    entries = [stored.entry for stored in paper.entries]
    match term:
        case Raw(tag):
            return any(fold(said) == tag for entry in entries for said in entry.tags)
        case Author(name):
            return any(_is_named(name, author) for entry in entries for author in entry.authors)
        case Category(name):
            return any(name in (said, said.partition(".")[0]) for entry in entries for said in entry.categories)
        case FromSource(name):
            return any(stored.source == name for stored in paper.entries)
        case InLanguage(code):
            return any(code in entry.summaries for entry in entries)


def _titles_and_summaries(paper: Paper) -> Iterator[str]:
    for stored in paper.entries:
        yield stored.entry.title
        yield from stored.entry.summaries.values()


def _says(term: Phrase | Words | InTitle | Prefix, paper: Paper) -> bool:
    match term:
        case Words(text):
            return _holds_words(text, _searched(paper))
        case InTitle(text):
            return _holds_words(text, (stored.entry.title for stored in paper.entries))
        case Prefix(text):
            return _holds_beginning(query_tokens(text), paper)
        case Phrase(text):
            return any(stands_in(text, said) for said in _titles_and_summaries(paper))


def _holds_beginning(tokens: Sequence[str], paper: Paper) -> bool:
    said = frozenset().union(*map(index_tokens, _searched(paper)))
    *whole, last = tokens
    return all(has_token(said, token) for token in whole) and any(token.startswith(last) for token in said)


def _holds_words(text: str, texts: Iterable[str]) -> bool:
    missing = set(query_tokens(text))
    for said in texts:
        if not missing:
            break
        tokens = index_tokens(said)
        missing = {token for token in missing if not has_token(tokens, token)}
    return not missing


def _searched(paper: Paper) -> Iterator[str]:
    yield from _titles_and_summaries(paper)
    for stored in paper.entries:
        yield from stored.entry.authors
        yield from stored.entry.tags


def _is_named(name: str, author: str) -> bool:
    """Whether the words of the name stand in the author's name in this order; blanks in Hangul names do not count."""
    wanted, full = name_words(name), name_words(author)
    return any(map(_in_order, wanted, full))


@functools.lru_cache(1 << 14)  # the authors of a day's papers, each held against everybody who is wished for
def name_words(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name, with blanks between Hangul words and without them."""
    folded = fold(name)
    return tuple(tuple(_NAME_WORD.findall(said)) for said in (folded, join_hangul(folded)))


def _in_order(wanted: Iterable[str], words: Iterable[str]) -> bool:
    rest = iter(words)
    return all(word in rest for word in wanted)
