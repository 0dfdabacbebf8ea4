"""The ways to say one message on Telegram, each simpler than the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.message import Message
from bot.transports.telegram.html import CAPTION, TEXT, to_html, to_plain, units
from bot.transports.telegram.keyboard import keyboard
from bot.transports.telegram.links import is_page

NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Form:
    """A method of the Bot API with what it is told beside the place."""

    method: str
    arguments: dict[str, Any]


def new_message(message: Message) -> Iterator[Form]:
    """Ways to send a message that fits: a picture with a caption if there is one to show, HTML, plain text.

    A picture whose text is too long for a caption is shown as the preview of a page. Raises ValueError for buttons that
    are impossible.
    """
    picture = message.picture if is_page(message.picture) else None
    if picture is not None and CAPTION.holds(*message.blocks):
        buttons = _markup(keyboard(message.buttons))
        caption = {"photo": picture, "caption": to_html(message.blocks), "parse_mode": "HTML"}
        yield Form("sendPhoto", caption | buttons)
        picture = None
    yield _marked_up("sendMessage", message, picture)
    yield _bare("sendMessage", message)


def edited_message(message: Message) -> Iterator[Form]:
    """Ways to put a message that fits in the place of another, which is a text. Raises ValueError like the above."""
    yield _marked_up("editMessageText", message, message.picture if is_page(message.picture) else None)
    yield _bare("editMessageText", message)


def _marked_up(method: str, message: Message, picture: str | None) -> Form:
    shown = {"url": picture, "prefer_large_media": True, "show_above_text": True}
    preview = NO_PREVIEW if picture is None else shown
    text = {"text": to_html(message.blocks), "parse_mode": "HTML", "link_preview_options": preview}
    return Form(method, text | _markup(keyboard(message.buttons)))


def _bare(method: str, message: Message) -> Form:
    """Without anything that a publisher could have got wrong: no mark-up, no buttons that open pages."""
    text = to_plain(message.blocks, addresses=True)
    if units(text) > TEXT.most.characters:
        text = to_plain(message.blocks, addresses=False)
    return Form(
        method, {"text": text, "link_preview_options": NO_PREVIEW, **_markup(keyboard(message.buttons, pages=False))}
    )


def _markup(rows: dict[str, Any] | None) -> dict[str, Any]:
    return {} if rows is None else {"reply_markup": rows}
