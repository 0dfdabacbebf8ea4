"""Buttons that messages share: the numbers of a list, and those under a digest that is sent."""

import dataclasses
from collections.abc import Iterable

from bot import actions
from bot.message import Button, Message
from bot.occasion import ON, Occasion, read_occasion
from storage.model import Paper

NUMBERS_PER_ROW = 5


def number_rows(papers: Iterable[Paper], *, first: int, back: str) -> tuple[tuple[Button, ...], ...]:
    """A numbered button for each paper of a list, which opens its card; `back` is the action that shows the list."""
    numbers = [Button(str(n), actions.of_paper("card", paper.id, back=back)) for n, paper in enumerate(papers, first)]
    return tuple(tuple(numbers[at : at + NUMBERS_PER_ROW]) for at in range(0, len(numbers), NUMBERS_PER_ROW))


def as_sent(message: Message, occasion: Occasion) -> Message:
    """The digest as it is sent: each of its buttons names it, so that a press tells that it arrived."""
    rows = tuple(tuple(_under(button, occasion) for button in row) for row in message.buttons)
    return dataclasses.replace(message, buttons=rows)


def shown_again(message: Message) -> Message:
    """A digest that was sent, to be shown once more: a press on this one tells nothing of the other."""
    rows = tuple(tuple(_by_itself(button) for button in row) for row in message.buttons)
    return dataclasses.replace(message, buttons=rows)


def _by_itself(button: Button) -> Button:
    prefix, _, rest = button.action.partition(":")
    named = read_occasion(rest) if prefix == ON else None
    return dataclasses.replace(button, action=named[1]) if named else button


def _under(button: Button, occasion: Occasion) -> Button:
    return button if button.url else dataclasses.replace(button, action=occasion.under(button.action))
