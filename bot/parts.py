"""The parts of `paperwire run`, which one process does together, or several that share a PostgreSQL database."""

from enum import Enum

from rapidfuzz import process

from bot.errors import UsageError


class Part(Enum):
    """What a process of `run` may do."""

    SOURCES = "sources"  # read the sources
    SCHEDULER = "scheduler"  # plan digests, and take over what other processes left
    TELEGRAM = "telegram"  # receive from Telegram
    DISCORD = "discord"  # receive from Discord
    SENDERS = "senders"  # send what is owed, to every platform that is set up


ALL = frozenset(Part)


def read_parts(written: str) -> frozenset[Part]:
    """The parts that are written with commas between them; all of them for "". Raises UsageError."""
    names = [name.strip().lower() for name in written.split(",") if name.strip()]
    return frozenset(map(_part, names)) or ALL


def _part(name: str) -> Part:
    known = [part.value for part in Part]
    if name not in known:
        nearest = process.extractOne(name, known)[0]
        raise UsageError(f"--only: {name} is no part of `run`. Did you mean {nearest}? There are {', '.join(known)}.")
    return Part(name)
