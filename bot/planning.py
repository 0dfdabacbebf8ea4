"""What due chats are owed: equal wishes share one plan, equal messages one rendering.

A chat's window is (its cursor, the newest arrival]. A paper of the window that also has older entries is left out
when it stands in a plan the chat already got, so nothing comes twice.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from bot import due
from bot.arrivals import Window
from bot.digest import Digest
from bot.due import RecoveryAction
from bot.editions import Choice, Editions, excluded
from bot.masks import Wishes, papers_in, wishes_of
from bot.notes import NO_NOTES, Notes, Standing, news_of, of_nothing
from bot.occasion import Occasion
from bot.owing import Planned
from bot.streams import FILL
from bot.taste import Taste
from storage.model import Chat, ChatKind, DeliveryKey, DeliveryKind
from storage.planned import NOTHING, ChatAdvance, Plan

MERGED_LENGTH = 2  # times the chat's length at most, when a digest covers days that were missed
NOTICE_EVERY = dt.timedelta(days=6, hours=12)  # a week, whatever the minute on its first and last day


@dataclass(frozen=True, slots=True)
class Known:
    """What planning asks the store about chats, of many at once.

    `shown_to` gives the papers of the plans that each of these chats got; `noticed` which of them were told since a
    moment that there is nothing; `doubtful` all chats whose last digest may not have reached them, with that digest;
    `told` when those that ever were heard how things stand; `tastes` gives those of the persons that have opinions.
    """

    shown_to: Callable[[Sequence[int]], Mapping[int, AbstractSet[int]]]
    noticed: Callable[[Sequence[int], dt.datetime], AbstractSet[int]]
    doubtful: Callable[[], Mapping[int, Occasion]]
    told: Callable[[Sequence[int]], Mapping[int, dt.datetime]] = field(default=lambda _: {})
    tastes: Callable[[Sequence[int]], Mapping[int, Taste]] = field(default=lambda _: {})


@dataclass(frozen=True, slots=True)
class Turn:
    """A chat whose digest goes out now: what it is given for, how long it may be, and what it wants.

    `since` is the first local date that was missed and is covered too.
    """

    chat: Chat
    occasion: Occasion
    length: int
    wishes: Wishes
    since: dt.date | None = None

    @property
    def date(self) -> dt.date:
        """The local date of the digest."""
        return self.occasion.date

    @property
    def person_id(self) -> int | None:
        """Whose opinions order the digest: nobody's where others read it."""
        return self.chat.person_id if self.chat.kind is ChatKind.PRIVATE else None


def plan_round(
    chats: Sequence[Chat], editions: Editions, known: Known, now: dt.datetime, standing: Standing | None = None
) -> Planned:
    """What these chats, due by `now`, are owed, and when each is due next. `editions` serve the cursors of all.

    `standing` is how the sources stand, if it is to be mentioned.
    """
    turns = [(chat, _turn(chat, now)) for chat in chats]
    plan = Round(editions, known, now, standing or Standing(now))
    plan.owe([turn for _, turn in turns if turn])
    newest = editions.arrivals.up_to
    plan.planned.advances += [_advance(chat, turn, now, newest) for chat, turn in turns]
    return plan.planned


def _turn(chat: Chat, now: dt.datetime) -> Turn | None:
    """The turn of a chat; None when it gets no digest now: not yet scheduled, paused, without wishes, or too late."""
    wishes = wishes_of(chat.subscriptions)
    if chat.next_due_at is None or not listens(chat):
        return None
    if due.recover(chat.settings, chat.next_due_at, now).action is RecoveryAction.MERGE_INTO_NEXT:
        return None
    date = due.due_date(chat.settings, now)
    first = _first_date(chat, chat.next_due_at)
    occasion = Occasion(DeliveryKind.DAILY, date.isoformat())
    if first >= date:
        return Turn(chat, occasion, chat.settings.length, wishes)
    return Turn(chat, occasion, MERGED_LENGTH * chat.settings.length, wishes, since=first)


def _advance(chat: Chat, turn: Turn | None, now: dt.datetime, newest: int) -> ChatAdvance:
    """How the chat goes on: after its digest, or without one; what was missed comes with the next."""
    last_date = turn.date if turn else chat.last_date
    following = due.next_due(chat.settings, now, last_date=last_date)
    if turn or chat.next_due_at is None or not listens(chat):
        return ChatAdvance(chat.id, chat.next_due_at, following, last_date, newest)
    first = _first_date(chat, chat.next_due_at)
    return ChatAdvance(chat.id, chat.next_due_at, following, last_date, chat.cursor, missed_since=first)


def listens(chat: Chat) -> bool:
    """Whether the chat wants digests at present."""
    return not chat.settings.paused and any(one.wanted for one in chat.subscriptions)


def _first_date(chat: Chat, next_due_at: dt.datetime) -> dt.date:
    """The first date that the chat's digest covers."""
    return chat.missed_since or due.due_date(chat.settings, next_due_at)


class Round:
    """The chats that are planned together: each plan and each message is made once for all that share it."""

    def __init__(self, editions: Editions, known: Known, now: dt.datetime, standing: Standing) -> None:
        self.planned = Planned()
        self._editions = editions
        self._arrivals = editions.arrivals
        self._known = known
        self._now = now
        self._standing = standing
        self._notes: dict[int, Notes] = {}
        self._tastes: Mapping[int, Taste] = {}
        self._plans: dict[tuple[Choice, int], int] = {}

    def owe(self, turns: Sequence[Turn]) -> None:
        """Owe each chat its digest, or word that there is nothing."""
        self._notes = self._of_sources([turn.chat.id for turn in turns])
        silent_ones = []
        for turn, papers in zip(turns, self.new_to_each(turns), strict=True):
            if papers:
                self.owe_digest(turn, papers)
            else:
                silent_ones.append(turn)
        self._owe_notices(silent_ones)

    def _of_sources(self, chat_ids: Sequence[int]) -> dict[int, Notes]:
        """What each chat is told of the sources: where nothing broke, the same."""
        if not self._standing.failures:
            return dict.fromkeys(chat_ids, news_of(self._standing, None))
        told = self._known.told(chat_ids)
        return {chat_id: news_of(self._standing, told.get(chat_id)) for chat_id in chat_ids}

    def new_to_each(self, turns: Sequence[Turn]) -> list[int]:
        """The papers that each chat wants and that stand in no plan it already got, as masks."""
        self._tastes = self._known.tastes([turn.person_id for turn in turns if turn.person_id is not None])
        windows = [self._window(turn) for turn in turns]
        masks = [
            self._arrivals.wanted(turn.wishes, turn.chat.settings.streams) & window.papers
            for turn, window in zip(turns, windows, strict=True)
        ]
        again = [
            mask & self._maybe_seen(turn, window) for turn, mask, window in zip(turns, masks, windows, strict=True)
        ]
        shown = self._known.shown_to([turn.chat.id for turn, mask in zip(turns, again, strict=True) if mask])
        return [
            mask & ~self._among(old, shown[turn.chat.id]) if old else mask
            for turn, mask, old in zip(turns, masks, again, strict=True)
        ]

    def _maybe_seen(self, turn: Turn, window: Window) -> int:
        """The papers of the window that the chat may have got before: after a weekly digest, all of them."""
        return window.papers if turn.chat.settings.weekly else window.seen_before

    def _among(self, mask: int, paper_ids: AbstractSet[int]) -> int:
        """The papers of a mask that have one of these ids."""
        papers = self._arrivals.papers
        return sum(1 << number for number in papers_in(mask, range(len(papers))) if papers[number].id in paper_ids)

    def _window(self, turn: Turn) -> Window:
        return self._arrivals.window(turn.chat.cursor)

    def owe_digest(self, turn: Turn, papers: int, *, silent: bool = False) -> None:
        """Owe the chat a digest of these papers."""
        masks = self._arrivals.masks
        wanted = tuple(spelling for spelling in turn.wishes.wanted if masks[spelling] & papers)
        doubtful = self._known.doubtful().get(turn.chat.id)
        length = min(turn.length, papers.bit_count())  # whoever sees all sees the same
        taste = self._tastes.get(turn.person_id) if turn.person_id is not None else None
        weights = taste.among(self._editions.topics) if taste else ()
        out = self._taken_out(turn) if turn.wishes.never else ()
        fill = turn.chat.settings.streams == FILL and bool(papers & self._arrivals.streamed)
        choice = Choice(wanted, papers, turn.occasion, length, turn.since, doubtful, weights, out, fill)
        key = DeliveryKey(turn.chat.id, turn.occasion.kind, turn.occasion.subject)
        parts = self._editions.parts(choice, turn.chat, self._notes.get(turn.chat.id, NO_NOTES))
        number = self._plan(choice, turn.chat.cursor)
        self.planned.owe(turn.chat, key, parts, self._now, silent=silent, plan_id=number)

    def _plan(self, choice: Choice, cursor: int) -> int:
        """The number of the plan; what is said besides its papers makes no other plan."""
        choice = replace(choice, doubtful=None, taken_out=()) if choice.doubtful or choice.taken_out else choice
        if (choice, cursor) not in self._plans:
            number = self._plans[choice, cursor] = len(self.planned.plans) + 1
            order = tuple(highlight.paper.id for highlight in self._editions.digest(choice).highlights)
            self.planned.plans.append(
                Plan(
                    id=number,
                    date=choice.occasion.date,
                    cursor_from=cursor,
                    cursor_to=self._arrivals.up_to,
                    paper_ids=order,
                    shown=min(choice.length, len(order)),
                    wishes=", ".join(choice.wanted),
                    since=choice.since,
                )
            )
        return self._plans[choice, cursor]

    def _owe_notices(self, turns: Sequence[Turn]) -> None:
        """Word that there is nothing: to private chats, silently, at most every NOTICE_EVERY.

        That a source broke, or is mended, is said at once.
        """
        private = [turn for turn in turns if turn.chat.kind is ChatKind.PRIVATE]
        wanting = [turn.chat.id for turn in private if self._wants_notice(turn)]
        due_now = set(wanting) - self._known.noticed(wanting, self._now - NOTICE_EVERY)
        for turn in private:
            notes = self._notes[turn.chat.id]
            if notes.broken or notes.mended:
                self._owe_notice(turn, f"broken/{turn.date.isoformat()}")
            elif turn.chat.id in due_now:
                self._owe_notice(turn, f"{NOTHING}{turn.date.isoformat()}")

    def _wants_notice(self, turn: Turn) -> bool:
        settings = turn.chat.settings
        return settings.say_nothing_matched if self._window(turn).papers else settings.say_not_published

    def _owe_notice(self, turn: Turn, subject: str) -> None:
        key = DeliveryKey(turn.chat.id, DeliveryKind.NOTICE, subject)
        parts = self._editions.nothing(self._nothing(turn), turn.chat)
        self.planned.owe(turn.chat, key, parts, self._now, silent=True)

    def _nothing(self, turn: Turn) -> Digest:
        """The digest of a window without papers for the chat, and what its unwanted wishes took out of it."""
        window = self._window(turn)
        return Digest(
            date=turn.date,
            highlights=(),
            length=turn.length,
            counts=(),
            excluded=excluded(self._taken_out(turn)),
            papers_read=window.papers.bit_count(),
            sources_read=window.sources,
            notes=self._of_nothing(turn),
        )

    def _taken_out(self, turn: Turn) -> tuple[tuple[str, int], ...]:
        """How many papers of the window each unwanted wish took out of what the others want."""
        masks = self._arrivals.masks
        wanted = self._arrivals.wanted(Wishes(turn.wishes.wanted), turn.chat.settings.streams)
        found = wanted & self._window(turn).papers
        counts = ((never, (masks[never] & found).bit_count()) for never in turn.wishes.never)
        return tuple((never, papers) for never, papers in counts if papers)

    def _of_nothing(self, turn: Turn) -> Notes:
        return of_nothing(
            self._notes[turn.chat.id],
            self._standing,
            looked_at=(turn.chat.created_at, *due.last_due(turn.chat)),
            next_at=due.next_due(turn.chat.settings, self._now, last_date=turn.date),
        )
