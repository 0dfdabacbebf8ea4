"""When a chat's next digests come, worked out anew and kept: after a change of its settings, a pause or a stop."""

import datetime as dt

from bot import due
from storage.model import Chat, DeliveryKey, DeliveryKind, Settings
from storage.store import Store


def schedule(store: Store, chat: Chat, settings: Settings, now: dt.datetime) -> None:
    """Plan the chat's next digests under these settings."""
    store.plans.schedule(chat.id, due.next_due(settings, now, last_date=chat.last_date))
    if chat.weekly_due_at or settings.weekly:
        store.plans.schedule_weekly(chat.id, next_weekly(store, chat, settings, now))


def next_weekly(store: Store, chat: Chat, settings: Settings, now: dt.datetime) -> dt.datetime | None:
    """When the chat's next weekly digest is due, for a date that had none yet; None when it wants none."""
    weekly = due.weekly(settings)
    if weekly is None:
        return None
    following = due.next_due(weekly, now, last_date=None)
    date = due.due_date(weekly, following)
    was_given = store.deliveries.find_last(DeliveryKey(chat.id, DeliveryKind.WEEKLY, date.isoformat()))
    return due.next_due(weekly, following, last_date=date) if was_given else following


def begin_anew(store: Store, chat: Chat, settings: Settings, now: dt.datetime) -> None:
    """The chat is back from a pause or a stop: no backlog, and nothing of the time between counts as missed."""
    store.deliveries.resume_chat(chat.id)
    schedule(store, chat, settings, now)
