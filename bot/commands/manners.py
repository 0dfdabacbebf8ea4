"""How the bot behaves: what it declines and how often it says so, and who gets to see what it says."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.commands.turn import Called, Counted
from bot.message import Audience, Message, Reply, Request
from bot.quota import Quota, Verdict
from storage.model import ChatKind

SEARCHES_OF_A_PERSON = 20  # a minute
STRANGERS = 50  # of whom operators are told, a day
SEARCHES_OF_A_GROUP = 6  # answered, a minute

_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)
_NARROWER = (Audience.CHAT, Audience.CALLER, Audience.PERSON)
_QUIET = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """What speaks against doing something: a key of the catalogs, "" where it is not to be said again, None if nothing.

    Remembers, in memory only, who asked how often lately.
    """

    people: Quota = field(default_factory=lambda: Quota(SEARCHES_OF_A_PERSON, _MINUTE))
    groups: Quota = field(default_factory=lambda: Quota(SEARCHES_OF_A_GROUP, _MINUTE))
    told: Quota = field(default_factory=lambda: Quota(1, _HOUR))
    stranger: Quota = field(default_factory=lambda: Quota(1, _DAY))
    strangers: Quota = field(default_factory=lambda: Quota(STRANGERS, _DAY))

    def objection(self, called: Called, request: Request, now: dt.datetime) -> str | None:
        """What speaks against it before the chat is looked at: rights, and how much was asked for lately."""
        if request.kind is not ChatKind.PRIVATE:
            if called.changes and not request.is_admin:
                return self.say_once("group.admins_only", request, now)
            if called.posts and not request.can_post:
                return self.say_once("share.not_allowed", request, now)
        return next((key for key in self._too_fast(called, request, now) if key is not None), None)

    def say_once(self, key: str, request: Request, now: dt.datetime) -> str:
        """The key, to be said once an hour to a person in a chat; always where nobody else is told."""
        if request.action or request.whispers:
            return key
        where = request.place.platform, request.place.chat_id
        return key if self.told.take((key, *where, request.user_id), now) is Verdict.DO else _QUIET

    def _too_fast(self, called: Called, request: Request, now: dt.datetime) -> Iterator[str | None]:
        platform, chat_id = request.place.platform, request.place.chat_id
        if called.counted is Counted.EVERYWHERE:
            verdict = self.people.take((platform, request.user_id), now)
            yield _said(verdict, "search.too_fast", request)
        unheard = request.kind is ChatKind.PRIVATE or request.own_message or request.whispers
        if called.counted is not Counted.NOT and not unheard:
            verdict = self.groups.take((platform, chat_id), now)
            yield _said(verdict, "group.too_fast", request)


def _said(verdict: Verdict, key: str, request: Request) -> str | None:
    silence = key if request.whispers else _QUIET
    return {Verdict.DO: None, Verdict.SAY: key, Verdict.SILENCE: silence}[verdict]


def addressed(reply: Reply, called: Called, request: Request) -> Reply:
    """The reply as the place demands: who sees it, and that what others see is never changed by a press.

    In a group the narrower holds of what the command and what its answer say of the audience.
    """
    if request.kind is ChatKind.PRIVATE:
        keeps = bool(request.action)
        return dataclasses.replace(reply, messages=_placed(reply, replaces=keeps), audience=Audience.CHAT, brief=None)
    audience = max(called.audience, reply.audience, key=_NARROWER.index)
    in_place = bool(request.action) and request.own_message and audience is Audience.CALLER
    messages = tuple(dataclasses.replace(one, silent=True) for one in _placed(reply, replaces=in_place))
    return dataclasses.replace(reply, messages=messages, audience=audience)


def _placed(reply: Reply, *, replaces: bool) -> tuple[Message, ...]:
    return tuple(dataclasses.replace(one, replaces=one.replaces and replaces) for one in reply.messages)
