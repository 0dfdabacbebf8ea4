"""What a tick plans: digests of every kind, a round of chats at a time, until none is due."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot import render
from bot.arrivals import Arrivals
from bot.catalog import LANGUAGES, Catalog
from bot.digest import Digest
from bot.early import LAST, bring_forward, usual_sources
from bot.editions import Editions
from bot.first import find_first
from bot.freshness import find_standing, first_read_at
from bot.late import plan_late
from bot.message import Message, Room
from bot.occasion import Occasion
from bot.owing import Planned
from bot.packing import pack
from bot.planning import Known, plan_round
from bot.rhythm import ISSUES, find_rhythm
from bot.taste import Taste, taste_of
from bot.weekly import Span, Week, Weekly
from bot.weekly_planning import Weeks, plan_weekly
from storage.model import Chat, Settings
from storage.planned import EarlierAdvance
from storage.store import Store

CHATS_A_ROUND = 1_000
WELCOMED = dt.timedelta(days=1)  # who came before a first read that ended longer ago has had digests since
DOUBTED = dt.timedelta(days=14)  # what may have been lost longer ago is not mentioned


@dataclass(slots=True)
class Planner:
    """Plans over a store. `view` says for whom a chat's digests are rendered; `goes_on` whether this process plans.

    `rooms` are what one message holds on the platforms that bound it.
    """

    store: Store
    view: Callable[[Catalog, Settings], render.View]
    now: Callable[[], dt.datetime]
    goes_on: Callable[[], bool]
    rooms: Mapping[str, Room] = field(default_factory=dict)
    _welcomed: bool = field(default=False, init=False)  # whether those who came before the first read were served
    _looked_early: int = field(default=0, init=False)  # the newest arrival when chats that wait were last looked at
    _looked_late: int = field(default=0, init=False)  # the same, for chats that want late editions

    def plan(self) -> None:
        """Plan what all due chats are owed."""
        self._plan_first()
        self._bring_forward()
        self._plan_daily()
        self._plan_weekly()
        self._plan_late()

    def _plan_first(self) -> None:
        """Once everything was read for the first time, give their first digest to those who came before that."""
        read_at = None if self._welcomed else first_read_at(self.store.watches.listing())
        if read_at is None:
            return
        newest, after = self.store.papers.newest_arrival(), 0
        while self.now() - read_at < WELCOMED and self.goes_on():
            chats = self.store.plans.never_served(read_at, after, CHATS_A_ROUND)
            if not chats:
                break
            self._commit(self._firsts(chats, newest))
            after = chats[-1].id
        self._welcomed = True

    def _firsts(self, chats: Sequence[Chat], newest: int) -> Planned:
        planned = Planned()
        for chat in chats:
            digest = find_first(self.store, chat, self.now(), up_to=newest)
            if digest is not None:
                messages = self._render(digest, chat.settings, chat.place.platform)
                planned.owe_first(chat, digest, messages, self.now(), up_to=newest)
        return planned

    def _bring_forward(self) -> None:
        """Look, once after each arrival, at the chats whose digest waits for sources."""
        newest, after = self.store.papers.newest_arrival(), 0
        while newest > self._looked_early and self.goes_on():
            chats = self.store.plans.auto_chats(after, self.now(), newest, CHATS_A_ROUND)
            if not chats:
                self._looked_early = newest
                return
            self._commit(Planned(advances=[*self._earlier(chats)]))
            after = chats[-1].id

    def _earlier(self, chats: Sequence[Chat]) -> Sequence[EarlierAdvance]:
        by_source = self.store.papers.newest_by_source(min(chat.cursor for chat in chats))
        last = self.store.plans.sources_of_last([chat.id for chat in chats], LAST)
        arrivals = self.store.issues.news_arrivals(ISSUES)
        regular = {name for name, moments in arrivals.items() if find_rhythm(moments) is not None}
        usual = {chat.id: usual_sources(last.get(chat.id, ()), regular) for chat in chats}
        return bring_forward(chats, usual, by_source, self.now())

    def _plan_daily(self) -> None:
        known, editions, standing = self._known(), None, None
        while self.goes_on() and (chats := self.store.plans.due_chats(self.now(), CHATS_A_ROUND)):
            editions = self._editions(min(chat.cursor for chat in chats), editions)
            standing = standing or find_standing(self.store, self.now())
            self._commit(plan_round(chats, editions, known, self.now(), standing))

    def _plan_weekly(self) -> None:
        weeks = Weeks(functools.cache(self._week), self._render_weekly)
        while self.goes_on() and (chats := self.store.plans.due_weekly(self.now(), CHATS_A_ROUND)):
            self._commit(plan_weekly(chats, weeks, self.now()))

    def _plan_late(self) -> None:
        """Look, once after each arrival, at the chats that want late editions."""
        newest, since = self.store.papers.newest_arrival(), self.now().date() - dt.timedelta(days=1)
        known, editions, after = self._known(), None, 0
        while newest > self._looked_late and self.goes_on():
            chats = self.store.plans.late_chats(after, since, newest, CHATS_A_ROUND)
            if not chats:
                self._looked_late = newest
                return
            editions = self._editions(min(chat.cursor for chat in chats), editions)
            self._commit(plan_late(chats, editions, known, self.now()))
            after = chats[-1].id

    def _known(self) -> Known:
        return Known(
            self.store.plans.shown_to_each,
            self.store.deliveries.noticed,
            functools.cache(self._doubtful),
            self.store.deliveries.told,
            self._tastes,
        )

    def _tastes(self, person_ids: Sequence[int]) -> Mapping[int, Taste]:
        topics = self.store.opinions.topics_of_each(person_ids) if person_ids else {}
        return {one: taste for one, liked in topics.items() if (taste := taste_of(liked)) is not None}

    def _commit(self, planned: Planned) -> None:
        renderings = planned.renderings.values()
        self.store.plans.commit(planned.plans, renderings, planned.owed, planned.advances, self.now())

    def _doubtful(self) -> dict[int, Occasion]:
        """The chats whose last digest may not have reached them, with that digest."""
        keys = self.store.deliveries.doubtful_digests(self.now() - DOUBTED)
        return {key.chat_id: Occasion(key.kind, key.subject) for key in keys}

    def _editions(self, cursor: int, held: Editions | None) -> Editions:
        """Those that serve this cursor; the ones of the round before, as long as they do."""
        newest = self.store.papers.newest_arrival()
        if held is not None and held.serves(cursor, newest):
            return held
        return Editions(Arrivals(self.store.papers.arrived(cursor, newest), cursor, newest), self._render)

    def _week(self, span: Span) -> Week:
        return Week(self.store.papers.arrived_between(span.begin, span.end), span)

    def _render(self, digest: Digest, settings: Settings, platform: str) -> Sequence[Message]:
        return self._parts(render.laid_out(digest, self._view(settings)), platform)

    def _render_weekly(self, weekly: Weekly, settings: Settings, platform: str) -> Sequence[Message]:
        message = render.as_sent(render.weekly(weekly, self._view(settings)), weekly.occasion)
        return self._parts([render.dressed(message, settings)], platform)

    def _parts(self, messages: Sequence[Message], platform: str) -> Sequence[Message]:
        room = self.rooms.get(platform)
        return messages if room is None else [part for message in messages for part in pack(message, room)]

    def _view(self, settings: Settings) -> render.View:
        language = next((code for code in settings.languages if code in LANGUAGES), "en")
        return self.view(Catalog.load(language), settings)
