"""Methods that send: a text, a picture, a document, or a sign that something is coming."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.telegram.server.access import check_may_send, check_member, check_thread, hears
from tests.telegram.server.ephemeral import Target, find_target
from tests.telegram.server.faults import RefusedError, bad_request
from tests.telegram.server.keyboards import read_device_keyboard, read_keyboard
from tests.telegram.server.model import TELEGRAM, Chat, Content, Kind, Media, MediaKind, Message
from tests.telegram.server.requests import Query
from tests.telegram.server.shapes import message_json
from tests.telegram.server.texts import Text, read_caption, read_message_text
from tests.telegram.server.world import EventKind, Fetched, World

_FETCH_ERRORS = {
    Fetched.NO_PICTURE: "wrong type of the web page content",
    Fetched.NOTHING: "failed to get HTTP URL content",
    Fetched.REFUSED: "wrong file identifier/HTTP URL specified",
}
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sort:
    """What is sent: the permission for it, and what the refusal calls it."""

    right: str
    things: str


_TEXT = _Sort("can_send_messages", "text messages")
_PHOTO = _Sort("can_send_photos", "photos")
_DOCUMENT = _Sort("can_send_documents", "documents")


def send_message(world: World, query: Query) -> Any:
    text = read_message_text(query.text("text"), query.text("parse_mode"), entities(query, "entities"), world.report)
    return _send(world, query, _TEXT, text, lambda: None)


def send_photo(world: World, query: Query) -> Any:
    caption = read_query_caption(world, query)
    return _send(world, query, _PHOTO, caption, lambda: find_media(world, query, MediaKind.PHOTO))


def send_document(world: World, query: Query) -> Any:
    caption = read_query_caption(world, query)
    return _send(world, query, _DOCUMENT, caption, lambda: find_media(world, query, MediaKind.DOCUMENT))


def send_chat_action(world: World, query: Query) -> bool:
    chat = world.find_chat(query)
    if query.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    check_member(world, chat)
    world.actions.append((chat.id, query.text("action").lower()))
    return True


def entities(query: Query, name: str) -> Any:
    """The entities of a text; what is no JSON is no entities."""
    try:
        return query.document(name)
    except RefusedError:
        return None


def read_query_caption(world: World, query: Query) -> Text:
    found = entities(query, "caption_entities")
    return read_caption(query.text("caption"), query.text("parse_mode"), found, world.report)


def has_preview(query: Query) -> bool:
    options = query.document("link_preview_options")
    return not (options.get("is_disabled") if options else query.flag("disable_web_page_preview"))


def find_media(world: World, query: Query, kind: MediaKind, given: str | None = None) -> Media:
    """The picture or document of a request: uploaded, known, or to be fetched."""
    name = query.text(kind.value) if given is None else given
    upload = query.uploads.get(name.removeprefix("attach://") or kind.value)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return _keep(world, Media(kind, "", upload.name, upload.content_type, upload.content))
    if not name:
        raise bad_request(f"there is no {kind.value} in the request")
    if name in world.files:
        return world.files[name]
    if not name.startswith(("http://", "https://")):
        raise bad_request("wrong file identifier/HTTP URL specified")
    fetched = world.pictures.get(name, Fetched.NOTHING)
    if fetched is not Fetched.PICTURE:
        raise bad_request(_FETCH_ERRORS[fetched])
    return _keep(world, Media(kind, "", name.rpartition("/")[2], "image/jpeg", b"", name))


def _keep(world: World, media: Media) -> Media:
    file_id = f"AgAC{world.number('file', 1000)}"
    world.files[file_id] = Media(media.kind, file_id, media.name, media.content_type, media.content, media.source)
    return world.files[file_id]


def _send(world: World, query: Query, sort: _Sort, text: Text, media: Callable[[], Media | None]) -> Any:
    buttons = read_keyboard(query.text("reply_markup"), world.report)
    chat = world.find_chat(query)
    check_may_send(world, chat, sort.right, sort.things)
    thread = check_thread(world, chat, query.integer("message_thread_id"))
    target = find_target(world, query, chat)
    reply = _find_reply(query, chat)
    thread = thread or (check_thread(world, chat, reply.thread or 0) if reply else None)
    keyboard = read_device_keyboard(query.text("reply_markup"), private=chat.kind is Kind.PRIVATE)
    content = Content(text, buttons, media(), preview=has_preview(query), keyboard=keyboard)
    world.admit(query, chat)
    message = _deliver(world, chat, content, target)
    message.thread, message.reply_to = thread, reply
    message.silent, message.protected = query.flag("disable_notification"), query.flag("protect_content")
    world.happened(EventKind.SENT, chat, message)
    if chat.kind is Kind.CHANNEL and target is None:
        forward_to_linked(world, message)
    return message_json(world, message)


def _find_reply(query: Query, chat: Chat) -> Message | None:
    wish = query.document("reply_parameters") or {}
    number = int(wish.get("message_id") or query.integer("reply_to_message_id"))
    if wish.get("ephemeral_message_id"):
        return chat.ephemerals.get(int(wish["ephemeral_message_id"]))
    found = chat.messages.get(number)
    if found is not None and not found.deleted:
        return found
    lenient = wish.get("allow_sending_without_reply") or query.flag("allow_sending_without_reply")
    if number and not lenient:
        raise bad_request("message to be replied not found")
    return None


def _deliver(world: World, chat: Chat, content: Content, target: Target | None) -> Message:
    channel = chat.kind is Kind.CHANNEL
    message = Message(0, chat, int(world.now()), [content], at=world.now())
    message.sender, message.sender_chat = (None, chat) if channel else (world.bot, None)
    if target is not None:
        message.receiver, message.replaces = target.receiver, target.replaces
        message.ephemeral_id = world.number("ephemeral", 29_341_834)
        chat.ephemerals[message.ephemeral_id] = message
    else:
        message.id = world.next_message_id(chat)
        chat.messages[message.id] = message
    return message


def forward_to_linked(world: World, post: Message) -> None:
    """What a channel says appears in its group, too."""
    group = post.chat.linked
    if group is None:
        return
    copy = Message(world.next_message_id(group), group, post.date, [post.content], TELEGRAM, post.chat, automatic=True)
    group.messages[copy.id] = copy
    if hears(world, copy):
        world.update("message", message_json(world, copy))
