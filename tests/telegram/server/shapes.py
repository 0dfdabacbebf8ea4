"""The JSON of updates and answers, with the fields that the real server sends."""

import zlib
from typing import Any

from tests.telegram.server.keyboards import keyboard_json
from tests.telegram.server.model import (
    ADMIN_RIGHTS,
    PERMISSIONS,
    Chat,
    Kind,
    Media,
    MediaKind,
    Member,
    Message,
    Standing,
    User,
)
from tests.telegram.server.texts import Text
from tests.telegram.server.world import World


def user_json(user: User) -> dict[str, Any]:
    document = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    more = {"username": user.username, "language_code": user.language_code}
    return document | {name: value for name, value in more.items() if value}


def chat_json(world: World, chat: Chat) -> dict[str, Any]:
    document: dict[str, Any] = {"id": chat.id, "type": chat.kind.value}
    if chat.kind is Kind.PRIVATE:
        user = world.users[chat.id]
        return document | {"first_name": user.first_name} | ({"username": user.username} if user.username else {})
    document["title"] = chat.title
    if chat.username:
        document["username"] = chat.username
    if chat.forum:
        document["is_forum"] = True
    return document


def full_chat_json(world: World, chat: Chat) -> dict[str, Any]:
    """What getChat says."""
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    gifts["gifts_from_channels"] = True
    document = chat_json(world, chat) | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if chat.is_group:
        document["permissions"] = {right: right in chat.permissions for right in sorted(PERMISSIONS)}
    if chat.linked is not None:
        document["linked_chat_id"] = chat.linked.id
    return document


def member_json(user: User, member: Member) -> dict[str, Any]:
    document: dict[str, Any] = {"user": user_json(user), "status": member.standing.value}
    title = {"custom_title": member.title} if member.title else {}
    if member.standing is Standing.CREATOR:
        return document | {"is_anonymous": member.anonymous} | title
    if member.standing is Standing.ADMINISTRATOR:
        rights = {right: right in member.rights for right in sorted(ADMIN_RIGHTS)}
        return document | {"can_be_edited": False, "is_anonymous": member.anonymous} | rights | title
    if member.standing is Standing.RESTRICTED:
        allowed = {right: right in member.rights for right in sorted(PERMISSIONS)}
        return document | {"is_member": True, "until_date": 0} | allowed
    return document | ({"until_date": 0} if member.standing is Standing.KICKED else {})


def message_json(world: World, message: Message, *, nested: bool = True) -> dict[str, Any]:
    """A message; `nested` also shows the one that it answers."""
    document: dict[str, Any] = {
        "message_id": 0 if message.receiver else message.id,
        "date": message.date,
        "chat": chat_json(world, message.chat),
    }
    if message.sender is not None:
        document["from"] = user_json(message.sender)
    if message.sender_chat is not None:
        document["sender_chat"] = chat_json(world, message.sender_chat)
    if message.receiver is not None:
        document |= {"ephemeral_message_id": message.ephemeral_id, "receiver_user": user_json(message.receiver)}
    document |= _place_json(message) | _content_json(message) | _marks_json(world, message)
    if nested and message.reply_to is not None and not message.reply_to.deleted:
        document["reply_to_message"] = message_json(world, message.reply_to, nested=False)
    return document


def _place_json(message: Message) -> dict[str, Any]:
    """Where in the chat: a topic, or the first message of a row of answers, which is none."""
    if message.thread is not None:
        return {"message_thread_id": message.thread, "is_topic_message": True}
    if message.chat.kind is not Kind.SUPERGROUP or message.reply_to is None:
        return {}
    root = message.reply_to
    while root.reply_to is not None:
        root = root.reply_to
    return {"message_thread_id": root.id}


def _marks_json(world: World, message: Message) -> dict[str, Any]:
    marks: dict[str, Any] = {}
    if message.via_bot:
        marks["via_bot"] = user_json(world.bot)
    if message.edit_date is not None:
        marks["edit_date"] = message.edit_date
    if message.signature:
        marks["author_signature"] = message.signature
    if message.automatic:
        marks["is_automatic_forward"] = True
    if message.protected:
        marks["has_protected_content"] = True
    return marks


def _content_json(message: Message) -> dict[str, Any]:
    content = message.content
    document: dict[str, Any] = dict(content.service)
    if content.media is None:
        document |= _text_json(content.text, "text", "entities")
    else:
        document |= media_json(content.media) | _text_json(content.text, "caption", "caption_entities")
    if content.location is not None:
        document["location"] = {"latitude": content.location[0], "longitude": content.location[1]}
    if content.buttons:
        document["reply_markup"] = keyboard_json(content.buttons)
    return document


def _text_json(text: Text, name: str, entities_name: str) -> dict[str, Any]:
    if not text.text:
        return {}
    entities = text.entities_json()
    return {name: text.text} | ({entities_name: entities} if entities else {})


def file_json(media: Media) -> dict[str, Any]:
    unique = f"{zlib.crc32(media.file_id.encode()):08x}"
    return {"file_id": media.file_id, "file_unique_id": unique, "file_size": len(media.content)}


def media_json(media: Media) -> dict[str, Any]:
    if media.kind is MediaKind.PHOTO:
        return {"photo": [file_json(media) | {"width": 1280, "height": 720}]}
    names = {"file_name": media.name, "mime_type": media.content_type}
    return {"document": file_json(media) | {name: value for name, value in names.items() if value}}
