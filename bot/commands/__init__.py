"""The platform-neutral commands: Request -> Reply, one module per family."""

from bot.commands import past, reading, settings, starting, subscribing, topics

COMMANDS = (*starting.COMMANDS, *subscribing.COMMANDS, *topics.COMMANDS, *reading.COMMANDS, *settings.COMMANDS)
ACTIONS = (*subscribing.ACTIONS, *topics.ACTIONS, *reading.ACTIONS, *past.ACTIONS, *settings.ACTIONS)
PLAIN = reading.PLAIN
