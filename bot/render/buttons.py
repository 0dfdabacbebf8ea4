"""Rows of buttons that lists share."""

from collections.abc import Iterable

from bot import actions
from bot.message import Button
from storage.model import Paper

NUMBERS_PER_ROW = 5


def number_rows(papers: Iterable[Paper], *, first: int, back: str) -> tuple[tuple[Button, ...], ...]:
    """A numbered button for each paper of a list, which opens its card; `back` is the action that shows the list."""
    numbers = [Button(str(n), actions.of_paper("card", paper.id, back=back)) for n, paper in enumerate(papers, first)]
    return tuple(tuple(numbers[at : at + NUMBERS_PER_ROW]) for at in range(0, len(numbers), NUMBERS_PER_ROW))
