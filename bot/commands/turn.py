"""One turn of a conversation: what a command gets, and how commands declare themselves."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from adapters.adapter import Adapter
from adapters.tags.vocabulary import Vocabulary
from bot import render
from bot.access import Access
from bot.catalog import Catalog
from bot.due import zone_of
from bot.freshness import find_standing
from bot.message import Audience, Block, Button, Message, Reply, Request
from bot.notes import Standing
from bot.query import read_term
from bot.signals import Tell, unheard
from bot.spoken import spoken
from bot.terms import Wish
from storage.model import Chat, ChatKind, Person, Place
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source that was looked at: its address, and the titles of some papers."""

    address: str
    titles: tuple[str, ...]


FindSource = Callable[[str], FoundSource]  # raises BotError

PAGE_LENGTH = 5  # papers of a page that takes the place of another, on platforms that bound a message


@dataclass(frozen=True, slots=True)
class Services:
    """What all commands work on. `adapters` are what publishers declare, by name; `now` is the clock, in UTC.

    `access` says whom the bot serves, `tell` hears how long things take. `find_source` finds what is published at an
    address that an operator names. `private` says, by platform, where to write to whose private chat nobody knows.
    """

    store: Store
    vocabulary: Vocabulary
    adapters: Mapping[str, Adapter]
    now: Callable[[], dt.datetime]
    access: Access
    tell: Tell = unheard
    find_source: FindSource | None = None
    private: Mapping[str, Callable[[str], Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A request with everything known about it. `args` is what follows the command's or action's name."""

    services: Services
    request: Request
    chat: Chat
    person: Person
    catalog: Catalog
    args: str

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def in_group(self) -> bool:
        """Whether others read the chat."""
        return self.request.kind is not ChatKind.PRIVATE

    @property
    def unseen(self) -> bool:
        """Whether only the person sees the message that is answered, and the answer."""
        return not self.in_group or self.request.own_message

    @property
    def vocabulary(self) -> Vocabulary:
        return self.services.vocabulary

    def now(self) -> dt.datetime:
        """The moment, in UTC."""
        return self.services.now()

    def today(self) -> dt.date:
        """The day it is where the chat lives."""
        return self.now().astimezone(zone_of(self.chat.settings.zone)).date()

    def standing(self) -> Standing:
        """How the sources stand now."""
        return find_standing(self.store, self.now())

    def view(self) -> render.View:
        """For whom answers are rendered."""
        page = None if self.request.room is None else PAGE_LENGTH
        return render.View(self.catalog, self.chat.settings, self.vocabulary, self.services.adapters, page)

    def source_names(self) -> tuple[str, ...]:
        """The names of the sources that the store has read from."""
        return self.store.source_names()

    def name_of(self, spelling: str) -> str:
        """How a subscription is called in the reader's language."""
        return render.name(read_term(spelling), self.catalog, self.vocabulary)

    def wishes(self) -> tuple[Wish, ...]:
        """The chat's subscriptions, read."""
        return tuple(Wish(row.term, read_term(row.term), row.wanted) for row in self.chat.subscriptions)

    def wanted(self) -> tuple[Wish, ...]:
        """The chat's subscriptions but for its nevers."""
        return tuple(wish for wish in self.wishes() if wish.wanted)


class Counted(Enum):
    """Whether something counts as a search, of which there are only so many a minute."""

    NOT = "not"
    IN_GROUPS = "in groups"  # it shows what was looked up: a group reads only so many of these
    EVERYWHERE = "everywhere"  # it looks something up


@dataclass(frozen=True, slots=True)
class Called:
    """What a person can call for. The rest says who may in a group, and who sees the answer there.

    `changes` marks what changes a chat: for admins only. `sees_rights`: the answer depends on whether they are one.
    `posts`: it writes to all in the person's name, who must be allowed to write there. `names_admins`: the answer says
    which of them did something. `operators`: nobody else knows of it, and only in private.
    """

    name: str
    answer: Callable[[Turn], Reply]
    changes: bool = False
    audience: Audience = Audience.CALLER
    counted: Counted = Counted.NOT
    sees_rights: bool = False
    posts: bool = False
    names_admins: bool = False
    operators: bool = False


class Command(Called):
    """A word people type after a slash."""


class Action(Called):
    """A verb that buttons carry: `Button.action` is `verb:args`."""

    @property
    def verb(self) -> str:
        """The action's name."""
        return self.name


def empty_store(turn: Turn) -> str:
    """Why there is no paper yet: it is being read for the first time, or waits for the operator."""
    reading = turn.standing().reading
    return turn.catalog.count("nothing.first_read", reading) if reading else turn.catalog.text("today.empty_store")


def say(*lines: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    """A reply of one message; each of `lines` that is not empty is a paragraph."""
    blocks = tuple(Block(tuple(spoken(part) for part in line.split("\n"))) for line in lines if line)
    return Reply((Message(blocks, buttons),))


def say_with(reply: Reply, rows: tuple[tuple[Button, ...], ...]) -> Reply:
    """The reply with more rows of buttons under its first message."""
    first, *others = reply.messages
    return dataclasses.replace(reply, messages=(dataclasses.replace(first, buttons=(*first.buttons, *rows)), *others))


def in_place(reply: Reply) -> Reply:
    """The reply, its first message in the place of the one whose button was pressed."""
    first, *others = reply.messages
    return dataclasses.replace(reply, messages=(dataclasses.replace(first, replaces=True), *others))


def rows_of(buttons: Sequence[Button], length: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of at most `length`."""
    return tuple(tuple(buttons[at : at + length]) for at in range(0, len(buttons), length))


ASK = "ask"  # the verb of the button that asks for the answer to a question
# The question that a command asks when nothing follows it. In a private chat the next text answers it; in a group a
# text that answers the question's message.
QUESTIONS = {
    "subscribe": "subscribe.ask",
    "unsubscribe": "unsubscribe.ask",
    "search": "search.ask",
    "paper": "paper.ask",
    "similar": "similar.ask",
    "why": "why.ask",
    "settings timezone": "settings.ask_timezone",
}


def ask(turn: Turn, command: str, question: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    """Ask the question of a command (one of QUESTIONS): what answers it is read as if it followed the command.

    Where the platform brings no such text, a button asks for it, which the platform answers with a form of its own.
    """
    if not turn.in_group:
        turn.store.chats.ask(turn.chat.id, command)
    write = ((Button(turn.catalog.text("button.answer"), f"{ASK}:{command}"),),)
    return say(question, buttons=buttons if turn.request.listens else (*buttons, *write))
