"""What many chats get alike: equal choices are one digest, equal digests one message."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import wire
from bot.arrivals import Arrivals
from bot.digest import Digest, Highlight, Reason, arrange
from bot.masks import papers_in
from bot.message import Message
from bot.notes import NO_NOTES, Notes
from bot.occasion import Occasion
from bot.query import origin, read_term
from bot.taste import Taste, Weights
from bot.terms import Wish
from storage.model import Chat, Paper, Settings
from storage.planned import Rendering

REMEMBERED = 1 << 14  # editions: about what 150,000 chats that are due at one moment get


@dataclass(frozen=True, slots=True)
class Choice:
    """The papers of a digest, and the wishes that want one of them: a wish without a match changes nothing.

    `since` is the first local date it covers, where that is not the occasion's. `doubtful` is the digest before it,
    where that may not have arrived. `taste` is what the reader's opinions say of papers that arrived. `taken_out` says
    how many papers unwanted wishes took out. With `fill`, papers of streams come after all others.
    """

    wanted: tuple[str, ...]
    papers: int
    occasion: Occasion
    length: int
    since: dt.date | None = None
    doubtful: Occasion | None = None
    taste: Weights = ()
    taken_out: tuple[tuple[str, int], ...] = ()
    fill: bool = False


class Highlights:
    """Papers with the wishes that want them; each reason is found once, whoever asks."""

    def __init__(self, papers: Sequence[Paper], masks: Mapping[str, int]) -> None:
        self._papers = papers
        self._masks = masks
        self._reason = functools.cache(self._find_reason)

    def among(self, chosen: int, wanted: tuple[str, ...]) -> list[Highlight]:
        """Those of the papers of a mask, for these wishes."""
        return [self._highlight(number, wanted) for number in papers_in(chosen, range(len(self._papers)))]

    def _highlight(self, number: int, wanted: tuple[str, ...]) -> Highlight:
        reasons = (self._reason(spelling, number) for spelling in wanted if self._masks[spelling] >> number & 1)
        return Highlight(self._papers[number], tuple(reasons))

    def _find_reason(self, spelling: str, number: int) -> Reason:
        wish = wish_of(spelling, wanted=True)
        return Reason(wish, origin(wish.term, self._papers[number]))


class Editions:
    """The digests and messages of chats that look at the same arrivals."""

    def __init__(self, arrivals: Arrivals, render: Callable[[Digest, Settings, str], Sequence[Message]]) -> None:
        self.arrivals = arrivals
        self._render = render
        self._highlights = Highlights(arrivals.papers, arrivals.masks)
        self.topics = frozenset(topic.slug for paper in arrivals.papers for topic in paper.topics)
        self.digest = functools.lru_cache(REMEMBERED)(self._arrange)
        self._render_choice = functools.lru_cache(REMEMBERED)(self._render_digest)
        self._render_nothing = functools.lru_cache(REMEMBERED)(self._rendering)

    def serves(self, cursor: int, newest: int) -> bool:
        """Whether a chat with this cursor finds here all that arrived up to `newest`."""
        return self.arrivals.after <= cursor and self.arrivals.up_to == newest

    def parts(self, choice: Choice, chat: Chat, notes: Notes = NO_NOTES) -> Sequence[Rendering]:
        """The message of a choice, in the parts that the chat's platform takes."""
        look = look_of(chat.settings, zone=bool(notes.broken))
        return self._render_choice(choice, notes, look, chat.place.platform)

    def nothing(self, digest: Digest, chat: Chat) -> Sequence[Rendering]:
        """The message of a digest without papers."""
        return self._render_nothing(digest, look_of(chat.settings, zone=True), chat.place.platform)

    def _arrange(self, choice: Choice) -> Digest:
        found = self._highlights.among(choice.papers, choice.wanted)
        wishes = [wish_of(spelling, wanted=True) for spelling in choice.wanted]
        taste = Taste(dict(choice.taste)) if choice.taste else None
        digest = arrange(found, wishes, date=choice.occasion.date, length=choice.length, taste=taste, fill=choice.fill)
        return dataclasses.replace(
            digest,
            occasion=choice.occasion,
            since=choice.since,
            doubtful=choice.doubtful,
            excluded=excluded(choice.taken_out),
        )

    def _render_digest(self, choice: Choice, notes: Notes, look: Settings, platform: str) -> Sequence[Rendering]:
        return self._rendering(dataclasses.replace(self.digest(choice), notes=notes), look, platform)

    def _rendering(self, digest: Digest, look: Settings, platform: str) -> Sequence[Rendering]:
        return [rendering_of(part) for part in self._render(digest, look, platform)]


def rendering_of(message: Message) -> Rendering:
    """The message as the ledger keeps it."""
    payload = wire.to_json(message)
    return Rendering(wire.content_hash(payload), payload)


@functools.lru_cache(1 << 14)
def wish_of(spelling: str, *, wanted: bool) -> Wish:
    """The wish of a canonical spelling."""
    return Wish(spelling, read_term(spelling), wanted)


def excluded(taken_out: Iterable[tuple[str, int]]) -> tuple[tuple[Wish, int], ...]:
    """How many papers unwanted wishes took out, as a digest says it."""
    return tuple((wish_of(never, wanted=False), papers) for never, papers in taken_out)


def look_of(settings: Settings, *, zone: bool = False) -> Settings:
    """The settings that show in a message: no others reach it, so that chats which differ in them can share it.

    The `zone` shows where moments are named.
    """
    look = Settings(
        languages=settings.languages,
        layout=settings.layout,
        pictures=settings.pictures,
        embeds=settings.embeds,
        crosspost=settings.crosspost,
    )
    return dataclasses.replace(look, zone=settings.zone) if zone else look
