"""What people do to a chat: let the bot in and throw it out, give and take rights, move the chat, close topics."""

from collections.abc import Collection
from dataclasses import replace

from tests.telegram.server.access import hears
from tests.telegram.server.lookups import change_member
from tests.telegram.server.model import (
    ADMIN_RIGHTS,
    Chat,
    Content,
    Kind,
    Member,
    Message,
    Standing,
    Topic,
    TopicState,
    User,
)
from tests.telegram.server.places import Place
from tests.telegram.server.shapes import message_json, user_json

FIRST_SUPERGROUP = -1_001_000_000_000


class Moderating(Place):
    """A person with power over a chat. Without a name, the bot is meant."""

    def adds_bot(self, *, rights: Collection[str] = (), answers: int = 0) -> list[Message]:
        """Let the bot in, as an administrator if it is given rights."""
        standing = Standing.ADMINISTRATOR if rights else Standing.MEMBER
        with self.world.changed:
            mark = len(self.world.events)
            self._change(self.world.bot, Member(standing, frozenset(rights)))
            if self.chat.is_group:
                self.reports(new_chat_members=[user_json(self.world.bot)])
        return self._answers(mark, answers)

    def kicks(self, user: User | None = None) -> None:
        """Throw somebody out for good."""
        self._change(user or self.world.bot, Member(Standing.KICKED))

    def removes(self, user: User | None = None) -> None:
        """Put somebody out who may come back."""
        self._change(user or self.world.bot, Member())

    def joins(self) -> None:
        """Come in."""
        with self.world.changed:
            self._change(self.user, Member(Standing.MEMBER))
            if self.chat.is_group:
                self.reports(new_chat_members=[user_json(self.user)])

    def leaves(self) -> None:
        """Go out."""
        with self.world.changed:
            self._change(self.user, Member())
            if self.chat.is_group:
                self.reports(left_chat_member=user_json(self.user))

    def blocks(self) -> None:
        """Stop the bot in a private chat."""
        assert self.chat.kind is Kind.PRIVATE
        self._change(self.world.bot, Member(Standing.KICKED))

    def unblocks(self) -> None:
        """Start it again; the client then sends nothing by itself."""
        assert self.chat.kind is Kind.PRIVATE
        self._change(self.world.bot, Member(Standing.MEMBER))

    def promotes(
        self,
        user: User | None = None,
        *,
        rights: Collection[str] = ADMIN_RIGHTS,
        anonymous: bool = False,
        title: str = "",
    ) -> None:
        """Make somebody an administrator."""
        member = Member(Standing.ADMINISTRATOR, frozenset(rights), anonymous, title)
        self._change(user or self.world.bot, member)

    def demotes(self, user: User | None = None) -> None:
        """Make an administrator a member again."""
        self._change(user or self.world.bot, Member(Standing.MEMBER))

    def restricts(self, user: User | None = None, *, rights: Collection[str] = ()) -> None:
        """Leave somebody only these permissions."""
        self._change(user or self.world.bot, Member(Standing.RESTRICTED, frozenset(rights)))

    def migrates(self) -> Chat:
        """Make a supergroup of a basic group; the new chat."""
        assert self.chat.kind is Kind.GROUP
        with self.world.changed:
            new = Chat(FIRST_SUPERGROUP - self.world.number("supergroup"), Kind.SUPERGROUP, self.chat.title)
            new.members = {
                user_id: replace(member, rights=ADMIN_RIGHTS if member.admin else member.rights)
                for user_id, member in self.chat.members.items()
            }
            self.world.chats[new.id] = new
            self.reports(migrate_to_chat_id=new.id)
            self.chat.migrated_to = new
            Moderating(self.world, self.user, new).reports(migrate_from_chat_id=self.chat.id)
        return new

    def deletes_chat(self) -> None:
        """Delete the whole chat."""
        with self.world.changed:
            self.chat.deleted = True

    def creates_topic(self, name: str) -> int:
        """Open a topic; its number."""
        assert self.chat.forum, "only forums have topics"
        with self.world.changed:
            number = self.chat.last_message_id + 1
            self.chat.topics[number] = Topic(number, name)
            there = Moderating(self.world, self.user, self.chat, number)
            message = there.reports(forum_topic_created={"name": name, "icon_color": 7322096})
            assert message.id == number
        return number

    def closes_topic(self, number: int) -> None:
        self._set_topic(number, TopicState.CLOSED)

    def reopens_topic(self, number: int) -> None:
        self._set_topic(number, TopicState.OPEN)

    def deletes_topic(self, number: int) -> None:
        self._set_topic(number, TopicState.DELETED)

    def _set_topic(self, number: int, state: TopicState) -> None:
        with self.world.changed:
            self.chat.topics[number].state = state

    def _change(self, user: User, member: Member) -> None:
        with self.world.changed:
            change_member(self.world, self.chat, self.user, user, member)

    def reports(self, **fields: object) -> Message:
        """A message of the chat itself about what happened."""
        message = self._make(Content(service=tuple(fields.items())), None)
        if hears(self.world, message):
            self.world.update("message", message_json(self.world, message))
        return message
