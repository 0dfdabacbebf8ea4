"""Who is notified by what a message says, after its `allowed_mentions`.

https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

import re
from dataclasses import dataclass

from tests.discord.server.forms import Form
from tests.discord.server.model import Channel, walk
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.talk import Content

_CODE = re.compile(r"```.*?```|``.*?``|`[^`\n]*`", re.DOTALL)
_EVERYONE = re.compile(r"@(everyone|here)\b")
_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_KINDS = ("roles", "users", "everyone")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may notify; None of a list is everybody of that kind."""

    everyone: bool = True
    users: tuple[int, ...] | None = None
    roles: tuple[int, ...] | None = None


def read_allowed(form: Form) -> Allowed:
    """What a message lets notify; without `allowed_mentions` it is everything that its text says."""
    given = form.form("allowed_mentions")
    if given is None:
        return Allowed()
    parse = given.data.get("parse") or []
    for place, one in enumerate(parse):
        if one not in _KINDS:
            words = f"Value must be one of {{{', '.join(map(repr, _KINDS))}}}."
            given.wrong("BASE_TYPE_CHOICES", words, "parse", place)
    users, roles = given.snowflakes("users", most=100), given.snowflakes("roles", most=100)
    given.flag("replied_user")
    for name, listed in (("users", users), ("roles", roles)):
        if name in parse and listed:
            words = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            form.wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words, "allowed_mentions")
    return Allowed(
        "everyone" in parse,
        None if "users" in parse else tuple(users),
        None if "roles" in parse else tuple(roles),
    )


def find_pings(content: Content, allowed: Allowed, channel: Channel, author_id: int) -> tuple[str, ...]:
    """Who is notified: "everyone", "here", a person's or a role's id. Embeds and code notify nobody."""
    shown = [content.content, *(one["content"] for one in walk(content.components) if one["type"] == 10)]
    text = _CODE.sub(" ", "\n".join(shown))
    found = []
    if allowed.everyone and May.MENTION_EVERYONE in in_channel(channel, author_id):
        found += _EVERYONE.findall(text)
    found += [one for one in _USER.findall(text) if allowed.users is None or int(one) in allowed.users]
    found += [one for one in _ROLE.findall(text) if allowed.roles is None or int(one) in allowed.roles]
    return tuple(dict.fromkeys(found))


def find_mentioned(content: Content) -> tuple[int, ...]:
    """The people whom a text names, whether they are notified or not."""
    return tuple(dict.fromkeys(int(one) for one in _USER.findall(_CODE.sub(" ", content.content))))
