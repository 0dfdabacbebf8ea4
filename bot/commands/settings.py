"""Settings are changed: kept, and said with the day from which on they hold."""

import dataclasses
import datetime as dt

from bot import due
from bot.catalog import LANGUAGES, Catalog
from bot.commands.setting import LENGTHS, Setting, show_zone
from bot.commands.turn import Turn, ask, rows_of, say
from bot.message import Button, Reply
from bot.moments import begin_anew, next_weekly, schedule
from bot.zones import LARGEST, find_zones
from storage.model import Settings

_MOVE_DAILY = {"time", "weekdays", "timezone"}


def change_setting(turn: Turn, setting: Setting, value: str) -> Reply:
    """Set it to what the words say."""
    changed = setting.read(turn.chat.settings, value)
    if changed is None:
        limits = {"first": LENGTHS[0], "last": LENGTHS[-1]} if setting.name == "length" else {}
        return say(turn.catalog.text(f"settings.bad_{setting.name}", text=value, **limits))
    _keep(turn, changed)
    shown = turn.catalog.text("settings.changed", setting=setting.show(changed, turn.catalog))
    return say(shown, _applies(turn, changed, setting.name))


def choose_zone(turn: Turn, text: str) -> Reply:
    """Set the time zone that the words name; without any, ask for it."""
    if not text:
        cities = [Button(turn.catalog.zone(zone), f"settings:timezone {zone}") for zone in LARGEST]
        shown = show_zone(turn.chat.settings, turn.catalog)
        question = turn.catalog.text("settings.ask_timezone") + "\n" + shown
        return ask(turn, "settings timezone", question, rows_of(cities, 2))
    zones = find_zones(text, turn.now())
    if not zones:
        return say(turn.catalog.text("settings.bad_timezone", text=text))
    if len(zones) > 1:
        buttons = [Button(turn.catalog.zone(zone), f"settings:timezone {zone}") for zone in zones]
        return say(turn.catalog.text("settings.choose_timezone"), buttons=rows_of(buttons, 2))
    return say(*set_zone(turn, zones[0]))


def set_zone(turn: Turn, zone: str) -> tuple[str, str]:
    """Have the chat's times read in this zone; what to say of it."""
    changed = dataclasses.replace(turn.chat.settings, zone=zone, zone_guessed=False)
    _keep(turn, changed)
    shown = turn.catalog.text("settings.changed", setting=show_zone(changed, turn.catalog))
    return shown, _applies(turn, changed, "timezone")


def _applies(turn: Turn, changed: Settings, name: str) -> str:
    """From which day on digests come by these settings; nothing while they are paused, or for what moves none."""
    first = _first_date(turn, changed, name) if not changed.paused else None
    if first is None:
        return ""
    today = turn.now().astimezone(due.zone_of(changed.zone)).date()
    if first - today > dt.timedelta(days=1):
        return turn.catalog.text("settings.applies_from", date=turn.catalog.date(first))
    return turn.catalog.text("settings.applies_today" if first <= today else "settings.applies_tomorrow")


def _first_date(turn: Turn, changed: Settings, name: str) -> dt.date | None:
    """The date of the first digest that this setting moved."""
    if name in _MOVE_DAILY:
        return due.applies(changed, turn.now(), last_date=turn.chat.last_date)
    weekly = due.weekly(changed) if name == "weekly" else None
    following = next_weekly(turn.store, turn.chat, changed, turn.now())
    return due.due_date(weekly, following) if weekly and following else None


def _keep(turn: Turn, changed: Settings) -> None:
    """Store the settings, and plan the next digest under them; after a pause there is no backlog."""
    turn.store.chats.change(turn.chat.id, changed)
    is_back = turn.chat.settings.paused and not changed.paused
    (begin_anew if is_back else schedule)(turn.store, turn.chat, changed, turn.now())


def choose_language(turn: Turn, code: str) -> Reply:
    """Speak this language with the person; without one that there is, offer all."""
    if code not in LANGUAGES:
        buttons = [
            Button(Catalog.load(known).language_name(known), f"settings:language {known}") for known in LANGUAGES
        ]
        language = turn.catalog.language_name(turn.catalog.language)
        return say(turn.catalog.text("settings.language", value=language), buttons=(tuple(buttons),))
    turn.store.persons.set_language(turn.person.id, code)
    chosen = Catalog.load(code)
    shown = chosen.text("settings.language", value=chosen.language_name(code))
    return say(chosen.text("settings.changed", setting=shown))
