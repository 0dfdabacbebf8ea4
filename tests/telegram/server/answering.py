"""Methods that answer a press and an inline query."""

import re
from typing import Any

from tests.telegram.server.ephemeral import TOO_OLD
from tests.telegram.server.faults import bad_request
from tests.telegram.server.keyboards import read_markup
from tests.telegram.server.links import LinkError, check_link
from tests.telegram.server.requests import Query
from tests.telegram.server.texts import read_caption, read_message_text
from tests.telegram.server.world import Asked, EventKind, World

MOST_TOAST = 200
MOST_RESULTS = 50
MOST_BYTES = 64  # of a result's id and of next_offset
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TYPES = {
    "article", "photo", "gif", "mpeg4_gif", "video", "audio", "voice", "document", "location", "venue", "contact",
    "game", "sticker",
}  # fmt: skip


def answer_callback_query(world: World, query: Query) -> bool:
    asked = _find(world, world.presses, query.text("callback_query_id"))
    if len(query.text("text")) > MOST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if query.text("url"):
        _check_url(world, query.text("url"))
    asked.answer = {"text": query.text("text"), "show_alert": query.flag("show_alert"), "url": query.text("url")}
    world.happened(EventKind.ANSWERED, asked.chat, asked.message, asked.id)
    return True


def answer_inline_query(world: World, query: Query) -> bool:
    results = query.document("results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    for result in results:
        _check_result(world, result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(query.text("next_offset").encode()) > MOST_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = query.document("button") or {}
    if "start_parameter" in button and not _START_PARAMETER.fullmatch(button["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")
    asked = _find(world, world.inline_queries, query.text("inline_query_id"))
    asked.answer = {
        "results": results,
        "next_offset": query.text("next_offset"),
        "is_personal": query.flag("is_personal"),
        "cache_time": query.integer("cache_time") if query.text("cache_time") else 300,
        "button": button,
    }
    world.happened(EventKind.ANSWERED, None, None, asked.id)
    return True


def _find(world: World, among: dict[str, Asked], name: str) -> Asked:
    asked = among.get(name)
    if asked is None or asked.answer is not None or world.now() - asked.at > world.query_seconds:
        raise bad_request(TOO_OLD)
    return asked


def _check_url(world: World, url: str) -> None:
    """An answer may open a chat with the bot, and no other page."""
    try:
        opens_bot = check_link(url).lower().partition("://")[2].startswith(f"t.me/{world.bot.username.lower()}?start=")
    except LinkError:
        opens_bot = False
    if not opens_bot:
        raise bad_request("URL_INVALID")


def _check_result(world: World, result: Any) -> None:
    words = "can't parse inline query result"
    if not isinstance(result, dict):
        raise bad_request(f"{words}: Inline query result must be an object")
    missing = next((name for name in ("type", "id") if name not in result), None)
    if missing:
        raise bad_request(f'{words}: Can\'t find field "{missing}"')
    if result["type"] not in _TYPES:
        raise bad_request("RESULT_TYPE_INVALID")
    if not 0 < len(str(result["id"]).encode()) <= MOST_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if "reply_markup" in result:
        read_markup(result["reply_markup"], world.report)
    _check_content(world, result)


def _check_content(world: World, result: dict[str, Any]) -> None:
    content = result.get("input_message_content")
    if result["type"] == "article" and not result.get("title"):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if result["type"] == "article" and not content:
        raise bad_request("can't parse inline query result: Input message content is not specified")
    if result["type"] == "photo" and not str(result.get("photo_url", "")).startswith(("http://", "https://")):
        raise bad_request("PHOTO_CONTENT_URL_EMPTY")
    if content and "latitude" not in content and "phone_number" not in content:
        raw, mode = content.get("message_text", ""), content.get("parse_mode", "")
        read_message_text(raw, mode, content.get("entities"), world.report)
    if "caption" in result:
        raw, mode = result["caption"], result.get("parse_mode", "")
        read_caption(raw, mode, result.get("caption_entities"), world.report)
