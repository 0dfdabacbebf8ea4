"""One message drawn as a bubble with its buttons below, as its text, its entities and its keyboard say."""

from collections.abc import Iterator
from dataclasses import dataclass

from docs.chats import svg
from docs.chats.runs import Line, Look, Run, visible, width, wrap
from tests.telegram.server import Message

SIZE, LEADING, SMALL = 15.0, 20.0, 12.0
ROOM = 326.0  # for text
PAD = 11.0
KEY, BETWEEN = 34.0, 5.0  # a button's height, and what is left between two
INK, FAINT, LINK = "#0f1419", "#5f7280", "#1668b0"
THEIRS, OURS = "#ffffff", "#e2f8cf"
KEYS, QUOTE = "#4f7387", "#e6f0f8"
LOOKS = {"bold": Look.BOLD, "italic": Look.ITALIC, "code": Look.CODE, "pre": Look.CODE}
LINKS = ("text_link", "url", "mention", "bot_command", "hashtag")
QUOTES = ("blockquote", "expandable_blockquote")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in a bubble; `quoted` beside a bar."""

    line: Line
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message with what is said around it: its time, and who says it if that has to be said."""

    message: Message
    time: str
    ours: bool = False
    name: str = ""
    colour: str = ""

    @property
    def rows(self) -> list[Row]:
        return list(_rows(self.message))

    @property
    def stamp(self) -> float:
        """How much room the time takes, with the mark that an own message was read."""
        return width((Run(self.time),), SMALL) + (20 if self.ours else 0)

    @property
    def answered(self) -> Line:
        """The beginning of what it answers, if the reader is to see that."""
        asked = self.message.reply_to if self.name else None
        return (Run(visible(asked.text).split("\n")[0]),) if asked is not None else ()

    @property
    def wide(self) -> float:
        """As wide as its longest line or its buttons need."""
        lines = [width(row.line, SIZE) + 12 * row.quoted for row in self.rows]
        last = lines[-1] + 8 + self.stamp
        heads = [width((Run(self.name, Look.BOLD),), 14), width(self.answered, 13) + 12]
        keys = [len(row) * max(_key_wide(one.label) + BETWEEN for one in row) for row in self.message.buttons]
        inside = max(*lines, last if last <= ROOM else 0, self.stamp, *heads)
        return min(max(inside + 2 * PAD, *keys, 0), ROOM + 2 * PAD)


def draw(bubble: Bubble, x: float, y: float) -> tuple[list[str], float]:
    """The shapes of a message whose upper left corner is here, and where it ends."""
    text, bottom = _draw_text(bubble, x, y)
    keys, end = _draw_keys(bubble, x, bottom)
    back = svg.box(x, y, bubble.wide, bottom - y, OURS if bubble.ours else THEIRS, rx=12)
    return [back, *text, *keys], end


def _rows(message: Message) -> Iterator[Row]:
    content = message.content.text
    looks = [Look.PLAIN] * len(content.text)
    quoted = [False] * len(content.text)
    for entity in (*content.entities, *content.detected):
        look = Look.LINK if entity.kind in LINKS else LOOKS.get(entity.kind, Look.PLAIN)
        for at in range(entity.start, entity.end):
            looks[at] |= look
            quoted[at] |= entity.kind in QUOTES
    begin = 0
    for text in content.text.split("\n"):
        runs = tuple(Run(visible(char), looks[begin + at]) for at, char in enumerate(text))
        beside = bool(text) and quoted[begin]
        yield from (Row(line, beside) for line in wrap(runs, ROOM - 12 * beside, SIZE))
        begin += len(text) + 1


def _draw_text(bubble: Bubble, x: float, y: float) -> tuple[list[str], float]:
    shapes, at = _draw_head(bubble, x + PAD, y + 7)
    rows = bubble.rows
    for row in rows:
        if row.quoted:
            shapes.append(svg.box(x + PAD, at, bubble.wide - 2 * PAD, LEADING, QUOTE))
            shapes.append(svg.box(x + PAD, at, 3, LEADING, LINK))
        inset = PAD + 12 * row.quoted
        shapes.append(svg.written(row.line, x + inset, at + 15, SIZE, (INK, LINK), class_="said"))
        at += LEADING if row.line else LEADING / 2
    last = width(rows[-1].line, SIZE) + 12 * rows[-1].quoted + 8 + bubble.stamp
    at += 0 if last <= bubble.wide - 2 * PAD else 15
    right = x + bubble.wide - PAD
    shapes += _draw_stamp(bubble, right, at - 4)
    return shapes, at + 6


def _draw_head(bubble: Bubble, x: float, y: float) -> tuple[list[str], float]:
    """Who says it, and what it answers."""
    if not bubble.name:
        return [], y
    shapes = [svg.written((Run(bubble.name, Look.BOLD),), x, y + 14, 14, (bubble.colour, LINK))]
    y += LEADING
    asked = bubble.message.reply_to
    if asked is not None and asked.sender is not None:
        who = (Run(asked.sender.first_name, Look.BOLD),)
        shapes.append(svg.box(x, y + 1, bubble.wide - 2 * PAD, 36, QUOTE, rx=4))
        shapes.append(svg.box(x, y + 1, 3, 36, LINK))
        shapes.append(svg.written(who, x + 10, y + 15, 13, (LINK, LINK)))
        shapes.append(svg.written(bubble.answered, x + 10, y + 31, 13, (INK, LINK)))
        y += 42
    return shapes, y


def _draw_stamp(bubble: Bubble, right: float, y: float) -> Iterator[str]:
    colour = "#3f7d2c" if bubble.ours else FAINT
    yield svg.written((Run(bubble.time),), right - bubble.stamp, y, SMALL, (colour, colour))
    if bubble.ours:
        yield svg.stroke(f"M{right - 15:g} {y - 4:g} l3.5 3.5 l6 -7.5 M{right - 8:g} {y - 1.5:g} l1 1 l6 -7.5", colour)


def _key_wide(label: str) -> float:
    return width((Run(label, Look.BOLD),), 14) + 24


def _draw_keys(bubble: Bubble, x: float, y: float) -> tuple[list[str], float]:
    """Each row of buttons is as wide as the bubble."""
    shapes: list[str] = []
    for row in bubble.message.buttons:
        y += BETWEEN
        wide = (bubble.wide - BETWEEN * (len(row) - 1)) / len(row)
        for number, button in enumerate(row):
            left = x + number * (wide + BETWEEN)
            shapes.append(svg.box(left, y, wide, KEY, KEYS, rx=8))
            line = (Run(button.label, Look.BOLD),)
            fitted = {"textLength": min(width(line, 14), wide - 16), "text_anchor": "middle", "class_": "key"}
            shapes.append(svg.written(line, left + wide / 2, y + 22, 14, ("#fff", "#fff"), **fitted))
            if button.url:
                shapes.append(svg.stroke(f"M{left + wide - 13:g} {y + 13:g} l6 -6 m-5 0 h5 v5", "#fff", 1.3))
        y += KEY
    return shapes, y
