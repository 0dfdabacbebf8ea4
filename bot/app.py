"""The composition root: the one place that names concrete classes and puts them together."""

import datetime as dt
from collections.abc import Callable

from adapters import registry
from adapters.adapter import Adapter
from adapters.tags import vocabulary as vocabulary_data
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bot.commands import ACTIONS, COMMANDS, PLAIN
from bot.commands.answer import Answering
from bot.commands.turn import Services
from storage.store import Store


def utc_now() -> dt.datetime:
    """The moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def build_vocabulary() -> Vocabulary:
    """The concepts that ship with Paperwire."""
    return vocabulary_data.load()


def build_tagger() -> Tagger:
    """The matcher over the vocabulary that ships with Paperwire."""
    return Tagger(build_vocabulary())


def adapters_by_name() -> dict[str, Adapter]:
    """What the publishers declare."""
    return {adapter.name: adapter for adapter in registry.ADAPTERS}


def build_answering(store: Store, vocabulary: Vocabulary, *, now: Callable[[], dt.datetime] = utc_now) -> Answering:
    """All commands over one store."""
    services = Services(store, vocabulary, adapters_by_name(), now)
    return Answering(services, COMMANDS, ACTIONS, PLAIN)
