"""The conversations of the command layer, word for word over Telegram: a button edits its message, an answer is new."""

from pathlib import Path
from typing import Any

import pytest

CONVERSATIONS = sorted((Path(__file__).parents[2] / "commands" / "conversations").glob("*.txt"))
JOINED = "\u2060"  # keeps clients from making commands and mentions of words
ISOLATES = str.maketrans("", "", f"{JOINED}\u2068\u2069")


def test_there_are_conversations() -> None:
    assert len(CONVERSATIONS) > 3


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("bot")
def test_conversation(path: Path, api: Any) -> None:
    seat = api.person("Anna", language_code=path.stem.rsplit("_", 1)[1]).private
    seat.says("/start")
    mark, place, toast = len(api.events), 0, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("> "):
            mark, place, toast = len(api.events), 0, ""
            seat.says(line[2:])
        elif line.startswith("* "):
            mark, place = len(api.events), 0
            toast = seat.presses(line[2:], answers=1).toast
        elif line.strip() and line.strip() not in toast:
            place = _expect(api, mark, line.strip(), place, f"{path.name}:{number}")


def _expect(api: Any, mark: int, line: str, place: int, where: str) -> int:
    """Wait until the answer says it, behind what was found before; the place behind it."""
    api.wait_for(lambda: _answer(api, mark).find(line, place) >= 0, f"{where}: {line!r}", seconds=20)
    return _answer(api, mark).find(line, place) + len(line)


def _answer(api: Any, mark: int) -> str:
    shown = [event.message for event in api.events[mark:] if event.message is not None]
    parts = [f"{message.text}\n" + "\n".join(message.labels) for message in shown]
    return "\n".join(parts).translate(ISOLATES)
