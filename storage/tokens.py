"""A paper as the search index sees it: one bag of tokens. Pure, and the same on both databases but for periods.

A token of the index consists of letters, digits and characters beyond ASCII, in lower case: what SQLite's `ascii`
tokenizer keeps together and PostgreSQL takes as a lexeme. A facet is a token that begins with its field's mark.
"""

import datetime as dt
import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_letters, digits

from adapters.model import Entry, Topic
from adapters.text import fold, index_tokens

_PRIVATE = 0xF0000  # a plane of characters that stand in no text
_FIELDS = ("title", "tag", "raw", "author", "source", "lang", "cat", "period")
OF_WORDS = ("title", "author")  # fields whose words are facets; of the others it is the whole value
_MARKS = {field: chr(_PRIVATE + 0x100 + number) for number, field in enumerate(_FIELDS)}
_PUNCTUATION = {
    code: chr(_PRIVATE + code) for code in range(128) if chr(code) not in ascii_letters and chr(code) not in digits
}
_TOKEN_LIMIT = 100  # characters; PostgreSQL takes 2,046 bytes
_DOCUMENT_LIMIT = 900_000  # bytes; PostgreSQL takes a megabyte

EVERY = chr(_PRIVATE + 0x200)  # a token that every paper has
NONE = chr(_PRIVATE + 0x201)  # a token that no paper has


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry adds to its paper's place in the index. `words` are those of the entry, once they are known."""

    source: str
    date: dt.date
    entry: Entry
    topics: tuple[Topic, ...]
    words: str | None = field(default=None, compare=False)


def token(value: str) -> str:
    """A word as it stands in the index; empty only if `value` is."""
    folded = fold(value)
    return (folded if folded.isalnum() else folded.translate(_PUNCTUATION))[:_TOKEN_LIMIT]


@functools.lru_cache(maxsize=8192)  # the same few hundred topics, sources and languages stand on every paper
def facet(field: str, value: str) -> str:
    """A value under a field as it stands in the index. Raises ValueError for an unknown field."""
    if field not in _MARKS:
        raise ValueError(f"A query has no field {field!r}; it has {', '.join(_FIELDS)}.")
    return _MARKS[field] + token(value)


def document(said: Collection[Said]) -> str:
    """All tokens of a paper, separated by blanks, in no order; of an immense paper the first by code point."""
    bags = [words(one.entry) if one.words is None else one.words for one in said]
    bag = bags[0] if len(bags) == 1 else " ".join(frozenset(" ".join(bags).split(" ")))
    text = " ".join((bag, *frozenset(chain.from_iterable(map(_facets, said)))))
    if len(text) * 4 > _DOCUMENT_LIMIT and len(text.encode()) > _DOCUMENT_LIMIT:
        kept = " ".join(sorted(text.split(" "))).encode()[:_DOCUMENT_LIMIT]
        return kept.rpartition(b" ")[0].decode()
    return text


def words(entry: Entry) -> str:
    """The tokens that an entry's words give, separated by blanks: the costly part of a document.

    The words of title, authors, summaries and the publisher's tags; those of title and authors as facets too.
    """
    tokens = {EVERY, *_words("\n".join((*entry.summaries.values(), *entry.tags)))}
    for name, text in (("title", entry.title), ("author", "\n".join(entry.authors))):
        found = _words(text)
        tokens.update(found)
        tokens.update(map(_MARKS[name].__add__, found))
    return " ".join(tokens)


def _facets(said: Said) -> Iterator[str]:
    entry = said.entry
    yield facet("source", said.source)
    yield from (facet("tag", topic.slug) for topic in said.topics)
    yield from (facet("raw", tag) for tag in entry.tags)
    yield from (facet("lang", language) for language in entry.summaries)
    yield from (facet("cat", name) for category in entry.categories for name in (category, category.partition(".")[0]))


def _words(text: str) -> Collection[str]:
    found = index_tokens(text)
    if len(text) <= _TOKEN_LIMIT or max(map(len, found), default=0) <= _TOKEN_LIMIT:
        return found
    return [word[:_TOKEN_LIMIT] for word in found]
