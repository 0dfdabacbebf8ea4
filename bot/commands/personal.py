"""/export, /forget, /privacy: what is kept of a person, for them to see, to take along and to erase."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from bot import bibtex
from bot.commands.turn import Action, Command, Turn, in_place, say
from bot.message import Audience, Button, File, Reply
from storage.model import Chat, Place, Subscription
from storage.noted import Deed, Noted
from storage.ranks import Admitted

PRIVACY = ("kept", "papers", "groups", "deliveries", "never", "erase")  # the paragraphs of /privacy
DELIVERIES = 1000  # of a chat that are exported: more than the 90 days that they are kept have
_YES, _NO = "yes", "no"


def export(turn: Turn) -> Reply:
    """A file of all that is kept of the person; and of the group it is asked in, if they may change that.

    What they saved comes as BibTeX, too.
    """
    content = json.dumps(_exported(turn), ensure_ascii=False, indent=2) + "\n"
    name = f"paperwire-{turn.now().date().isoformat()}"
    files = [File(f"{name}.json", content.encode())]
    if saved := turn.store.opinions.saved_papers(turn.person.id):
        files.append(File(f"{name}.bib", bibtex.write(saved, turn.services.adapters).encode()))
    return Reply(say(turn.catalog.text("export.done")).messages, files=tuple(files))


def _exported(turn: Turn) -> dict[str, Any]:
    person, opinions = turn.person, turn.store.opinions
    may_see_group = turn.in_group and turn.request.is_admin
    return {
        "exported_at": turn.now().isoformat(),
        "person": {
            "platform": person.platform,
            "id": person.user_id,
            "language": person.language,
            "since": _moment(person.created_at),
            "rank": _rank(turn),
            "saved": _papers(opinions.saved(person.id)),
            "opinions": _papers(opinions.given(person.id)),
            "subscribed": [_deed(deed) for deed in turn.store.persons.deeds(person.id)],
        },
        "chats": [_chat(chat) | _deliveries(turn, chat) for chat in turn.store.chats.of_person(person.id)],
        "group": _chat(turn.chat) if may_see_group else None,
    }


def _rank(turn: Turn) -> str | None:
    """How the person stands with the operators, by what these decided."""
    rank = turn.store.access.ranks(turn.person.platform, turn.person.user_id, "").get(Admitted.PERSON)
    return rank.value if rank else None


def _papers(noted: Iterable[Noted]) -> list[dict[str, Any]]:
    return [
        {"paper": one.key, "title": one.title, "at": _moment(one.at)}
        | ({"opinion": one.opinion.value} if one.opinion else {})
        for one in noted
    ]


def _deed(deed: Deed) -> dict[str, Any]:
    return _place(deed.place) | _subscription(deed.subscription)


def _chat(chat: Chat) -> dict[str, Any]:
    return {
        **_place(chat.place),
        "since": _moment(chat.created_at),
        "settings": dataclasses.asdict(chat.settings),
        "subscriptions": [_subscription(row) for row in chat.subscriptions],
    }


def _deliveries(turn: Turn, chat: Chat) -> dict[str, Any]:
    """What was sent to a chat, or is owed to it, the newest first."""
    known = turn.store.deliveries.of_chat(chat.id, DELIVERIES)
    return {
        "deliveries": [
            {
                "kind": one.key.kind.value,
                "subject": one.key.subject,
                "part": one.key.part,
                "due_at": _moment(one.due_at),
                "state": one.state.value,
            }
            for one in known
        ]
    }


def _place(place: Place) -> dict[str, Any]:
    return {"platform": place.platform, "chat": place.chat_id, "thread": place.thread_id}


def _subscription(row: Subscription) -> dict[str, Any]:
    return {"term": row.term, "wanted": row.wanted, "at": _moment(row.created_at)}


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def forget(turn: Turn) -> Reply:
    """Ask before everything is erased."""
    buttons = (
        Button(turn.catalog.text("button.erase"), f"forget:{_YES}"),
        Button(turn.catalog.text("button.keep"), f"forget:{_NO}"),
    )
    return say(turn.catalog.text("forget.ask"), buttons=(buttons,))


def forgotten(turn: Turn) -> Reply:
    """Erase the person with their private chats when the answer is yes; ask when it is no answer."""
    if turn.args == _NO:
        return in_place(say(turn.catalog.text("forget.kept")))
    if turn.args != _YES:
        return forget(turn)
    turn.store.persons.forget(turn.person.id)
    return in_place(say(turn.catalog.text("forget.done")))


def privacy(turn: Turn) -> Reply:
    """What is kept and for how long, and what never is."""
    buttons = (
        Button(turn.catalog.text("button.export"), "export:"),
        Button(turn.catalog.text("button.forget"), "forget:"),
    )
    return say(*(turn.catalog.said(f"privacy.{part}") for part in PRIVACY), buttons=(buttons,))


COMMANDS = (
    Command("export", export, audience=Audience.PERSON, sees_rights=True),
    Command("forget", forget, audience=Audience.PERSON),
    Command("privacy", privacy, audience=Audience.PERSON),
)
ACTIONS = (
    Action("export", export, audience=Audience.PERSON, sees_rights=True),
    Action("forget", forgotten, audience=Audience.PERSON),
)
