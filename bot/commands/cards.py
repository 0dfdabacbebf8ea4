"""What a paper's card offers: other languages, saving, opinions, nevers, sharing.

The actions carry the card's state (`render.CardState`): `verb:<paper id>:<language>:<back>`. Where others see the card,
a press is answered with a note to the presser alone; `-` in the place of the language says that the button is under
such a note.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot import actions, render
from bot.catalog import Catalog
from bot.commands.reading import card_of, today
from bot.commands.searching import search_page
from bot.commands.subscribing import exclude
from bot.commands.turn import Action, Counted, Turn, in_place, rows_of, say
from bot.message import Audience, Block, Button, Reply, Span, Style
from storage.model import Opinion, Paper

NOTE = "-"
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|-)?")
NAME_LENGTH = 64  # characters of a sharer's name


@dataclass(frozen=True, slots=True)
class _Pressed:
    """The paper of a card whose button was pressed, and how the card is shown."""

    paper: Paper
    state: render.CardState


def card(turn: Turn) -> Reply:
    """The card behind a number button, in the same message; `args` is `paper id:action that leads back`."""
    paper_id, _, back = turn.args.partition(":")
    return _opened(turn, _pressed(turn, f"{paper_id}::{back}"))


def other_language(turn: Turn) -> Reply:
    """The card with another language's summary."""
    return _opened(turn, _pressed(turn, turn.args))


def _opened(turn: Turn, pressed: _Pressed | None) -> Reply:
    if pressed is None:
        return say(turn.catalog.text("action.old"))
    state = pressed.state
    return in_place(card_of(turn, pressed.paper, language=state.language, back=state.back))


def _pressed(turn: Turn, args: str) -> _Pressed | None:
    number, _, rest = args.partition(":")
    language, _, back = rest.partition(":")
    paper_id = actions.number(number)
    papers = turn.store.papers.get([paper_id]) if paper_id is not None else []
    if not papers or not _LANGUAGE.fullmatch(language):
        return None
    return _Pressed(papers[0], render.CardState(language, actions.read_back(back)))


def save(turn: Turn) -> Reply:
    """Keep the paper; how many the person keeps."""

    def done(pressed: _Pressed) -> str:
        kept = turn.store.opinions.save(turn.person.id, pressed.paper.id, turn.now())
        return turn.catalog.count("save.done", kept)

    return _noted(turn, done, undo="unsave")


def unsave(turn: Turn) -> Reply:
    """Keep the paper no longer."""

    def done(pressed: _Pressed) -> str:
        kept = turn.store.opinions.unsave(turn.person.id, pressed.paper.id)
        return turn.catalog.count("save.undone", kept)

    return _noted(turn, done, undo="save")


def like(turn: Turn) -> Reply:
    """More like this."""
    return _noted(turn, _thinking(turn, Opinion.LIKE, "opinion.like"), undo="neither")


def less(turn: Turn) -> Reply:
    """Less like this."""
    return _noted(turn, _thinking(turn, Opinion.LESS, "opinion.less"), undo="neither")


def neither(turn: Turn) -> Reply:
    """Take back what was thought of the paper."""
    return _noted(turn, _thinking(turn, None, "opinion.neither"), undo="")


def _thinking(turn: Turn, opinion: Opinion | None, key: str) -> Callable[[_Pressed], str]:
    def done(pressed: _Pressed) -> str:
        turn.store.opinions.give(turn.person.id, pressed.paper.id, opinion, turn.now())
        return turn.catalog.text(key)

    return done


def _noted(turn: Turn, do: Callable[[_Pressed], str], *, undo: str) -> Reply:
    """Do it, and say so to the person alone: by the card as it is now, or by a note with a way to undo it."""
    pressed = _pressed(turn, turn.args)
    if pressed is None:
        return say(turn.catalog.text("action.old"))
    said = do(pressed)
    under_note = pressed.state.language == NOTE
    if turn.unseen and not under_note:
        shown = _opened(turn, pressed)
        return Reply(shown.messages, toast=said)
    button = Button(turn.catalog.text("button.undo"), actions.of_paper(undo, pressed.paper.id, NOTE))
    note = say(said, buttons=((button,),) if undo else ())
    return Reply((in_place(note) if under_note else note).messages, toast=said)


def never(turn: Turn) -> Reply:
    """The card's topics, to choose which of them is never to come."""
    pressed = _pressed(turn, turn.args)
    if pressed is None:
        return say(turn.catalog.text("action.old"))
    slugs = render.shown_topics(pressed.paper, turn.view())
    state = pressed.state
    choices = [Button(turn.name_of(slug), state.action("not", pressed.paper.id, slug)) for slug in slugs]
    rows = (*rows_of(choices, 2), *_back_to_card(turn, pressed))
    return in_place(say(turn.catalog.text("never.ask", title=pressed.paper.title), buttons=rows))


def not_topic(turn: Turn) -> Reply:
    """Add a never for one of the card's topics; `args` is `paper id:slug:language:back`."""
    number, _, rest = turn.args.partition(":")
    slug, _, state = rest.partition(":")
    pressed = _pressed(turn, f"{number}:{state}")
    if pressed is None or slug not in turn.vocabulary.concepts:
        return say(turn.catalog.text("action.old"))
    return in_place(exclude(turn, slug, more=_back_to_card(turn, pressed)))


def _back_to_card(turn: Turn, pressed: _Pressed) -> tuple[tuple[Button, ...], ...]:
    """The row of a button that leads back to the card, where the card gave way to a question."""
    if not turn.unseen:
        return ()
    return ((Button(turn.catalog.text("button.return"), pressed.state.shown_by(pressed.paper.id)),),)


def share(turn: Turn) -> Reply:
    """Post the card for all in the chat, with the name of who shares it; in a private chat, to be passed on."""
    pressed = _pressed(turn, turn.args)
    if pressed is None:
        return Reply(say(turn.catalog.text("action.old")).messages, Audience.CALLER)
    message = render.shared_card(pressed.paper, turn.view(), _shared_by(turn, turn.catalog))
    return Reply((message,), toast=turn.catalog.text("share.done"))


def _shared_by(turn: Turn, catalog: Catalog) -> str:
    if not turn.in_group:
        return catalog.text("share.pass_on")
    name = " ".join(turn.request.user_name.split())[:NAME_LENGTH]
    return catalog.text("share.by", name=name) if name else catalog.text("share.by_somebody")


def post(turn: Turn) -> Reply:
    """Show a list to all in the chat, with the name of who shares it; `args` is the action that shows it."""
    verb, _, args = turn.args.partition(":")
    listing = {"search": search_page, "today": today}.get(verb)
    if listing is None:
        return Reply(say(turn.catalog.text("action.old")).messages, Audience.CALLER)
    request = dataclasses.replace(turn.request, whispers=False)  # what all see is not offered to be shared again
    reply = listing(dataclasses.replace(turn, request=request, args=args))
    first, *others = reply.messages
    heading = Block(((Span(_shared_by(turn, turn.catalog), Style.ITALIC),),))
    return Reply((dataclasses.replace(first, blocks=(heading, *first.blocks)), *others))


ACTIONS = (
    Action("card", card, counted=Counted.IN_GROUPS),
    Action("lang", other_language, counted=Counted.IN_GROUPS),
    Action("save", save),
    Action("unsave", unsave),
    Action("like", like),
    Action("less", less),
    Action("neither", neither),
    Action("never", never, changes=True),
    Action("not", not_topic, changes=True),
    Action("share", share, audience=Audience.CHAT, posts=True),
    Action("post", post, audience=Audience.CHAT, posts=True, counted=Counted.EVERYWHERE),
)
