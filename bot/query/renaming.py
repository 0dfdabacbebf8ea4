"""Terms that name tags by slugs which the vocabulary has renamed."""

from collections.abc import Mapping

from bot.query.spelling import all_of
from bot.terms import AllOf, AnyOf, Not, Saved, Tag, Term


def renamed(term: Term, slugs: Mapping[str, str]) -> Term:
    """The same term with today's slugs, its parts in their order; `slugs` says them by what they were before."""
    match term:
        case Tag(slug):
            return Tag(slugs.get(slug, slug))
        case Not(part):
            return Not(renamed(part, slugs))
        case Saved(part):
            return Saved(renamed(part, slugs))
        case AllOf(parts):
            return all_of(renamed(part, slugs) for part in parts)
        case AnyOf(parts):
            return AnyOf(tuple(renamed(part, slugs) for part in parts))
        case _:
            return term
