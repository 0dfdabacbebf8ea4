"""The platform-neutral commands: Request -> Reply, one module per family."""

from bot.commands import reading, settings, starting, subscribing, topics

COMMANDS = (*starting.COMMANDS, *subscribing.COMMANDS, *topics.COMMANDS, *reading.COMMANDS, *settings.COMMANDS)
ACTIONS = (*subscribing.ACTIONS, *topics.ACTIONS, *reading.ACTIONS, *settings.ACTIONS)
PLAIN = reading.PLAIN
