"""Conversations with the running bot, as the loopback Telegram has them after a subscription, a digest and a search."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from docs.chats import samples
from docs.chats.stage import Stage, set_up
from tests.telegram.bot.running import RunningBot
from tests.telegram.server import BotApi, Chat, Message, User

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a reader sees of a chat, under its name and what is said below that."""

    title: str
    note: str
    reader: User
    messages: tuple[Message, ...]


def converse() -> list[Conversation]:
    """Let people talk to the bot, and give what Anna sees: her evening, her morning, and a group of hers."""
    with BotApi() as api, set_up(api, RunningBot) as stage:
        return _play(stage)


def _play(stage: Stage[BotApi]) -> list[Conversation]:
    api = stage.api
    anna = api.person("Anna")
    anna.private.says("/start")
    anna.private.says("/settings timezone Berlin")
    anna.private.says("/settings languages en,zh,ko")
    begin = len(anna.private.chat.messages)
    anna.private.says("/settings length 2")
    anna.private.says("/subscribe diffusion", answers=2)
    night = len(anna.private.chat.messages)
    samples.put(stage.bot.store, newest=True, now=samples.ARRIVAL)
    sent = len(api.sent())
    stage.set_clock(samples.MORNING)
    api.wait_for_messages(sent + 1)
    evening, morning = _shown(anna.private.chat)[begin:night], _shown(anna.private.chat)[night:]
    stage.set_clock(samples.NOON)
    minsu = api.person("Minsu", language_code="ko")
    lab = api.group("Lab", owner=anna, members=[minsu])
    minsu.at(lab).says("/search gaussian splatting")
    return [
        Conversation("Paperwire", "bot", anna.user, evening),
        Conversation("Paperwire", "bot", anna.user, morning),
        Conversation(lab.title, f"{len(lab.members)} members", anna.user, _shown(lab)),
    ]


def _shown(chat: Chat) -> tuple[Message, ...]:
    return tuple(message for _, message in sorted(chat.messages.items()))


def words(conversations: list[Conversation]) -> list[str]:
    """All that is said and all that is written on buttons, in order."""
    messages = [message for conversation in conversations for message in conversation.messages]
    return [text for message in messages for text in (message.text, *message.labels)]
