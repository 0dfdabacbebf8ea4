"""The whole platform: a server to talk to, and the people and chats behind it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from tests.telegram.server.limits import Storm
from tests.telegram.server.model import GENERAL, Chat, Kind, Member, Message, Standing, Topic, User
from tests.telegram.server.moderating import FIRST_SUPERGROUP
from tests.telegram.server.seats import Seat
from tests.telegram.server.serving import Serving
from tests.telegram.server.world import EventKind, World

TOKEN = "123456789:AAE-a_token-of_the-loopback-server"  # noqa: S105 - opens only this server


@dataclass
class Person:
    """Somebody with an account. Their chat with the bot exists from the first message on."""

    world: World
    user: User

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def private(self) -> Seat:
        return Seat(self.world, self.user, self.world.chats[self.user.id])

    def at(self, chat: Chat, thread: int | None = None, *, as_chat: Chat | None = None) -> Seat:
        """Sit down in a chat, or in a topic of it; an anonymous administrator speaks as the chat itself."""
        anonymous = chat if chat.member(self.user.id).anonymous else None
        return Seat(self.world, self.user, chat, None if thread == GENERAL else thread, as_chat or anonymous)

    def deactivates(self) -> None:
        """Delete the account."""
        with self.world.changed:
            self.world.deactivated.add(self.user.id)


@dataclass(repr=False)
class BotApi(World):
    """A Bot API server on 127.0.0.1 for one bot, and what a test needs around it.

    It lives in the test's process, in a thread of its own: what it knows survives every client that is killed.
    """

    token: str = TOKEN
    _serving: Serving = field(init=False)

    def __enter__(self) -> Self:
        self.users[self.bot.id] = self.bot
        self._serving = Serving(self, self.token)
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.stop()

    @property
    def port(self) -> int:
        return self._serving.port

    @property
    def url(self) -> str:
        """The root of the server, as in PAPERWIRE_TELEGRAM_BASE_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What `telegram.ext.ApplicationBuilder.base_url` and `telegram.Bot` take."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    def person(
        self, name: str = "Anna", *, user_id: int | None = None, language_code: str = "en", username: str = ""
    ) -> Person:
        """Somebody new, who has not written to the bot yet."""
        with self.changed:
            user = User(user_id or self.number("user", 70_001), name, username, language_code)
            self.users[user.id] = user
            chat = Chat(user.id, Kind.PRIVATE, username=username)
            chat.members = {user.id: Member(Standing.MEMBER), self.bot.id: Member(Standing.MEMBER)}
            self.chats[user.id] = chat
        return Person(self, user)

    def reader(self, name: str = "Anna", *, language_code: str = "en") -> Person:
        """Somebody new whose chat with the bot exists already."""
        person = self.person(name, language_code=language_code)
        self.chats[person.id].started = True
        return person

    def group(
        self,
        title: str = "Lab",
        *,
        owner: Person,
        members: Collection[Person] = (),
        kind: Kind = Kind.SUPERGROUP,
        forum: bool = False,
        bot: bool | Collection[str] = True,
    ) -> Chat:
        """A new group. `bot` says whether the bot is in it, or which rights it has there as an administrator."""
        with self.changed:
            number = self.number("supergroup" if kind is Kind.SUPERGROUP else "group")
            chat_id = (FIRST_SUPERGROUP if kind is Kind.SUPERGROUP else -1000) - number
            chat = self._chat(Chat(chat_id, kind, title, forum=forum), owner, members, bot)
            if forum:
                chat.topics[GENERAL] = Topic(GENERAL, "General")
                chat.last_message_id = GENERAL
        return chat

    def channel(
        self,
        title: str = "News",
        *,
        owner: Person,
        username: str = "",
        bot: bool | Collection[str] = ("can_post_messages", "can_edit_messages"),
        linked: Chat | None = None,
    ) -> Chat:
        """A new channel; what it says appears in the linked group, too."""
        with self.changed:
            chat_id = FIRST_SUPERGROUP - self.number("supergroup")
            chat = self._chat(Chat(chat_id, Kind.CHANNEL, title, username), owner, (), bot)
            chat.linked = linked
            if linked is not None:
                linked.linked = chat
        return chat

    def _chat(self, chat: Chat, owner: Person, members: Collection[Person], bot: bool | Collection[str]) -> Chat:
        chat.members[owner.id] = Member(Standing.CREATOR)
        chat.members |= {person.id: Member(Standing.MEMBER) for person in members}
        if bot:
            rights = frozenset() if bot is True else frozenset(bot)
            chat.members[self.bot.id] = Member(Standing.ADMINISTRATOR if rights else Standing.MEMBER, rights)
        self.chats[chat.id] = chat
        return chat

    def storm(self, seconds: float, *, says_when: bool = True, chat: Chat | None = None) -> None:
        """Answer nothing but 429 from now on for a while, in one chat or in all."""
        with self.changed:
            self.storms.append(Storm(self.now() + seconds, says_when, chat.id if chat else None))

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Refuse connections for a while; open ones break."""
        self._serving.close()
        try:
            yield
        finally:
            self._serving.open()

    def sent(self, chat: Chat | None = None) -> list[Message]:
        """Every message of the bot that readers got, in the order in which they came, deleted ones too."""
        found = [one.message for one in self.events if one.kind is EventKind.SENT and one.message is not None]
        return [message for message in found if chat is None or message.chat is chat]

    def wait_for_messages(self, number: int, *, seconds: float | None = None) -> None:
        """Wait until readers have got so many messages."""
        self.wait_for(lambda: self.delivered >= number, f"{number} messages", seconds=seconds)

    def wait_for_calls(self, method: str, number: int = 1, *, seconds: float | None = None) -> None:
        """Wait until a method was called so often; getUpdates counts when it is answered."""
        self.wait_for(lambda: self.count(method) >= number, f"{number} calls of {method}", seconds=seconds)

    def wait_for_poller(self, *, seconds: float | None = None) -> None:
        """Wait until somebody asks for updates and waits for them."""
        self.wait_for(lambda: self.poll is not None, "a poller", seconds=seconds)

    def count(self, method: str) -> int:
        return sum(one.method == method.lower() for one in self.calls)

    def unanswered(self) -> Mapping[str, User]:
        """Presses and inline queries that nobody answered: their ids, and who waits."""
        asked = [*self.presses.values(), *self.inline_queries.values()]
        return {one.id: one.user for one in asked if one.answer is None}
