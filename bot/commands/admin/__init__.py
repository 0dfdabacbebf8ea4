"""/admin: what operators see and do, in their private chats. Nobody else knows of it."""

import dataclasses
from collections.abc import Callable, Mapping

from rapidfuzz import process

from bot.commands.admin import people, previewing, sending, sources, stats
from bot.commands.admin.broadcast import broadcast
from bot.commands.turn import Action, Command, Turn, in_place, say
from bot.message import Reply

WORDS: Mapping[str, Callable[[Turn], Reply]] = {
    "stats": stats.overview,
    "sources": sources.sources,
    "source": sources.sources,
    "deliveries": sending.deliveries,
    "pause": sending.pause,
    "resume": sending.resume,
    "replay": sending.replay,
    "preview": previewing.preview,
    "canary": previewing.canary,
    "broadcast": broadcast,
    "people": people.people,
    "invite": people.invite,
    "allow": people.allow,
    "block": people.block,
}


def admin(turn: Turn) -> Reply:
    """Do what the first word says with the rest of them; without any, show how things stand."""
    name, _, rest = turn.args.strip().partition(" ")
    name = name.lower() or "stats"
    if name not in WORDS:
        nearest = process.extractOne(name, list(WORDS))[0]
        return say(turn.catalog.said("admin.unknown", text=name, nearest=nearest, words=", ".join(WORDS)))
    return WORDS[name](dataclasses.replace(turn, args=rest.strip()))


def pressed(turn: Turn) -> Reply:
    """The same by a button, in its message."""
    return in_place(admin(turn))


COMMANDS = (Command("admin", admin, operators=True),)
ACTIONS = (Action("admin", pressed, operators=True),)
