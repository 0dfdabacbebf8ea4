"""What many chats get alike: equal choices are one digest, equal digests one message."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

from bot import wire
from bot.arrivals import Arrivals
from bot.digest import Digest, Highlight, Reason, arrange
from bot.masks import papers_in
from bot.message import Message
from bot.notes import NO_NOTES, Notes
from bot.occasion import Occasion
from bot.query import origin, read_term
from bot.terms import Wish
from storage.model import Settings
from storage.planned import Rendering

REMEMBERED = 2048  # editions that many chats share come again soon; most of the others never


@dataclass(frozen=True, slots=True)
class Choice:
    """The papers of a digest, and the wishes that want one of them: a wish without a match changes nothing.

    `since` is the first local date it covers, where that is not the occasion's. `doubtful` is the digest before it,
    where that may not have arrived.
    """

    wanted: tuple[str, ...]
    papers: int
    occasion: Occasion
    length: int
    since: dt.date | None = None
    doubtful: Occasion | None = None


class Editions:
    """The digests and messages of chats that look at the same arrivals."""

    def __init__(self, arrivals: Arrivals, render: Callable[[Digest, Settings], Message]) -> None:
        self.arrivals = arrivals
        self._render = render
        self._reason = functools.cache(self._find_reason)
        self.digest = functools.lru_cache(REMEMBERED)(self._arrange)
        self._render_choice = functools.lru_cache(REMEMBERED)(self._render_digest)
        self._render_nothing = functools.lru_cache(REMEMBERED)(self._rendering)

    def serves(self, cursor: int, newest: int) -> bool:
        """Whether a chat with this cursor finds here all that arrived up to `newest`."""
        return self.arrivals.after <= cursor and self.arrivals.up_to == newest

    def rendering(self, choice: Choice, settings: Settings, notes: Notes = NO_NOTES) -> Rendering:
        """The message of a choice."""
        return self._render_choice(choice, notes, _look(settings, zone=bool(notes.broken)))

    def nothing(self, digest: Digest, settings: Settings) -> Rendering:
        """The message of a digest without papers."""
        return self._render_nothing(digest, _look(settings, zone=True))

    def _arrange(self, choice: Choice) -> Digest:
        numbers = papers_in(choice.papers, range(len(self.arrivals.papers)))
        found = [self._highlight(number, choice.wanted) for number in numbers]
        wishes = [wish_of(spelling, wanted=True) for spelling in choice.wanted]
        digest = arrange(found, wishes, date=choice.occasion.date, length=choice.length)
        return dataclasses.replace(digest, occasion=choice.occasion, since=choice.since, doubtful=choice.doubtful)

    def _highlight(self, number: int, wanted: tuple[str, ...]) -> Highlight:
        masks = self.arrivals.masks
        reasons = (self._reason(spelling, number) for spelling in wanted if masks[spelling] >> number & 1)
        return Highlight(self.arrivals.papers[number], tuple(reasons))

    def _find_reason(self, spelling: str, number: int) -> Reason:
        wish = wish_of(spelling, wanted=True)
        return Reason(wish, origin(wish.term, self.arrivals.papers[number]))

    def _render_digest(self, choice: Choice, notes: Notes, look: Settings) -> Rendering:
        return self._rendering(dataclasses.replace(self.digest(choice), notes=notes), look)

    def _rendering(self, digest: Digest, look: Settings) -> Rendering:
        payload = wire.to_json(self._render(digest, look))
        return Rendering(wire.content_hash(payload), payload)


@functools.lru_cache(1 << 14)
def wish_of(spelling: str, *, wanted: bool) -> Wish:
    """The wish of a canonical spelling."""
    return Wish(spelling, read_term(spelling), wanted)


def _look(settings: Settings, *, zone: bool) -> Settings:
    """The settings that show in a message: no others reach it, so that chats which differ in them can share it.

    The `zone` shows where moments are named.
    """
    look = Settings(languages=settings.languages, layout=settings.layout, pictures=settings.pictures)
    return dataclasses.replace(look, zone=settings.zone) if zone else look
