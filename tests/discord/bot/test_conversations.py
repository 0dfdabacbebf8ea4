"""The conversations of the command layer, word for word over Discord: a button edits its message, an answer is new."""

from pathlib import Path
from typing import Any

import pytest

from bot.catalog import LANGUAGES, Catalog
from tests.discord.bot.saying import say
from tests.discord.reading import shown

CONVERSATIONS = sorted((Path(__file__).parents[2] / "commands" / "conversations").glob("*.txt"))
# What Telegram says at the button says nothing on Discord: the message that is shared comes at once.
AT_THE_BUTTON = {Catalog.load(language).text("share.done") for language in LANGUAGES}
LOCALES = {"en": "en-US", "ko": "ko", "zh": "zh-CN"}


def test_there_are_conversations() -> None:
    assert len(CONVERSATIONS) > 3


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("bot")
def test_conversation(path: Path, api: Any) -> None:
    seat = api.person("Anna", locale=LOCALES[path.stem.rsplit("_", 1)[1]]).private
    reply = seat.runs("/start")
    mark, place = 0, 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(("> ", "* ")):
            mark, place = len(api.events), 0
            reply = say(seat, line[2:], reply) if line.startswith("> ") else seat.presses(line[2:])
        elif line.strip() and reply is not None and line.strip() not in AT_THE_BUTTON:
            place = _expect(api, mark, line.strip(), place, f"{path.name}:{number}")


def _expect(api: Any, mark: int, line: str, place: int, where: str) -> int:
    """Wait until the answer says it, behind what was found before; the place behind it."""
    api.wait_for(lambda: _answer(api, mark).find(line, place) >= 0, f"{where}: {line!r}", seconds=20)
    return _answer(api, mark).find(line, place) + len(line)


def _answer(api: Any, mark: int) -> str:
    return "\n".join(shown(event.message) for event in api.events[mark:] if event.message is not None)
