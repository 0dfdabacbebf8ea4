"""Digests that come when the chat's usual sources are in, by the chat's time at the latest.

The latest moment is the stored one; after new issues arrive it is brought forward where all that a chat waits for has
come since its last digest.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot import due
from storage.model import Chat
from storage.planned import EarlierAdvance

LAST = 7  # digests that tell which sources are usual


def usual_sources(last: Sequence[AbstractSet[str]], regular: AbstractSet[str]) -> frozenset[str]:
    """The sources that a chat waits for: those in at least half of its last digests, or all regular ones without any.

    `last` are the sources of each of these digests.
    """
    if not last:
        return frozenset(regular)
    counts = Counter(name for names in last for name in names)
    return frozenset(name for name, digests in counts.items() if 2 * digests >= len(last))


def bring_forward(
    chats: Iterable[Chat], usual: Mapping[int, AbstractSet[str]], newest: Mapping[str, int], now: dt.datetime
) -> list[EarlierAdvance]:
    """The chats whose digest comes earlier than planned, and when: now, or as soon as the morning begins.

    `usual` are the sources that each waits for, `newest` the arrival number of each source's last news.
    """
    found = []
    for chat in chats:
        waits_for = usual[chat.id]
        if chat.next_due_at is None or not waits_for:
            continue
        date = due.due_date(chat.settings, chat.next_due_at)
        at = max(now, due.earliest(chat.settings, date))
        if at < chat.next_due_at and all(newest.get(name, 0) > chat.cursor for name in waits_for):
            found.append(EarlierAdvance(chat.id, chat.next_due_at, at))
    return found
