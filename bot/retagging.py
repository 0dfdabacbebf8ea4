"""What the store holds is brought to today's vocabulary: topics, and subscriptions to topics that were renamed."""

from collections.abc import Iterator

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bot.query import read_term, spell
from bot.query.renaming import renamed
from storage.store import Store


def retag(store: Store, tagger: Tagger) -> Iterator[None]:
    """Follow renamed topics, then tag anew what another vocabulary has tagged, an issue a step; none becomes news."""
    follow_renamed(store, tagger.vocabulary)
    while store.retagging.step(tagger.version, tagger.tag_entries):
        yield


def follow_renamed(store: Store, vocabulary: Vocabulary) -> None:
    """Have subscriptions name renamed topics by today's slugs."""
    slugs = vocabulary.renamed()
    if not slugs:
        return
    spellings = {old: _respelled(old, slugs) for old in store.chats.terms()}
    store.chats.respell({old: new for old, new in spellings.items() if old != new})


def _respelled(spelling: str, slugs: dict[str, str]) -> str:
    """The spelling with today's slugs; as it was where it cannot be read."""
    try:
        return spell(renamed(read_term(spelling), slugs))
    except ValueError:
        return spelling
