"""Forums: a post for each digest, filed under the forum's own tags.

Posts know no nonces. So before one is begun it is looked for: what was posted under this name a moment ago is there.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.columns import cut
from bot.message import Message
from bot.transports.base import TransportError
from bot.transports.discord.components import NO_LABEL
from bot.transports.discord.rest import Json, Rest, snowflake
from bot.transports.text import clean

log = logging.getLogger(__name__)

FORUMS = (
    15,
    16,
)  # types of channels: https://discord.com/developers/docs/resources/channel#channel-object-channel-types
NEEDS_TAG = 1 << 4  # a flag of forums
MOST_TAGS = 5
NAME_COLUMNS = 98  # of 100 characters
RECENT = dt.timedelta(minutes=15)  # a post of the same name that is younger is the same
_EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)  # of Discord's ids


@dataclass(slots=True)
class Posts:
    """The posts of one bot. All methods raise TransportError."""

    rest: Rest
    _forums: set[str] = field(default_factory=set, init=False)
    _last: dict[str, str] = field(default_factory=dict, init=False)

    def is_forum(self, channel_id: str) -> bool:
        """Whether the channel is known to be a forum."""
        return channel_id in self._forums

    async def learn(self, channel_id: str) -> bool:
        """Ask whether a channel that takes no messages is a forum."""
        channel = await self._channel(channel_id)
        if channel.get("type") in FORUMS:
            self._forums.add(channel_id)
        return self.is_forum(channel_id)

    async def last(self, channel_id: str) -> str | None:
        """The post that was begun last in a forum, where what goes on belongs."""
        known = self._last.get(channel_id)
        if known is None:
            posts = await self._own_posts(await self._channel(channel_id))
            known = str(posts[0]["id"]) if posts else None
        return known

    async def begin(self, channel_id: str, message: Message, document: Json) -> str:
        """Begin a post with a message, or find the one that was begun; its id is also that of the message."""
        channel, name = await self._channel(channel_id), name_of(message)
        posts = await self._own_posts(channel)
        found = next((str(p["id"]) for p in posts if p.get("name") == name and _is_recent(p)), None)
        if found is None:
            tags = applied_tags(channel, message.about)
            body = {"name": name, "message": document} | ({"applied_tags": tags} if tags else {})
            answer = await self.rest.call("POST", "/channels/{channel_id}/threads", body, channel_id=channel_id)
            found = snowflake(answer)
        self._last[channel_id] = found
        return found

    async def _channel(self, channel_id: str) -> Json:
        answer = await self.rest.call("GET", "/channels/{channel_id}", channel_id=channel_id)
        return answer if isinstance(answer, dict) else {}

    async def _own_posts(self, channel: Json) -> Sequence[Json]:
        """The bot's open posts in a forum, the newest first; none where they cannot be listed."""
        try:
            answer = await self.rest.call("GET", "/guilds/{guild_id}/threads/active", guild_id=str(channel["guild_id"]))
        except (TransportError, KeyError) as error:
            log.info("The posts of a forum cannot be listed: %s", error)
            return ()
        threads: Any = answer.get("threads", ()) if isinstance(answer, dict) else ()
        own = (t for t in threads if t.get("parent_id") == channel["id"] and t.get("owner_id") == self.rest.user_id)
        return sorted(own, key=lambda thread: int(thread["id"]), reverse=True)


def name_of(message: Message) -> str:
    """What a post with the message is called: its first line."""
    lines = ("".join(span.text for span in line) for block in message.blocks for line in block.lines)
    return cut(next((line for text in lines if (line := clean(text).strip())), NO_LABEL), NAME_COLUMNS)


def applied_tags(channel: Json, about: Sequence[str]) -> list[str]:
    """The forum's tags that are called like what the message is about; where one must be, any that may be given."""
    wanted = {name.casefold() for name in about}
    given = [tag for tag in channel.get("available_tags", ()) if not tag.get("moderated")]
    fitting = [str(tag["id"]) for tag in given if str(tag.get("name", "")).casefold() in wanted]
    if not fitting and channel.get("flags", 0) & NEEDS_TAG:
        fitting = [str(tag["id"]) for tag in given[:1]]
    return fitting[:MOST_TAGS]


def _is_recent(thread: Json) -> bool:
    made = _EPOCH + dt.timedelta(milliseconds=int(thread["id"]) >> 22)
    return dt.datetime.now(dt.UTC) - made < RECENT
