"""/admin preview, canary: the digest that a chat would get now, shown here or sent to the operators as it would be."""

import dataclasses

from bot import actions, render
from bot.catalog import LANGUAGES, Catalog
from bot.commands.admin.telling import owe_operators
from bot.commands.admin.words import back
from bot.commands.turn import Turn, say
from bot.digest import Digest, select
from bot.due import zone_of
from bot.message import Button, Message, Reply
from bot.query import read_term
from bot.terms import Wish
from storage.model import Chat


def preview(turn: Turn) -> Reply:
    """Show what a chat would get now of what arrived since its last digest; nothing is stored or sent to it."""
    chat = _chat(turn)
    if chat is None:
        return say(turn.catalog.said("admin.preview_what"), buttons=(back(turn),))
    digest = _digest(turn, chat)
    said = turn.catalog.count("admin.preview", len(digest.highlights), chat=chat.id)
    canary = Button(turn.catalog.text("button.canary"), f"admin:canary {chat.id}")
    buttons = ((canary,), back(turn)) if digest.highlights else (back(turn),)
    shown = (_message(turn, chat, digest),) if digest.highlights else ()
    return Reply((*say(said, buttons=buttons).messages, *shown))


def canary(turn: Turn) -> Reply:
    """Send that digest to the operators, on the way that digests go."""
    chat = _chat(turn)
    digest = _digest(turn, chat) if chat else None
    if chat is None or digest is None or not digest.highlights:
        return say(turn.catalog.said("admin.preview_what"), buttons=(back(turn),))
    subject = f"canary/{chat.id}/{turn.now().isoformat(timespec='seconds')}"
    number = owe_operators(turn, subject, lambda _: _message(turn, chat, digest))
    return say(turn.catalog.count("admin.canary", number), buttons=(back(turn),))


def _chat(turn: Turn) -> Chat | None:
    number = actions.number(turn.args.removeprefix("chat").strip())
    return None if number is None else turn.store.chats.numbered(number)


def _digest(turn: Turn, chat: Chat) -> Digest:
    """What arrived since the chat's last digest, and was in none of its digests."""
    seen = turn.store.plans.shown_to(chat.id)
    papers = [paper for paper in turn.store.papers.arrived(chat.cursor) if paper.id not in seen]
    wishes = [Wish(row.term, read_term(row.term), row.wanted) for row in chat.subscriptions]
    today = turn.now().astimezone(zone_of(chat.settings.zone)).date()
    return select(papers, wishes, date=today, length=chat.settings.length)


def _message(turn: Turn, chat: Chat, digest: Digest) -> Message:
    """The digest as the chat would see it, without buttons: they would be those of the chat that looks at it."""
    language = next((code for code in chat.settings.languages if code in LANGUAGES), "en")
    view = render.View(Catalog.load(language), chat.settings, turn.vocabulary, turn.services.adapters)
    return dataclasses.replace(render.digest(digest, view), buttons=())
