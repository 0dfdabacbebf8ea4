"""A search as the index is asked for it: wider where it names a tag, and in titles alone."""

from adapters.tags.vocabulary import Vocabulary
from adapters.text import query_tokens
from bot.query.aims import alternatives
from bot.query.compiling import needs_check, token_query
from bot.terms import AllOf, AnyOf, InTitle, Phrase, Tag, Term, Words
from storage.model import TokenQuery


def widen(term: Term, vocabulary: Vocabulary, *, in_titles: bool = False) -> Term:
    """The term, satisfied also by the names and synonyms of a tag, in every language, where its words name one."""
    match term:
        case AnyOf((Tag(slug), Words() as words)):
            others = alternatives(slug, vocabulary, in_titles=in_titles)
            return AnyOf((Tag(slug), words, *(other for other in others if other != words)))
        case AllOf(parts):
            return AllOf(tuple(widen(part, vocabulary, in_titles=in_titles) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(widen(part, vocabulary, in_titles=in_titles) for part in parts))
        case _:
            return term


def title_query(term: Term, vocabulary: Vocabulary) -> TokenQuery | None:
    """What the index is asked for papers whose title says it; None where the term says nothing of words."""
    wanted = widen(term, vocabulary, in_titles=True)
    titles = _in_titles(wanted)
    return token_query(titles) if titles != wanted else None


def _in_titles(term: Term) -> Term:
    """The same, but what may stand anywhere must stand in the title; a tag that may be said in words must be."""
    match term:
        case AllOf(parts):
            return AllOf(tuple(map(_in_titles, parts)))
        case AnyOf(parts):
            said = tuple(part for part in parts if not isinstance(part, Tag)) or parts
            return AnyOf(tuple(map(_in_titles, said)))
        case Words(text) | Phrase(text):
            return InTitle(text) if query_tokens(text) else term
        case _:
            return term


def to_check(term: Term) -> Term | None:
    """What must be verified with `matches` of the papers that the index finds for the term; None for nothing."""
    if not needs_check(term):
        return None
    if isinstance(term, AllOf):
        return AllOf(tuple(part for part in map(to_check, term.parts) if part))
    return term


def phrases_to_check(term: Term) -> tuple[str, ...] | None:
    """The phrases that must all stand in a paper's texts, where nothing else has to be verified; None elsewhere."""
    match term:
        case Phrase(text):
            return (text,)
        case AllOf(parts) if all(isinstance(part, Phrase) for part in parts):
            return tuple(part.text for part in parts if isinstance(part, Phrase))
    return None
