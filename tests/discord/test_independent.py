"""Somebody else's Discord accepts the whole bot: its login, its commands, its answers and its buttons."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.transports.discord import front
from tests.discord.bot.running import RunningBot
from tests.loopback.running import Clock

pytest.importorskip("simcord", reason="simcord is not installed")

from tests.discord.simulated import Simulated

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
TITLES = ("Diffusion models of everything", "A faster diffusion transformer")


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulated]:
    """simcord's Discord, of whose routes and fields none may be missing."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)  # the bot sets both, which is undone
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(front, "PROMPT_SECONDS", 20.0)  # what comes of a press is read from its first answer
    with Simulated() as server:
        yield server
    assert server.lost == []


@pytest.fixture
def lab(simulated: Simulated) -> Any:
    return simulated.make(lambda env: env.create_guild("Lab"))


@pytest.fixture
def papers(simulated: Simulated, lab: Any) -> Any:
    return simulated.make(lambda _: lab.create_text_channel("papers"))


@pytest.fixture
def bot(simulated: Simulated, papers: Any, tmp_path: Path) -> Iterator[RunningBot]:
    """The whole bot, which knows two papers."""
    assert papers is not None
    running = RunningBot(simulated, f"sqlite:///{tmp_path / 'bot.db'}", Clock(NOON))  # type: ignore[arg-type]
    try:
        running.start()
        for title in TITLES:
            running.publish(title)
        yield running
    finally:
        running.stop()


def member(simulated: Simulated, lab: Any, name: str, *, manages: bool = False) -> Any:
    """Somebody of the server, with the right to manage its channels or with none."""

    def join(env: Any) -> Any:
        roles = [lab.create_role("managers", permissions=discord.Permissions(manage_channels=True))] if manages else []
        return lab.add_member(env.create_user(name), roles=roles)

    return simulated.make(join)


def latest(simulated: Simulated, channel: Any) -> str:
    """The last message that everybody in a channel sees, whatever it is made of."""
    return simulated.make(lambda _: str(channel.last_message and channel.last_message.components))


def said(message: Any) -> str:
    """All that a message holds, as it was accepted."""
    return json.dumps(message.components, ensure_ascii=False) + message.content


@pytest.mark.usefixtures("bot")
def test_it_takes_the_commands_with_their_names_in_every_language(simulated: Simulated) -> None:
    known = simulated.make(lambda env: list(env.backend.commands[None].values()))
    named = {command["name"]: command for command in known}
    assert {"subscribe", "search", "settings", "here"} <= named.keys()
    assert named["subscribe"]["name_localizations"]["ko"] == "구독"
    assert named["subscribe"]["name_localizations"]["zh-TW"] == "訂閱"
    assert all(option["name_localizations"] for option in named["search"]["options"])


def test_commands_that_it_knows_are_not_told_again(simulated: Simulated, bot: RunningBot) -> None:
    bot.stop()
    simulated.identified.clear()
    again = RunningBot(simulated, bot.url, Clock(NOON))  # type: ignore[arg-type]
    again.start()
    again.stop()
    told = simulated.make(lambda env: [call for call in env.backend.http_requests if call.method == "PUT"])
    assert len(told) == 1


def test_somebody_subscribes_a_channel_and_presses_a_button(
    simulated: Simulated, bot: RunningBot, lab: Any, papers: Any
) -> None:
    olga = member(simulated, lab, "olga", manages=True)
    subscribed = simulated.answered(olga.slash(papers, "subscribe", topics="diffusion"))
    assert subscribed.ephemeral
    assert "Subscribed" in said(subscribed.response)
    settings = simulated.answered(olga.slash(papers, "settings"))
    pressed = simulated.answered(olga.click(settings.response, label="Length"))
    assert "Length" in said(pressed.response)
    bot.publish("A third diffusion model")
    bot.now.moment += dt.timedelta(days=1)
    bot.wait_until(lambda: "A third diffusion model" in latest(simulated, papers), "no digest")
    digest = simulated.make(lambda _: papers.last_message)
    card = simulated.answered(olga.click(digest, label="1"))
    assert card.ephemeral
    assert "Save" in said(card.response)


@pytest.mark.usefixtures("bot")
def test_a_member_without_rights_searches(simulated: Simulated, lab: Any, papers: Any) -> None:
    minsu = member(simulated, lab, "minsu")
    found = simulated.answered(minsu.slash(papers, "search", query="diffusion"))
    assert found.ephemeral
    assert all(title in said(found.response) for title in TITLES)


@pytest.mark.usefixtures("bot")
def test_topics_are_offered_while_they_are_typed(simulated: Simulated, lab: Any, papers: Any) -> None:
    olga = member(simulated, lab, "olga", manages=True)
    choices = simulated.offered(olga.autocomplete(papers, "subscribe", "topics", "diffus"))
    assert choices["Diffusion models"] == "diffusion"
