"""Keyboards under messages: what the real server takes, and in which words it refuses the rest."""

import json
from typing import Any

from tests.telegram.server.faults import RefusedError, Rule, bad_request
from tests.telegram.server.links import LinkError, check_link
from tests.telegram.server.model import Button, Buttons
from tests.telegram.server.texts import Report

MOST_BUTTONS = 100
WIDEST_ROW = 8
MOST_DATA_BYTES = 64
_OTHERS = (
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "copy_text",
    "login_url",
    "web_app",
    "pay",
    "callback_game",
)


def read_keyboard(raw: str, report: Report) -> Buttons:
    """Read the `reply_markup` of a request; keyboards of other kinds are no buttons under a message."""
    if not raw:
        return ()
    try:
        document = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    return read_markup(document, report)


def read_markup(document: Any, report: Report) -> Buttons:
    """Read a keyboard that has been parsed already."""
    if not isinstance(document, dict):
        raise bad_request("object expected as reply markup")
    rows = document.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = tuple(tuple(_read_button(one) for one in row) for row in rows if row)
    if sum(map(len, buttons)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in buttons:
        if len(row) > WIDEST_ROW:
            report(Rule.WIDE_ROW, f"{len(row)}: {[button.label for button in row]}")
    return buttons


def read_device_keyboard(raw: str, *, private: bool) -> str:
    """Read a `reply_markup` that replaces the keyboard of a person's device; "" when it does not."""
    document = json.loads(raw) if raw else {}
    if not {"keyboard", "remove_keyboard", "force_reply"} & document.keys():
        return ""
    rows = document.get("keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    for button in (one for row in rows for one in row if not isinstance(one, str)):
        if not isinstance(button, dict) or not isinstance(button.get("text"), str):
            raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
        if button.get("request_location") and not private:
            raise bad_request("location can be requested in private chats only")
    return raw


def keyboard_json(buttons: Buttons) -> dict[str, Any]:
    """Write a keyboard as updates and answers have it."""
    return {"inline_keyboard": [[_button_json(button) for button in row] for row in buttons]}


def _button_json(button: Button) -> dict[str, Any]:
    if button.other:
        name, value = json.loads(button.other)
        return {"text": button.label, name: value}
    return {"text": button.label} | ({"url": button.url} if button.url else {"callback_data": button.data})


def _read_button(document: Any) -> Button:
    label = _read_label(document)
    if document.get("url"):
        return Button(label, url=_read_url(document["url"]))
    if document.get("callback_data"):
        return Button(label, data=_read_data(document["callback_data"]))
    other = next((name for name in _OTHERS if name in document), None)
    if other is None:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    return Button(label, other=json.dumps([other, document[other]]))


def _unreadable(words: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {words}")


def _read_label(document: Any) -> str:
    if not isinstance(document, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in document:
        raise _unreadable('Can\'t find field "text"')
    for name in ("text", "url", "callback_data"):
        if not isinstance(document.get(name, ""), str):
            raise _unreadable(f'Field "{name}" must be of type String')
    if not document["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return str(document["text"])


def _read_url(url: str) -> str:
    try:
        return check_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _read_data(data: str) -> str:
    if len(data.encode()) > MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data
