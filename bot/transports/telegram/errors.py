"""What the errors of the Bot API mean for a message: the one place that reads them."""

import datetime as dt
from enum import Enum

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.transports.base import TransportError
from bot.transports.telegram.http import NotSentError, TooManyRequestsError
from storage.model import Place


class Refusal(Enum):
    """Why the Bot API refused a request with 400. Whatever the reason: it did nothing."""

    NO_MEDIA = "no media"  # the chat takes texts, but no pictures or files
    GONE = "gone"  # the chat takes no messages of the bot any more
    TOPIC = "topic"  # the topic is closed or deleted
    SAME = "same"  # an edit that changes nothing
    NOT_EDITABLE = "not editable"  # the message to edit is gone, too old, or no text
    NOT_THERE = "not there"  # the press of a button is too old to answer
    OTHER = "other"  # what was sent is wrong


# In lower case, because the library makes the descriptions so. The first that fits decides. From fail_query_with_error
# of https://github.com/tdlib/telegram-bot-api and the errors of https://core.telegram.org/method/messages.sendMessage.
_REFUSALS: tuple[tuple[Refusal, tuple[str, ...]], ...] = (
    (
        Refusal.NO_MEDIA,
        (
            "rights to send photos", "rights to send documents",
            "chat_send_photos_forbidden", "chat_send_docs_forbidden", "chat_send_media_forbidden",
        ),
    ),
    (
        Refusal.TOPIC,
        ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found", "topic not found"),
    ),
    (
        Refusal.GONE,
        (
            "chat not found", "chat_id is empty", "chat_id_invalid", "peer_id_invalid", "user not found",
            "not enough rights", "no rights to", "no write access", "need administrator rights", "chat_admin_required",
            "chat_write_forbidden", "chat_send_plain_forbidden", "chat_guest_send_forbidden", "chat_restricted",
            "chat_forbidden", "channel_private", "channel_invalid", "group chat was deactivated",
            "group is deactivated", "bot was blocked", "bot was kicked", "bot is not a member", "user is deactivated",
            "user_deactivated", "user_is_blocked", "user_is_bot", "user_banned_in_channel", "user_id_invalid",
            "privacy_premium_required",
        ),
    ),
    (Refusal.SAME, ("message is not modified", "message_not_modified")),
    (
        Refusal.NOT_EDITABLE,
        (
            "message can't be edited", "message to edit not found", "message to be edited not found",
            "no text in the message to edit", "message_edit_time_expired", "message_author_required",
            "message_id_invalid",
        ),
    ),
    (Refusal.NOT_THERE, ("query is too old", "query_id_invalid")),
)  # fmt: skip


class RefusedError(TransportError):
    """The Bot API answered 400: nothing was done, so that something else may be tried."""

    def __init__(self, reason: str, refusal: Refusal) -> None:
        # What is wrong with a message stays wrong: for whoever tries no other form of it, it counts as a message of
        # which nobody knows, so that it is neither repeated without end nor the end of its chat.
        permanent = refusal in {Refusal.GONE, Refusal.TOPIC}
        super().__init__(reason, permanent=permanent, delivered_unknown=not permanent)
        self.refusal = refusal


def transport_error(error: TelegramError, place: Place) -> TransportError:  # noqa: PLR0911 - a line for each meaning
    """What an error says of a message to a place."""
    reason = f"Telegram: {error.message}"
    if isinstance(error, NotSentError | TooManyRequestsError):
        return TransportError(reason)
    if isinstance(error, RetryAfter):
        return TransportError(reason, retry_after=_seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return TransportError(reason, moved_to=Place(place.platform, str(error.new_chat_id)))
    if isinstance(error, Forbidden):
        return TransportError(reason, permanent=True)
    if isinstance(error, InvalidToken):  # 401, and 404 for a token that cannot be one
        return TransportError(reason, permanent=True, whole_bot=True)
    if isinstance(error, BadRequest):
        return RefusedError(reason, _refusal(error.message))
    return TransportError(reason, delivered_unknown=True)


def _refusal(description: str) -> Refusal:
    lower = description.lower()
    return next((refusal for refusal, signs in _REFUSALS if any(sign in lower for sign in signs)), Refusal.OTHER)


def _seconds(asked: int | dt.timedelta) -> float:
    return asked.total_seconds() if isinstance(asked, dt.timedelta) else float(asked)
