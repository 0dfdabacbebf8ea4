"""/admin: how things stand, and the way to everything else."""

from bot.alerts import said
from bot.commands.turn import Turn, rows_of, say
from bot.message import Button, Reply
from storage.model import DeliveryState

BUTTONS = ("sources", "deliveries", "people", "preview", "broadcast")


def overview(turn: Turn) -> Reply:
    """What the store holds, who reads it, what is owed."""
    catalog, stats, counts = turn.catalog, turn.store.stats(), turn.store.deliveries.counts()
    readers = turn.store.chats.count()
    watches, halted = turn.store.watches.listing(), turn.store.halt.goes_on()
    failing = sum(1 for one in watches if one.watched and one.failing)
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
        catalog.text("admin.reading", watched=sum(one.watched for one in watches), failing=failing),
        catalog.text("admin.halted") if halted else "",
        catalog.text("admin.deliveries", **{state.value: catalog.number(counts[state]) for state in _SHOWN}),
    ]
    buttons = [Button(catalog.text(f"admin.button_{name}"), f"admin:{name}") for name in BUTTONS]
    if halted:
        buttons.append(Button(catalog.text("button.resume_sending"), "admin:resume"))
    alerts = [f"⚠ {said(catalog, one.condition, one.told)}" for one in turn.store.alerts.going_on()]
    return say(
        catalog.text("admin.heading"),
        "\n".join(alerts),
        "\n".join(line for line in lines if line),
        catalog.said("admin.how"),
        buttons=rows_of(buttons, 3),
    )


_SHOWN = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED)
