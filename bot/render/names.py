"""How a term is called in a reader's language."""

from adapters.tags.vocabulary import Vocabulary
from bot.catalog import Catalog
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

_KEYS = {Author: "term.author", Category: "term.category", FromSource: "term.source", InTitle: "term.title"}
_Plain = Author | Category | FromSource | InLanguage | InTitle | Phrase | Prefix | Raw | Words


def name(term: Term, catalog: Catalog, vocabulary: Vocabulary) -> str:
    """The term as its reader would say it: 확산 모델, 3D + Video, by “Yang Song”."""
    match term:
        case Tag(slug) | AnyOf((Tag(slug), Words())):
            return topic(slug, catalog, vocabulary)
        case AllOf(parts):
            return " + ".join(_part(part, catalog, vocabulary) for part in parts)
        case Saved(part):
            return catalog.text("term.search", term=name(part, catalog, vocabulary))
        case AnyOf(parts):
            return catalog.text("term.or").join(name(part, catalog, vocabulary) for part in parts)
        case Not(part):
            return catalog.text("term.not", term=_part(part, catalog, vocabulary))
        case _:
            return _plain(term, catalog)


def topic(slug: str, catalog: Catalog, vocabulary: Vocabulary) -> str:
    """The name of a concept; a slug that the vocabulary does not know is its own name."""
    return vocabulary.name(slug, catalog.language) if slug in vocabulary.concepts else slug


def _part(term: Term, catalog: Catalog, vocabulary: Vocabulary) -> str:
    whole = name(term, catalog, vocabulary)
    match term:
        case AnyOf((Tag(), Words())):
            return whole
        case AnyOf() | AllOf():
            return f"({whole})"
    return whole


def _plain(term: _Plain, catalog: Catalog) -> str:
    match term:
        case Raw(tag):
            return f"#{tag}"
        case Words(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return catalog.text("term.phrase", text=text)
        case InLanguage(code):
            return catalog.text("term.language", language=catalog.language_name(code))
        case Author(value) | Category(value) | FromSource(value) | InTitle(value):
            return catalog.text(_KEYS[type(term)], name=value)
