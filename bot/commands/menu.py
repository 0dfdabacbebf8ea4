"""/settings: an overview, and the choices for each setting, by buttons in one message or in words."""

from bot.catalog import Catalog
from bot.commands.choices import label_of
from bot.commands.groups import where
from bot.commands.setting import NAMES, SETTINGS, Setting, show_zone
from bot.commands.settings import change_setting, choose_language, choose_zone, set_zone
from bot.commands.turn import Action, Command, Turn, in_place, rows_of, say, say_with
from bot.message import Button, Reply
from bot.whereabouts import nearest_zone

_MENU = "menu"  # the overview, in the message that is there
_SHORT = 14  # characters of a label of which three stand in a row


def settings(turn: Turn) -> Reply:
    """Show the settings; `name` offers choices for one; `name value` changes it."""
    name, _, value = turn.args.partition(" ")
    name, value = name.lower(), value.strip()
    if not name:
        return _overview(turn)
    if name == "timezone":
        return choose_zone(turn, value)
    if name == "language":
        return choose_language(turn, value.lower())
    setting = next((setting for setting in _settings_of(turn) if setting.name == name), None)
    if setting is None:
        return say(turn.catalog.text("settings.unknown", text=name, names=", ".join(_names(turn))))
    return change_setting(turn, setting, value) if value else _offer(turn, setting)


def pressed(turn: Turn) -> Reply:
    """The same by a button of the overview, in its message and with a way back; without `args`, in one of its own."""
    if not turn.args:
        return settings(turn)
    return in_place(_overview(turn) if turn.args == _MENU else _with_way_back(turn))


def change(turn: Turn) -> Reply:
    """The choices for one setting, in a message of their own."""
    return _with_way_back(turn)


def _with_way_back(turn: Turn) -> Reply:
    reply = settings(turn)
    person = turn.store.persons.find(turn.person.platform, turn.person.user_id) or turn.person
    back = Button(Catalog.load(person.language).text("button.return"), f"settings:{_MENU}")
    return say_with(reply, ((back,),))


def _settings_of(turn: Turn) -> list[Setting]:
    """Those that there are on the platform, in a chat of this kind."""
    platform = turn.request.place.platform
    there = (one for one in SETTINGS if not one.platforms or platform in one.platforms)
    return [setting for setting in there if turn.in_group or not setting.groups]


def _names(turn: Turn) -> list[str]:
    here = {setting.name for setting in _settings_of(turn)}
    return [name for name in NAMES if name in here or not any(setting.name == name for setting in SETTINGS)]


def _overview(turn: Turn) -> Reply:
    now, catalog = turn.chat.settings, turn.catalog
    lines = [setting.show(now, catalog) for setting in _settings_of(turn)]
    language = catalog.text("settings.language", value=catalog.language_name(catalog.language))
    buttons = [Button(catalog.text(f"button.{name}"), f"settings:{name}") for name in _names(turn)]
    return say(
        catalog.text("settings.heading"),
        where(turn),
        "\n".join([*lines, show_zone(now, catalog), language]),
        catalog.said("settings.how"),
        buttons=rows_of(buttons, 3),
    )


def _offer(turn: Turn, setting: Setting) -> Reply:
    shown = setting.show(turn.chat.settings, turn.catalog)
    buttons = [
        Button(label_of(setting.name, choice, turn.catalog), f"settings:{setting.name} {choice}")
        for choice in setting.choices
    ]
    in_a_row = 3 if all(len(button.label) <= _SHORT for button in buttons) else 1
    how = turn.catalog.said("settings.choose", name=setting.name, example=setting.choices[0])
    return say(shown, how, buttons=rows_of(buttons, in_a_row))


def located(turn: Turn) -> Reply:
    """The zone of a place that a person shared; the place is kept nowhere."""
    place = turn.request.location
    if place is None:
        return say(turn.catalog.text("action.old"))
    zone = nearest_zone(place.latitude, place.longitude)
    return say(*set_zone(turn, zone), turn.catalog.text("settings.location_dropped"), buttons=zone_button(turn))


def zone_button(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The way to another time zone."""
    return ((Button(turn.catalog.text("button.change_timezone"), "change:timezone"),),)


COMMANDS = (Command("settings", settings, changes=True),)
ACTIONS = (
    Action("settings", pressed, changes=True),
    Action("change", change, changes=True),
    Action("location", located, changes=True),
)
