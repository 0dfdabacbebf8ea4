"""Components on our Discord: what it takes, and each thing that it refuses."""

from typing import Any

import discord
import pytest

from tests.discord.clients import Bot
from tests.discord.server import Channel, DiscordApi, Flag, Person

Json = dict[str, Any]
V2 = int(Flag.COMPONENTS_V2)


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(custom_id: str = "a", **more: Any) -> Json:
    return {"type": 2, "style": 2, "label": "A", "custom_id": custom_id} | more


def link(url: str = "https://a.org", **more: Any) -> Json:
    return {"type": 2, "style": 5, "label": "A", "url": url} | more


def select(*options: Json, **more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": list(options) or [option()]} | more


def option(value: str = "1", **more: Any) -> Json:
    return {"label": "One", "value": value} | more


def text(content: str = "Words") -> Json:
    return {"type": 10, "content": content}


def media(url: str = "https://a.org/a.png") -> Json:
    return {"media": {"url": url}}


def section(*texts: Json, accessory: Json | None = None) -> Json:
    return {"type": 9, "components": list(texts) or [text()], "accessory": accessory or button()}


def container(*components: Json, **more: Any) -> Json:
    return {"type": 17, "components": list(components)} | more


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna]), "general")


class Card(discord.ui.LayoutView):
    """A paper with a picture and buttons."""

    card: Any = discord.ui.Container(
        discord.ui.Section("# A title", "Some words", accessory=discord.ui.Thumbnail("https://a.org/a.png")),
        discord.ui.Separator(),
        discord.ui.MediaGallery(discord.MediaGalleryItem("https://a.org/b.png", description="b")),
        discord.ui.ActionRow(
            discord.ui.Button(label="Save", custom_id="save"), discord.ui.Button(url="https://a.org", label="Open")
        ),
        accent_colour=0x336699,
    )


def test_a_card(rest: Bot, anna: Person, general: Channel) -> None:
    async def send() -> None:
        await rest.client.get_partial_messageable(general.id).send(view=Card())

    rest.run(send())
    (message,) = anna.at(general).sees()
    assert message.text == "# A title\nSome words"
    assert (message.shown, message.marked("heading")) == ("A title\nSome words", ["A title"])
    assert message.labels == ["Save", "Open"]
    assert message.links == [("Open", "https://a.org")]
    assert message.flags & Flag.COMPONENTS_V2


@pytest.mark.parametrize(
    ("component", "where"),
    [
        (row(), {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        (row(*(button(str(one)) for one in range(6))), {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        (row(select(), button()), {"components.0.components.1": "COMPONENT_LAYOUT_WIDTH_EXCEEDED"}),
        (row(button(), button()), {"components.0.components.1.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"}),
        (row(button("a" * 101)), {"components.0.components.0.custom_id": "BASE_TYPE_BAD_LENGTH"}),
        (row(button("")), {"components.0.components.0.custom_id": "BASE_TYPE_REQUIRED"}),
        (row(button(label="a" * 81)), {"components.0.components.0.label": "BASE_TYPE_MAX_LENGTH"}),
        (row(button(label="")), {"components.0.components.0.label": "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"}),
        (row(button(emoji={"name": "star"})), {"components.0.components.0.emoji.name": "COMPONENT_INVALID_EMOJI"}),
        (row(button(style=7)), {"components.0.components.0.style": "BASE_TYPE_CHOICES"}),
        (
            row(button(url="https://a.org")),
            {"components.0.components.0.url": "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"},
        ),
        (
            row(link(custom_id="a")),
            {"components.0.components.0.custom_id": "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"},
        ),
        (row(link("")), {"components.0.components.0.url": "BASE_TYPE_REQUIRED"}),
        (row(link("javascript:alert(1)")), {"components.0.components.0.url": "URL_TYPE_INVALID_SCHEME"}),
        (row(link("ftp://a.org")), {"components.0.components.0.url": "URL_TYPE_INVALID_SCHEME"}),
        (row(link("a.org")), {"components.0.components.0.url": "URL_TYPE_INVALID_URL"}),
        (row(link("https://a.org/" + "a" * 500)), {"components.0.components.0.url": "BASE_TYPE_MAX_LENGTH"}),
        (
            row(select(*(option(str(one)) for one in range(26)))),
            {"components.0.components.0.options": "BASE_TYPE_BAD_LENGTH"},
        ),
        (
            row(select(option(), option())),
            {"components.0.components.0.options.1.value": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"},
        ),
        (
            row(select(option("a" * 101, label="a" * 101, description="a" * 101))),
            {
                "components.0.components.0.options.0.value": "BASE_TYPE_BAD_LENGTH",
                "components.0.components.0.options.0.label": "BASE_TYPE_BAD_LENGTH",
                "components.0.components.0.options.0.description": "BASE_TYPE_MAX_LENGTH",
            },
        ),
        (row(select(placeholder="a" * 151)), {"components.0.components.0.placeholder": "BASE_TYPE_MAX_LENGTH"}),
        (row(select(max_values=2)), {"components.0.components.0.max_values": "NUMBER_TYPE_MAX"}),
        (row(select(min_values=2)), {"components.0.components.0.min_values": "BASE_TYPE_BAD_RANGE"}),
        (row({"type": 4, "custom_id": "t"}), {"components.0.components.0.type": "UNION_TYPE_CHOICES"}),
        (text(), {"components.0.type": "UNION_TYPE_CHOICES"}),
        (container(text()), {"components.0.type": "UNION_TYPE_CHOICES"}),
    ],
)
def test_rows_that_are_refused(rest: Bot, general: Channel, component: Json, where: dict[str, str]) -> None:
    call = rest.refused_post(general, content="a", components=[component])
    assert (call.code, call.where()) == (50035, where)


@pytest.mark.parametrize(
    ("components", "where"),
    [
        ([text("")], {"components.0.content": "BASE_TYPE_REQUIRED"}),
        (
            [text("a" * 4001)],
            {"components.0.content": "BASE_TYPE_BAD_LENGTH", "components": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"},
        ),
        ([text("a" * 2001)] * 2, {"components": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"}),
        ([text(str(one)) for one in range(41)], {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}),
        (
            [container(*(section(accessory=link()) for _ in range(14)))],
            {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"},
        ),
        ([container()], {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([container(container(text()))], {"components.0.components.0.type": "UNION_TYPE_CHOICES"}),
        ([container(text(), accent_color=1 << 24)], {"components.0.accent_color": "NUMBER_TYPE_MAX"}),
        ([button()], {"components.0.type": "UNION_TYPE_CHOICES"}),
        ([section(*[text()] * 4)], {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([section(button())], {"components.0.components.0.type": "UNION_TYPE_CHOICES"}),
        ([section(accessory=text())], {"components.0.accessory.type": "UNION_TYPE_CHOICES"}),
        ([{"type": 9, "components": [text()]}], {"components.0.accessory": "BASE_TYPE_REQUIRED"}),
        ([{"type": 12, "items": []}], {"components.0.items": "BASE_TYPE_BAD_LENGTH"}),
        ([{"type": 12, "items": [media()] * 11}], {"components.0.items": "BASE_TYPE_BAD_LENGTH"}),
        (
            [{"type": 12, "items": [media("ftp://a.org/a")]}],
            {"components.0.items.0.media.url": "URL_TYPE_INVALID_SCHEME"},
        ),
        (
            [{"type": 12, "items": [media() | {"description": "a" * 1025}]}],
            {"components.0.items.0.description": "BASE_TYPE_MAX_LENGTH"},
        ),
        (
            [{"type": 12, "items": [media("attachment://a.png")]}],
            {"components.0.items.0.media.url": "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"},
        ),
        ([{"type": 13, "file": {"url": "https://a.org/a"}}], {"components.0.file.url": "URL_TYPE_INVALID_SCHEME"}),
        ([{"type": 14, "spacing": 3}], {"components.0.spacing": "BASE_TYPE_CHOICES"}),
        (
            [row(button()), section(accessory=button())],
            {"components.1.accessory.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"},
        ),
    ],
)
def test_layouts_that_are_refused(rest: Bot, general: Channel, components: list[Json], where: dict[str, str]) -> None:
    call = rest.refused_post(general, flags=V2, components=components)
    assert (call.code, call.where()) == (50035, where)


@pytest.mark.parametrize("body", [{"content": "a"}, {"embeds": [{"title": "a"}]}])
def test_layouts_exclude_content_and_embeds(rest: Bot, general: Channel, body: Json) -> None:
    call = rest.refused_post(general, flags=V2, components=[text()], **body)
    assert call.where() == dict.fromkeys(body, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
    assert rest.refused_post(general, flags=V2).code == 50006


def test_layouts_at_their_limits_are_taken(rest: Bot, anna: Person, general: Channel) -> None:
    rest.post(general, flags=V2, components=[text("a" * 100)] * 40)
    rest.post(general, flags=V2, components=[text("字" * 3386)])
    assert len(anna.at(general).sees()) == 2


def test_layouts_that_break_the_platform(rest: Bot, anna: Person, general: Channel) -> None:
    """Beyond some ten thousand bytes of text the real platform answers 500 without a word."""

    async def give_up(body: Json) -> int:
        async with discord.http.aiohttp.ClientSession() as session:
            url = f"{rest.api.url}/channels/{general.id}/messages"
            headers = {"Authorization": f"Bot {rest.api.token}"}
            async with session.post(url, json=body, headers=headers) as answer:
                return answer.status

    assert rest.run(give_up({"flags": V2, "components": [text("字" * 3387)]})) == 500
    galleries = [{"type": 12, "items": [media()] * 10}] * 7
    assert rest.run(give_up({"flags": V2, "components": galleries})) == 500
    assert anna.at(general).sees() == []


def test_a_layout_stays_a_layout(rest: Bot, anna: Person, general: Channel) -> None:
    sent = rest.post(general, flags=V2, components=[text("One"), row(button())])
    path = f"/channels/{general.id}/messages/{sent['id']}"
    call = rest.refused("PATCH", path, {"content": "Two"})
    assert call.where() == {"content": "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"}
    assert rest.refused("PATCH", path, {"components": []}).code == 50006
    rest.send("PATCH", path, {"components": [text("Two")]})
    assert [one.text for one in anna.at(general).sees()] == ["Two"]


def test_a_message_becomes_a_layout_when_it_loses_the_rest(rest: Bot, anna: Person, general: Channel) -> None:
    sent = rest.post(general, content="One", embeds=[{"title": "a"}])
    path = f"/channels/{general.id}/messages/{sent['id']}"
    assert set(rest.refused("PATCH", path, {"flags": V2, "components": [text()]}).where()) == {"content", "embeds"}
    rest.send("PATCH", path, {"flags": V2, "components": [text("Two")], "content": None, "embeds": []})
    assert [one.text for one in anna.at(general).sees()] == ["Two"]


def test_components_get_numbers(rest: Bot, general: Channel) -> None:
    sent = rest.post(general, flags=V2, components=[container(text(), row(button() | {"id": 2})), text()])
    (outer, last) = sent["components"]
    numbers = [outer["id"], *(one["id"] for one in outer["components"]), last["id"]]
    assert len(set(numbers) | {2}) == 5
    assert outer["components"][1]["components"][0]["id"] == 2
