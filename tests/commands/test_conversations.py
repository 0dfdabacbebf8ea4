"""Conversations as data: a person says, the bot answers, in three languages.

A file under conversations/ ends its name with the language; `> ` is said, `* ` is a button pressed, and every other
line must stand in the answer, in order. Under groups/ `@ ` says who talks from then on, and where: `@ private`, or
`@ admin` or `@ member` of a group, in a thread (`@ admin 7`) or not.
"""

import dataclasses
from pathlib import Path

import pytest

from storage.model import ChatKind, Place

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").rglob("*.txt"))


def test_there_are_conversations_in_every_language():
    assert {path.stem.rsplit("_", 1)[1] for path in CONVERSATIONS} == {"en", "zh", "ko"}


def move(talk, who, thread=""):
    """The talk of somebody else, or somewhere else."""
    private = who == "private"
    place = Place("test", "1") if private else Place("test", "-1", thread)
    kind = ChatKind.PRIVATE if private else ChatKind.GROUP
    return dataclasses.replace(talk, place=place, kind=kind, is_admin=who != "member")


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_conversation(path, talk):
    talk.language = path.stem.rsplit("_", 1)[1]
    answer, place = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("@ "):
            talk = move(talk, *line[2:].split())
        elif line.startswith(("> ", "* ")):
            answer, place = (talk.say if line.startswith("> ") else talk.press)(line[2:]), 0
        elif line.strip():
            found = answer.find(line.strip(), place)
            assert found >= 0, f"{path.name}:{number}: expected {line.strip()!r} in:\n{answer[place:]}"
            place = found + len(line.strip())
