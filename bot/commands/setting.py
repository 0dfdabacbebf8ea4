"""What can be set in a chat: how each value is read from words, and how it is shown."""

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.catalog import LANGUAGES, Catalog
from bot.commands.choices import label_of
from bot.commands.times import read_time, read_weekday, read_weekdays
from bot.streams import FILL, OFF, ON
from storage.model import Settings

LENGTHS = range(1, 31)  # papers a digest

_SEPARATORS = re.compile(r"[\s,，、]+")
_ON = {"on", "开", "켜기", "켬"}
_OFF = {"off", "关", "끄기", "끔"}
_AUTO = {"auto", "自动", "자동"}
_HOLD = {"hold", "暂存", "보류"}
_LAYOUTS = {"list": {"list", "列表", "목록"}, "cards": {"cards", "卡片", "카드"}}
_SEARCHES = {"here": {"here", "本群", "여기"}, "private": {"private", "私聊", "개인"}, "off": _OFF}
_STREAMS = {ON: _ON, FILL: {"fill", "补充", "채우기"}, OFF: _OFF}
_WITH_EMBEDS = ("discord",)
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
    `platforms` are the only ones that have it; none named, all.
    """

    name: str
    read: Callable[[Settings, str], Settings | None]
    show: Callable[[Settings, Catalog], str]
    choices: tuple[str, ...]
    groups: bool = False
    platforms: tuple[str, ...] = ()


def _read_time(settings: Settings, text: str) -> Settings | None:
    """A time, or `auto`: when the usual sources are in, at the time behind it, or the present one, at the latest."""
    word, _, latest = text.lower().partition(" ")
    if word in _AUTO:
        time = read_time(latest.strip()) if latest.strip() else settings.time
        return dataclasses.replace(settings, time=time, time_auto=True) if time else None
    time = read_time(text)
    return dataclasses.replace(settings, time=time, time_auto=False) if time else None


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


def _read_notices(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _NOTICES:
        return None
    unmatched, unpublished = _NOTICES[text.lower()]
    return dataclasses.replace(settings, say_nothing_matched=unmatched, say_not_published=unpublished)


def _show_time(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.time_auto" if settings.time_auto else "settings.time", value=settings.time)


def _show_weekdays(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.weekdays", value=catalog.weekdays(settings.weekdays))


def show_zone(settings: Settings, catalog: Catalog) -> str:
    """The time zone, and whether it was guessed."""
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


def _show_notices(settings: Settings, catalog: Catalog) -> str:
    return catalog.text(_NOTICES_SHOWN[settings.say_nothing_matched, settings.say_not_published])


def _read_weekly(settings: Settings, text: str) -> Settings | None:
    """A day and a time as `sun 18:00`, in either order; `off` ends it."""
    if text.lower() in _OFF:
        return dataclasses.replace(settings, weekly=None)
    words = _SEPARATORS.split(text.lower())
    days = [day for word in words if (day := read_weekday(word)) is not None]
    times = [time for word in words if (time := read_time(word)) is not None]
    if len(words) != 2 or len(days) != 1 or len(times) != 1:
        return None
    return dataclasses.replace(settings, weekly=f"{days[0]} {times[0]}")


def _read_late(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, late_editions=text.lower() in _ON)


def _show_late(settings: Settings, catalog: Catalog) -> str:
    return catalog.text(
        "settings.late", value=catalog.text("settings.on" if settings.late_editions else "settings.off")
    )


def _show_weekly(settings: Settings, catalog: Catalog) -> str:
    if settings.weekly is None:
        return catalog.text("settings.weekly", value=catalog.text("settings.off"))
    day, _, time = settings.weekly.partition(" ")
    return catalog.text("settings.weekly", value=f"{catalog.weekdays([int(day)])} {time}")


def _read_layout(settings: Settings, text: str) -> Settings | None:
    layout = _meant(text, _LAYOUTS)
    return dataclasses.replace(settings, layout=layout) if layout else None


def _read_pictures(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, pictures=text.lower() in _ON)


def _read_embeds(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, embeds=text.lower() in _ON)


def _read_crosspost(settings: Settings, text: str) -> Settings | None:
    if text.lower() not in _ON | _OFF:
        return None
    return dataclasses.replace(settings, crosspost=text.lower() in _ON)


def _read_search(settings: Settings, text: str) -> Settings | None:
    search = _meant(text, _SEARCHES)
    return dataclasses.replace(settings, search=search) if search else None


def _read_streams(settings: Settings, text: str) -> Settings | None:
    streams = _meant(text, _STREAMS)
    return dataclasses.replace(settings, streams=streams) if streams else None


def _meant(text: str, words: Mapping[str, Collection[str]]) -> str | None:
    return next((value for value, names in words.items() if text.lower() in names), None)


def _show_layout(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.layout", value=label_of("layout", settings.layout, catalog))


def _show_pictures(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.pictures", value=label_of("pictures", "on" if settings.pictures else "off", catalog))


def _show_embeds(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.embeds", value=label_of("embeds", "on" if settings.embeds else "off", catalog))


def _show_crosspost(settings: Settings, catalog: Catalog) -> str:
    value = label_of("crosspost", "on" if settings.crosspost else "off", catalog)
    return catalog.text("settings.crosspost", value=value)


def _show_search(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.search", value=label_of("search", settings.search, catalog))


def _show_streams(settings: Settings, catalog: Catalog) -> str:
    return catalog.text("settings.streams", value=label_of("streams", settings.streams, catalog))


SETTINGS = (
    Setting("time", _read_time, _show_time, ("07:00", "08:00", "09:00", "18:00", "auto 10:00")),
    Setting("weekdays", _read_weekdays, _show_weekdays, ("mon-fri", "mon-sun")),
    Setting("weekly", _read_weekly, _show_weekly, ("sun 18:00", "mon 08:00", "off")),
    Setting("late", _read_late, _show_late, ("on", "off")),
    Setting("languages", _read_languages, _show_languages, ("ko,en", "zh,en", "en")),
    Setting("length", _read_length, _show_length, ("5", "10", "20")),
    Setting("quiet", _read_quiet, _show_quiet, ("22:00-07:00", "22:00-07:00 hold", "off")),
    Setting("notices", _read_notices, _show_notices, ("on", "unmatched", "unpublished", "off")),
    Setting("streams", _read_streams, _show_streams, (ON, FILL, OFF)),
    Setting("pause", _read_pause, _show_pause, ("on", "off")),
    Setting("layout", _read_layout, _show_layout, ("list", "cards")),
    Setting("pictures", _read_pictures, _show_pictures, ("on", "off")),
    Setting("search", _read_search, _show_search, ("here", "private", "off"), groups=True),
    Setting("embeds", _read_embeds, _show_embeds, ("on", "off"), platforms=_WITH_EMBEDS),
    Setting("crosspost", _read_crosspost, _show_crosspost, ("on", "off"), groups=True, platforms=_WITH_EMBEDS),
)
NAMES = (*(setting.name for setting in SETTINGS), "timezone", "language")
