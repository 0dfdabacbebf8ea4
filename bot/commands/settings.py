"""What can be set: how each setting is read from words, shown, offered and kept."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot import due
from bot.catalog import LANGUAGES, Catalog
from bot.commands.choices import label_of
from bot.commands.turn import Turn, ask, rows_of, say
from bot.message import Button, Reply
from bot.moments import begin_anew, schedule
from bot.zones import LARGEST, find_zones
from storage.model import Settings

LENGTHS = range(1, 31)  # papers a digest

_MOVE_DIGESTS = {"time", "weekdays"}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3])[:：.]([0-5]\d)")
_SEPARATORS = re.compile(r"[\s,，、]+")
_EVERY_DAY = {"every day", "daily", "all", "每天", "매일"}
_ON = {"on", "开", "켜기", "켬"}
_OFF = {"off", "关", "끄기", "끔"}
_HOLD = {"hold", "暂存", "보류"}
_LAYOUTS = {"list": {"list", "列表", "목록"}, "cards": {"cards", "卡片", "카드"}}
_SEARCHES = {"here": {"here", "本群", "여기"}, "private": {"private", "私聊", "개인"}, "off": _OFF}
# What a value of `notices` says of the two: whether it is said that nothing matched, that nothing was published.
_NOTICES = {
    **dict.fromkeys(_ON, (True, True)),
    **dict.fromkeys(_OFF, (False, False)),
    **dict.fromkeys(("unmatched", "无匹配", "불일치"), (True, False)),
    **dict.fromkeys(("unpublished", "无新刊", "미발행"), (False, True)),
}
_NOTICES_SHOWN = {
    (True, True): "settings.notices_all",
    (False, False): "settings.notices_none",
    (True, False): "settings.notices_unmatched",
    (False, True): "settings.notices_unpublished",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a chat: the word that names it, how its value is read, how it is shown.

    `read` gives the changed settings, or None when the value is not understood. `groups`: only they have it.
    """

    name: str
    read: Callable[[Settings, str], Settings | None]
    show: Callable[[Settings, Catalog], str]
    choices: tuple[str, ...]
    groups: bool = False


def read_time(text: str) -> str | None:
    """A local time of day as HH:MM; None for what is none."""
    match = _TIME.fullmatch(text)
    return f"{int(match[1]):02}:{match[2]}" if match else None


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """Days as ISO numbers from names, numbers and spans (`mon,wed`, `1-5`, `every day`); None for what is none."""
    if text.lower() in _EVERY_DAY:
        return tuple(range(1, 8))
    days: set[int] = set()
    for word in _SEPARATORS.split(text.lower()):
        first, _, last = word.partition("-")
        start, end = _weekday(first), _weekday(last or first)
        if start is None or end is None:
            return None
        days.update((start + step - 1) % 7 + 1 for step in range((end - start) % 7 + 1))
    return tuple(sorted(days))


def _weekday(word: str) -> int | None:
    return next((n for n, name in enumerate(_WEEKDAYS, start=1) if word[:3] == name or word == str(n)), None)


def _read_time(settings: Settings, text: str) -> Settings | None:
    time = read_time(text)
    return dataclasses.replace(settings, time=time) if time else None


def _read_weekdays(settings: Settings, text: str) -> Settings | None:
    weekdays = read_weekdays(text)
    return dataclasses.replace(settings, weekdays=weekdays) if weekdays else None


def _read_languages(settings: Settings, text: str) -> Settings | None:
    codes = tuple(dict.fromkeys(_SEPARATORS.split(text.lower())))
    return dataclasses.replace(settings, languages=codes) if set(codes) <= set(LANGUAGES) else None


def _read_length(settings: Settings, text: str) -> Settings | None:
    number = int(text) if text.isdecimal() and len(text) <= len(str(LENGTHS[-1])) else 0
    return dataclasses.replace(settings, length=number) if number in LENGTHS else None


def _read_pause(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, paused=text.lower() in _ON)


def _read_quiet(settings: Settings, text: str) -> Settings | None:
    """Hours as `22:00-07:00`, in which digests come silently, or after them with `hold` behind; `off` ends them."""
    if text.lower() in _OFF:
        return dataclasses.replace(settings, quiet=None, quiet_held=False)
    span, _, hold = text.lower().partition(" ")
    times = [read_time(part) for part in re.split("[-–~]", span)]
    if len(times) != 2 or None in times or times[0] == times[1] or hold.strip() not in {"", *_HOLD}:
        return None
    return dataclasses.replace(settings, quiet=f"{times[0]}-{times[1]}", quiet_held=bool(hold))


def _read_layout(settings: Settings, text: str) -> Settings | None:
    layout = _meant(text, _LAYOUTS)
    return dataclasses.replace(settings, layout=layout) if layout else None


def _read_pictures(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, pictures=text.lower() in _ON)


def _read_search(settings: Settings, text: str) -> Settings | None:
    search = _meant(text, _SEARCHES)
    return dataclasses.replace(settings, search=search) if search else None


def _meant(text: str, words: Mapping[str, Collection[str]]) -> str | None:
    return next((value for value, names in words.items() if text.lower() in names), None)


def _read_notices(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _NOTICES:
        return None
    unmatched, unpublished = _NOTICES[text.lower()]
    return dataclasses.replace(settings, say_nothing_matched=unmatched, say_not_published=unpublished)


def _show_time(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.time", value=settings.time)


def _show_weekdays(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.weekdays", value=catalog.weekdays(settings.weekdays))


def show_zone(settings: Settings, catalog: Catalog) -> str:
    """The time zone, and whether it is guessed."""
    key = "settings.timezone_guessed" if settings.zone_guessed else "settings.timezone"
    return catalog.text(key, value=catalog.zone(settings.zone))


def _show_languages(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.languages", value=catalog.join(map(catalog.language_name, settings.languages)))


def _show_length(settings: Settings, catalog: Catalog) -> str:
    return catalog.count("settings.length", settings.length)


def _show_pause(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.pause", value=catalog.text("settings.on" if settings.paused else "settings.off"))


def _show_quiet(settings: Settings, catalog: Catalog) -> str:
    if settings.quiet is None:
        return catalog.text("settings.quiet", value=catalog.text("settings.off"))
    return catalog.text("settings.quiet_held" if settings.quiet_held else "settings.quiet_silent", value=settings.quiet)


def _show_layout(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.layout", value=label_of("layout", settings.layout, catalog))


def _show_pictures(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.pictures", value=label_of("pictures", "on" if settings.pictures else "off", catalog))


def _show_search(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.search", value=label_of("search", settings.search, catalog))


def _show_notices(settings: Settings, catalog: Catalog) -> str:
    return catalog.text(_NOTICES_SHOWN[settings.say_nothing_matched, settings.say_not_published])


SETTINGS = (
    Setting("time", _read_time, _show_time, ("07:00", "08:00", "09:00", "18:00")),
    Setting("weekdays", _read_weekdays, _show_weekdays, ("mon-fri", "mon-sun")),
    Setting("languages", _read_languages, _show_languages, ("ko,en", "zh,en", "en")),
    Setting("length", _read_length, _show_length, ("5", "10", "20")),
    Setting("quiet", _read_quiet, _show_quiet, ("22:00-07:00", "22:00-07:00 hold", "off")),
    Setting("notices", _read_notices, _show_notices, ("on", "unmatched", "unpublished", "off")),
    Setting("pause", _read_pause, _show_pause, ("on", "off")),
    Setting("layout", _read_layout, _show_layout, ("list", "cards")),
    Setting("pictures", _read_pictures, _show_pictures, ("on", "off")),
    Setting("search", _read_search, _show_search, ("here", "private", "off"), groups=True),
)
NAMES = (*(setting.name for setting in SETTINGS), "timezone", "language")


def change_setting(turn: Turn, setting: Setting, value: str) -> Reply:
    """Set it to what the words say."""
    changed = setting.read(turn.chat.settings, value)
    if changed is None:
        limits = {"first": LENGTHS[0], "last": LENGTHS[-1]} if setting.name == "length" else {}
        return say(turn.catalog.text(f"settings.bad_{setting.name}", text=value, **limits))
    _keep(turn, changed)
    shown = turn.catalog.text("settings.changed", setting=setting.show(changed, turn.catalog))
    return say(shown, _applies(turn, changed) if setting.name in _MOVE_DIGESTS else "")


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
    return say(set_zone(turn, zones[0]))


def set_zone(turn: Turn, zone: str) -> str:
    """Have the chat's times read in this zone; what to say of it."""
    changed = dataclasses.replace(turn.chat.settings, zone=zone, zone_guessed=False)
    _keep(turn, changed)
    shown = turn.catalog.text("settings.changed", setting=show_zone(changed, turn.catalog))
    return "\n\n".join(part for part in (shown, _applies(turn, changed)) if part)


def _applies(turn: Turn, changed: Settings) -> str:
    """From which day on digests come by these settings; nothing while they are paused."""
    if changed.paused:
        return ""
    first = due.applies(changed, turn.now(), last_date=turn.chat.last_date)
    today = turn.now().astimezone(due.zone_of(changed.zone)).date()
    if first - today > dt.timedelta(days=1):
        return turn.catalog.text("settings.applies_from", date=turn.catalog.date(first))
    return turn.catalog.text("settings.applies_today" if first <= today else "settings.applies_tomorrow")


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
