"""Messages on our Discord: what it takes, and what it refuses, as the real client sees it."""

import io
from typing import Any

import discord
import pytest

from tests.discord.clients import Bot
from tests.discord.server import Channel, ChannelType, DiscordApi, Fault, May, Person, Rule


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna]), "general")


def place(rest: Bot, channel: Channel) -> Any:
    return rest.client.get_partial_messageable(channel.id)


def test_what_a_member_reads(api: DiscordApi, rest: Bot, anna: Person, general: Channel) -> None:
    embed = discord.Embed(title="A title", description="Some words").add_field(name="By", value="A. B.")
    rest.run(place(rest, general).send("Hello", embed=embed, silent=True))
    (message,) = anna.at(general).sees()
    assert message.text == "Hello\nA title\nSome words\nBy\nA. B."
    assert (message.silent, message.ephemeral, message.pings) == (True, False, ())
    assert api.delivered == 1


def test_an_edit_and_a_deletion(rest: Bot, anna: Person, general: Channel) -> None:
    sent = rest.run(place(rest, general).send("One", embed=discord.Embed(title="Two")))
    rest.run(sent.edit(content="Three"))
    (message,) = anna.at(general).sees()
    assert [one.content for one in message.versions] == ["One", "Three"]
    assert message.text == "Three\nTwo"
    assert rest.run(place(rest, general).fetch_message(sent.id)).content == "Three"
    rest.run(sent.delete())
    assert anna.at(general).sees() == []
    assert rest.refusal(sent.delete()) == (404, 10008)


def test_a_file(rest: Bot, anna: Person, general: Channel) -> None:
    picture = discord.File(io.BytesIO(b"png"), "card.png", description="A card")
    answer = rest.run(place(rest, general).send("Look", file=picture))
    (attachment,) = anna.at(general).sees()[0].now.attachments
    assert (attachment.filename, attachment.content, attachment.description) == ("card.png", b"png", "A card")
    assert attachment.is_picture
    assert answer.attachments[0].filename == "card.png"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"content": "a" * 2001}, {"content": "BASE_TYPE_MAX_LENGTH"}),
        ({"content": "a", "nonce": "n" * 26}, {"nonce": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{"title": "a"}] * 11}, {"embeds": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{"title": "a" * 257}]}, {"embeds.0.title": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{"description": "a" * 4097}]}, {"embeds.0.description": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{}]}, {"embeds.0.description": "BASE_TYPE_REQUIRED"}),
        ({"embeds": [{"description": "a" * 3001}] * 2}, {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}),
        (
            {"embeds": [{"fields": [{"name": "", "value": "v" * 1025}]}]},
            {"embeds.0.fields.0.name": "BASE_TYPE_REQUIRED", "embeds.0.fields.0.value": "BASE_TYPE_MAX_LENGTH"},
        ),
        (
            {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
            {"embeds.0.fields": "BASE_TYPE_MAX_LENGTH"},
        ),
        ({"embeds": [{"title": "a", "url": "ftp://a.org"}]}, {"embeds.0.url": "URL_TYPE_INVALID_SCHEME"}),
        ({"embeds": [{"image": {"url": "nowhere"}}]}, {"embeds.0.image.url": "URL_TYPE_INVALID_URL"}),
        ({"embeds": [{"title": "a", "color": 1 << 24}]}, {"embeds.0.color": "NUMBER_TYPE_MAX"}),
        ({"embeds": [{"title": "a", "timestamp": "soon"}]}, {"embeds.0.timestamp": "DATE_TIME_TYPE_PARSE"}),
        (
            {"content": "a", "allowed_mentions": {"parse": ["all"]}},
            {"allowed_mentions.parse.0": "BASE_TYPE_CHOICES"},
        ),
        (
            {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            {"allowed_mentions": "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
        ),
        ({"content": "a", "allowed_mentions": {"users": ["x"]}}, {"allowed_mentions.users.0": "NUMBER_TYPE_COERCE"}),
        ({"content": "a", "message_reference": {"message_id": "1"}}, {"message_reference": "REPLIES_UNKNOWN_MESSAGE"}),
    ],
)
def test_bodies_that_are_refused(rest: Bot, general: Channel, body: dict[str, Any], where: dict[str, str]) -> None:
    call = rest.refused_post(general, **body)
    assert (call.status, call.code, call.message) == (400, 50035, "Invalid Form Body")
    assert call.where() == where


@pytest.mark.parametrize("body", [{}, {"content": " \n"}, {"content": None, "embeds": []}])
def test_a_message_that_says_nothing(rest: Bot, general: Channel, body: dict[str, Any]) -> None:
    assert rest.refused_post(general, **body).code == 50006


def test_at_their_limits_bodies_are_taken(rest: Bot, anna: Person, general: Channel) -> None:
    rest.post(general, content="字" * 2000)
    rest.post(general, embeds=[{"title": "t" * 256, "description": "d" * 4096}, {"description": "d" * 1648}])
    assert len(anna.at(general).sees()) == 2


def test_fields_that_nobody_knows_are_noted(api: DiscordApi, rest: Bot, general: Channel) -> None:
    rest.post(general, content="a", colour="red")
    assert api.broken_rules() == [Rule.UNKNOWN_FIELD]
    api.violations.clear()


@pytest.mark.parametrize(
    ("text", "allowed", "pings"),
    [
        ("@everyone and @here", None, ("everyone", "here")),
        ("@everyone", {"parse": []}, ()),
        ("@everyone", {"parse": ["users"]}, ()),
        ("<@{anna}> and <@!{anna}>", None, ("{anna}",)),
        ("<@{anna}>", {"parse": []}, ()),
        ("<@{anna}>", {"users": ["{anna}"]}, ("{anna}",)),
        ("`@everyone` ```<@{anna}>```", None, ()),
        ("user@everyone.org", None, ("everyone",)),
        ("<@&{role}>", None, ("{role}",)),
    ],
)
def test_who_is_notified_is_noted(
    api: DiscordApi, rest: Bot, text: str, allowed: dict[str, list[str]] | None, pings: tuple[str, ...]
) -> None:
    anna = api.person()
    guild = api.guild(members=[anna], bot=May.MENTION_EVERYONE)
    names = {"anna": str(anna.id), "role": str(api.role(guild, "readers").id)}
    allowed = allowed and {key: [one.format(**names) for one in value] for key, value in allowed.items()}
    rest.post(api.channel(guild), content=text.format(**names), allowed_mentions=allowed)
    wanted = tuple(one.format(**names) for one in pings)
    assert api.sent()[0].pings == wanted
    assert api.broken_rules() == ([Rule.PING] if wanted else [])
    api.violations.clear()


def test_everyone_is_notified_only_by_who_may(api: DiscordApi, rest: Bot, general: Channel) -> None:
    rest.post(general, content="@everyone", embeds=[{"description": "<@1>"}])
    assert api.sent()[0].pings == ()


def test_a_nonce_sends_once_within_its_window(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.stop_clock()
    send = place(rest, general).send
    first = rest.run(send("One", nonce="digest-1"))
    assert rest.run(send("One", nonce="digest-1")).id == first.id
    api.advance(api.nonce_seconds)
    assert rest.run(send("One", nonce="digest-1")).id != first.id
    assert api.delivered == 2


def test_a_nonce_saves_what_was_sent_before_a_reset(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.faults[general.id] = [Fault.RESET_AFTER]
    send = place(rest, general).send
    with pytest.raises(OSError, match=r".*"):
        rest.run(send("One", nonce="digest-1"))
    rest.run(send("One", nonce="digest-1"))
    assert (api.delivered, [one.status for one in api.calls[-2:]]) == (1, [0, 200])


def test_a_nonce_of_something_else_is_noted(api: DiscordApi, rest: Bot, general: Channel) -> None:
    assert general.guild is not None
    other = api.channel(general.guild, "other")
    rest.run(place(rest, general).send("One", nonce="digest-1"))
    rest.run(place(rest, other).send("One", nonce="digest-1"))
    rest.run(place(rest, general).send("Two", nonce="digest-1"))
    assert (api.delivered, api.broken_rules()) == (1, [Rule.NONCE_REUSED] * 2)
    api.violations.clear()


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        (May.VIEW_CHANNEL, (403, 50001)),
        (May.SEND_MESSAGES, (403, 50013)),
        (May.EMBED_LINKS, (403, 50013)),
    ],
)
def test_permissions_that_are_missing(
    api: DiscordApi, rest: Bot, general: Channel, taken: May, code: tuple[int, int]
) -> None:
    general.overwrite(api.bot, deny=taken)
    call = rest.refused_post(general, content="a", embeds=[{"title": "a"}])
    assert (call.status, call.code) == code
    assert api.invalid_requests() == 1


def test_channels_that_are_gone(api: DiscordApi, rest: Bot, general: Channel) -> None:
    assert general.guild is not None
    forum = api.forum(general.guild)
    assert rest.refused_post(forum, content="a").code == 50008
    other = api.channel(general.guild)
    api.delete(general)
    assert (rest.refused_post(general, content="a").status, api.calls[-1].code) == (404, 10003)
    api.kick(general.guild)
    assert rest.refused_post(other, content="a").code == 50001


@pytest.mark.usefixtures("general")
def test_a_private_message(rest: Bot, anna: Person) -> None:
    user = rest.run(rest.client.fetch_user(anna.id))
    rest.run(user.send("Hello"))
    assert [one.text for one in anna.private.sees()] == ["Hello"]
    anna.closes_dms()
    assert rest.refusal(user.send("Again")) == (403, 50007)


def test_strangers_get_no_private_message(api: DiscordApi, rest: Bot) -> None:
    stranger = api.person("Eve")
    user = rest.run(rest.client.fetch_user(stranger.id))
    assert rest.refusal(user.send("Hello")) == (403, 50007)
    stranger.installs()
    rest.run(user.send("Hello"))
    assert rest.refused("POST", "/users/@me/channels", {"recipient_id": "1"}).code == 50033


def test_private_conversations_are_not_opened_too_fast(api: DiscordApi, rest: Bot) -> None:
    api.most_dms = 1
    for name in ("Anna", "Ben"):
        api.person(name).installs()
    anna, ben = (one for one in api.users if one in api.installed_by)
    rest.send("POST", "/users/@me/channels", {"recipient_id": str(anna)})
    call = rest.refused("POST", "/users/@me/channels", {"recipient_id": str(ben)})
    assert (call.status, call.code) == (403, 40003)


def test_crossposting(api: DiscordApi, rest: Bot, general: Channel) -> None:
    assert general.guild is not None
    news = api.channel(general.guild, "news", ChannelType.ANNOUNCEMENT)
    sent = rest.run(place(rest, news).send("One"))
    path = f"/channels/{news.id}/messages/{sent.id}/crosspost"
    assert rest.send("POST", path)["flags"] == 1
    assert api.sent()[0].crossposted
    assert rest.refused("POST", path).code == 40033
    elsewhere = rest.run(place(rest, general).send("One"))
    assert rest.refused("POST", f"/channels/{general.id}/messages/{elsewhere.id}/crosspost").code == 50024


def test_what_others_wrote_is_not_changed(rest: Bot, anna: Person, general: Channel) -> None:
    theirs = anna.at(general).says("Mine")
    path = f"/channels/{general.id}/messages/{theirs.id}"
    assert rest.refused("PATCH", path, {"content": "Ours"}).code == 50005
    assert rest.refused("DELETE", path).code == 50013
    assert [one.content for one in rest.run(_history(place(rest, general)))] == ["Mine"]


async def _history(channel: Any) -> list[discord.Message]:
    return [one async for one in channel.history()]


def test_what_is_looked_up(api: DiscordApi, rest: Bot, anna: Person, general: Channel) -> None:
    guild = general.guild
    assert guild is not None
    assert [one["id"] for one in rest.send("GET", "/users/@me/guilds", limit=200)] == [str(guild.id)]
    assert [one["id"] for one in rest.send("GET", f"/guilds/{guild.id}/channels")] == [str(general.id)]
    assert len(rest.send("GET", f"/guilds/{guild.id}/roles")) == 2
    assert rest.send("GET", f"/guilds/{guild.id}/members/{anna.id}")["user"]["username"] == "Anna"
    assert rest.refused("GET", f"/guilds/{guild.id}/members/1").code == 10007
    assert rest.refused("GET", "/users/1").code == 10013
    assert rest.refused("GET", "/guilds/1").code == 10004
    rest.send("DELETE", f"/users/@me/guilds/{guild.id}")
    assert rest.refused("GET", f"/guilds/{guild.id}").code == 50001
    assert api.gateway.sessions == {}


def test_requests_that_are_none(rest: Bot, general: Channel) -> None:
    assert rest.refused("GET", "/no/such/route").status == 404
    assert rest.refused("PUT", f"/channels/{general.id}/messages").status == 405
