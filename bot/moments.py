"""When a chat's next digest comes, worked out anew and kept: after a change of its settings, a pause or a stop."""

import datetime as dt

from bot import due
from storage.model import Chat, Settings
from storage.store import Store


def schedule(store: Store, chat: Chat, settings: Settings, now: dt.datetime) -> None:
    """Plan the chat's next digest under these settings."""
    store.plans.schedule(chat.id, due.next_due(settings, now, last_date=chat.last_date))


def begin_anew(store: Store, chat: Chat, settings: Settings, now: dt.datetime) -> None:
    """The chat is back from a pause or a stop: no backlog, and nothing of the time between counts as missed."""
    store.deliveries.resume_chat(chat.id)
    schedule(store, chat, settings, now)
