"""Terms in the words of the index, which finds all papers that match and, where `needs_check`, some that do not."""

from adapters.text import query_tokens
from bot.terms import AllOf, AnyOf, Author, Category, FromSource, InLanguage, Not, Phrase, Raw, Tag, Term, Words
from storage.model import TokenQuery

_EVERY = TokenQuery("and")


def token_query(term: Term) -> TokenQuery:
    """The query whose hits hold every paper that the term matches."""
    match term:
        case AllOf(parts):
            queries = map(token_query, parts)
            return TokenQuery("and", parts=tuple(query for query in queries if query != _EVERY))
        case AnyOf(parts):
            return TokenQuery("or", parts=tuple(map(token_query, parts)))
        case Not(part):
            # What the index cannot tell exactly it must not take away.
            return _EVERY if needs_check(part) else TokenQuery("not", parts=(token_query(part),))
        case Phrase(text) | Words(text):
            return TokenQuery("and", parts=tuple(TokenQuery("token", token) for token in query_tokens(text)))
        case Author(name):
            return TokenQuery("and", parts=tuple(_facet("author", token) for token in query_tokens(name)))
        case _:
            return _facet(*_value(term))


def needs_check(term: Term) -> bool:
    """Whether hits of the index must be verified with `matches`: it knows no order of words and no name's bounds."""
    match term:
        case AllOf(parts) | AnyOf(parts):
            return any(map(needs_check, parts))
        case Not(part):
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
