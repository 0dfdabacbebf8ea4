"""A program of one's own for each test."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.discord.server import DiscordApi
from tests.telegram.process.running import Program

LOOK_SECONDS = 0.05


class DiscordProgram(Program):
    """The process with a Discord bot alone."""

    def bot(self) -> dict[str, str]:
        """The settings of its bot."""
        api = self.api
        return {"DISCORD_TOKEN": api.token, "DISCORD_API_URL": api.url, "DISCORD_GATEWAY_URL": api.gateway_url}

    def wait(self) -> None:
        """Until it receives."""
        self.api.wait_for_bot(seconds=30)

    def wait_for_line(self, words: str) -> None:
        """Until it has logged this."""
        pause = threading.Event()
        for _ in range(int(30 / LOOK_SECONDS)):
            if words in self.log:
                return
            pause.wait(LOOK_SECONDS)
        raise AssertionError(words)


@pytest.fixture
def program(api: DiscordApi, tmp_path: Path) -> Iterator[DiscordProgram]:
    """Not started yet."""
    ours = DiscordProgram(api, tmp_path)
    yield ours
    ours.close()
