"""Terms in the words of the index, which finds all papers that match and, where `needs_check`, some that do not."""

from collections.abc import Iterator, Sequence

from adapters.text import query_tokens
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
from storage.model import TokenQuery

_EVERY = TokenQuery("and")


def token_query(term: Term) -> TokenQuery:
    """The query whose hits hold every paper that the term matches."""
    match term:
        case AllOf(parts):
            queries = map(token_query, parts)
            return TokenQuery("and", parts=tuple(query for query in queries if query != _EVERY))
        case AnyOf(parts):
            return TokenQuery("or", parts=tuple(_fewest([*map(token_query, parts)])))
        case Not(part):
            # What the index cannot tell exactly it must not take away.
            return _EVERY if needs_check(part) else TokenQuery("not", parts=(token_query(part),))
        case Saved(part):
            return token_query(part)
        case Phrase() | Words() | Prefix() | InTitle() | Author():
            return TokenQuery("and", parts=tuple(_said(term)))
        case _:
            return _facet(*_value(term))


def _fewest(alternatives: Sequence[TokenQuery]) -> Iterator[TokenQuery]:
    """The alternatives without those that ask for all that another asks for: what they find, that one finds."""
    asked = [frozenset(query.parts if query.op == "and" else (query,)) for query in alternatives]
    for place, query in enumerate(alternatives):
        if not any(asked[place] > other for other in asked) and asked[place] not in asked[:place]:
            yield query


def _said(term: Phrase | Words | Prefix | InTitle | Author) -> Iterator[TokenQuery]:
    """What the words must all have: tokens of any text, or of titles or authors alone."""
    match term:
        case InTitle(text):
            yield from (_facet("title", token) for token in query_tokens(text))
        case Author(text):
            yield from (_facet("author", token) for token in query_tokens(text))
        case Prefix(text):
            *whole, last = query_tokens(text)
            yield from (TokenQuery("token", token) for token in whole)
            yield TokenQuery("prefix", last)
        case Phrase(text) | Words(text):
            yield from (TokenQuery("token", token) for token in query_tokens(text))


def needs_check(term: Term) -> bool:
    """Whether hits of the index must be verified with `matches`: it knows no order of words and no name's bounds."""
    match term:
        case AllOf(parts) | AnyOf(parts):
            return any(map(needs_check, parts))
        case Not(part) | Saved(part):
            return needs_check(part)
        case _:
            return isinstance(term, Phrase | Author)


def _value(term: Tag | Raw | Category | FromSource | InLanguage) -> tuple[str, str]:
    """The facet that says exactly this."""
    match term:
        case Tag(slug):
            return "tag", slug
        case Raw(tag):
            return "raw", tag
        case Category(name):
            return "cat", name
        case FromSource(name):
            return "source", name
        case InLanguage(code):
            return "lang", code


def _facet(field: str, value: str) -> TokenQuery:
    return TokenQuery("facet", value, field)
