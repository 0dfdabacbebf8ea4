"""The platform-neutral commands: Request -> Reply, one module per family."""

from bot.commands import (
    admin,
    cards,
    menu,
    past,
    personal,
    places,
    reading,
    searching,
    similar,
    starting,
    subscribed,
    subscribing,
    topics,
)
from bot.commands.starting import introduction

COMMANDS = (
    *starting.COMMANDS,
    *subscribing.COMMANDS,
    *subscribed.COMMANDS,
    *topics.COMMANDS,
    *reading.COMMANDS[:1],
    *searching.COMMANDS,
    *reading.COMMANDS[1:],
    *similar.COMMANDS,
    *menu.COMMANDS,
    *places.COMMANDS,
    *personal.COMMANDS,
    *admin.COMMANDS,
)
ACTIONS = (
    *subscribing.ACTIONS,
    *subscribed.ACTIONS,
    *topics.ACTIONS,
    *reading.ACTIONS,
    *searching.ACTIONS,
    *similar.ACTIONS,
    *cards.ACTIONS,
    *past.ACTIONS,
    *menu.ACTIONS,
    *places.ACTIONS,
    *personal.ACTIONS,
    *admin.ACTIONS,
)
PLAIN = reading.PLAIN

__all__ = ["ACTIONS", "COMMANDS", "PLAIN", "introduction"]
