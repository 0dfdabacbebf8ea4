"""From a request to a reply: who asks, where, for what, whether they may, and what becomes of a failure."""

import logging
import re
import secrets
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.catalog import Catalog, language_for
from bot.commands.turn import Action, Command, Services, Turn, say
from bot.message import Audience, Reply, Request
from bot.occasion import ON, read_occasion
from storage.model import Chat, ChatKind, DeliveryKey, Person, Settings

log = logging.getLogger(__name__)

NEAR_ENOUGH = 60  # of 100: `/subcribe`, `/serach`
TEXT_LIMIT = 4096  # characters of a message that are read
NOTHING = Reply(())

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+(?P<args>.*))?", re.DOTALL)
_CONTENT_LANGUAGES = {"ko": ("ko", "en"), "zh": ("zh", "en"), "en": ("en",)}
_ZONES = {
    "ko": "Asia/Seoul",
    "zh-hant": "Asia/Taipei",
    "zh-tw": "Asia/Taipei",
    "zh-hk": "Asia/Hong_Kong",
    "zh": "Asia/Shanghai",
}


@dataclass(frozen=True, slots=True)
class Answering:
    """The one way from what people say to what they read, on every platform.

    `plain` answers text that is no command in a private chat.
    """

    services: Services
    commands: tuple[Command, ...]
    actions: tuple[Action, ...]
    plain: Command

    def answer(self, request: Request) -> Reply:
        """Answer a request. A failure of ours is logged under a code, and the reply says the code."""
        try:
            return self._answer(request)
        except Exception:
            code = secrets.token_hex(2).upper()
            log.exception("A request failed; the person was told the code %s.", code)
            catalog = Catalog.load(language_for(request.client_language))
            return say(catalog.text("error.ours", code=code))

    def _answer(self, request: Request) -> Reply:
        now = self.services.now()
        store = self.services.store
        language = language_for(request.client_language)
        person = store.persons.get_or_create(request.place.platform, request.user_id, language=language, now=now)
        chat = store.chats.get_or_create(request.place, request.kind, settings=first_settings(request), now=now)
        if request.action:
            verb, _, args = self._pressed(request, chat).partition(":")
            action = next((action for action in self.actions if action.verb == verb), None)
            return self._run(action, self._turn(request, chat, person, args))
        match = _COMMAND.fullmatch(request.text[:TEXT_LIMIT].strip())
        if match:
            return self._command(match["name"], self._turn(request, chat, person, (match["args"] or "").strip()))
        return self._plain(self._turn(request, chat, person, request.text[:TEXT_LIMIT].strip()))

    def _pressed(self, request: Request, chat: Chat) -> str:
        """What the button wants; that it was pressed tells that the digest it is under has arrived."""
        prefix, _, rest = request.action.partition(":")
        named = read_occasion(rest) if prefix == ON else None
        if named is None:
            return request.action
        digest, action = named
        self.services.store.deliveries.settle(
            DeliveryKey(chat.id, digest.kind, digest.subject), request.message_id, now=self.services.now()
        )
        return action

    def _turn(self, request: Request, chat: Chat, person: Person, args: str) -> Turn:
        return Turn(self.services, request, chat, person, Catalog.load(person.language), args)

    def _command(self, name: str, turn: Turn) -> Reply:
        commands = {command.name: command for command in self.commands}
        if name.lower() in commands:
            return self._run(commands[name.lower()], turn)
        if turn.request.kind is not ChatKind.PRIVATE:
            return NOTHING
        near = process.extractOne(name.lower(), list(commands), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
        if near is None:
            return say(turn.catalog.text("command.unknown", name=name))
        return say(turn.catalog.text("command.near", name=name, nearest=near[0]))

    def _plain(self, turn: Turn) -> Reply:
        if turn.request.kind is not ChatKind.PRIVATE or not turn.args:
            return NOTHING
        if turn.chat.asked:
            turn.store.chats.ask(turn.chat.id, "")
            return self._command(turn.chat.asked, turn)
        return self._run(self.plain, turn)

    def _run(self, called: Command | Action | None, turn: Turn) -> Reply:
        if called is None:
            return say(turn.catalog.text("action.old"))
        if called.changes and not turn.request.is_admin:
            return Reply(say(turn.catalog.text("group.admins_only")).messages, Audience.CALLER)
        return called.answer(turn)


def first_settings(request: Request) -> Settings:
    """The settings of a chat nobody has set: what the client's language suggests."""
    client = request.client_language.lower().replace("_", "-")
    zone = next((zone for prefix, zone in _ZONES.items() if client.startswith(prefix)), "UTC")
    return Settings(zone=zone, languages=_CONTENT_LANGUAGES[language_for(client)])
