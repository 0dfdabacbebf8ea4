"""The menus of commands: what stands behind the / button, by who reads it and in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.catalog import LANGUAGES, Catalog
from bot.commands.starting import described

# The menu without a language is for all who have none of their own.
_CODES = {"": "en"} | {code: code for code in LANGUAGES if code != "en"}


@dataclass(frozen=True, slots=True)
class Menus:
    """Which commands each scope shows, in their order."""

    private: Sequence[str]
    group: Sequence[str]
    admins: Sequence[str]
    operators: Sequence[str]

    def scopes(self) -> Mapping[BotCommandScope, Sequence[str]]:
        """The commands by scope; the default is what everybody may use."""
        return {
            BotCommandScopeDefault(): self.group,
            BotCommandScopeAllPrivateChats(): self.private,
            BotCommandScopeAllGroupChats(): self.group,
            BotCommandScopeAllChatAdministrators(): self.admins,
        }


async def publish(bot: Bot, menus: Menus) -> None:
    """Tell Telegram the menus, and what the bot is, where they are not told yet. Raises TelegramError."""
    for code, language in _CODES.items():
        catalog = Catalog.load(language)
        for scope, names in menus.scopes().items():
            commands = [BotCommand(name, described(catalog, name)) for name in names]
            if tuple(commands) != tuple(await bot.get_my_commands(scope, code)):
                await bot.set_my_commands(commands, scope, code)


@dataclass(slots=True)
class OperatorMenus:
    """The menus of operators' private chats; remembers what it has told Telegram."""

    bot: Bot
    names: Sequence[str]
    _told: dict[str, str] = field(default_factory=dict, init=False)

    async def tell(self, chats: Mapping[str, str]) -> None:
        """These are the operators' chats now, with the language of each. Raises TelegramError."""
        for chat_id in self._told.keys() - chats.keys():
            await self.bot.delete_my_commands(BotCommandScopeChat(int(chat_id)))
            del self._told[chat_id]
        for chat_id, language in chats.items():
            if self._told.get(chat_id) != language:
                commands = [BotCommand(name, described(Catalog.load(language), name)) for name in self.names]
                await self.bot.set_my_commands(commands, BotCommandScopeChat(int(chat_id)))
                self._told[chat_id] = language
