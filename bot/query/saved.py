"""A search as a subscription keeps it: `search:'diffusion~"diffusion models" + -medical | "score distillation"'`.

Tags stand by their slugs, beside the words that named them, so that it means the same whatever the vocabulary learns.
"""

import re
from collections.abc import Callable, Iterable

from bot.query.lexemes import QUOTES
from bot.terms import AllOf, AnyOf, Not, Prefix, Saved, Tag, Term, Words

_PREFIX, _END = "search:'", "'"
_ALL, _ANY = " + ", " | "
_FACTOR = re.compile(r'(?P<slug>[a-z0-9-]*)~"(?P<words>[^"]+)"(?P<open>\*?)')
_CUT = re.compile(r'("[^"]*")')
_NOT_IN_WORDS = re.compile(f"[{QUOTES}'~]+")


def saved(term: Term, only: Iterable[Term] = ()) -> Saved:
    """A search to be subscribed to: every alternative with what must hold besides."""
    alternatives = term.parts if isinstance(term, AnyOf) and not _is_named(term) else (term,)
    return Saved(_any_of(_all_of(map(_canonical, (*_parts(one), *only))) for one in alternatives))


def spell_saved(term: Saved, spell: Callable[[Term], str]) -> str:
    """Its canonical spelling; `spell` writes what other subscriptions have too."""
    part = term.part
    alternatives = part.parts if isinstance(part, AnyOf) and not _is_named(part) else (part,)
    return _PREFIX + _ANY.join(_ALL.join(_factor(one, spell) for one in _parts(each)) for each in alternatives) + _END


def read_saved(spelling: str, read: Callable[[str], Term]) -> Saved | None:
    """The search of a canonical spelling; None for another. `read` reads what other subscriptions have too.

    Raises ValueError where it cannot be read.
    """
    if not (spelling.startswith(_PREFIX) and spelling.endswith(_END)):
        return None
    inside = spelling[len(_PREFIX) : -len(_END)]
    return Saved(_any_of(_all_of(_read(one, read) for one in _split(each, _ALL)) for each in _split(inside, _ANY)))


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand in no quotation."""
    pieces = _CUT.split(text)
    marked = (piece if at % 2 else piece.replace(separator, "\n") for at, piece in enumerate(pieces))
    return "".join(marked).split("\n")


def _parts(term: Term) -> tuple[Term, ...]:
    return term.parts if isinstance(term, AllOf) else (term,)


def _all_of(parts: Iterable[Term]) -> Term:
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else AllOf(distinct)


def _any_of(alternatives: Iterable[Term]) -> Term:
    distinct = tuple(dict.fromkeys(alternatives))
    return distinct[0] if len(distinct) == 1 else AnyOf(distinct)


def _canonical(term: Term) -> Term:
    """The factor with its words as they are spelled."""
    match term:
        case Not(part):
            return Not(_canonical(part))
        case AnyOf((Tag() as tag, Words(text))):
            return AnyOf((tag, Words(_plain(text))))
        case Words(text):
            return Words(_plain(text))
        case Prefix(text):
            return Prefix(_plain(text))
    return term


def _is_named(term: Term) -> bool:
    """Whether it is one factor: a tag, named by words."""
    match term:
        case AnyOf((Tag(), Words())):
            return True
    return False


def _factor(term: Term, spell: Callable[[Term], str]) -> str:
    match term:
        case Not(part):
            return "-" + _factor(part, spell)
        case AnyOf((Tag(slug), Words(text))):
            return f'{slug}~"{text}"'
        case Words(text):
            return f'~"{text}"'
        case Prefix(text):
            return f'~"{text}"*'
        case _:
            return spell(term)


def _plain(words: str) -> str:
    return " ".join(_NOT_IN_WORDS.sub(" ", words).split())


def _read(text: str, read: Callable[[str], Term]) -> Term:
    if text.startswith("-"):
        return Not(_read(text[1:], read))
    factor = _FACTOR.fullmatch(text)
    if factor is None:
        return read(text)
    words = Prefix(factor["words"]) if factor["open"] else Words(factor["words"])
    return AnyOf((Tag(factor["slug"]), words)) if factor["slug"] else words
