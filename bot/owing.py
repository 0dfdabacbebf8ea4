"""What a round of planning owes, kept together until it is committed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot import due
from bot.digest import Digest
from bot.editions import rendering_of
from bot.first import first_key, first_plan
from bot.message import Message
from storage.model import Chat, ChatKind, DeliveryKey
from storage.planned import Advance, FirstAdvance, Owed, Plan, Rendering


@dataclass(slots=True)
class Planned:
    """What a round of planning owes and how it moves its chats, to be committed in one transaction."""

    plans: list[Plan] = field(default_factory=list)
    renderings: dict[str, Rendering] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    advances: list[Advance] = field(default_factory=list)

    def owe_first(
        self, chat: Chat, digest: Digest, messages: Sequence[Message], now: dt.datetime, *, up_to: int
    ) -> None:
        """Owe the chat its first digest, found up to that arrival, in these messages; its cursor moves there."""
        number = len(self.plans) + 1
        self.plans.append(first_plan(chat, digest, number, up_to=up_to))
        self.advances.append(FirstAdvance(chat.id, chat.cursor, up_to))
        parts = [rendering_of(message) for message in messages]
        self.owe(chat, first_key(chat, digest), parts, now, plan_id=number)

    def owe(
        self,
        chat: Chat,
        key: DeliveryKey,
        parts: Sequence[Rendering],
        at: dt.datetime,
        *,
        silent: bool = False,
        plan_id: int | None = None,
    ) -> None:
        """Owe the chat a message in its parts at a moment.

        It is silent for others than one person, and as quiet hours want it; so are all parts but the first.
        """
        quiet = due.is_quiet(chat.settings, at)
        due_at = due.quiet_ends(chat.settings, at) if chat.settings.quiet_held else at
        silent = silent or quiet or chat.kind is not ChatKind.PRIVATE
        for number, rendering in enumerate(parts, 1):
            self.renderings[rendering.hash] = rendering
            part = replace(key, part=number)
            self.owed.append(Owed(part, rendering.hash, due_at, silent or number > 1, plan_id))
