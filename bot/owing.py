"""What a round of planning owes, kept together until it is committed."""

import datetime as dt
from dataclasses import dataclass, field

from bot import due
from storage.model import Chat, ChatKind, DeliveryKey
from storage.planned import Advance, Owed, Plan, Rendering


@dataclass(slots=True)
class Planned:
    """What a round of planning owes and how it moves its chats, to be committed in one transaction."""

    plans: list[Plan] = field(default_factory=list)
    renderings: dict[str, Rendering] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    advances: list[Advance] = field(default_factory=list)

    def owe(
        self,
        chat: Chat,
        key: DeliveryKey,
        rendering: Rendering,
        at: dt.datetime,
        *,
        silent: bool = False,
        plan_id: int | None = None,
    ) -> None:
        """Owe the chat a message at a moment: silent for others than one person, and as its quiet hours want it."""
        quiet = due.is_quiet(chat.settings, at)
        due_at = due.quiet_ends(chat.settings, at) if chat.settings.quiet_held else at
        silent = silent or quiet or chat.kind is not ChatKind.PRIVATE
        self.renderings[rendering.hash] = rendering
        self.owed.append(Owed(key, rendering.hash, due_at, silent, plan_id))
