"""/settings as one message of buttons, the words beside them, and the ways to a time zone."""

import pytest

from bot.catalog import LANGUAGES, Catalog
from bot.commands.setting import SETTINGS
from bot.message import Location
from bot.whereabouts import nearest_zone
from storage.model import ChatKind, Place


def settings(talk):
    return talk.store.chats.get(talk.place).settings


def test_the_menu_is_one_message(talk):
    talk.say("/settings")
    assert not talk.reply.messages[0].replaces
    talk.press("Time")
    assert talk.reply.messages[0].replaces
    assert talk.press("18:00").startswith("Changed. Time: 18:00")
    assert talk.reply.messages[0].replaces
    assert "Time: 18:00" in talk.press("Back")
    assert talk.reply.messages[0].replaces
    assert "Settings of this chat" in talk.shown()


@pytest.mark.parametrize("action", ["settings", "settings:", "change:timezone", "change:time"])
def test_from_under_another_message_the_menu_opens_in_its_own(talk, action):
    talk.act(action)
    assert not talk.reply.messages[0].replaces


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_choice_has_a_label_and_is_understood(group, language, setting):
    group.language = group.user = language
    group.place = Place(next(iter(setting.platforms), "test"), "1")
    group.act(f"settings:{setting.name}")
    choices = [button for button in group.buttons if button.action.startswith(f"settings:{setting.name} ")]
    assert len(choices) == len(setting.choices) == len({button.label for button in choices})
    changed = Catalog.load(language).text("settings.changed", setting="")
    for button in choices:
        assert group.act(button.action).startswith(changed.strip())


def test_layout_and_pictures_are_settings(talk):
    talk.say("/settings layout cards")
    talk.say("/settings pictures on")
    assert (settings(talk).layout, settings(talk).pictures) == ("cards", True)
    assert "“tiles” is no layout" in talk.say("/settings layout tiles")
    assert "neither on nor off" in talk.say("/settings pictures maybe")


def test_forms_of_messages_are_settings_where_there_are_several(talk):
    assert "There is no setting “embeds”" in talk.say("/settings embeds on")
    talk.place = Place("discord", "1")
    assert "Changed. Messages as embeds: on" in talk.say("/settings embeds on")
    assert settings(talk).embeds
    talk.say("/status")
    assert talk.reply.messages[0].embedded
    assert "There is no setting “crosspost”" in talk.say("/settings crosspost on")


def test_where_searches_are_answered_is_a_setting_of_groups(group):
    assert "Searches are answered: privately" in group.say("/settings search private")
    assert "does not say where" in group.say("/settings search elsewhere")
    group.kind = ChatKind.PRIVATE
    assert "There is no setting “search”" in group.say("/settings search off")
    assert "Search" not in [button.label for button in group.buttons]


def test_a_language_changes_the_menu_too(talk):
    talk.act("settings:language ko")
    assert talk.shown().startswith("바꿨습니다.")
    assert talk.buttons[-1].label == "뒤로"


def test_a_city_is_chosen_written_or_shared(talk):
    talk.say("/start")
    assert "Which city" in talk.press("Change time zone")
    talk.press("Seoul time")
    assert settings(talk).zone == "Asia/Seoul"
    talk.act("change:timezone")
    assert "Berlin time" in talk.say("베를린")
    talk.act("change:timezone")
    assert "Your location itself is not kept" in talk.ask(location=Location(48.86, 2.35))
    assert (settings(talk).zone, settings(talk).zone_guessed) == ("Europe/Paris", False)
    assert "“seoul”" in talk.say("seoul"), "the question is closed"


def test_a_group_is_deaf_to_locations(group):
    assert group.ask(location=Location(48.86, 2.35)) == ""
    assert "no longer works" in group.act("location:")


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (37.57, 126.98, "Asia/Seoul"),
        (35.18, 129.08, "Asia/Seoul"),
        (39.90, 116.40, "Asia/Shanghai"),
        (22.54, 114.06, "Asia/Shanghai"),
        (30.66, 104.06, "Asia/Shanghai"),
        (25.05, 121.53, "Asia/Taipei"),
        (33.59, 130.40, "Asia/Tokyo"),
        (12.97, 77.59, "Asia/Kolkata"),
        (59.33, 18.07, "Europe/Stockholm"),
        (51.05, 3.72, "Europe/Brussels"),
        (42.36, -71.06, "America/New_York"),
        (37.44, -122.14, "America/Los_Angeles"),
        (-36.85, 174.76, "Pacific/Auckland"),
        (float("nan"), 0.0, "UTC"),
        (0.0, float("inf"), "UTC"),
    ],
)
def test_the_zone_of_a_place_is_that_of_the_nearest_city(latitude, longitude, zone):
    assert nearest_zone(latitude, longitude) == zone
