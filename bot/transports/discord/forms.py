"""Forms: what a person is asked for in a window of their own."""

from bot.columns import cut
from bot.transports.discord.rest import Json
from bot.transports.text import clean

LABEL, TEXT_INPUT = 18, 4  # kinds of components
LONGEST_TITLE, LONGEST_HINT, LONGEST_ANSWER = 45, 100, 1000
LONG, SHORT = 2, 1  # styles of a field
FIELD = "text"
_LONG_ANSWERS = {"subscribe", "search"}


def form(command: str, question: str, carried: str) -> Json:
    """The form that asks a command's question: https://discord.com/developers/docs/components/reference#text-input."""
    first, *others = clean_lines(question)
    style = LONG if command in _LONG_ANSWERS else SHORT
    field = {"type": TEXT_INPUT, "custom_id": FIELD, "style": style, "max_length": LONGEST_ANSWER, "required": True}
    asked = {"type": LABEL, "label": cut(first, LONGEST_TITLE - 1), "component": field}
    hint = " ".join([first, *others]) if others or cut(first, LONGEST_TITLE - 1) != first else ""
    if hint:
        asked["description"] = cut(hint, LONGEST_HINT - 1)
    return {"title": f"/{command}", "custom_id": carried, "components": [asked]}


def clean_lines(text: str) -> list[str]:
    """The lines of a text that say something, as they are shown; at least one."""
    return [line for part in text.split("\n") if (line := clean(part).strip())] or ["…"]
