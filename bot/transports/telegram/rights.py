"""Who may change a chat: asked of Telegram, of the caller, each time it matters."""

from dataclasses import dataclass

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.transports.telegram.asking import Asked

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_OUTSIDE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of the people who ask. Where Telegram does not answer, nobody has any."""

    bot: Bot

    async def is_admin(self, asked: Asked) -> bool:
        """Whether the caller may change the chat.

        Who writes as the group is one of its administrators, who writes as its linked channel one of the channel's.
        """
        chat_id = int(asked.request.place.chat_id)
        if asked.on_behalf is not None:
            return asked.on_behalf == chat_id or asked.on_behalf == await self._linked_channel(chat_id)
        return await self.administers(chat_id, int(asked.request.user_id))

    async def administers(self, chat_id: int | str, user_id: int) -> bool:
        """Whether a person administers a chat."""
        return await self._status(chat_id, user_id) in _ADMINS

    async def may_post(self, asked: Asked) -> bool:
        """Whether the caller may write in the chat."""
        if asked.on_behalf is not None:
            return True
        try:
            member = await self.bot.get_chat_member(int(asked.request.place.chat_id), int(asked.request.user_id))
        except TelegramError:
            return False
        return member.status not in _OUTSIDE and bool(getattr(member, "can_send_messages", True))

    async def admins(self, asked: Asked) -> dict[str, str]:
        """The administrators' names, by their ids; those who are anonymous stay so."""
        try:
            members = await self.bot.get_chat_administrators(int(asked.request.place.chat_id))
        except TelegramError:
            return {}
        return {
            str(member.user.id): member.user.full_name
            for member in members
            if not member.user.is_bot and not getattr(member, "is_anonymous", False)
        }

    async def _status(self, chat_id: int | str, user_id: int) -> str | None:
        try:
            return (await self.bot.get_chat_member(chat_id, user_id)).status
        except TelegramError:
            return None

    async def _linked_channel(self, chat_id: int) -> int | None:
        try:
            return (await self.bot.get_chat(chat_id)).linked_chat_id
        except TelegramError:
            return None
