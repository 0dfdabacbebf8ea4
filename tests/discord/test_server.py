"""Our Discord as the real client sees it: logging in, the gateway, and a command with its answer."""

from typing import Any

import discord
import pytest

from tests.discord.clients import Bot
from tests.discord.server import DiscordApi


def add_commands(bot: Bot) -> None:
    """A command that says what it was given."""

    @bot.client.tree.command(name="subscribe", description="Subscribe to a topic")
    async def subscribe(interaction: discord.Interaction, topic: str) -> None:
        await interaction.response.send_message(f"You get {topic}.", ephemeral=True)

    bot.run(bot.client.tree.sync())


def test_the_bot_logs_in_and_is_ready(api: DiscordApi, bot: Bot) -> None:
    guild = api.guild("Lab")
    api.channel(guild, "general")
    bot.connect()
    assert bot.client.user is not None
    assert bot.client.user.id == api.bot.id
    bot.until(lambda: bot.client.guilds[0].name)
    (known,) = bot.client.guilds
    assert (known.id, known.name, [one.name for one in known.text_channels]) == (guild.id, "Lab", ["general"])
    bot.during(api.wait_for, lambda: api.gateway.heartbeats() >= 1, "a heartbeat")


def test_a_wrong_token_is_refused(api: DiscordApi, bot: Bot) -> None:
    with pytest.raises(discord.LoginFailure):
        bot.run(bot.client.login("wrong"))
    assert api.invalid_requests() == 1


def test_a_message_in_a_channel(api: DiscordApi, rest: Bot) -> None:
    channel = api.channel(api.guild(members=[anna := api.person()]))
    place: Any = rest.client.get_partial_messageable(channel.id)
    sent = rest.run(place.send("Hello"))
    assert [one.text for one in anna.at(channel).sees()] == ["Hello"]
    assert sent.id == api.sent()[0].id


def test_a_command_and_its_answer(api: DiscordApi, bot: Bot) -> None:
    anna = api.person("Anna")
    channel = api.channel(api.guild(members=[anna]))
    bot.run(bot.client.login(api.token))
    add_commands(bot)
    bot.connect()
    reply = bot.during(anna.at(channel).runs, "/subscribe", topic="diffusion")
    assert reply.text == "You get diffusion."
    assert reply.ephemeral
