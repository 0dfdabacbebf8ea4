"""/admin people, invite, allow, block: whom the bot serves."""

import re
from collections.abc import Iterable

from bot.access import CODE_LIVES
from bot.catalog import LANGUAGES, Catalog
from bot.commands.admin.words import back, moment
from bot.commands.turn import Turn, say
from bot.editions import rendering_of
from bot.message import Button, Reply
from bot.owing import Planned
from bot.private import private_chat
from storage.model import ChatKind, DeliveryKey, DeliveryKind, Place
from storage.planned import FOR_OPERATORS
from storage.ranks import Admission, Admitted, Rank

SHOWN = 10  # of each rank

_ACCOUNT = re.compile(r"(?P<platform>[a-z]+):(?P<address>[\w@-]{1,40})(?: (?P<language>[a-z]{2}))?")
_CHAT = re.compile(r"chat\s+(?P<number>\d{1,9})")

Target = tuple[str, Admitted, str]  # platform, what, address


def people(turn: Turn) -> Reply:
    """Who runs the bot, who was let in, who is blocked."""
    access = turn.services.access
    listed = turn.store.access.listing
    lines = [
        turn.catalog.text(f"admin.access_{access.policy.value}"),
        _listed(turn, "admin.operators", [f"{platform}:{number}" for platform, number in access.all_operators()]),
        _listed(turn, "admin.allowed", _named(listed(Rank.ALLOWED), turn)),
        _listed(turn, "admin.blocked", _named(listed(Rank.BLOCKED), turn)),
        turn.catalog.said("admin.people_how"),
    ]
    return say(*lines, buttons=((Button(turn.catalog.text("button.invite"), "admin:invite"),), back(turn)))


def invite(turn: Turn) -> Reply:
    """A code that lets one person in."""
    code = turn.services.access.new_code(Rank.ALLOWED, turn.now())
    return say(turn.catalog.said("admin.invite", code=code, days=CODE_LIVES.days), buttons=(back(turn),))


def allow(turn: Turn) -> Reply:
    """Let in an account or a group that the words name."""
    target = _target(turn)
    if target is None:
        return say(turn.catalog.said("admin.whom"), buttons=(back(turn),))
    turn.services.access.let_in(*target, turn.now())
    asked = _ACCOUNT.fullmatch(turn.args.strip())
    if asked is not None and asked["language"]:
        _welcome(turn, asked["platform"], asked["address"], asked["language"])
    return say(turn.catalog.text("admin.let_in", account=_name(target)), buttons=(back(turn),))


def block(turn: Turn) -> Reply:
    """Answer an account or a group no more; operators cannot be blocked."""
    target = _target(turn)
    if target is None:
        return say(turn.catalog.said("admin.whom"), buttons=(back(turn),))
    platform, who, address = target
    if who is Admitted.PERSON and turn.services.access.is_operator(platform, address):
        return say(turn.catalog.text("admin.is_operator", account=_name(target)), buttons=(back(turn),))
    turn.services.access.block(platform, who, address, turn.now())
    undo = Button(turn.catalog.text("button.let_in"), f"admin:allow {_name(target)}")
    return say(turn.catalog.text("admin.is_blocked", account=_name(target)), buttons=((undo,), back(turn)))


def _welcome(turn: Turn, platform: str, user_id: str, language: str) -> None:
    """Tell somebody who asked to be let in that they are, once."""
    place_of = turn.services.private.get(platform)
    if place_of is None or language not in LANGUAGES:
        return
    now = turn.now()
    person = turn.store.persons.get_or_create(platform, user_id, language=language, now=now)
    chat = private_chat(turn.store, person, place_of, now)
    message = say(Catalog.load(person.language).said("access.welcome")).messages[0]
    planned = Planned()
    planned.owe(
        chat, DeliveryKey(chat.id, DeliveryKind.NOTICE, f"{FOR_OPERATORS}welcome"), [rendering_of(message)], now
    )
    turn.store.plans.commit([], planned.renderings.values(), planned.owed, [], now)


def _target(turn: Turn) -> Target | None:
    """Whom the words name: an account, a chat by its number, or a group by its address."""
    words = turn.args.strip()
    if found := _ACCOUNT.fullmatch(words):
        chats = turn.store.threads.of_group(Place(found["platform"], found["address"]))
        is_group = any(one.kind is not ChatKind.PRIVATE for one in chats)
        return found["platform"], Admitted.CHAT if is_group else Admitted.PERSON, found["address"]
    numbered = _CHAT.fullmatch(words)
    chat = turn.store.chats.numbered(int(numbered["number"])) if numbered else None
    if chat is None:
        return None
    if chat.kind is not ChatKind.PRIVATE:
        return chat.place.platform, Admitted.CHAT, chat.place.chat_id
    person = turn.store.persons.numbered(chat.person_id) if chat.person_id else None
    return (person.platform, Admitted.PERSON, person.user_id) if person else None


def _name(target: Target) -> str:
    platform, _, address = target
    return f"{platform}:{address}"


def _named(admissions: Iterable[Admission], turn: Turn) -> list[str]:
    return [f"{one.platform}:{one.address} · {moment(turn, one.since)}" for one in admissions]


def _listed(turn: Turn, key: str, names: list[str]) -> str:
    return "\n".join([turn.catalog.count(key, len(names)), *names[:SHOWN]])
