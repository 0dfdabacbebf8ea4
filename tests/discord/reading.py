"""A message as its readers see it: the markdown of our transport taken off again."""

import re

from tests.discord.server import Message

_INVISIBLE = str.maketrans("", "", "\u2060\u2068\u2069")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\([^)\s]*\)")
_MARKS = re.compile(r"(?<!\\)\*+")
_PREFIX = re.compile(r"^(?:-# |> )", re.MULTILINE)


def readable(markdown: str) -> str:
    """The words that are shown."""
    text = _LINK.sub(r"\1", _PREFIX.sub("", markdown.translate(_INVISIBLE)))
    return _ESCAPED.sub(r"\1", _MARKS.sub("", text))


def shown(message: Message) -> str:
    """What can be read in a message and on its buttons."""
    return readable(message.text) + "\n" + "\n".join(label.translate(_INVISIBLE) for label in message.labels)
