"""How accounts and groups stand with the operators."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Rank(Enum):
    """How an account or a group stands with the operators."""

    OPERATOR = "operator"  # it may do what operators may
    ALLOWED = "allowed"  # it was let in
    BLOCKED = "blocked"  # it is not answered


class Admitted(Enum):
    """What has a rank."""

    PERSON = "person"  # an account
    CHAT = "chat"  # a group, with all its threads


@dataclass(frozen=True, slots=True)
class Admission:
    """The rank of an account or group, by its address on its platform."""

    platform: str
    who: Admitted
    address: str
    rank: Rank
    since: dt.datetime
