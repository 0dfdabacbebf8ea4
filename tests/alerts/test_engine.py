"""The engine looks out for what goes wrong, with the operators of its settings."""

import datetime as dt

from bot import app
from bot.settings import OperatorSettings
from storage.model import ChatKind, Place, Settings
from storage.store import Store

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)


def test_operators_of_the_settings_are_told(store: Store) -> None:
    settings = Settings()
    chat = store.chats.get_or_create(Place("telegram", "7"), ChatKind.PRIVATE, settings=settings, now=NOON)
    person = store.persons.get_or_create("telegram", "7", language="en", now=NOON)
    store.chats.give(chat.id, person.id)
    store.watches.add("arxiv:cs.CV")
    store.watches.fail("arxiv:cs.CV", "The server answers 500.", ("arxiv",), NOON - dt.timedelta(days=1))
    threads = app.Threads()
    engine = app.build_engine(store, OperatorSettings(operators="telegram:7"), [], threads, now=lambda: NOON)
    for _ in range(2):
        engine.look_out()
    engine.leave()
    threads.close()
    (told,) = store.deliveries.listing(chat_id=chat.id, limit=9)
    assert "arxiv:cs.CV cannot be read since 2026-11-17 12:00 UTC: The server answers 500." in told.payload
