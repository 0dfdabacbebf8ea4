"""For whom something is rendered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.adapter import Adapter
from adapters.tags.vocabulary import Vocabulary
from bot.catalog import Catalog
from bot.due import zone_of
from storage.model import Settings


@dataclass(frozen=True, slots=True)
class View:
    """The reader's language and the chat's settings, the names of topics, and what adapters declare, by their name.

    `page_length` is how many papers a page has that takes another's place, where that is less than a digest's length.
    A summary of an adapter that is not among them is taken for machine-written, its authors for unordered.
    """

    catalog: Catalog
    settings: Settings
    vocabulary: Vocabulary
    adapters: Mapping[str, Adapter]
    page_length: int | None = None

    def machine_written(self, adapter: str) -> bool:
        """Whether the adapter's summaries come from a language model."""
        return adapter not in self.adapters or self.adapters[adapter].machine_written

    def local(self, moment: dt.datetime) -> dt.datetime:
        """The moment as the chat's clock shows it."""
        return moment.astimezone(zone_of(self.settings.zone))
