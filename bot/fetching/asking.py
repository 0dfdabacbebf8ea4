"""What is asked of a server, and what came: values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ask:
    """What to get. `note` is what was noted of it the last time; `headers` go to the first host only."""

    url: str
    note: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: `body` is None where nothing changed. `note` is to be noted, `fresh` how long it stays good."""

    url: str
    body: bytes | None
    note: Mapping[str, str]
    fresh: dt.timedelta
    charset: str | None = None
    kind: str = ""
