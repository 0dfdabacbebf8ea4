"""Whom the bot serves: operators, whom they let in, and the groups that these set up."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.message import Request
from bot.moments import begin_anew
from bot.policy import AccessPolicy
from storage.model import ChatKind, Place
from storage.ranks import Admitted, Rank
from storage.store import Store

BLOCKED = "Blocked by an operator."  # why nothing is sent to a chat
CODE_LIVES = dt.timedelta(days=7)

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_CODE = re.compile(r"/start(?:@\w+)?\s+([a-z2-9]{4}(?:-[a-z2-9]{4}){2})\s*", re.IGNORECASE)

Account = tuple[str, str]  # a platform and the number of an account there


class Entrance(Enum):
    """What becomes of a request before anything else."""

    OPEN = "open"  # it is answered
    STRANGER = "stranger"  # whoever asks was not let in
    SHUT = "shut"  # whoever asks is blocked, or the group is: there is no answer


@dataclass(frozen=True, slots=True)
class Access:
    """Who may what, by the operator's settings and what operators decided since. `operators` are those of settings."""

    store: Store
    policy: AccessPolicy = AccessPolicy.OPEN
    operators: frozenset[Account] = frozenset()

    def entrance(self, request: Request) -> Entrance:
        """Whether a request is answered."""
        ranks = self._ranks(request)
        if self._is_operator(request, ranks.get(Admitted.PERSON)):
            return Entrance.OPEN
        if Rank.BLOCKED in ranks.values():
            return Entrance.SHUT
        let_in = self._lets_in(ranks.get(Admitted.PERSON)) or Admitted.CHAT in ranks
        return Entrance.OPEN if let_in else Entrance.STRANGER

    def is_operator(self, platform: str, user_id: str) -> bool:
        """Whether an account is an operator's."""
        ranks = self.store.access.ranks(platform, user_id, "")
        return (platform, user_id) in self.operators or ranks.get(Admitted.PERSON) is Rank.OPERATOR

    def all_operators(self) -> list[Account]:
        """The accounts of all operators."""
        made = [(one.platform, one.address) for one in self.store.access.listing(Rank.OPERATOR)]
        return list(dict.fromkeys([*sorted(self.operators), *made]))

    def admit_group(self, request: Request, now: dt.datetime) -> None:
        """A group is set up: it is let in, if whoever does so was, and has it no rank yet."""
        if self.policy is AccessPolicy.OPEN or request.kind is ChatKind.PRIVATE:
            return
        ranks = self._ranks(request)
        person = ranks.get(Admitted.PERSON)
        if Admitted.CHAT not in ranks and (self._is_operator(request, person) or self._lets_in(person)):
            place = request.place
            self.store.access.give(place.platform, Admitted.CHAT, place.chat_id, Rank.ALLOWED, now)

    def new_code(self, rank: Rank, now: dt.datetime) -> str:
        """A code that gives a rank to whoever says it first."""
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        self.store.access.offer(code, rank, expires_at=now + CODE_LIVES, now=now)
        return code

    def redeem(self, request: Request, now: dt.datetime) -> Rank | None:
        """The rank that the code in a private request has given; None where there is no code, or not a good one."""
        code = code_in(request)
        return self.store.access.redeem(code, request.place.platform, request.user_id, now) if code else None

    def block(self, platform: str, who: Admitted, address: str, now: dt.datetime) -> None:
        """Answer an account or a group no more, and send nothing there."""
        self.store.access.give(platform, who, address, Rank.BLOCKED, now)
        for number in self._chats(platform, who, address):
            self.store.deliveries.stop_chat(number, BLOCKED, now)

    def let_in(self, platform: str, who: Admitted, address: str, now: dt.datetime) -> None:
        """Answer an account or a group, also one that was blocked."""
        self.store.access.give(platform, who, address, Rank.ALLOWED, now)
        for number in self._chats(platform, who, address):
            chat = self.store.chats.numbered(number)
            if chat is not None and chat.stopped == BLOCKED:
                begin_anew(self.store, chat, chat.settings, now)

    def _chats(self, platform: str, who: Admitted, address: str) -> Iterator[int]:
        if who is Admitted.CHAT:
            yield from (chat.id for chat in self.store.threads.of_group(Place(platform, address)))
            return
        person = self.store.persons.find(platform, address)
        yield from (chat.id for chat in (self.store.chats.of_person(person.id) if person else ()))

    def _ranks(self, request: Request) -> dict[Admitted, Rank]:
        address = "" if request.kind is ChatKind.PRIVATE else request.place.chat_id
        return dict(self.store.access.ranks(request.place.platform, request.user_id, address))

    def _is_operator(self, request: Request, rank: Rank | None) -> bool:
        return rank is Rank.OPERATOR or (request.place.platform, request.user_id) in self.operators

    def _lets_in(self, rank: Rank | None) -> bool:
        """Whether somebody of this rank, who is no operator, may use the bot."""
        if self.policy is AccessPolicy.INVITE:
            return rank is Rank.ALLOWED
        return self.policy is AccessPolicy.OPEN


def code_in(request: Request) -> str:
    """The code that a private request says with `/start`, or ""."""
    said = _CODE.fullmatch(request.text.strip()) if request.kind is ChatKind.PRIVATE else None
    return said[1].lower() if said else ""


def read_operators(written: str) -> frozenset[Account]:
    """The accounts of `PAPERWIRE_OPERATORS`."""
    parts = (part.strip().partition(":") for part in written.split(",") if part.strip())
    return frozenset((platform, number) for platform, _, number in parts)
