"""Updates that wait for the bot: kept until it confirms them, and only of the kinds it asked for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

UPDATE_KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
        "callback_query", "my_chat_member", "chat_member", "message_reaction", "message_reaction_count",
        "chat_join_request", "poll", "poll_answer",
    }
)  # fmt: skip
# What a bot gets that never said what it wants.
USUAL_KINDS = UPDATE_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, eq=False)
class Poll:
    """A getUpdates that waits; `ended` says why, when something else ends it."""

    woken: asyncio.Event
    ended: str = ""


@dataclass(slots=True, eq=False)
class Webhook:
    """Where updates are sent instead, with the secret that proves where they come from."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


@dataclass(slots=True)
class Mailbox:
    """The queue of a bot."""

    allowed: frozenset[str] = USUAL_KINDS
    waiting: list[dict[str, Any]] = field(default_factory=list)
    last_id: int = 730_000_000

    def add(self, kind: str, document: dict[str, Any]) -> int | None:
        """Queue an update; its id, or None when the bot did not ask for that kind."""
        assert kind in UPDATE_KINDS, kind
        if kind not in self.allowed:
            return None
        self.last_id += 1
        self.waiting.append({"update_id": self.last_id, kind: document})
        return self.last_id

    def confirm(self, offset: int) -> None:
        """Forget what comes before an offset; a negative one counts from the end."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]

    def allow(self, kinds: Sequence[Any]) -> None:
        """Take the wish for kinds of updates; none means the usual ones, unknown ones are ignored."""
        self.allowed = (frozenset(map(str, kinds)) & UPDATE_KINDS) or USUAL_KINDS
