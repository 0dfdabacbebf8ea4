"""A digest without papers: nothing matched, nothing was published, and something broken are three messages."""

import itertools
from collections.abc import Iterable, Iterator

from bot.digest import Digest
from bot.message import Block, BlockKind, Message, Span, Style
from bot.notes import Broken, Late, Notes
from bot.render.view import View


def nothing(digest: Digest, view: View, *, excluded: str) -> Message:
    """The message of a digest that has no papers; `excluded` says what unwanted wishes took out of it, or ""."""
    heading = (Span(view.catalog.date(digest.date), Style.BOLD),)
    text = (Span(view.catalog.sentences(_sentences(digest, view))),)
    footer = (Block(((Span(excluded),),), BlockKind.FOOTER),) if excluded else ()
    return Message((Block((heading, text)), *footer))


def broken_by_day(broken: Iterable[Broken], view: View) -> Iterator[tuple[str, str]]:
    """Names of sources that cannot be read, with the day on which that began: those of one day together."""
    days = sorted((view.local(one.since).date(), one.name) for one in broken)
    for day, names in itertools.groupby(days, key=lambda pair: pair[0]):
        yield view.catalog.join(name for _, name in names), view.catalog.date(day)


def _sentences(digest: Digest, view: View) -> Iterator[str]:
    notes, catalog = digest.notes, view.catalog
    if notes.reading:
        yield catalog.count("nothing.first_read", notes.reading)
        return
    for names, date in broken_by_day(notes.broken, view):
        yield catalog.text("nothing.broken", names=names, date=date)
    if notes.mended:
        yield catalog.text("nothing.mended", names=catalog.join(notes.mended))
    if notes.broken:
        yield from _others(digest, view)
    elif digest.papers_read:
        papers = catalog.count("count.papers", digest.papers_read)
        sources = catalog.count("count.sources", digest.sources_read)
        yield catalog.text("nothing.matched", papers=papers, sources=sources)
        yield _next(digest, view)
    else:
        yield _published(digest, view)
        yield _late(notes, view) or _next(digest, view)


def _others(digest: Digest, view: View) -> Iterator[str]:
    """What the sources had that can be read."""
    if digest.notes.fine:
        matched = bool(digest.papers_read)
        key = "nothing.others_unmatched" if matched else "nothing.others_unpublished"
        yield view.catalog.count(key, digest.notes.fine)
    if not digest.papers_read:
        yield _late(digest.notes, view)


def _published(digest: Digest, view: View) -> str:
    if digest.notes.since is None:
        return view.catalog.text("nothing.published")
    since = view.catalog.moment(view.local(digest.notes.since), digest.date)
    return view.catalog.text("nothing.published_since", since=since)


def _late(notes: Notes, view: View) -> str:
    """The late sources with their usual times, or ""."""
    if not notes.late:
        return ""
    names = view.catalog.join(_usually(late, view) for late in notes.late)
    return view.catalog.count("nothing.late", len(notes.late), names=names)


def _usually(late: Late, view: View) -> str:
    return view.catalog.text("nothing.usually", name=late.name, time=f"{view.local(late.expected_at):%H:%M}")


def _next(digest: Digest, view: View) -> str:
    """When the next digest comes: its weekday within a week, else its date."""
    if digest.notes.next_at is None:
        return ""
    local = view.local(digest.notes.next_at)
    near = (local.date() - digest.date).days < 7
    day = view.catalog.weekday(local.date()) if near else view.catalog.date(local.date())
    return view.catalog.text("nothing.next", day=day, time=f"{local:%H:%M}")
