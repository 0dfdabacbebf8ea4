"""/subscribe: what a chat wants and never wants."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from bot import actions, render
from bot.commands.groups import settle, where
from bot.commands.hearing import words_after
from bot.commands.turn import Action, Command, Turn, ask, rows_of, say, say_with
from bot.commands.welcome import first_digest
from bot.digest import select
from bot.message import Button, Reply
from bot.moments import schedule
from bot.query import (
    MAX_FACTORS,
    MAX_TERM_CHARACTERS,
    MAX_TERMS,
    Problem,
    ProblemKind,
    Subscriptions,
    Unknown,
    parse_subscriptions,
)
from bot.recent import MONTH, WEEK, RecentMatches, dated_within, recent_matches
from bot.terms import Tag, Wish
from storage.model import Subscription

PER_CHAT = 100  # subscriptions
PICKED = 8  # topics offered as buttons
NARROWER_NAMED = 3
_LIMITS = {
    ProblemKind.TOO_MANY_TERMS: MAX_TERMS,
    ProblemKind.TERM_TOO_LONG: MAX_TERM_CHARACTERS,
    ProblemKind.TOO_MANY_FACTORS: MAX_FACTORS,
}


def subscribe(turn: Turn) -> Reply:
    """Add the wishes a message names; say what was understood, what it matches, and what was not understood."""
    if not turn.args:
        return ask(turn, "subscribe", turn.catalog.text("subscribe.ask"), popular_buttons(turn))
    said = parse_subscriptions(turn.args, turn.vocabulary, sources=turn.source_names())
    doubtful = [wish for wish in said.wishes if not wish.wanted and removes_half(turn, wish)]
    return _subscribe(turn, said, doubtful)


def subscribe_to(turn: Turn) -> Reply:
    """A button's wish, without asking back: an offered topic, or a never that was confirmed."""
    said = parse_subscriptions(turn.args, turn.vocabulary, sources=turn.source_names())
    return _subscribe(turn, said, doubtful=())


def take_offer(turn: Turn) -> Reply:
    """The same for what no button can carry: `args` names one of the offers made to the message that is answered."""
    asked = words_after("subscribe", turn.request.answered)
    said = parse_subscriptions(asked, turn.vocabulary, sources=turn.source_names())
    taken = next((offer for offer in _offers(said) if actions.key(offer) == turn.args), None)
    if taken is None:
        return say(turn.catalog.text("action.old"))
    return subscribe_to(dataclasses.replace(turn, args=taken))


def _offers(said: Subscriptions) -> Iterator[str]:
    yield from (f"-{wish.spelling}" for wish in said.wishes if not wish.wanted)
    yield from (spelling for unknown in said.unknown for spelling in unknown.nearest)


def subscribe_wish(turn: Turn, wish: Wish) -> Reply:
    """Add one wish that a button made."""
    return _subscribe(turn, Subscriptions((wish,), (), ()), doubtful=())


def exclude(turn: Turn, slug: str, *, more: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    """Never want a topic; `more` are rows of buttons under the answer."""
    wish = Wish(slug, Tag(slug), wanted=False)
    reply = _subscribe(turn, Subscriptions((wish,), (), ()), [wish] if removes_half(turn, wish) else [])
    return say_with(reply, more)


def _subscribe(turn: Turn, said: Subscriptions, doubtful: Sequence[Wish]) -> Reply:
    wishes = [wish for wish in said.wishes if wish not in doubtful]
    before = {(row.term, row.wanted) for row in turn.chat.subscriptions}
    added = [wish for wish in wishes if (wish.spelling, wish.wanted) not in before]
    if len(before) + len(added) > PER_CHAT:
        return say(turn.catalog.said("subscribe.limit", limit=PER_CHAT))
    turn = settle(turn) if added else turn
    made = turn.store.chats.subscribe(
        turn.chat.id, [(wish.spelling, wish.wanted) for wish in added], person_id=turn.person.id, now=turn.now()
    )
    if turn.chat.last_date is None:
        schedule(turn.store, turn.chat, turn.chat.settings, turn.now())
    lines = [
        *(_understood(turn, wish, new=wish in added) for wish in wishes),
        *(_never_half(turn, wish) for wish in doubtful),
        *(describe_unknown(turn, unknown) for unknown in said.unknown),
        *(describe_problem(turn, problem) for problem in said.problems),
        where(turn) if added else "",
        schedule_line(turn) if added else "",
    ]
    if not any(lines):
        return say(turn.catalog.text("subscribe.ask"), buttons=popular_buttons(turn))
    answer = say(*lines, buttons=_buttons(made, said.unknown, doubtful, turn))
    return Reply((*answer.messages, *(first_digest(turn) if added else ())))


def _understood(turn: Turn, wish: Wish, *, new: bool) -> str:
    name = render.name(wish.term, turn.catalog, turn.vocabulary)
    if not new:
        return turn.catalog.text("subscribe.already", name=name)
    if not wish.wanted:
        return turn.catalog.text("subscribe.never", name=name)
    found = recent_matches(turn.store, wish.term, turn.today())
    lines = [turn.catalog.text("subscribe.done", name=name), _matched(turn, found), _included(turn, wish)]
    if found.papers:
        lines.append(turn.catalog.text("subscribe.example", title=found.papers[0].title))
    return "\n".join(line for line in lines if line)


def _matched(turn: Turn, found: RecentMatches) -> str:
    if found.days == WEEK.days:
        return turn.catalog.count("subscribe.count", len(found.papers))
    if found.days is not None:
        return turn.catalog.count("subscribe.count_wide", len(found.papers))
    if found.papers:
        return turn.catalog.text("subscribe.last", date=turn.catalog.day(found.papers[0].date, year=True))
    return turn.catalog.text("subscribe.none_yet")


def _included(turn: Turn, wish: Wish) -> str:
    if not isinstance(wish.term, Tag):
        return ""
    narrower = sorted(turn.vocabulary.narrower(wish.term.slug) - {wish.term.slug})
    if not narrower:
        return ""
    named = [turn.vocabulary.name(slug, turn.catalog.language) for slug in narrower[:NARROWER_NAMED]]
    names = turn.catalog.join(named) + (" …" if len(narrower) > len(named) else "")
    return turn.catalog.count("subscribe.includes", len(narrower), names=names)


def removed_last_week(turn: Turn, never: Wish) -> tuple[int, int]:
    """How many of last week's matches a never would take out, and of how many."""
    papers = dated_within(turn.store, turn.today(), WEEK)
    digest = select(papers, [*turn.wanted(), never], date=turn.today(), length=1)
    removed = sum(count for _, count in digest.excluded)
    return removed, removed + len(digest.highlights)


def removes_half(turn: Turn, never: Wish) -> bool:
    """Whether a never would take out half or more of last week's matches."""
    removed, matched = removed_last_week(turn, never)
    return removed > 0 and 2 * removed >= matched


def _never_half(turn: Turn, wish: Wish) -> str:
    removed, matched = removed_last_week(turn, wish)
    name = render.name(wish.term, turn.catalog, turn.vocabulary)
    return turn.catalog.count("subscribe.never_half", removed, name=name, total=matched)


def describe_unknown(turn: Turn, unknown: Unknown) -> str:
    """What is not known, and what may have been meant."""
    follow = turn.catalog.text("subscribe.near") if unknown.nearest else _as_phrase(turn, unknown.text)
    return turn.catalog.text("subscribe.unknown", text=unknown.text) + "\n" + follow


def _as_phrase(turn: Turn, text: str) -> str:
    return turn.catalog.said("subscribe.as_phrase", text=text.replace('"', ""))


def describe_problem(turn: Turn, problem: Problem) -> str:
    """What is wrong with a term, and what is allowed."""
    return turn.catalog.said(f"problem.{problem.kind.value}", text=problem.text, limit=_LIMITS.get(problem.kind))


def schedule_line(turn: Turn) -> str:
    """When the chat's digest comes, with the zone named."""
    settings = turn.chat.settings
    return turn.catalog.text(
        "subscribe.schedule_auto" if settings.time_auto else "subscribe.schedule",
        days=turn.catalog.weekdays(settings.weekdays),
        time=settings.time,
        zone=turn.catalog.zone(settings.zone),
    )


def _buttons(
    made: Sequence[Subscription], unknown: Iterable[Unknown], doubtful: Iterable[Wish], turn: Turn
) -> tuple[tuple[Button, ...], ...]:
    offered = tuple(_offer(turn.name_of(spelling), spelling) for item in unknown for spelling in item.nearest)
    confirm = tuple(_offer(turn.catalog.text("button.exclude"), f"-{wish.spelling}") for wish in doubtful)
    manage: tuple[Button, ...] = ()
    if made:
        manage = (
            Button(turn.catalog.text("button.undo"), f"unsubscribe:{made[0].id}-{made[-1].id}"),
            Button(turn.catalog.text("button.change"), "settings:"),
        )
    return tuple(row for row in (offered, confirm, manage) if row)


def _offer(label: str, spelling: str) -> Button:
    """A button that subscribes to this, named by its key where it does not fit."""
    action = f"subscribe:{spelling}"
    return Button(label, action if actions.fits(action) else f"offer:{actions.key(spelling)}")


def popular_buttons(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The topics most papers have, of the last week, else month, else ever, as buttons with the number of papers.

    None from an empty store.
    """
    today = turn.today()
    for first in (today - WEEK, today - MONTH, dt.date.min):
        counts = turn.store.papers.topic_counts(first, today)
        if counts:
            slugs = sorted(counts, key=lambda slug: (-counts[slug], slug))[:PICKED]
            return rows_of([_popular(turn, slug, counts[slug]) for slug in slugs], 2)
    return ()


def _popular(turn: Turn, slug: str, papers: int) -> Button:
    return Button(f"{turn.name_of(slug)} · {turn.catalog.number(papers)}", f"subscribe:{slug}")


COMMANDS = (Command("subscribe", subscribe, changes=True),)
ACTIONS = (
    Action("subscribe", subscribe_to, changes=True),
    Action("offer", take_offer, changes=True),
)
