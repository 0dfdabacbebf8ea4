"""What the choices of a setting are called on their buttons."""

from bot.catalog import Catalog
from bot.commands.times import read_weekday

# Choices that the catalogs name.
WORDS = ("list", "cards", "here", "private", "unmatched", "unpublished", "fill")
_SWITCH = ("on", "off")
_SPANS = {"mon-fri": (1, 2, 3, 4, 5), "mon-sun": (1, 2, 3, 4, 5, 6, 7)}


def label_of(setting: str, choice: str, catalog: Catalog) -> str:
    """The choice in the reader's language; a value that is the same in all of them stands for itself."""
    if choice in _SWITCH:
        return catalog.text(f"settings.{choice}")
    if choice in WORDS:
        return catalog.text(f"choice.{choice}")
    if choice in _SPANS:
        return catalog.weekdays(_SPANS[choice])
    if setting == "languages":
        return catalog.join(map(catalog.language_name, choice.split(",")))
    first, _, second = choice.partition(" ")
    return _of_two_words(first, second, catalog) if second else choice


def _of_two_words(first: str, second: str, catalog: Catalog) -> str:
    if second == "hold":
        return catalog.text("choice.held", hours=first)
    if first == "auto":
        return catalog.text("choice.auto", time=second)
    weekday = read_weekday(first)
    return f"{catalog.weekdays([weekday])} {second}" if weekday else f"{first} {second}"
