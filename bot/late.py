"""Late editions: what arrives on a day after its digest, for chats that want that: at most one a day, silently."""

import datetime as dt
from collections.abc import Iterable

from bot import due
from bot.editions import Editions
from bot.masks import wishes_of
from bot.notes import Standing
from bot.occasion import Occasion
from bot.owing import Planned
from bot.planning import Known, Round, Turn, listens
from bot.streams import ON
from storage.model import Chat, DeliveryKind
from storage.planned import LateAdvance

LEAST = 3  # papers


def plan_late(chats: Iterable[Chat], editions: Editions, known: Known, now: dt.datetime) -> Planned:
    """What these chats, which had no late edition of their last digest's date, are owed of it now.

    A chat for which too little has arrived, or that it is night for, is left as it is.
    """
    turns = [turn for chat in chats if (turn := _turn(chat, now)) is not None]
    plan = Round(editions, known, now, Standing(now))
    for turn, papers in zip(turns, plan.new_to_each(turns), strict=True):
        if _chosen(turn, papers, editions).bit_count() >= LEAST:
            plan.owe_digest(turn, papers, silent=True)
            advance = LateAdvance(turn.chat.id, turn.chat.cursor, editions.arrivals.up_to, turn.date)
            plan.planned.advances.append(advance)
    return plan.planned


def _chosen(turn: Turn, papers: int, editions: Editions) -> int:
    """Those of the papers that are worth a late edition: what only fills places is not."""
    return papers if turn.chat.settings.streams == ON else papers & ~editions.arrivals.streamed


def _turn(chat: Chat, now: dt.datetime) -> Turn | None:
    """The turn of a chat that has had today's digest, by day and outside its quiet hours."""
    date = due.today(chat.settings, now)
    if chat.last_date != date or not listens(chat) or due.by_day(chat.settings, now) > now:
        return None
    if due.is_quiet(chat.settings, now):
        return None
    occasion = Occasion(DeliveryKind.LATE, f"{date.isoformat()}/1")
    return Turn(chat, occasion, chat.settings.length, wishes_of(chat.subscriptions))
