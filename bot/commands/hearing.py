"""What a request calls for: text, presses and links to a command or an action with what follows its name. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz, process

from adapters.text import clean
from bot import actions
from bot.catalog import LANGUAGES, Catalog
from bot.commands.turn import ASK, QUESTIONS, Action, Called, Command, Turn, say
from bot.message import Reply, Request
from storage.model import ChatKind

TEXT_LIMIT = 4096  # characters of a message that are read
NEAR_ENOUGH = 60  # of 100: `/subcribe`, `/serach`

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+(?P<args>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """Something called for. `args` is what follows its name."""

    called: Called
    args: str


@dataclass(frozen=True, slots=True)
class Repertoire:
    """All that can be called for; `plain` is for text that is no command."""

    commands: Sequence[Command]
    actions: Sequence[Action]
    plain: Command

    def hear(self, request: Request) -> Call | None:
        """What the request calls for; None where nothing is to be said."""
        if request.location is not None:
            return self._press("location:") if request.kind is ChatKind.PRIVATE else None
        if request.action:
            return self._press(request.action)
        text = clean(request.text[:TEXT_LIMIT]).strip()
        said = _COMMAND.fullmatch(text)
        if said is None:
            return self._plain(text, request)
        return self._command(said["name"].lower(), (said["args"] or "").strip(), request)

    def named(self, words: str, text: str) -> Call | None:
        """The command of this name, or of a name with a first word behind it, with the text behind that."""
        name, _, first = words.partition(" ")
        found = next((command for command in self.commands if command.name == name), None)
        return Call(found, f"{first} {text}".strip()) if found else None

    def _press(self, action: str) -> Call:
        verb, _, args = action.partition(":")
        found = next((one for one in self.actions if one.name == verb), None)
        if found is None or not actions.fits(clean(action)):
            return Call(_OLD, "")
        return Call(found, clean(args))

    def _command(self, name: str, args: str, request: Request) -> Call | None:
        if name == "start":
            action = actions.read_deep_link(args)
            return self._press(action) if action else self.named(name, "")
        call = self.named(name, args)
        if call is None and request.kind is ChatKind.PRIVATE:
            names = [command.name for command in self.commands if not command.operators]
            return Call(Command(name, partial(_unknown, name, names)), args)
        return call

    def _plain(self, text: str, request: Request) -> Call | None:
        """In a group, only what answers a message of the bot."""
        if not text or (request.kind is not ChatKind.PRIVATE and not request.answered):
            return None
        asked = _asked(request.answered) if request.kind is not ChatKind.PRIVATE else ""
        return self.named(asked, text) or Call(self.plain, text)


def words_after(command: str, said: str) -> str:
    """What a message asked of a command: its words, or a start link's; "" when it asked for something else."""
    text = clean(said[:TEXT_LIMIT]).strip()
    match = _COMMAND.fullmatch(text)
    if match is None:
        return text
    name, args = match["name"].lower(), (match["args"] or "").strip()
    if name == "start" and command == "search":
        verb, _, rest = actions.read_deep_link(args).partition(":")
        return rest.partition(":")[2] if verb == "search" else ""
    return args if name == command else ""


def called_for(action: str) -> str:
    """The command whose question a button wants answered, or ""."""
    verb, _, command = action.partition(":")
    return command if verb == ASK and command in QUESTIONS else ""


def _asked(answered: str) -> str:
    """The command whose question a message of the bot asks, or ""."""
    catalogs = [Catalog.load(language) for language in LANGUAGES]
    asked = (name for name, key in QUESTIONS.items() if any(answered.startswith(one.text(key)) for one in catalogs))
    return next(asked, "")


def _unknown(name: str, names: Sequence[str], turn: Turn) -> Reply:
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    if near is None:
        return say(turn.catalog.said("command.unknown", name=name))
    return say(turn.catalog.text("command.near", name=name, nearest=near[0]))


def _old(turn: Turn) -> Reply:
    return say(turn.catalog.text("action.old"))


_OLD = Action("", _old)
