"""The first digest: the last days' papers, for a chat that has had none yet."""

import dataclasses
import datetime as dt

from bot import due
from bot.digest import Digest
from bot.editions import wish_of
from bot.occasion import Occasion
from bot.recent import last_days
from storage.model import Chat, DeliveryKey, DeliveryKind
from storage.planned import Plan
from storage.store import Store


def find_first(store: Store, chat: Chat, now: dt.datetime, *, up_to: int) -> Digest | None:
    """The chat's first digest, of what arrived up to the arrival number `up_to`; None where no paper matches."""
    today = due.today(chat.settings, now)
    wishes = [wish_of(row.term, wanted=row.wanted) for row in chat.subscriptions]
    settings = chat.settings
    digest = last_days(store, wishes, today=today, length=settings.length, up_to=up_to, streams=settings.streams)
    if not digest.highlights:
        return None
    return dataclasses.replace(digest, occasion=Occasion(DeliveryKind.FIRST, today.isoformat()))


def first_key(chat: Chat, digest: Digest) -> DeliveryKey:
    """The key of its delivery."""
    return DeliveryKey(chat.id, DeliveryKind.FIRST, digest.date.isoformat())


def first_plan(chat: Chat, digest: Digest, number: int, *, up_to: int) -> Plan:
    """Its plan, for a commit."""
    return Plan(
        id=number,
        date=digest.date,
        cursor_from=chat.cursor,
        cursor_to=up_to,
        paper_ids=tuple(highlight.paper.id for highlight in digest.highlights),
        shown=min(digest.length, len(digest.highlights)),
        wishes=", ".join(row.term for row in chat.subscriptions if row.wanted),
        since=digest.since,
    )
