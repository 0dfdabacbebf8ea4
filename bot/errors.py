"""What can go wrong on the chat side.

BotError
├── SettingsError    a setting is wrong or unknown
├── UsageError       a command line asks for something that is not there
└── TransportError   a message was not sent, or may not have been (bot.transports.base)
"""


class BotError(Exception):
    """`str()` is one sentence for the operator: what happened, where, and what to do."""


class SettingsError(BotError):
    """A `PAPERWIRE_` setting has an unknown name or an impossible value."""


class UsageError(BotError):
    """The words of a command line cannot be followed."""
