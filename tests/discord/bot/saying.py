"""Lines of conversations as people say them on Discord: commands with options, answers to questions in forms."""

import re
from typing import Any

from bot.transports.discord.slash import OPTIONS
from tests.discord.server import Reply

LINK = re.compile(r"https?://|arxiv:", re.IGNORECASE)
WRITE = ("Write it", "填写", "입력하기")


def say(seat: Any, line: str, before: Reply | None = None) -> Reply | None:
    """Say it, and wait for the answer; None for what cannot be said: a command that is misspelt is not offered."""
    if line.startswith("/"):
        name, _, words = line[1:].partition(" ")
        return run(seat, name, words.strip()) if name in OPTIONS or name in ALONE else None
    asked = before.messages[-1] if before and before.messages else None
    write = next((label for label in WRITE if asked and label in asked.labels), None)
    if write is not None:
        return seat.submits(seat.presses(write, asked, answers=0), 1, text=line)
    return run(seat, "paper" if LINK.match(line) else "search", line)


ALONE = ("start", "help", "subscriptions", "status", "export", "forget", "privacy")


def run(seat: Any, name: str, words: str) -> Reply:
    """Run a command with the words in its options."""
    options = [option.name for option in OPTIONS.get(name, ())]
    if not words:
        return seat.runs(f"/{name}")
    if name == "settings":
        setting, _, value = words.partition(" ")
        return seat.runs("/settings", setting=setting, value=value or None)
    return seat.runs(f"/{name}", **{options[0]: int(words) if name == "today" else words})
