"""/tags: the vocabulary, from the top down, and one topic with what is above and below it."""

from collections.abc import Sequence

from adapters.tags.nearest import nearest
from bot.commands.turn import Action, Command, Turn, in_place, rows_of, say
from bot.message import Button, Reply

PER_ROW = 2


def tags(turn: Turn) -> Reply:
    """The broadest topics; or the topic that is named, with its narrower ones."""
    return _topic(turn) if turn.args else _top(turn)


def browse(turn: Turn) -> Reply:
    """The same by button, in the message that is there."""
    return in_place(tags(turn))


def _top(turn: Turn) -> Reply:
    top = [slug for slug, concept in turn.vocabulary.concepts.items() if not concept.broader]
    return say(turn.catalog.count("tags.heading", len(turn.vocabulary.concepts)), buttons=_rows(turn, top))


def _topic(turn: Turn) -> Reply:
    slug = turn.vocabulary.find(turn.args)
    if slug is None:
        near = nearest(turn.args, turn.vocabulary)
        offer = turn.catalog.text("subscribe.near") if near else ""
        return say(turn.catalog.said("tags.unknown", text=turn.args), offer, buttons=_rows(turn, near))
    concept = turn.vocabulary.concepts[slug]
    name = turn.vocabulary.name(slug, turn.catalog.language)
    others = [other for language, other in concept.names.items() if language != turn.catalog.language]
    narrower = [child.slug for child in turn.vocabulary.concepts.values() if slug in child.broader]
    above = turn.catalog.join(turn.vocabulary.name(broader, turn.catalog.language) for broader in concept.broader)
    return say(
        " · ".join([name, *others]),
        turn.catalog.text("tags.broader", names=above) if above else "",
        _narrower(turn, name, len(narrower)),
        buttons=(
            (Button(turn.catalog.text("button.subscribe"), f"subscribe:{slug}"),),
            *_rows(turn, narrower),
            (Button(turn.catalog.text("button.return"), f"tags:{next(iter(concept.broader), '')}"),),
        ),
    )


def _narrower(turn: Turn, name: str, number: int) -> str:
    if not number:
        return turn.catalog.text("tags.no_narrower", name=name)
    return turn.catalog.count("tags.narrower", number, name=name)


def _rows(turn: Turn, slugs: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    buttons = [Button(turn.vocabulary.name(slug, turn.catalog.language), f"tags:{slug}") for slug in slugs]
    return rows_of(buttons, PER_ROW)


COMMANDS = (Command("tags", tags),)
ACTIONS = (Action("tags", browse),)
