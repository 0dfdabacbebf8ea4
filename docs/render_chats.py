"""Draw docs/telegram.svg and docs/discord.svg from conversations with the running bot. Run it when it says new things.

With `--words` and a picture's name it prints what is said there and draws nothing.
"""  # noqa: INP001 - a script

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docs.chats import discord_picture, discord_run, telegram_picture, telegram_run

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Played:
    """Conversations that were held: what is said and written on buttons, in order, and how they look."""

    words: list[str]
    draw: Callable[[], str]


def play_telegram() -> Played:
    conversations = telegram_run.converse()
    return Played(telegram_run.words(conversations), lambda: telegram_picture.draw(conversations))


def play_discord() -> Played:
    sights = discord_run.converse()
    return Played(discord_run.words(sights), lambda: discord_picture.draw(sights))


PICTURES = {"telegram": play_telegram, "discord": play_discord}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--words"]:
        sys.stdout.write("\n".join(PICTURES[arguments[1]]().words))
        return
    for name, play in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(play().draw(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
