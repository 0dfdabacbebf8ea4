"""A channel with the running bot, as the loopback Discord has it after a subscription, a digest and a search."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from docs.chats import samples
from docs.chats.stage import Stage, set_up
from tests.discord.bot.running import RunningBot
from tests.discord.server import Channel, DiscordApi, Message, User
from tests.discord.server.markup import read_markup
from tests.discord.server.model import walk

ZONE = ZoneInfo("Europe/Berlin")
BUTTON, TEXT = 2, 10


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of a channel; `note` says who that is."""

    channel: Channel
    reader: User
    note: str
    messages: tuple[Message, ...]


def converse() -> list[Sight]:
    """Let people use the bot, and give what two of them see: who manages the channel, and a member.

    The first digest is left out, for the picture would be longer than a page; it looks like the second.
    """
    with DiscordApi() as api, set_up(api, RunningBot) as stage:
        return _play(stage)


def _play(stage: Stage[DiscordApi]) -> list[Sight]:
    api = stage.api
    anna, minsu = api.person("Anna"), api.person("Minsu", locale="ko")
    papers = api.channel(api.guild("Lab", owner=anna, members=[minsu]), "papers")
    anna.at(papers).runs("/settings", setting="timezone", value="Berlin")
    anna.at(papers).runs("/settings", setting="languages", value="en,zh,ko")
    anna.at(papers).runs("/settings", setting="length", value="1")
    answer, _first_digest = _said(api, papers, 2, lambda: anna.at(papers).runs("/subscribe", topics="diffusion"))
    anna.at(papers).runs("/settings", setting="length", value="2")
    samples.put(stage.bot.store, newest=True, now=samples.ARRIVAL)
    morning = _said(api, papers, 1, lambda: stage.set_clock(samples.MORNING))
    stage.set_clock(samples.NOON)
    noon = _said(api, papers, 1, lambda: minsu.at(papers).runs("/search", query="dynamic gaussian splatting"))
    return [
        Sight(papers, anna.user, "as Anna sees it, who manages the channel", (answer, *morning)),
        Sight(papers, minsu.user, "as Minsu sees it, a member", noon),
    ]


def _said(api: DiscordApi, channel: Channel, messages: int, act: Callable[[], object]) -> tuple[Message, ...]:
    """The messages, so many, that an act brings to a channel."""
    before = set(channel.messages)
    act()
    api.wait_for(lambda: len(channel.messages) >= len(before) + messages, f"{messages} messages in the channel")
    return tuple(message for number, message in sorted(channel.messages.items()) if number not in before)


def words(sights: list[Sight]) -> list[str]:
    """All that is said and all that is written on buttons, in order, as clients read it."""
    messages = [message for sight in sights for message in sight.messages]
    parts = [part for message in messages for part in walk(message.components) if part["type"] in (TEXT, BUTTON)]
    return [read_markup(part["content"]).text if part["type"] == TEXT else part["label"] for part in parts]
