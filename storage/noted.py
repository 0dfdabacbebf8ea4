"""The values in which the store says what persons did."""

import datetime as dt
from dataclasses import dataclass

from storage.model import Opinion, Place, Subscription


@dataclass(frozen=True, slots=True)
class Attitude:
    """What a person has done with a paper: kept it, and said what they think of it."""

    saved: bool = False
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A paper that a person saved, or has an opinion of, by its key and title, and when that was.

    The title is "" for a paper of which no entry is left.
    """

    key: str
    title: str
    at: dt.datetime
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A subscription that a person made, and where."""

    place: Place
    subscription: Subscription
