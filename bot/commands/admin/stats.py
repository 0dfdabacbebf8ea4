"""/admin: how things stand, and the way to everything else."""

from bot.commands.turn import Turn, rows_of, say
from bot.message import Button, Reply
from storage.model import DeliveryState

BUTTONS = ("people",)


def overview(turn: Turn) -> Reply:
    """What the store holds, who reads it, what is owed."""
    catalog, stats, counts = turn.catalog, turn.store.stats(), turn.store.deliveries.counts()
    readers = turn.store.chats.count()
    lines = [
        catalog.text(
            "status.heading",
            papers=catalog.count("count.papers", stats.papers),
            sources=catalog.count("count.sources", len(stats.sources)),
        ),
        catalog.text(
            "admin.chats",
            private=catalog.number(readers.private),
            groups=catalog.number(readers.groups),
            stopped=catalog.number(readers.stopped),
        ),
        catalog.text("admin.deliveries", **{state.value: catalog.number(counts[state]) for state in _SHOWN}),
    ]
    buttons = [Button(catalog.text(f"admin.button_{name}"), f"admin:{name}") for name in BUTTONS]
    return say(catalog.text("admin.heading"), "\n".join(lines), catalog.said("admin.how"), buttons=rows_of(buttons, 3))


_SHOWN = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED)
