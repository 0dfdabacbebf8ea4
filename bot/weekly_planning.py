"""What chats are owed whose weekly digest is due: equal wishes share one plan, equal messages one rendering.

A weekly digest that was missed goes out by day, unless the next one is near; there is no merging.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot import due
from bot.editions import look_of, rendering_of
from bot.masks import Wishes, wishes_of
from bot.message import Message
from bot.occasion import Occasion
from bot.owing import Planned
from bot.weekly import Span, Week, Weekly
from storage.model import Chat, DeliveryKey, DeliveryKind, Settings
from storage.planned import Plan, Rendering, WeeklyAdvance

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weeks:
    """What planning of weekly digests needs: the week of a span, and how a digest is rendered for a platform."""

    of: Callable[[Span], Week]
    render: Callable[[Weekly, Settings, str], Sequence[Message]]


def plan_weekly(chats: Iterable[Chat], weeks: Weeks, now: dt.datetime) -> Planned:
    """What these chats, whose weekly digest is due by `now`, are owed, and when the next is due."""
    plan = _Round(weeks, now)
    for chat in chats:
        plan.owe(chat)
    return plan.planned


@dataclass(frozen=True, slots=True)
class _Choice:
    """What makes a weekly digest: chats for which it is the same get the same."""

    wishes: Wishes
    occasion: Occasion
    span: Span
    streams: str


class _Round:
    """The chats that are planned together: each plan and each message is made once for all that share it."""

    def __init__(self, weeks: Weeks, now: dt.datetime) -> None:
        self.planned = Planned()
        self._weeks = weeks
        self._now = now
        self._plan = functools.cache(self._make_plan)
        self._rendering = functools.cache(self._render)

    def owe(self, chat: Chat) -> None:
        """Owe the chat its weekly digest, if it wants one and the week brought something, and move it on."""
        schedule = due.weekly(chat.settings)
        if schedule is None or chat.weekly_due_at is None:
            self.planned.advances.append(WeeklyAdvance(chat.id, chat.weekly_due_at, None))
            return
        date, at = due.due_by(schedule, self._now)
        following = due.next_due(schedule, self._now, last_date=date)
        self.planned.advances.append(WeeklyAdvance(chat.id, chat.weekly_due_at, following))
        occasion = Occasion(DeliveryKind.WEEKLY, date.isoformat())
        choice = _Choice(wishes_of(chat.subscriptions), occasion, _span(schedule, at), chat.settings.streams)
        if self._now - chat.weekly_due_at <= due.ON_TIME:
            self._owe(chat, choice, self._now)
        elif following - self._now >= due.LEAST_BEFORE_NEXT:  # it was missed
            self._owe(chat, choice, due.by_day(chat.settings, self._now))

    def _owe(self, chat: Chat, choice: _Choice, send_at: dt.datetime) -> None:
        if self._find(choice).papers:
            key = DeliveryKey(chat.id, choice.occasion.kind, choice.occasion.subject)
            parts = self._rendering(choice, look_of(chat.settings), chat.place.platform)
            self.planned.owe(chat, key, parts, send_at, plan_id=self._plan(choice))

    def _find(self, choice: _Choice) -> Weekly:
        return self._weeks.of(choice.span).choose(choice.wishes, choice.occasion, choice.streams)

    def _make_plan(self, choice: _Choice) -> int:
        """The number of the plan: the papers that are shown."""
        weekly = self._find(choice)
        number = len(self.planned.plans) + 1
        arrivals = [entry.arrival for highlight in weekly.shown for entry in highlight.paper.entries if entry.news]
        self.planned.plans.append(
            Plan(
                id=number,
                date=weekly.occasion.date,
                cursor_from=min(arrivals) - 1,
                cursor_to=max(arrivals),
                paper_ids=tuple(highlight.paper.id for highlight in weekly.shown),
                shown=len(weekly.shown),
                wishes=", ".join(choice.wishes.wanted),
                since=weekly.since,
            )
        )
        return number

    def _render(self, choice: _Choice, look: Settings, platform: str) -> Sequence[Rendering]:
        return [rendering_of(part) for part in self._weeks.render(self._find(choice), look, platform)]


def _span(schedule: Settings, end: dt.datetime) -> Span:
    """The weeks up to the moment of a weekly digest, each from one such moment to the next: clocks may change."""
    middle = due.due_by(schedule, end - _DAY)[1]
    return Span(due.due_by(schedule, middle - _DAY)[1], middle, end)
