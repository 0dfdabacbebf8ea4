"""What may be meant by the words that a person has typed so far, on platforms that offer choices meanwhile."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from adapters.text import fold
from bot import render
from bot.access import Entrance
from bot.catalog import LANGUAGES, Catalog, language_for
from bot.commands.choices import label_of
from bot.commands.setting import NAMES, SETTINGS
from bot.commands.turn import Services
from bot.completing import Titled, complete_authors, complete_titles, complete_topics
from bot.finding import find_papers
from bot.message import Request
from bot.query import read_term
from bot.zones import suggest_zones
from storage.model import Chat, Paper

MOST = 25  # choices of the narrowest platform
LONGEST = 100  # characters of a choice's words
_SEPARATORS = ",，、;；"


class What(Enum):
    """What is looked for."""

    TOPICS = "topics"  # one of the vocabulary
    TERMS = "terms"  # several, or sources
    SUBSCRIPTIONS = "subscriptions"  # what the chat has
    SOURCES = "sources"
    PAPERS = "papers"
    AUTHORS = "authors"
    SETTINGS = "settings"  # their names
    VALUES = "values"  # of the setting that was named


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is shown, and the words that it stands for."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed, after what, in which language and chat; `chat` is None where there is none yet."""

    typed: str
    request: Request
    catalog: Catalog
    chat: Chat | None
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Suggesting:
    """Suggests over a store; changes nothing there."""

    services: Services

    def suggest(self, what: What, typed: str, request: Request, given: Mapping[str, str]) -> list[Suggestion]:
        """At most MOST suggestions, the best first; `given` are the words said besides, by what they are for.

        Who was not let in gets none.
        """
        if self.services.access.entrance(request) is not Entrance.OPEN:
            return []
        asked = self._asked(typed, request, given.get("setting", ""))
        find = _FINDERS[what]
        shown: dict[str, Suggestion] = {}
        for found in find(self.services, asked):
            if found.label and 0 < len(found.value) <= LONGEST:
                shown.setdefault(found.value, Suggestion(_bounded(found.label), found.value))
            if len(shown) == MOST:
                break
        return list(shown.values())

    def _asked(self, typed: str, request: Request, setting: str) -> Asked:
        store, place = self.services.store, request.place
        person = store.persons.find(place.platform, request.user_id)
        catalog = Catalog.load(person.language if person else language_for(request.client_language))
        return Asked(typed[:LONGEST], request, catalog, store.threads.concerned(place, request.kind), setting)


def _topics(services: Services, asked: Asked) -> Iterator[Suggestion]:
    for slug in complete_topics(asked.typed, services.vocabulary):
        yield Suggestion(services.vocabulary.name(slug, asked.catalog.language), slug)


def _terms(services: Services, asked: Asked) -> Iterator[Suggestion]:
    """The last of several terms: a topic or a source; what stands before it stays."""
    end = max((asked.typed.rfind(sign) for sign in _SEPARATORS), default=-1) + 1
    before, last = asked.typed[:end].strip(), asked.typed[end:].strip()
    sign = "-" if last.startswith("-") else ""
    one = Asked(last.removeprefix("-"), asked.request, asked.catalog, asked.chat)
    sources = (Suggestion(f"source:{found.label}", f'source:"{found.value}"') for found in _sources(services, one))
    for found in (*_topics(services, one), *sources):
        label, value = sign + found.label, sign + found.value
        yield Suggestion(f"{before} {label}".strip(), f"{before} {value}".strip())


def _subscriptions(services: Services, asked: Asked) -> Iterator[Suggestion]:
    for row in asked.chat.subscriptions if asked.chat else ():
        name = render.name(read_term(row.term), asked.catalog, services.vocabulary)
        spelling = row.term if row.wanted else f"-{row.term}"
        yield from _holding(asked, [Suggestion(name if row.wanted else f"− {name}", spelling)])


def _sources(services: Services, asked: Asked) -> Iterator[Suggestion]:
    names = (status.source.name for status in services.store.sources())
    return _holding(asked, (Suggestion(name, name) for name in names))


def _papers(services: Services, asked: Asked) -> Iterator[Suggestion]:
    """Papers with such a title, or else those that a search finds; those of the chat's last digest for no words."""
    store = services.store
    papers: Sequence[Titled | Paper]
    if asked.typed.strip():
        papers = complete_titles(store, asked.typed, MOST)
        papers = papers or find_papers(store, services.vocabulary, asked.typed, limit=MOST).papers
    else:
        plan = store.plans.last_plan(asked.chat.id) if asked.chat else None
        papers = store.papers.get(plan.paper_ids[:MOST]) if plan else ()
    return (Suggestion(paper.title, paper.arxiv_id or f"paper:{paper.id}") for paper in papers)


def _authors(services: Services, asked: Asked) -> Iterator[Suggestion]:
    return (Suggestion(name, name) for name in complete_authors(services.store, asked.typed))


def _settings(services: Services, asked: Asked) -> Iterator[Suggestion]:  # noqa: ARG001 - as the others
    platform = asked.request.place.platform
    elsewhere = {one.name for one in SETTINGS if one.platforms and platform not in one.platforms}
    names = (name for name in NAMES if name not in elsewhere)
    return _holding(asked, (Suggestion(asked.catalog.text(f"button.{name}"), name) for name in names))


def _values(services: Services, asked: Asked) -> Iterator[Suggestion]:
    """The choices of a setting that hold the words, or all of them: other values can be typed."""
    if asked.setting == "timezone":
        return _zones(asked, services.now)
    if asked.setting == "language":
        return iter([Suggestion(Catalog.load(code).language_name(code), code) for code in LANGUAGES])
    setting = next((one for one in SETTINGS if one.name == asked.setting), None)
    choices = setting.choices if setting else ()
    every = [Suggestion(label_of(asked.setting, choice, asked.catalog), choice) for choice in choices]
    own = [Suggestion(asked.typed.strip(), asked.typed.strip())] if asked.typed.strip() else []
    return iter([*_holding(asked, every), *own])


def _zones(asked: Asked, now: Callable[[], dt.datetime]) -> Iterator[Suggestion]:
    for zone in suggest_zones(asked.typed, now()):
        yield Suggestion(f"{asked.catalog.zone(zone)} · {zone}", zone)


def _holding(asked: Asked, every: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Those that hold the words, in what is shown or in what it stands for."""
    wanted = fold(asked.typed).strip()
    return (one for one in every if wanted in fold(one.label) or wanted in fold(one.value))


def _bounded(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


_FINDERS: Mapping[What, Callable[[Services, Asked], Iterator[Suggestion]]] = {
    What.TOPICS: _topics,
    What.TERMS: _terms,
    What.SUBSCRIPTIONS: _subscriptions,
    What.SOURCES: _sources,
    What.PAPERS: _papers,
    What.AUTHORS: _authors,
    What.SETTINGS: _settings,
    What.VALUES: _values,
}
