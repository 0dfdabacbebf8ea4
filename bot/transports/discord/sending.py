"""Messages to Discord by REST: into channels and threads, as posts of forums, and to people."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.message import Message
from bot.transports.base import TransportError
from bot.transports.discord.components import Flags, Look, sheets
from bot.transports.discord.errors import Refusal, RefusedError
from bot.transports.discord.posts import Posts
from bot.transports.discord.rest import Json, Rest, snowflake
from storage.model import Place

log = logging.getLogger(__name__)

PLATFORM = "discord"
PERSON = "@"  # before a person's number: the address of a private chat that is not open yet
LONGEST_NONCE = 25  # characters
OPENING_SECONDS = 1.0  # between two private chats that are opened: many at once look like spam
LONGEST_OPENING = 8.0  # seconds that a message waits for its private chat


def person(user_id: str) -> Place:
    """Where to write to a person whose private chat nobody knows: it is opened with the first message."""
    return Place(PLATFORM, PERSON + user_id)


def link(place: Place) -> str | None:
    """Where a channel of a server is opened."""
    return f"https://discord.com/channels/{place.chat_id}/{place.thread_id}" if place.thread_id else None


def channel_of(place: Place) -> str:
    """The channel or thread of a place: in a server the thread, of a private chat the chat itself."""
    return place.thread_id or place.chat_id


@dataclass(slots=True)
class DiscordTransport:
    """Sends what one bot says. A nonce is known again for some minutes, so that nothing is doubled.

    All methods raise TransportError.
    """

    rest: Rest
    platform: str = PLATFORM
    idempotent: bool = True
    _posts: Posts = field(init=False)
    _opening_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._posts = Posts(self.rest)

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Send a message; the answer is the id of its last part. The first one to a person opens their chat."""
        if place.chat_id.startswith(PERSON):
            opened = await self.open_private(place.chat_id.removeprefix(PERSON))
            raise TransportError("The private chat is open now.", moved_to=opened)
        sent = await self._send(channel_of(place), message, nonce, silent=silent or message.silent)
        if message.published:
            await self._crosspost(channel_of(place), sent)
        return sent[-1]

    async def open_private(self, user_id: str) -> Place:
        """Open a person's private chat, not many at once."""
        await self._turn_to_open()
        answer = await self.rest.call("POST", "/users/@me/channels", {"recipient_id": user_id})
        return Place(PLATFORM, snowflake(answer))

    async def _turn_to_open(self) -> None:
        now = asyncio.get_running_loop().time()
        wait = max(self._opening_at - now, 0.0)
        if wait > LONGEST_OPENING:
            raise TransportError("Many private chats are opened just now.", retry_after=wait)
        self._opening_at = now + wait + OPENING_SECONDS
        await asyncio.sleep(wait)

    async def _send(self, channel_id: str, message: Message, nonce: str, *, silent: bool) -> Sequence[str]:
        """Send in the form that is wanted, or in a simpler one if that is refused: then nothing was sent."""
        try:
            return await self._send_sheets(channel_id, message, Look(message.embedded), nonce, silent=silent)
        except RefusedError as error:
            if error.refusal is not Refusal.OTHER:
                raise
            log.info("Discord did not take a message to %s, which becomes a simpler one: %s", channel_id, error.reason)
        return await self._send_sheets(channel_id, message, Look(message.embedded, bare=True), nonce, silent=silent)

    async def _send_sheets(
        self, channel_id: str, message: Message, look: Look, nonce: str, *, silent: bool
    ) -> Sequence[str]:
        sent: list[str] = []
        documents = sheets(message, look)
        for number, document in enumerate(documents):
            quiet = Flags.SILENT if silent or sent else Flags.NONE
            document["flags"] |= int(quiet)
            try:
                part = replace(message, continues=message.continues or number > 0)
                sent.append(await self._create(channel_id, part, document, _numbered(nonce, number)))
            except TransportError as error:
                if not sent:
                    raise
                reason = f"{len(sent)} of {len(documents)} parts were sent. {error.reason}"
                raise TransportError(reason, delivered_unknown=True) from error
        return sent

    async def _create(self, channel_id: str, message: Message, document: Json, nonce: str) -> str:
        """Send one document: as a post where the channel is a forum, into a thread that is opened again if need be."""
        if self._posts.is_forum(channel_id):
            return await self._post(channel_id, message, document, nonce)
        try:
            return await self._into(channel_id, document, nonce)
        except RefusedError as error:
            if error.refusal is Refusal.CLOSED and await self._reopened(channel_id):
                return await self._into(channel_id, document, nonce)
            if error.refusal is not Refusal.NO_TEXTS or not await self._posts.learn(channel_id):
                raise
        return await self._post(channel_id, message, document, nonce)

    async def _post(self, channel_id: str, message: Message, document: Json, nonce: str) -> str:
        """Begin a post; what goes on where another message ended goes into its post."""
        post = await self._posts.last(channel_id) if message.continues else None
        if post is None:
            return await self._posts.begin(channel_id, message, document)
        return await self._into(post, document, nonce)

    async def _into(self, channel_id: str, document: Json, nonce: str) -> str:
        body = document | {"nonce": nonce, "enforce_nonce": True}
        return snowflake(await self.rest.call("POST", "/channels/{channel_id}/messages", body, channel_id=channel_id))

    async def _reopened(self, thread_id: str) -> bool:
        """Whether a thread that was closed could be opened again."""
        try:
            await self.rest.call("PATCH", "/channels/{channel_id}", {"archived": False}, channel_id=thread_id)
        except RefusedError:
            return False
        return True

    async def _crosspost(self, channel_id: str, message_ids: Sequence[str]) -> None:
        """Pass messages on to the channels that follow; what is none to be followed, or was enough, stays here."""
        path = "/channels/{channel_id}/messages/{message_id}/crosspost"
        for message_id in message_ids:
            try:
                await self.rest.call("POST", path, channel_id=channel_id, message_id=message_id)
            except TransportError as error:
                log.info("A message in %s is not passed on: %s", channel_id, error.reason)


def _numbered(nonce: str, number: int) -> str:
    """The nonce of a further part of a message."""
    return f"{nonce[: LONGEST_NONCE - 2]}-{number}" if number else nonce
