"""/similar: papers like a paper."""

from bot import actions, render
from bot.commands.reading import find_named
from bot.commands.turn import Action, Command, Counted, Turn, ask, in_place, say
from bot.message import Reply
from bot.similar import find_similar
from storage.model import Paper


def similar(turn: Turn) -> Reply:
    """The papers most like the one that an id, a link, a number of today's digest or a title names."""
    if not turn.args:
        return ask(turn, "similar", turn.catalog.text("similar.ask"))
    found = find_named(turn)
    if found is None:
        return say(turn.catalog.text("paper.not_found", text=turn.args))
    return _show(turn, found)


def similar_to(turn: Turn) -> Reply:
    """The same for the paper of a card, in the card's place; `args` is `paper id:action that leads back`."""
    number, _, back = turn.args.partition(":")
    paper_id = actions.number(number)
    papers = turn.store.papers.get([paper_id]) if paper_id is not None else []
    if not papers:
        return say(turn.catalog.text("action.old"))
    return in_place(_show(turn, papers[0], back=actions.read_back(back)))


def _show(turn: Turn, paper: Paper, *, back: str = "") -> Reply:
    view = turn.view()
    found = find_similar(turn.store, turn.vocabulary, paper, limit=view.page_length or render.PAGE_LENGTH)
    heading = turn.catalog.text("similar.heading", title=paper.title)
    privately = actions.of_paper("similar", paper.id)
    brief = render.short_results(heading, [one.paper for one in found], view, action=privately)
    return Reply((render.similar(paper, found, view, back=back),), brief=brief if found else None)


COMMANDS = (Command("similar", similar, counted=Counted.EVERYWHERE),)
ACTIONS = (Action("similar", similar_to, counted=Counted.IN_GROUPS),)
