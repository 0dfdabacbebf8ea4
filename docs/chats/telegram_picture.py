"""Conversations drawn as a phone shows them: a bar with the chat's name, days, bubbles."""

import datetime as dt
from collections.abc import Iterator

from docs.chats import svg, telegram_bubble
from docs.chats.runs import Look, Run, width
from docs.chats.telegram_bubble import FAINT, INK, Bubble
from docs.chats.telegram_run import ZONE, Conversation
from tests.telegram.server import Message

WIDE = 408.0  # a phone
GAP = 12.0
HEAD = 56.0
EDGE = 12.0
FACE = 40.0  # how far a group's bubbles stand back from who says them
WALL, BAR, RIM, PILL = "#cfdfe8", "#ffffff", "#9db3c0", "#5f8093"
ROBOT, OTHER, GROUP = "#2273b5", "#b5442f", "#1d7a4d"

Drawn = tuple[list[str], float]  # shapes, and where they end


def draw(conversations: list[Conversation]) -> str:
    """The first conversation on the left, the others below each other on the right."""
    columns = [_column(conversations[:1], GAP), _column(conversations[1:], WIDE + 2 * GAP)]
    shapes = [shape for drawn, _ in columns for shape in drawn]
    high = max(end for _, end in columns)
    return svg.picture(2 * WIDE + 3 * GAP, high, "Paperwire in Telegram", shapes)


def _column(conversations: list[Conversation], x: float) -> Drawn:
    shapes: list[str] = []
    y = GAP
    for conversation in conversations:
        messages, end = _messages(conversation, x, y + HEAD + EDGE)
        shapes += [*_phone(conversation, x, y, end - y), *messages]
        y = end + GAP
    return shapes, y


def _phone(conversation: Conversation, x: float, y: float, high: float) -> Iterator[str]:
    """The wall, and the bar above it."""
    yield svg.box(x, y, WIDE, high, WALL, rx=16)
    yield svg.box(x, y, WIDE, HEAD, BAR, rx=16)
    yield svg.box(x, y + HEAD - 16, WIDE, 16, BAR)
    yield svg.box(x, y, WIDE, high, "none", rx=16, stroke=RIM)
    yield svg.stroke(f"M{x + 24:g} {y + 20:g} l-8 8 l8 8", FAINT, 2)
    yield from _face(conversation.title, x + 58, y + HEAD / 2, 18, GROUP if _is_group(conversation) else ROBOT)
    yield svg.written((Run(conversation.title, Look.BOLD),), x + 88, y + 26, 16, (INK, INK))
    yield svg.written((Run(conversation.note),), x + 88, y + 43, 13, (FAINT, FAINT))


def _messages(conversation: Conversation, x: float, y: float) -> Drawn:
    shapes: list[str] = []
    day: dt.date | None = None
    for message in conversation.messages:
        if _moment(message).date() != day:
            day = _moment(message).date()
            shapes += _day(day, x + WIDE / 2, y)
            y += 36
        drawn, end = _message(conversation, message, x, y)
        shapes += drawn
        y = end + 10
    return shapes, y + 4


def _message(conversation: Conversation, message: Message, x: float, y: float) -> Drawn:
    time = f"{_moment(message):%H:%M}"
    if message.sender == conversation.reader:
        bubble = Bubble(message, time, ours=True)
        return telegram_bubble.draw(bubble, x + WIDE - EDGE - bubble.wide, y)
    if message.sender is None or not _is_group(conversation):
        return telegram_bubble.draw(Bubble(message, time), x + EDGE, y)
    name, colour = message.sender.first_name, ROBOT if message.sender.is_bot else OTHER
    shapes, end = telegram_bubble.draw(Bubble(message, time, name=name, colour=colour), x + EDGE + FACE, y)
    return [*_face(name, x + EDGE + 16, y + 17, 16, colour), *shapes], end


def _is_group(conversation: Conversation) -> bool:
    return conversation.messages[0].chat.is_group


def _moment(message: Message) -> dt.datetime:
    return dt.datetime.fromtimestamp(message.date, ZONE)


def _day(day: dt.date, middle: float, y: float) -> Iterator[str]:
    line = (Run(f"{day:%B} {day.day}", Look.BOLD),)
    wide = width(line, 13) + 22
    yield svg.box(middle - wide / 2, y, wide, 25, PILL, rx=12.5)
    yield svg.written(line, middle, y + 17, 13, ("#fff", "#fff"), text_anchor="middle")


def _face(name: str, x: float, y: float, radius: float, colour: str) -> Iterator[str]:
    """A circle with the first letter of a name."""
    letter = (Run(name[0], Look.BOLD),)
    yield svg.disc(x, y, radius, colour)
    yield svg.written(letter, x, y + radius * 0.36, radius, ("#fff", "#fff"), text_anchor="middle")
