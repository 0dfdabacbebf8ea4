"""What the choices of a setting are called on their buttons."""

from bot.catalog import Catalog

# Choices that the catalogs name.
WORDS = ("list", "cards", "here", "private", "unmatched", "unpublished")
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
    hours, _, held = choice.partition(" ")
    return catalog.text("choice.held", hours=hours) if held == "hold" else choice
