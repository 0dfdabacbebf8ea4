"""What due chats are owed: equal wishes share one plan, equal messages one rendering.

A chat's window is (its cursor, the newest arrival]. A paper of the window that also has older entries is left out
when it stands in a plan the chat already got, so nothing comes twice.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot import due, wire
from bot.digest import Digest, select
from bot.due import RecoveryAction
from bot.masks import Wishes, masks_of, papers_in, wanted_mask, wishes_of
from bot.message import Message
from bot.query import read_term
from bot.terms import Wish
from storage.model import Chat, ChatKind, DeliveryKey, DeliveryKind, Paper, Settings
from storage.planned import ChatAdvance, Owed, Plan, Rendering

MERGED_LENGTH = 2  # times the chat's length at most, when a digest covers days that were missed
NOTICE_EVERY = dt.timedelta(days=6, hours=12)  # a week, whatever the minute on its first and last day


@dataclass(frozen=True, slots=True)
class Window:
    """Arrivals in (`after`, `up_to`], and the papers that have one among them, newest first."""

    after: int
    up_to: int
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What planning asks of the store and of rendering, each once for all chats that share the answer.

    `window` gives the arrivals after a cursor; `shown_to` the papers of the plans a chat got; `noticed` which of these
    chats were told since a moment that there is nothing; `digest` the message for a chat's settings.
    """

    window: Callable[[int], Window]
    shown_to: Callable[[int], AbstractSet[int]]
    noticed: Callable[[Sequence[int], dt.datetime], AbstractSet[int]]
    digest: Callable[[Digest, Settings], Message]


@dataclass(slots=True)
class Planned:
    """What a round of planning owes and how it moves its chats, to be committed in one transaction."""

    plans: list[Plan] = field(default_factory=list)
    renderings: dict[str, Rendering] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    advances: list[ChatAdvance] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A chat whose digest goes out now: for which local date, how long it may be, and what it wants."""

    chat: Chat
    date: dt.date
    length: int
    wishes: Wishes


def plan_round(chats: Sequence[Chat], known: Known, now: dt.datetime, *, newest: int) -> Planned:
    """What these chats, due by `now`, are owed, and when each is due next. `newest` is the newest arrival's number."""
    planned = Planned()
    turns = []
    for chat in chats:
        turn = _turn(chat, now)
        planned.advances.append(_advance(chat, turn, now, newest))
        turns += [turn] if turn else []
    for cursor in sorted({turn.chat.cursor for turn in turns}):
        together = [turn for turn in turns if turn.chat.cursor == cursor]
        _Round(known.window(cursor), known, now, planned).plan(together)
    return planned


def _turn(chat: Chat, now: dt.datetime) -> _Turn | None:
    """The turn of a chat; None when it gets no digest now: not yet scheduled, paused, without wishes, or too late."""
    wishes = wishes_of(chat.subscriptions)
    if chat.next_due_at is None or chat.settings.paused or not wishes.wanted:
        return None
    if due.recover(chat.settings, chat.next_due_at, now).action is RecoveryAction.MERGE_INTO_NEXT:
        return None
    date = due.due_date(chat.settings, now)
    length = chat.settings.length * (MERGED_LENGTH if _missed_before(chat, date) else 1)
    return _Turn(chat, date, length, wishes)


def _missed_before(chat: Chat, date: dt.date) -> bool:
    """Whether the chat should have had a digest between its last one and that of `date`."""
    if chat.last_date is None:
        return False
    after = dt.datetime.combine(chat.last_date, dt.time(), dt.UTC)
    following = due.next_due(chat.settings, after, last_date=chat.last_date)
    return due.due_date(chat.settings, following) < date


def _advance(chat: Chat, turn: _Turn | None, now: dt.datetime, newest: int) -> ChatAdvance:
    last_date = turn.date if turn else chat.last_date
    following = due.next_due(chat.settings, now, last_date=last_date)
    listening = chat.subscriptions and not chat.settings.paused
    cursor = newest if turn or not listening else chat.cursor
    return ChatAdvance(chat.id, chat.next_due_at, following, last_date, cursor)


class _Round:
    """The chats of one window: plans and renderings are made once for all that share them."""

    def __init__(self, window: Window, known: Known, now: dt.datetime, planned: Planned) -> None:
        self._window = window
        self._known = known
        self._now = now
        self._planned = planned
        self._digests: dict[tuple[Wishes, int, dt.date, int], tuple[int, Digest]] = {}
        self._rendered: dict[tuple[int, tuple[str, ...]], str] = {}
        self._seen_before = sum(
            1 << number
            for number, paper in enumerate(window.papers)
            if min(entry.arrival for entry in paper.entries) <= window.after
        )

    def plan(self, turns: Sequence[_Turn]) -> None:
        """Owe each chat its digest, or word that there is nothing."""
        spellings = {spelling for turn in turns for spelling in (*turn.wishes.wanted, *turn.wishes.never)}
        masks = masks_of(self._window.papers, spellings)
        silent_ones = []
        for turn in turns:
            mask = self._new_to(turn, wanted_mask(turn.wishes, masks))
            if mask:
                self._owe_digest(turn, mask)
            else:
                silent_ones.append(turn)
        self._owe_notices(silent_ones)

    def _new_to(self, turn: _Turn, mask: int) -> int:
        """The papers of a mask that stand in no plan the chat already got."""
        if not mask & self._seen_before:
            return mask
        shown = self._known.shown_to(turn.chat.id)
        return sum(
            1 << number
            for number, paper in enumerate(self._window.papers)
            if mask >> number & 1 and paper.id not in shown
        )

    def _owe_digest(self, turn: _Turn, mask: int) -> None:
        number, digest = self._digest(turn, mask)
        key = DeliveryKey(turn.chat.id, DeliveryKind.DAILY, turn.date.isoformat())
        self._owe(turn, key, self._rendering(number, digest, turn.chat.settings), plan_id=number)

    def _digest(self, turn: _Turn, mask: int) -> tuple[int, Digest]:
        key = (turn.wishes, mask, turn.date, turn.length)
        if key not in self._digests:
            window, number = self._window, len(self._planned.plans) + 1
            papers = [*papers_in(mask, window.papers)]
            digest = select(papers, _read(turn.wishes), date=turn.date, length=turn.length)
            order = tuple(highlight.paper.id for highlight in digest.highlights)
            spelled = ", ".join([*turn.wishes.wanted, *(f"-{never}" for never in turn.wishes.never)])
            self._planned.plans.append(
                Plan(number, turn.date, window.after, window.up_to, order, min(turn.length, len(order)), spelled)
            )
            self._digests[key] = (number, digest)
        return self._digests[key]

    def _owe_notices(self, turns: Sequence[_Turn]) -> None:
        """Word that there is nothing: to private chats, silently, at most every NOTICE_EVERY."""
        wanting = [turn for turn in turns if self._wants_notice(turn)]
        told = self._known.noticed([turn.chat.id for turn in wanting], self._now - NOTICE_EVERY)
        for turn in wanting:
            if turn.chat.id not in told:
                key = DeliveryKey(turn.chat.id, DeliveryKind.NOTICE, f"nothing/{turn.date.isoformat()}")
                nothing = select(self._window.papers, _read(turn.wishes), date=turn.date, length=turn.length)
                self._owe(turn, key, self._store(self._known.digest(nothing, turn.chat.settings)), silent=True)

    def _wants_notice(self, turn: _Turn) -> bool:
        settings = turn.chat.settings
        wanted = settings.say_nothing_matched if self._window.papers else settings.say_not_published
        return wanted and turn.chat.kind is ChatKind.PRIVATE

    def _rendering(self, number: int, digest: Digest, settings: Settings) -> str:
        key = (number, settings.languages)
        if key not in self._rendered:
            self._rendered[key] = self._store(self._known.digest(digest, settings))
        return self._rendered[key]

    def _store(self, message: Message) -> str:
        payload = wire.to_json(message)
        name = wire.content_hash(payload)
        self._planned.renderings[name] = Rendering(name, payload)
        return name

    def _owe(
        self, turn: _Turn, key: DeliveryKey, rendering: str, *, silent: bool = False, plan_id: int | None = None
    ) -> None:
        settings = turn.chat.settings
        quiet = due.is_quiet(settings, self._now)
        due_at = due.quiet_ends(settings, self._now) if settings.quiet_held else self._now
        silent = silent or quiet or turn.chat.kind is not ChatKind.PRIVATE
        self._planned.owed.append(Owed(key, rendering, due_at, silent, plan_id))


def _read(wishes: Wishes) -> list[Wish]:
    wanted = [Wish(spelling, read_term(spelling), wanted=True) for spelling in wishes.wanted]
    return wanted + [Wish(spelling, read_term(spelling), wanted=False) for spelling in wishes.never]
