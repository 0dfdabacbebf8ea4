"""/admin broadcast: a message to all chats, shown first, sent to the operators if wanted, and confirmed."""

import re
from collections import Counter
from collections.abc import Iterator

from bot import wire
from bot.catalog import LANGUAGES, Catalog
from bot.commands.admin.telling import owe_operators
from bot.commands.admin.words import back
from bot.commands.turn import Turn, say
from bot.editions import rendering_of
from bot.message import Block, Button, Message, Reply, Span, Style
from bot.owing import Planned
from storage.model import Chat, ChatKind, DeliveryKey, DeliveryKind

LONGEST = 1500  # characters: one message on every platform, with its heading
AT_ONCE = 1_000  # chats of a commit
_CONFIRMED = re.compile(r"(?P<verb>try|send) (?P<name>[0-9a-f]{16})")


def broadcast(turn: Turn) -> Reply:
    """Show what would be sent to whom; send it to the operators, or to all, when a button says so."""
    confirmed = _CONFIRMED.fullmatch(turn.args)
    if confirmed is not None:
        return _confirmed(turn, confirmed["verb"], confirmed["name"])
    if not turn.args:
        return say(turn.catalog.said("admin.broadcast_how"), buttons=(back(turn),))
    if len(turn.args) > LONGEST:
        return say(turn.catalog.text("admin.broadcast_long", most=turn.catalog.number(LONGEST)), buttons=(back(turn),))
    return _dry_run(turn)


def _dry_run(turn: Turn) -> Reply:
    """Keep the text, and show what would become of it."""
    draft = rendering_of(Message(_text(turn.args)))
    turn.store.plans.commit([], [draft], [], [], turn.now())
    counts = Counter(chat.place.platform for chat in _receiving(turn))
    name, catalog = draft.hash[:16], turn.catalog
    lines = [f"{platform}: {catalog.number(n)}" for platform, n in sorted(counts.items())]
    buttons = (
        (Button(catalog.text("button.operators_first"), f"admin:broadcast try {name}"),),
        (Button(catalog.count("button.send_to_all", counts.total()), f"admin:broadcast send {name}"),),
        back(turn),
    )
    said = say(catalog.count("admin.broadcast", counts.total()), "\n".join(lines), buttons=buttons)
    return Reply((*said.messages, _as_sent(draft.payload, catalog)))


def _confirmed(turn: Turn, verb: str, name: str) -> Reply:
    draft = turn.store.plans.payload(name)
    if draft is None:
        return say(turn.catalog.said("admin.broadcast_how"), buttons=(back(turn),))
    if verb == "try":
        number = owe_operators(turn, f"canary/{name}", lambda catalog: _as_sent(draft, catalog))
        send = Button(turn.catalog.text("button.send_now"), f"admin:broadcast send {name}")
        return say(turn.catalog.count("admin.canary", number), buttons=((send,), back(turn)))
    return say(turn.catalog.count("admin.broadcast_sent", _owe_all(turn, draft, name)), buttons=(back(turn),))


def _owe_all(turn: Turn, draft: str, name: str) -> int:
    """Owe it to everybody, once however often it is confirmed; to how many chats."""
    number, planned = 0, Planned()
    renderings = {code: rendering_of(_as_sent(draft, Catalog.load(code))) for code in LANGUAGES}
    for chat in _receiving(turn):
        language = next((code for code in chat.settings.languages if code in LANGUAGES), "en")
        key = DeliveryKey(chat.id, DeliveryKind.BROADCAST, name)
        planned.owe(chat, key, [renderings[language]], turn.now())
        number += 1
        if len(planned.owed) == AT_ONCE:
            _commit(turn, planned)
            planned = Planned()
    _commit(turn, planned)
    return number


def _commit(turn: Turn, planned: Planned) -> None:
    turn.store.plans.commit([], planned.renderings.values(), planned.owed, [], turn.now())


def _receiving(turn: Turn) -> Iterator[Chat]:
    """The chats that get it: private ones, and one of each group that is subscribed to something."""
    last, groups = 0, set[tuple[str, str]]()
    while chats := turn.store.plans.receiving(last, AT_ONCE):
        last = chats[-1].id
        for chat in chats:
            group = chat.place.platform, chat.place.chat_id
            if chat.kind is ChatKind.PRIVATE:
                yield chat
            elif chat.subscriptions and group not in groups:
                groups.add(group)
                yield chat


def _text(text: str) -> tuple[Block, ...]:
    return (Block(tuple((Span(line),) for line in text.splitlines())),)


def _as_sent(draft: str, catalog: Catalog) -> Message:
    """The message as a reader of this language gets it: it says whom it is from."""
    heading = Block(((Span(catalog.text("broadcast.heading"), Style.BOLD),),))
    return Message((heading, *wire.from_json(draft).blocks))
