"""/search: papers by a person's words, page by page, narrowed by buttons, and subscribed to."""

import dataclasses

from bot import actions, render
from bot.commands.hearing import words_after
from bot.commands.subscribing import subscribe_wish
from bot.commands.turn import Action, Command, Counted, Turn, ask, in_place, say
from bot.filters import NO_FILTERS, Filters, narrow, read_filters
from bot.finding import read_search
from bot.looking import Asked, look_for
from bot.message import Button, Message, Reply
from bot.query import saved, spell
from bot.signals import timed
from bot.terms import AllOf, Wish


def search(turn: Turn) -> Reply:
    """The papers that match a person's words, the best answer first."""
    if not turn.args:
        return ask(turn, "search", turn.catalog.text("search.ask"))
    return show_results(turn, look(turn, turn.args))


def search_page(turn: Turn) -> Reply:
    """Another page of a search, in the same message; `args` is `page~filters:query`.

    Without a query it is the one of the message that is answered.
    """
    place, _, query = turn.args.partition(":")
    number, _, filters = place.partition("~")
    query = query or words_after("search", turn.request.answered)
    if not query:
        return search(dataclasses.replace(turn, args="")) if turn.request.text else say(turn.catalog.text("action.old"))
    page = actions.number(number) or 1
    return in_place(show_results(turn, look(turn, query, page=page, filters=read_filters(filters))))


def look(turn: Turn, query: str, *, page: int = 1, filters: Filters = NO_FILTERS) -> render.Results:
    """A page of what a person's words find within the filters, as long as the chat wants it."""
    length = turn.view().page_length or render.PAGE_LENGTH
    with timed(turn.services.tell):
        return look_for(turn.store, turn.vocabulary, Asked(query, turn.today(), page, length, filters))


def show_results(turn: Turn, results: render.Results) -> Reply:
    """The page, and what others see of it."""
    view = turn.view()
    heading = render.results_heading(results, view)
    privately = actions.search(results.query, page=results.page)
    shown = render.search(results, view)
    shown = to_share(turn, shown, privately) if results.papers else shown
    return Reply((shown,), brief=render.short_results(heading, results.papers, view, action=privately))


def to_share(turn: Turn, shown: Message, action: str) -> Message:
    """The list with a button that shows it to all, where the caller alone is answered among others."""
    if not turn.in_group or not turn.request.whispers:
        return shown
    button = Button(turn.catalog.text("button.share"), actions.post(action))
    return dataclasses.replace(shown, buttons=(*shown.buttons, (button,)))


def follow(turn: Turn) -> Reply:
    """Subscribe to a search, without its dates; `args` is `filters:query`, the query as in `search_page`."""
    filters, _, query = turn.args.partition(":")
    query = query or words_after("search", turn.request.answered)
    understood = narrow(read_search(turn.store, turn.vocabulary, query, today=turn.today()), read_filters(filters))
    if understood.term is None or (understood.term == AllOf(()) and not understood.only):
        return say(turn.catalog.text("action.old"))
    term = saved(understood.term, understood.only)
    return subscribe_wish(turn, Wish(spell(term), term, wanted=True))


COMMANDS = (Command("search", search, counted=Counted.EVERYWHERE),)
ACTIONS = (
    Action("search", search_page, counted=Counted.EVERYWHERE),
    Action("follow", follow, changes=True),
)
