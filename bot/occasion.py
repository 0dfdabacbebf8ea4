"""What a digest is given for, and how the buttons under it name it."""

import datetime as dt
from dataclasses import dataclass

from storage.model import DeliveryKind

_DIGESTS = {DeliveryKind.DAILY, DeliveryKind.WEEKLY, DeliveryKind.FIRST, DeliveryKind.LATE}
_DATE_CHARACTERS = 10
ON = "on"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a digest is given for: the kind of its delivery, and the subject, which begins with a local date."""

    kind: DeliveryKind
    subject: str

    @property
    def date(self) -> dt.date:
        """The local date of the digest."""
        return dt.date.fromisoformat(self.subject[:_DATE_CHARACTERS])

    def action(self, page: int) -> str:
        """What a button carries that shows a page of the digest, in the message it is under."""
        return f"digest:{self}:{page}"

    def under(self, action: str) -> str:
        """What a button under the digest carries, as it was sent, to do something: the digest it is pressed on too."""
        return f"{ON}:{self}:{action}"

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.subject}"


def read_occasion(text: str) -> tuple[Occasion, str] | None:
    """The occasion that a button's words begin with, and what follows it; None when they begin with none."""
    kind, _, rest = text.partition(":")
    subject, _, rest = rest.partition(":")
    try:
        occasion = Occasion(DeliveryKind(kind), subject)
        is_digest = occasion.kind in _DIGESTS and bool(occasion.date)
    except ValueError:
        return None
    return (occasion, rest) if is_digest else None


def read_under(action: str) -> tuple[Occasion | None, str]:
    """The digest under which a button was sent, where it names one, and what the button carries besides."""
    prefix, _, rest = action.partition(":")
    named = read_occasion(rest) if prefix == ON else None
    return (None, action) if named is None else named
