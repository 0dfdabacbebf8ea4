"""A digest as it is sent, in the layout that its chat chose: one list, or a card a message."""

from collections.abc import Sequence
from dataclasses import replace

from bot.digest import Digest
from bot.message import Message
from bot.render.buttons import as_sent
from bot.render.cards import card
from bot.render.digests import digest as as_list
from bot.render.digests import frame
from bot.render.names import name
from bot.render.view import View
from storage.model import Settings

CARDS = "cards"


def laid_out(digest: Digest, view: View) -> Sequence[Message]:
    """The messages of a digest; its buttons stand under the last one."""
    with_cards = view.settings.layout == CARDS and digest.highlights
    messages = _as_cards(digest, view) if with_cards else (as_list(digest, view),)
    about = tuple(name(wish.term, view.catalog, view.vocabulary) for wish, _ in digest.counts)
    messages = [replace(dressed(message, view.settings), about=about) for message in messages]
    if digest.occasion is None:
        return messages
    return [as_sent(message, digest.occasion) for message in messages]


def dressed(message: Message, settings: Settings) -> Message:
    """The message in the form that its chat chose, where a platform has several."""
    return replace(message, embedded=settings.embeds, published=settings.crosspost)


def _as_cards(digest: Digest, view: View) -> Sequence[Message]:
    """A card for each paper that is shown, the first one under the heading, the last one with the footer."""
    around = frame(digest, view)
    shown = digest.highlights[: digest.length]
    messages = [card(highlight.paper, view, reasons=highlight.reasons) for highlight in shown]
    messages[0] = replace(messages[0], blocks=(*around.begin, *messages[0].blocks))
    messages[1:] = [replace(message, continues=True) for message in messages[1:]]
    last = messages[-1]
    buttons = (*last.buttons, *around.doubt, around.paging)
    messages[-1] = replace(last, blocks=(*last.blocks, *around.end), buttons=buttons)
    return messages
