"""Whom the bot serves, as its operator chooses."""

from enum import Enum


class AccessPolicy(Enum):
    """Whom the bot serves."""

    OPEN = "open"  # everybody who is not blocked
    INVITE = "invite"  # whom an operator let in, and the groups that these set up
    OPERATORS = "operators"  # operators, and the groups that they set up
