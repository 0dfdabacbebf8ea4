"""How sources stand, and what of that a chat is told besides its papers. Pure; moments are aware, in UTC."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.rhythm import lateness
from storage.watched import Failure, WatchStatus

WORTH_A_WORD = dt.timedelta(hours=1)  # a source that fails for less is not mentioned in chats
NAMED = 4  # late sources in a message
REMEMBERED = dt.timedelta(days=14)  # a chat that was told nothing for longer is not told of an end either


@dataclass(frozen=True, slots=True)
class Late:
    """A source that is later than usual, and when its next issue usually would have arrived."""

    name: str
    expected_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """A source that cannot be read, and since when."""

    name: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How the sources stand at a moment.

    `late` (longest first) are neither dormant nor broken; `names` are those of all sources. `newest_at` is when the
    last issue arrived that was news then; `reading` how many places are just being read for the first time.
    """

    at: dt.datetime
    late: tuple[Late, ...] = ()
    dormant: tuple[Late, ...] = ()
    failures: tuple[Failure, ...] = ()
    names: frozenset[str] = frozenset()
    newest_at: dt.datetime | None = None
    reading: int = 0

    def broken(self, moment: dt.datetime) -> dict[str, dt.datetime]:
        """The sources that were broken then for long enough to be worth a word, with the beginning, sorted by name."""
        lasting = (one for one in self.failures if one.since + WORTH_A_WORD <= moment)
        going_on = [one for one in lasting if one.until is None or moment < one.until]
        return dict(sorted((name, one.since) for one in going_on for name in one.names))


@dataclass(frozen=True, slots=True)
class Notes:
    """What a digest says besides its papers; nothing of it unless there is a reason.

    `late` are at most NAMED; `broken` and `mended` what began and ended since the chat was last told. The rest only
    where there are no papers: `fine` is how many other sources can be read, `reading` how many are read for the first
    time while nothing was news yet, `since` when the chat last looked, and `next_at` when it looks next.
    """

    late: tuple[Late, ...] = ()
    broken: tuple[Broken, ...] = ()
    mended: tuple[str, ...] = ()
    fine: int = 0
    reading: int = 0
    since: dt.datetime | None = None
    next_at: dt.datetime | None = None


NO_NOTES = Notes()


def stand(arrivals: Mapping[str, Sequence[dt.datetime]], watches: Sequence[WatchStatus], now: dt.datetime) -> Standing:
    """How sources stand that had news at these moments and are read from these watches."""
    watched = [one for one in watches if one.watched]
    failures = tuple(failure for one in watched for failure in one.failures if _is_recent(failure, now))
    found = [(name, lateness(theirs, now)) for name, theirs in arrivals.items()]
    late = sorted((one.expected_at, name, one.dormant) for name, one in found if one)
    standing = Standing(now, failures=failures)
    broken = standing.broken(now)
    return dataclasses.replace(
        standing,
        late=tuple(Late(name, at) for at, name, dormant in late if not dormant and name not in broken),
        dormant=tuple(Late(name, at) for at, name, dormant in late if dormant),
        names=frozenset(arrivals).union(*(failure.names for failure in failures if failure.until is None)),
        newest_at=max((max(theirs) for theirs in arrivals.values() if theirs), default=None),
        reading=sum(one.first_read_at is None and one.failing is None for one in watched),
    )


def _is_recent(failure: Failure, now: dt.datetime) -> bool:
    return failure.until is None or failure.until > now - REMEMBERED


def news_of(standing: Standing, told_at: dt.datetime | None) -> Notes:
    """What a digest says of sources to a chat that was told at that moment, or never, how they stood then."""
    now = standing.broken(standing.at)
    before = standing.broken(told_at) if told_at else {}
    return Notes(
        late=standing.late[:NAMED],
        broken=tuple(Broken(name, since) for name, since in now.items() if name not in before),
        mended=tuple(name for name in before if name not in now),
    )


def state_of(standing: Standing) -> Notes:
    """What is said of sources to a person who asks."""
    return news_of(standing, None)


def of_nothing(
    notes: Notes, standing: Standing, *, looked_at: Iterable[dt.datetime], next_at: dt.datetime | None
) -> Notes:
    """What a message says where there are no papers: because the first are just being read, or since the last look.

    Of the moments at which the chat looked, the last counts, or the arrival of the last news if that was later.
    """
    moments = [*looked_at, *([standing.newest_at] if standing.newest_at else [])]
    return dataclasses.replace(
        notes,
        fine=len(standing.names - standing.broken(standing.at).keys()),
        reading=standing.reading if standing.newest_at is None else 0,
        since=max((moment for moment in moments if moment <= standing.at), default=None),
        next_at=next_at,
    )
