"""Buttons as the Bot API takes them: https://core.telegram.org/bots/api#inlinekeyboardmarkup.

They are plain values: making and writing out the library's objects would cost a large part of a message's time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.columns import cut
from bot.message import Button
from bot.transports.telegram.links import opens
from bot.transports.text import clean, isolated

MOST_BUTTONS, MOST_IN_A_ROW = 100, 8
LONGEST_ACTION = 64  # bytes
LABEL_COLUMNS = 60
NO_LABEL = "…"


def keyboard(buttons: Sequence[Sequence[Button]], *, pages: bool = True) -> dict[str, Any] | None:
    """The inline keyboard of the rows; None if it has no button.

    Long rows go on in the next. Buttons that open what Telegram does not are left out, without `pages` all that open
    anything. Raises ValueError for an action of more than 64 bytes and for more than 100 buttons.
    """
    rows = [row for given in buttons for row in _rows([button for button in given if _works(button, pages=pages)])]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise ValueError(f"{sum(map(len, rows))} buttons; Telegram takes {MOST_BUTTONS}.")
    return {"inline_keyboard": rows} if rows else None


def _rows(buttons: Sequence[Button]) -> Iterator[list[dict[str, str]]]:
    for begin in range(0, len(buttons), MOST_IN_A_ROW):
        yield [_button(button) for button in buttons[begin : begin + MOST_IN_A_ROW]]


def _works(button: Button, *, pages: bool) -> bool:
    return button.url is None or (pages and opens(button.url))


def _button(button: Button) -> dict[str, str]:
    label = isolated(cut(clean(button.label).strip(), LABEL_COLUMNS)) or NO_LABEL
    if button.url is not None:
        return {"text": label, "url": button.url}
    if not 0 < len(button.action.encode()) <= LONGEST_ACTION:
        raise ValueError(f"The action {button.action!r} of a button has not 1 to {LONGEST_ACTION} bytes.")
    return {"text": label, "callback_data": button.action}
