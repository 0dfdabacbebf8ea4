"""What a button of Discord carries: its action, how it is meant, and a piece of what its message answers.

A press brings the whole message along, but not what the person had asked for. So the words ride in the buttons, a piece
in each, and nothing is kept here. https://discord.com/developers/docs/components/reference#custom-id
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.message import Button

LONGEST = 100  # characters
ASK = "?"  # opens a form for the answer to a command's question
_PRIVATELY = "!"  # what is done concerns the presser's private chat
_PIECE, _TWIN = "␟", "␞"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a pressed button carried. `privately`: for the presser's own chat; `asks`: the command to be filled in."""

    action: str
    privately: bool = False
    asks: str = ""


def write(buttons: Sequence[Button], answered: str = "") -> list[str]:
    """What the buttons of one message carry, each of them something else. Raises ValueError for what does not fit."""
    heads = list(_distinct(_head(button) for button in buttons))
    tickets, rest = [], answered
    for head in heads:
        room = max(LONGEST - len(head) - len(_PIECE), 0)
        piece, rest = rest[:room], rest[room:]
        tickets.append(f"{head}{_PIECE}{piece}" if piece else head)
    return heads if rest else tickets


def read(carried: str) -> Ticket:
    """What a press brings."""
    head = carried.split(_PIECE, maxsplit=1)[0].split(_TWIN, maxsplit=1)[0]
    if head.startswith(ASK):
        return Ticket("", asks=head.removeprefix(ASK))
    return Ticket(head.removeprefix(_PRIVATELY), privately=head.startswith(_PRIVATELY))


def answered(carried: Iterable[str]) -> str:
    """The words that the buttons of a message carry, in its order."""
    return "".join(ticket.partition(_PIECE)[2] for ticket in carried)


def _head(button: Button) -> str:
    head = (_PRIVATELY if button.private else "") + button.action
    if not 0 < len(head) <= LONGEST - len(_TWIN) - 2:
        raise ValueError(f"The action {button.action!r} of a button is empty or too long for Discord.")
    return head


def _distinct(heads: Iterable[str]) -> Iterator[str]:
    """The same with a number behind what came before."""
    seen: dict[str, int] = {}
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        yield head if seen[head] == 1 else f"{head}{_TWIN}{seen[head]}"
