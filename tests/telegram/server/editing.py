"""Methods that change or delete what was sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.telegram.server.access import check_member
from tests.telegram.server.ephemeral import find_ephemeral
from tests.telegram.server.faults import bad_request
from tests.telegram.server.keyboards import read_keyboard
from tests.telegram.server.model import Buttons, Content, Kind, MediaKind, Message
from tests.telegram.server.requests import Query
from tests.telegram.server.sending import entities, find_media, has_preview, read_query_caption
from tests.telegram.server.shapes import message_json
from tests.telegram.server.texts import read_caption, read_message_text
from tests.telegram.server.world import EventKind, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600.0

Change = Callable[[World, Query, Content], Content]


def edit_message_text(world: World, query: Query) -> Any:
    return _edit(world, query, _new_text)


def edit_message_caption(world: World, query: Query) -> Any:
    return _edit(world, query, _new_caption)


def edit_message_media(world: World, query: Query) -> Any:
    return _edit(world, query, _new_media)


def edit_message_reply_markup(world: World, query: Query) -> Any:
    return _edit(world, query, _new_buttons)


def edit_ephemeral_text(world: World, query: Query) -> bool:
    return _edit_ephemeral(world, query, _new_text)


def edit_ephemeral_caption(world: World, query: Query) -> bool:
    return _edit_ephemeral(world, query, _new_caption)


def edit_ephemeral_media(world: World, query: Query) -> bool:
    return _edit_ephemeral(world, query, _new_media)


def edit_ephemeral_reply_markup(world: World, query: Query) -> bool:
    return _edit_ephemeral(world, query, _new_buttons)


def delete_message(world: World, query: Query) -> bool:
    chat = world.find_chat(query)
    check_member(world, chat)
    message = chat.messages.get(query.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    member = chat.member(world.bot.id)
    own = message.sender == world.bot or (message.sender_chat is chat and member.may("can_post_messages"))
    others = chat.kind is Kind.PRIVATE or member.may("can_delete_messages")
    young = world.now() - message.at < DELETABLE_SECONDS or member.may("can_delete_messages")
    if not young or not (own or others):
        raise bad_request("message can't be deleted")
    return _delete(world, message)


def delete_ephemeral(world: World, query: Query) -> bool:
    return _delete(world, find_ephemeral(world, query, "message to delete not found"))


def _delete(world: World, message: Message) -> bool:
    message.deleted = True
    world.happened(EventKind.DELETED, message.chat, message)
    return True


def _edit(world: World, query: Query, change: Change) -> Any:
    message = _find(world, query)
    _apply(world, query, message, change)
    return True if message.inline_id else message_json(world, message)


def _edit_ephemeral(world: World, query: Query, change: Change) -> bool:
    _apply(world, query, find_ephemeral(world, query, "message to edit not found"), change)
    return True


def _apply(world: World, query: Query, message: Message, change: Change) -> None:
    changed = change(world, query, message.content)
    if _shown(changed) == _shown(message.content):
        raise bad_request(NOT_MODIFIED)
    world.admit(query, message.chat)
    message.versions.append(changed)
    message.edit_date = int(world.now())
    world.happened(EventKind.EDITED, message.chat, message)


def _shown(content: Content) -> tuple[Any, ...]:
    text = content.text
    return text.text, text.entities, content.buttons, content.media and content.media.file_id, content.preview


def _find(world: World, query: Query) -> Message:
    if query.text("inline_message_id"):
        found = world.inline_messages.get(query.text("inline_message_id"))
        if found is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    chat = world.find_chat(query)
    check_member(world, chat)
    if not query.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(query.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    member = chat.member(world.bot.id)
    posts = message.sender_chat is chat and (member.may("can_edit_messages") or member.may("can_post_messages"))
    if message.sender != world.bot and not (chat.kind is Kind.CHANNEL and posts):
        raise bad_request("message can't be edited")
    return message


def _buttons(world: World, query: Query) -> Buttons:
    return read_keyboard(query.text("reply_markup"), world.report)


def _new_text(world: World, query: Query, old: Content) -> Content:
    text = read_message_text(query.text("text"), query.text("parse_mode"), entities(query, "entities"), world.report)
    if old.media is not None:
        raise bad_request("there is no text in the message to edit")
    return Content(text, _buttons(world, query), preview=has_preview(query))


def _new_caption(world: World, query: Query, old: Content) -> Content:
    caption = read_query_caption(world, query)
    if old.media is None:
        raise bad_request("there is no caption in the message to edit")
    return replace(old, text=caption, buttons=_buttons(world, query))


def _new_buttons(world: World, query: Query, old: Content) -> Content:
    return replace(old, buttons=_buttons(world, query))


def _new_media(world: World, query: Query, old: Content) -> Content:  # noqa: ARG001 - nothing of the old one stays
    document = query.document("media")
    if not isinstance(document, dict):
        raise bad_request("input media is not specified")
    kind = next((one for one in MediaKind if one.value == document.get("type")), None)
    if kind is None:
        raise bad_request(f"can't parse InputMedia: type {document.get('type')!r} is not known to this server")
    raw, mode = document.get("caption", ""), document.get("parse_mode", "")
    caption = read_caption(raw, mode, document.get("caption_entities"), world.report)
    return Content(caption, _buttons(world, query), find_media(world, query, kind, document.get("media", "")))
