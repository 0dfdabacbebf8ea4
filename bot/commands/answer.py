"""From a request to a reply: who asks, where, for what, whether they may, and what becomes of a failure."""

import dataclasses
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.catalog import Catalog, language_for
from bot.commands.door import NOTHING, Door
from bot.commands.hearing import Call, Repertoire, called_for
from bot.commands.manners import Manners, addressed
from bot.commands.turn import QUESTIONS, Action, Command, Counted, Services, Turn, say
from bot.message import Audience, Button, Reply, Request
from bot.occasion import Occasion, read_under
from bot.signals import Answered
from storage.model import ChatKind, DeliveryKey, Settings

log = logging.getLogger(__name__)

CONTENT_LANGUAGES = {"ko": ("ko", "en"), "zh": ("zh", "en"), "en": ("en",)}
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

    `plain` answers text that is no command.
    """

    services: Services
    commands: tuple[Command, ...]
    actions: tuple[Action, ...]
    plain: Command
    manners: Manners = field(default_factory=Manners)

    def answer(self, request: Request) -> Reply:
        """Answer a request. A failure of ours is logged under a code, and the reply says the code."""
        try:
            return self._answer(request)
        except Exception:
            code = secrets.token_hex(2).upper()
            log.exception("A request failed; the person was told the code %s.", code)
            catalog = Catalog.load(language_for(request.client_language))  # the store may be what failed
            return dataclasses.replace(say(catalog.text("error.ours", code=code)), audience=_alone(request))

    def catalog_for(self, request: Request) -> Catalog:
        """The texts in the language that the person chose, or their client speaks."""
        person = self.services.store.persons.find(request.place.platform, request.user_id)
        return Catalog.load(person.language if person else language_for(request.client_language))

    def needs_admin(self, request: Request) -> bool:
        """Whether the answer depends on `Request.is_admin`, which then must be the platform's word of this moment."""
        call = None if request.kind is ChatKind.PRIVATE else self._hear(request)
        return call is not None and (call.called.changes or call.called.sees_rights)

    def needs_post(self, request: Request) -> bool:
        """Whether the answer depends on `Request.can_post`."""
        call = None if request.kind is ChatKind.PRIVATE else self._hear(request)
        return call is not None and call.called.posts

    def question(self, request: Request) -> tuple[str, str]:
        """The command whose answer the pressed button asks for, and its question; nothing for other buttons."""
        command = called_for(_without_digest(request)[0].action)
        return (command, self.catalog_for(request).text(QUESTIONS[command])) if command else ("", "")

    def names_admins(self, request: Request) -> bool:
        """Whether the answer uses `Request.admins`."""
        call = None if request.kind is ChatKind.PRIVATE else self._hear(request)
        return call is not None and call.called.names_admins

    def _hear(self, request: Request) -> Call | None:
        """What the request calls for; what is the operators' is unknown to everybody else."""
        request = _without_digest(request)[0]
        call = self._repertoire().hear(request)
        if call is None or not call.called.operators or self._is_operators(request):
            return call
        known = self._repertoire()
        commands = [one for one in known.commands if not one.operators]
        return Repertoire(commands, [one for one in known.actions if not one.operators], self.plain).hear(request)

    def _is_operators(self, request: Request) -> bool:
        """Whether an operator asks, alone."""
        private = request.kind is ChatKind.PRIVATE
        return private and self.services.access.is_operator(request.place.platform, request.user_id)

    def _repertoire(self) -> Repertoire:
        return Repertoire(self.commands, self.actions, self.plain)

    def _answer(self, request: Request) -> Reply:
        call = self._hear(request)
        request, digest = _without_digest(request)
        if call is None:
            return NOTHING
        door = Door(self.services, self.manners, self.catalog_for)
        welcome = door.welcome(request)
        refusal = door.turned_away(call, request)
        if refusal is not None:
            return refusal
        if digest is not None:
            self._settle(digest, request)
        answer = self._in_private if request.kind is ChatKind.PRIVATE else self._in_group
        with self._timed(call, request):
            reply = answer(call, request)
        return dataclasses.replace(reply, messages=(welcome, *reply.messages)) if welcome else reply

    @contextmanager
    def _timed(self, call: Call, request: Request) -> Iterator[None]:
        """Tell how long the answer took; what somebody mistyped has no name of its own."""
        began, failed = time.perf_counter(), True
        try:
            yield
            failed = False
        finally:
            known = any(one.name == call.called.name for one in (*self.commands, *self.actions, self.plain))
            name, seconds = call.called.name if known else "other", time.perf_counter() - began
            self.services.tell(Answered(request.place.platform, name, seconds, failed))

    def _settle(self, digest: Occasion, request: Request) -> None:
        """A press on a digest tells that it has arrived."""
        store = self.services.store
        chat = store.threads.concerned(request.place, request.kind)
        if chat is not None:
            key = DeliveryKey(chat.id, digest.kind, digest.subject)
            store.deliveries.settle(key, request.message_id, now=self.services.now())

    def _in_private(self, call: Call, request: Request) -> Reply:
        turn = self._turn(request, call)
        call = self._expected(call, turn)
        objection = self.manners.objection(call.called, request, turn.now())
        if objection is not None:
            return self._decline(objection, call, request)
        turn = dataclasses.replace(turn, args=call.args)
        return addressed(_dressed(call.called.answer(turn), turn), call.called, request)

    def _in_group(self, call: Call, request: Request) -> Reply:
        objection = self.manners.objection(call.called, request, self.services.now())
        if objection is not None:
            return self._decline(objection, call, request)
        if call.called.changes:
            self.services.access.admit_group(request, self.services.now())
        turn = self._turn(request, call)
        searches = call.called.counted is Counted.EVERYWHERE
        if searches and turn.chat.settings.search == "off":
            return self._decline(self.manners.say_once("group.search_off", request, turn.now()), call, request)
        reply = _dressed(call.called.answer(turn), turn)
        if searches and turn.chat.settings.search == "private":
            reply = dataclasses.replace(reply, audience=Audience.PERSON)
        return addressed(reply, call.called, request)

    def _turn(self, request: Request, call: Call) -> Turn:
        now, store = self.services.now(), self.services.store
        language = language_for(request.client_language)
        person = store.persons.get_or_create(request.place.platform, request.user_id, language=language, now=now)
        settings = first_settings(request)
        chat = store.threads.concerned_or_new(request.place, request.kind, settings=settings, now=now)
        if request.kind is ChatKind.PRIVATE and chat.person_id != person.id:
            store.chats.give(chat.id, person.id)
            chat = dataclasses.replace(chat, person_id=person.id)
        return Turn(self.services, request, chat, person, Catalog.load(person.language), call.args)

    def _expected(self, call: Call, turn: Turn) -> Call:
        """The call, or that of the command whose question a text answers; whatever comes closes the question."""
        if not turn.chat.asked:
            return call
        turn.store.chats.ask(turn.chat.id, "")
        answers = call.called is self.plain
        return (self._repertoire().named(turn.chat.asked, call.args) if answers else None) or call

    def _decline(self, key: str, call: Call, request: Request) -> Reply:
        """Say why not, at the button or to the caller, with the way to do it in private."""
        if not key:
            return NOTHING
        catalog = self.catalog_for(request)
        if request.action:
            return Reply((), _alone(request), toast=catalog.text(key))
        slug = self.services.vocabulary.find(call.args)
        elsewhere = Button(catalog.text("button.open_privately"), f"subscribe:{slug}" if slug else "", private=True)
        buttons = ((elsewhere,),) if request.kind is not ChatKind.PRIVATE else ()
        return addressed(say(catalog.text(key), buttons=buttons), call.called, request)


def first_settings(request: Request) -> Settings:
    """The settings of a chat nobody has set: what the client's language suggests."""
    client = request.client_language.lower().replace("_", "-")
    zone = next((zone for prefix, zone in _ZONES.items() if client.startswith(prefix)), "UTC")
    return Settings(zone=zone, languages=CONTENT_LANGUAGES[language_for(client)])


def _dressed(reply: Reply, turn: Turn) -> Reply:
    """The reply in the form that the chat chose for its messages."""
    if not turn.chat.settings.embeds:
        return reply
    return dataclasses.replace(reply, messages=tuple(dataclasses.replace(m, embedded=True) for m in reply.messages))


def _without_digest(request: Request) -> tuple[Request, Occasion | None]:
    """The request as a button says it, and the digest that it stands under, as far as the button names one."""
    digest, action = read_under(request.action)
    return dataclasses.replace(request, action=action), digest


def _alone(request: Request) -> Audience:
    return Audience.CHAT if request.kind is ChatKind.PRIVATE else Audience.CALLER
