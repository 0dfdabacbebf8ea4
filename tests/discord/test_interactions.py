"""Interactions on our Discord: every kind, every answer, and what each person may do where."""

from typing import Any

import discord
import pytest
from discord import app_commands

from tests.discord.clients import Bot
from tests.discord.server import Channel, DiscordApi, May, Person, Rule

Json = dict[str, Any]
Interaction = discord.Interaction[Any]


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna", locale="ko")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna], locale="zh-CN"), "general")


class Options(discord.ui.View):
    """Buttons and a select that answer in different ways."""

    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: Interaction, _: Any) -> None:
        await interaction.response.edit_message(content="Changed")

    @discord.ui.button(label="Tell", custom_id="tell")
    async def tell(self, interaction: Interaction, _: Any) -> None:
        await interaction.response.send_message(f"To {interaction.user.name}", ephemeral=True)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, _: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Changed later")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: Interaction, _: Any) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.select(placeholder="Pick", custom_id="pick", options=[discord.SelectOption(label="One", value="1")])
    async def pick(self, interaction: Interaction, select: Any) -> None:
        await interaction.response.send_message(f"Picked {select.values}")

    @discord.ui.select(cls=discord.ui.ChannelSelect, custom_id="place")
    async def place(self, interaction: Interaction, select: Any) -> None:
        await interaction.response.send_message(f"In {select.values[0].name}")


class Question(discord.ui.Modal, title="A question"):
    """A modal with a text and a choice."""

    words: Any = discord.ui.Label(
        text="Words", component=discord.ui.TextInput(custom_id="words", max_length=10, default="none")
    )
    kind: Any = discord.ui.Label(
        text="Kind",
        component=discord.ui.Select(custom_id="kind", options=[discord.SelectOption(label="One", value="1")]),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        said = f"{self.words.component.value} {self.kind.component.values}"
        await interaction.response.send_message(said, ephemeral=True)


def connect(bot: Bot, *commands: app_commands.Command[Any, Any, Any]) -> None:
    for one in commands:
        bot.client.tree.add_command(one)
    bot.run(bot.client.login(bot.api.token))
    bot.run(bot.client.tree.sync())
    bot.connect()


def command(answer: Any, name: str = "find") -> app_commands.Command[Any, Any, Any]:
    return app_commands.Command(name=name, description="Find papers", callback=answer)


def test_options_of_every_type(bot: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    assert general.guild is not None
    role = api.role(general.guild, "readers")
    got: list[Any] = []

    async def find(  # noqa: PLR0917 - a callback's arguments are the command's options
        interaction: Interaction,
        words: str,
        most: int,
        share: float,
        loud: bool,
        who: discord.Member,
        where: discord.TextChannel,
        group: discord.Role,
    ) -> None:
        got.extend([words, most, share, loud, who.id, where.id, group.id, interaction.locale.value])
        await interaction.response.send_message("Found")

    connect(bot, command(find))
    options: Json = {"words": "a", "most": 3, "share": 0.5, "loud": True}
    options |= {"who": anna.user, "where": general, "group": role}
    reply = bot.during(anna.at(general).runs, "/find", **options)
    assert reply.text == "Found"
    assert not reply.ephemeral
    assert got == ["a", 3, 0.5, True, anna.id, general.id, role.id, "ko"]


def test_what_the_bot_learns_of_who_did_it(bot: Bot, api: DiscordApi, general: Channel) -> None:
    assert general.guild is not None
    ben = api.person("Ben")
    api.joins(general.guild, ben)
    api.role(general.guild, "helpers", May.MANAGE_MESSAGES, ben)
    general.overwrite(ben.user, allow=May.MANAGE_CHANNELS)
    general.overwrite(general.guild.everyone, deny=May.EMBED_LINKS)
    learned: list[Any] = []

    async def find(interaction: Interaction) -> None:
        given = interaction.permissions
        learned.append((given.manage_channels, given.manage_messages, given.embed_links, given.administrator))
        learned.append((interaction.guild_id, interaction.channel_id, str(interaction.guild_locale)))
        learned.append((interaction.context.guild, interaction.is_guild_integration(), interaction.user.id))
        await interaction.response.send_message("Found")

    connect(bot, command(find))
    bot.during(ben.at(general).runs, "/find")
    assert learned == [
        (True, True, False, False),
        (general.guild.id, general.id, "zh-CN"),
        (True, True, ben.id),
    ]


def test_answers_that_come_later(bot: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    async def find(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("One")
        await interaction.followup.send("Two")
        second = await interaction.followup.send("Three", ephemeral=True, wait=True)
        await second.edit(content="Four")
        await (await interaction.original_response()).edit(content="Zero")

    connect(bot, command(find))
    reply = bot.during(anna.at(general).runs, "/find", answers=3)
    bot.until(lambda: bot.client.events("app_command_completion"))
    assert [(one.text, one.ephemeral) for one in reply.messages] == [("Zero", True), ("Two", False), ("Four", True)]
    assert [one.text for one in anna.at(general).sees()] == ["Zero", "Two", "Four"]
    assert general.guild is not None
    assert [one.text for one in api.known(api.users[general.guild.owner_id]).at(general).sees()] == ["Two"]


def test_buttons_selects_and_modals(bot: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    async def find(interaction: Interaction) -> None:
        await interaction.response.send_message("Found", view=Options(timeout=None))

    connect(bot, command(find))
    seat = anna.at(general)
    (shown,) = bot.during(seat.runs, "/find").messages
    assert shown.labels == ["Change", "Tell", "Later", "Ask"]
    assert bot.during(seat.presses, "Change").messages == [shown]
    assert shown.text == "Changed"
    told = bot.during(seat.presses, "Tell")
    assert (told.text, told.ephemeral) == ("To Anna", True)
    assert bot.during(seat.presses, "later").text == "Changed later"
    assert bot.during(seat.chooses, "One", select="Pick").text == "Picked ['1']"
    assert bot.during(seat.chooses, general, select="place").text == "In general"
    asked = bot.during(seat.presses, "Ask")
    assert asked.modal["title"] == "A question"
    assert bot.during(seat.submits, asked, kind="One").text == "none ['1']"
    asked = bot.during(seat.presses, "Ask")
    assert bot.during(seat.submits, asked, words="mine", kind="1").text == "mine ['1']"
    with pytest.raises(AssertionError, match="takes 1 to 10 characters"):
        seat.submits(asked, words="a" * 11, kind="1")
    assert general.guild is not None
    owner = api.known(api.users[general.guild.owner_id])
    assert bot.during(owner.at(general).presses, "Tell").text == "To Owner"


def test_a_button_outlives_the_process(bot: Bot, anna: Person, general: Channel) -> None:
    async def add_view() -> list[Json]:
        bot.client.add_view(view := Options(timeout=None))
        return view.to_components()

    components = bot.run(add_view())
    connect(bot)
    sent = bot.post(general, content="Old", components=components)
    message = general.messages[int(sent["id"])]
    assert bot.during(anna.at(general).presses, "Change", message).text == "Changed"


def test_what_is_typed_is_completed(bot: Bot, anna: Person, general: Channel) -> None:
    async def complete(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        kind = interaction.namespace.kind
        return [app_commands.Choice(name=f"{kind} {current}{one}", value=str(one)) for one in range(25)]

    async def find(interaction: Interaction, kind: str, topic: str) -> None:
        await interaction.response.send_message(f"{kind} {topic}")

    one = command(find)
    one.autocomplete("topic")(complete)
    connect(bot, one)
    reply = bot.during(anna.at(general).types, "/find", "topic", "dif", kind="tag")
    assert len(reply.choices) == 25
    assert reply.choices["tag dif3"] == "3"
    assert bot.during(anna.at(general).runs, "/find", kind="tag", topic="3").text == "tag 3"


def test_private_conversations(bot: Bot, api: DiscordApi, anna: Person) -> None:
    places: list[tuple[bool, bool, bool]] = []

    async def find(interaction: Interaction) -> None:
        assert interaction.guild is None
        places.append(
            (interaction.context.dm_channel, interaction.context.private_channel, interaction.is_user_integration())
        )
        await interaction.response.send_message("Found")

    one = command(find)
    one.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
    one.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
    connect(bot, one)
    assert bot.during(anna.private.runs, "/find").text == "Found"
    anna.installs()
    friends = api.group_dm(anna, api.person("Ben"))
    assert bot.during(anna.at(friends).runs, "/find").text == "Found"
    assert places == [(True, False, False), (False, True, True)]


def test_an_app_of_ones_own_where_the_bot_is_not(bot: Bot, api: DiscordApi, anna: Person) -> None:
    guild = api.guild("Other", members=[anna], bot=None)
    channel = api.channel(guild)
    codes: list[int] = []

    async def find(interaction: Interaction) -> None:
        await interaction.response.send_message("Found")
        for number in range(5):
            await interaction.followup.send(str(number))
        try:
            await interaction.followup.send("Too much")
        except discord.HTTPException as error:
            codes.append(error.code)
        try:
            await interaction.client.http.send_message(channel.id, params=discord.http.handle_message_parameters("Own"))
        except discord.HTTPException as error:
            codes.append(error.code)

    one = command(find)
    one.allowed_installs = app_commands.AppInstallationType(guild=False, user=True)
    connect(bot, one)
    anna.installs()
    reply = bot.during(anna.at(channel).runs, "/find", answers=6)
    bot.until(lambda: bot.client.events("app_command_completion"))
    assert codes == [40094, 50001]
    assert not reply.ephemeral
    channel.overwrite(guild.everyone, deny=May.USE_EXTERNAL_APPS)
    assert bot.during(anna.at(channel).runs, "/find").ephemeral


def test_it_is_answered_once_and_in_time(bot: Bot, api: DiscordApi, anna: Person, general: Channel) -> None:
    api.stop_clock()
    codes: list[int] = []

    async def attempt(work: Any) -> None:
        try:
            await work
        except discord.HTTPException as error:
            codes.append(error.code)

    async def find(interaction: Interaction, when: str) -> None:
        if when == "late":
            api.advance(3.1)
            await attempt(interaction.response.send_message("Late"))
            return
        await interaction.response.send_message("In time")
        again = {"type": 4, "data": {"content": "Twice"}}
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        await attempt(interaction.client.http.request(discord.http.Route("POST", path), json=again))
        api.advance(901)
        await attempt(interaction.followup.send("Too late"))

    connect(bot, command(find))
    assert bot.during(anna.at(general).runs, "/find", when="now").text == "In time"
    bot.until(lambda: bot.client.events("app_command_completion"))
    assert codes == [40060, 50027]
    anna.at(general).asks("/find", when="late")
    bot.until(lambda: len(bot.client.events("app_command_completion")) == 2)
    assert codes == [40060, 50027, 10062]
    assert api.broken_rules() == [Rule.LATE_ANSWER]
    api.violations.clear()
