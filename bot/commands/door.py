"""What somebody meets who was not let in: a word on how that is done, and an operator who is asked."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from bot.access import Entrance, code_in
from bot.catalog import Catalog
from bot.commands.hearing import Call
from bot.commands.manners import Manners, addressed
from bot.commands.turn import Services, say
from bot.message import Audience, Button, Message, Reply, Request
from bot.policy import AccessPolicy
from bot.quota import Verdict
from bot.telling import Telling
from storage.model import ChatKind
from storage.ranks import Rank

NOTHING = Reply(())
OWN = frozenset({"export", "forget", "privacy"})  # for everybody of whom something is kept
LONGEST_NAME = 64  # characters


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in, or says why not."""

    services: Services
    manners: Manners
    catalog_for: Callable[[Request], Catalog]

    def turned_away(self, call: Call, request: Request) -> Reply | None:
        """What who was not let in is told; None for everybody else."""
        entrance = self.services.access.entrance(request)
        if entrance is Entrance.OPEN or (entrance is Entrance.STRANGER and self._own(call, request)):
            return None
        if entrance is Entrance.SHUT:
            return NOTHING
        if request.kind is ChatKind.PRIVATE:
            return self._in_private(request, self.catalog_for(request))
        key = self.manners.say_once("access.group", request, self.services.now())
        if not key:
            return NOTHING
        text = self.catalog_for(request).text("access.group")
        if request.action:
            return Reply((), Audience.CALLER, toast=text)
        return addressed(say(text), call.called, request)

    def welcome(self, request: Request) -> Message | None:
        """What the code in a request has brought; None where it brought nothing."""
        rank = self.services.access.redeem(request, self.services.now())
        if rank is None:
            return None
        catalog = self.catalog_for(request)
        said = catalog.said("access.operator") if rank is Rank.OPERATOR else catalog.said("access.welcome")
        return say(said).messages[0]

    def _own(self, call: Call, request: Request) -> bool:
        """Whether it is about what is kept of the person, and something is."""
        find = self.services.store.persons.find
        return call.called.name in OWN and find(request.place.platform, request.user_id) is not None

    def _in_private(self, request: Request, catalog: Catalog) -> Reply:
        if code_in(request):
            return say(catalog.text("access.wrong_code"))
        if self.services.access.policy is AccessPolicy.OPERATORS:
            return say(catalog.text("access.operators_only"))
        told = self._tell_operators(request)
        return say(catalog.text("access.stranger"), catalog.text("access.asked") if told else "")

    def _tell_operators(self, request: Request) -> bool:
        """Ask the operators whether to let the person in, once; whether there is somebody to ask."""
        account, now = f"{request.place.platform}:{request.user_id}", self.services.now()
        if self.manners.stranger.take(account, now) is not Verdict.DO:
            return True
        if self.manners.strangers.take("", now) is not Verdict.DO:
            return False
        name = " ".join(request.user_name.split())[:LONGEST_NAME] or account

        language = self.catalog_for(request).language

        def question(catalog: Catalog) -> Message:
            buttons = (
                Button(catalog.text("button.let_in"), f"admin:allow {account} {language}"),
                Button(catalog.text("button.block"), f"admin:block {account}"),
            )
            said = catalog.text("access.question", name=name, account=account)
            return dataclasses.replace(say(said).messages[0], buttons=(buttons,))

        telling = Telling(self.services.store, self.services.access, self.services.now)
        return telling.tell(f"asks/{account}", question)
