"""Conversations as data: a person says, the bot answers, in three languages.

A file under conversations/ begins with the language; `> ` is said, `* ` is a button pressed, and every other line
must stand in the answer, in order.
"""

from pathlib import Path

import pytest

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


def test_there_are_conversations_in_every_language():
    assert {path.stem.rsplit("_", 1)[1] for path in CONVERSATIONS} == {"en", "zh", "ko"}


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_conversation(path, talk):
    talk.language = path.stem.rsplit("_", 1)[1]
    answer, place = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(("> ", "* ")):
            answer, place = (talk.say if line.startswith("> ") else talk.press)(line[2:]), 0
        elif line.strip():
            found = answer.find(line.strip(), place)
            assert found >= 0, f"{path.name}:{number}: expected {line.strip()!r} in:\n{answer[place:]}"
            place = found + len(line.strip())
