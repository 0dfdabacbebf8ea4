"""The terminal: messages as wrapped text, buttons as numbered choices, a chat over lines."""

import itertools
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.columns import NO_BREAK, WHOLE, wrap
from bot.message import Block, BlockKind, Button, Line, Message, Reply, Request, Span, Style
from storage.model import ChatKind, Place

PLACE = Place("console", "terminal")
USER = "terminal"
QUIT = "/quit"
NARROWEST = 20
SHORT = 30  # characters: a name, a source with its date

# ECMA-48 control sequences, and what terminals read as commands: OSC, DCS, SOS, PM and APC strings.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -~]?"
)
_BLANKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]")
# C0 and C1 controls, the marks that turn the direction of a line around (Unicode Bidi_Control), and WHOLE.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_NUMBERED = re.compile(r"\d+\. ")
_CODES = {Style.BOLD: "\x1b[1m", Style.ITALIC: "\x1b[3m"}
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button and the number that presses it."""

    number: int
    button: Button


def choices(message: Message, *, first: int = 1) -> tuple[Choice, ...]:
    """The message's buttons with their numbers: a label that is a free number keeps it, the others follow the highest.

    Buttons that open a page have none.
    """
    buttons = _pressed(message)
    own = [int(button.label) for button in buttons if _is_number(button)]
    keep = bool(own) and min(own) >= first and len(set(own)) == len(own)
    free = itertools.count(max(own) + 1 if keep else first)
    return tuple(Choice(int(b.label) if keep and _is_number(b) else next(free), b) for b in buttons)


def first_numbers(messages: Sequence[Message]) -> list[int]:
    """The number from which the choices of each message count: those whose labels are numbers come before the rest."""
    firsts, free = [1] * len(messages), 1
    for place in sorted(range(len(messages)), key=lambda place: not any(map(_is_number, _pressed(messages[place])))):
        firsts[place] = free
        free = max([free, *(choice.number + 1 for choice in choices(messages[place], first=free))])
    return firsts


def to_text(message: Message, *, width: int, color: bool, first_choice: int = 1) -> str:
    """The message as text for a terminal `width` columns wide, its buttons after it, numbered from `first_choice`.

    Control characters and escape sequences of the text are dropped; addresses stand after their text.
    """
    blocks = ["\n".join(_block(block, max(width, NARROWEST), color=color)) for block in _with_addresses(message)]
    rows = "\n".join(_rows(message, choices(message, first=first_choice), max(width, NARROWEST)))
    return "\n\n".join(part for part in (*blocks, rows) if part)


def plain(text: str) -> str:
    """The text without anything that a terminal would obey; line breaks and tabs become blanks."""
    return _CONTROLS.sub("", _BLANKS.sub(" ", _ESCAPES.sub("", text)))


@dataclass(slots=True)
class ConsoleChat:
    """A chat on a terminal: lines in, text out. `client_language` is that of the terminal (`ko_KR`).

    It remembers what was said last and the buttons of the last answer: a number presses one of them.
    """

    answer: Callable[[Request], Reply]
    write: Callable[[str], None]
    width: int
    color: bool
    client_language: str = ""
    _offered: dict[int, Button] = field(default_factory=dict, init=False)
    _said: str = field(default="", init=False)

    def run(self, lines: Iterable[str]) -> None:
        """Answer line after line until there are no more, or one is /quit."""
        for line in lines:
            if line.strip() == QUIT:
                return
            self.say(line)

    def say(self, line: str) -> None:
        """Answer one line; a blank one says nothing."""
        said = line.strip()
        if said:
            self._show(self.answer(self._request(said)))

    def _request(self, said: str) -> Request:
        pressed = self._offered.get(int(said)) if re.fullmatch(r"[0-9]{1,4}", said) else None
        if pressed is None:
            self._said = said
        text, action = (said, "") if pressed is None else ("", pressed.action)
        answered = self._said if action else ""
        return Request(PLACE, ChatKind.PRIVATE, USER, text, action, self.client_language, answered=answered)

    def _show(self, reply: Reply) -> None:
        self._offered = {}
        if reply.toast:
            self.write(plain(reply.toast))
        for file in reply.files:
            self.write(f"{file.name}:\n{file.content.decode()}")
        for message, first in zip(reply.messages, first_numbers(reply.messages), strict=True):
            blank = "\n" if message is not reply.messages[0] else ""
            self.write(blank + to_text(message, width=self.width, color=self.color, first_choice=first))
            self._offered |= {choice.number: choice.button for choice in choices(message, first=first)}


def _pressed(message: Message) -> list[Button]:
    """The buttons that are pressed, not opened."""
    return [button for row in message.buttons for button in row if button.url is None]


def _is_number(button: Button) -> bool:
    return button.label.isascii() and button.label.isdecimal()


def _rows(message: Message, numbered: Sequence[Choice], columns: int) -> Iterator[str]:
    numbers = iter(numbered)
    for row in message.buttons:
        labels = "  ".join(_label(button, numbers) for button in row)
        yield from (labels[start:end] for start, end in wrap(labels, columns, columns))


def _label(button: Button, numbers: Iterator[Choice]) -> str:
    label = plain(button.label)
    if button.url is not None:
        return f"{label}: {plain(button.url)}"
    number = next(numbers).number
    return f"[{number}]" if label == str(number) else f"[{number}] {label}"


def _block(block: Block, columns: int, *, color: bool) -> Iterator[str]:
    margin = "│ " if block.kind is BlockKind.MORE else ""
    numbered = _NUMBERED.match("".join(span.text for span in block.lines[0])) if block.lines else None
    hanging = numbered.end() if numbered else 0
    for place, line in enumerate(block.lines):
        text = "".join(span.text for span in line)
        indent = hanging if place else 0
        rows = wrap(text, columns - len(margin) - indent, columns - len(margin) - hanging)
        for row, (start, end) in enumerate(rows):
            shown = _styled(line, start, end, dim=block.kind is BlockKind.FOOTER) if color else text[start:end]
            yield margin + " " * (hanging if row else indent) + shown.replace(NO_BREAK, " ").replace(WHOLE, "")


def _with_addresses(message: Message) -> Iterator[Block]:
    """The blocks, cleaned, with addresses written after the texts that are linked to them.

    A heading's address is left out where another text of the message has it.
    """
    spans = [span for block in message.blocks for line in block.lines for span in line]
    elsewhere = {span.url for span in spans if span.style is not Style.BOLD}
    for block in message.blocks:
        yield Block(tuple(tuple(_shown(line, elsewhere)) for line in block.lines), block.kind)


def _shown(line: Line, elsewhere: Container[str | None]) -> Iterator[Span]:
    """The spans of a line with their addresses; what is linked, or short among others, stays on one row."""
    for span in line:
        text = plain(span.text).replace(" · ", f"{NO_BREAK}· ")
        heading = span.style is Style.BOLD
        address = f" <{plain(span.url)}>" if span.url and not (heading and span.url in elsewhere) else ""
        short = len(line) > 1 and len(text) < SHORT and text == text.strip()
        if (address or short) and not heading:
            yield Span(f"{WHOLE}{text}{address}".replace(" ", NO_BREAK), span.style)
        else:
            yield Span(text, span.style)
            yield Span(address.replace(" ", f" {WHOLE}"))


def _styled(line: Line, start: int, end: int, *, dim: bool) -> str:
    """The part of a line from `start` to `end`, with the codes that style it."""
    shown, place = "", 0
    for span in line:
        text = span.text[max(start - place, 0) : max(end - place, 0)]
        code = _CODES.get(span.style, "") + (_DIM if dim else "")
        shown += f"{code}{text}{_PLAIN}" if text and code else text
        place += len(span.text)
    return shown


@dataclass(frozen=True, slots=True)
class ConsoleTransport:
    """Digests on the terminal on which `paperwire run` was started."""

    write: Callable[[str], None]
    width: int
    color: bool
    platform: str = PLACE.platform
    idempotent: bool = False

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:  # noqa: ARG002 - the contract
        """Print the message; its nonce is its id."""
        self.write(to_text(message, width=self.width, color=self.color))
        return nonce
