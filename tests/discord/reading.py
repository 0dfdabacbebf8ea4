"""A message as its readers see it, without what is there for clients only."""

from tests.discord.server import Message
from tests.discord.server.markup import read_markup

_INVISIBLE = str.maketrans("", "", "\u2060\u2068\u2069")


def readable(markdown: str) -> str:
    """The words that clients show."""
    return read_markup(markdown).text.translate(_INVISIBLE)


def shown(message: Message) -> str:
    """What can be read in a message and on its buttons."""
    return readable(message.text) + "\n" + "\n".join(label.translate(_INVISIBLE) for label in message.labels)
