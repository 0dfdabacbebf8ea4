"""What somebody may do on our Discord, worked out as the real one does."""

import pytest

from tests.discord.server import Channel, DiscordApi, Guild, May, Person
from tests.discord.server.permissions import EVERYTHING, IN_PRIVATE, NOTHING, in_channel

MANAGE = May.MANAGE_CHANNELS


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def guild(api: DiscordApi, anna: Person) -> Guild:
    return api.guild("Lab", members=[anna])


@pytest.fixture
def general(api: DiscordApi, guild: Guild) -> Channel:
    return api.channel(guild, "general")


def test_the_owner_and_administrators_may_everything(
    api: DiscordApi, guild: Guild, general: Channel, anna: Person
) -> None:
    general.overwrite(guild.everyone, deny=May.VIEW_CHANNEL)
    assert in_channel(general, guild.owner_id) == EVERYTHING
    assert in_channel(general, anna.id) == NOTHING
    api.role(guild, "admins", May.ADMINISTRATOR, anna)
    assert in_channel(general, anna.id) == EVERYTHING


def test_strangers_may_nothing(api: DiscordApi, guild: Guild, general: Channel, anna: Person) -> None:
    assert in_channel(general, api.person("Eve").id) == NOTHING
    api.leaves(guild, anna)
    assert in_channel(general, anna.id) == NOTHING


def test_overwrites_come_in_their_order(api: DiscordApi, guild: Guild, general: Channel, anna: Person) -> None:
    """Everyone's, then those of all roles at once, in which giving wins, then the member's own."""
    one, two = api.role(guild, "one", MANAGE, anna), api.role(guild, "two", NOTHING, anna)
    assert MANAGE in in_channel(general, anna.id)
    general.overwrite(guild.everyone, deny=MANAGE)
    assert MANAGE not in in_channel(general, anna.id)
    general.overwrite(one, deny=MANAGE)
    general.overwrite(two, allow=MANAGE)
    assert MANAGE in in_channel(general, anna.id)
    general.overwrite(anna.user, deny=MANAGE)
    assert MANAGE not in in_channel(general, anna.id)
    general.overwrite(anna.user, allow=MANAGE)
    assert MANAGE in in_channel(general, anna.id)


def test_who_may_not_write_may_not_embed(guild: Guild, general: Channel, anna: Person) -> None:
    general.overwrite(guild.everyone, deny=May.SEND_MESSAGES)
    assert not in_channel(general, anna.id) & (May.SEND_MESSAGES | May.EMBED_LINKS | May.ATTACH_FILES)


def test_threads_have_the_permissions_of_their_channel(
    api: DiscordApi, guild: Guild, general: Channel, anna: Person
) -> None:
    thread = api.thread(general)
    general.overwrite(guild.everyone, deny=May.SEND_MESSAGES)
    assert May.SEND_MESSAGES_IN_THREADS in in_channel(thread, anna.id)
    general.overwrite(guild.everyone, deny=May.VIEW_CHANNEL)
    assert in_channel(thread, anna.id) == NOTHING


def test_private_conversations_are_for_those_in_them(api: DiscordApi, anna: Person) -> None:
    place = anna.private.channel
    assert in_channel(place, anna.id) == in_channel(place, api.bot.id) == IN_PRIVATE
    assert in_channel(place, api.person("Eve").id) == NOTHING
