"""What arXiv says of the papers that others speak of: authors in order, categories, abstract; a hundred ids a request.

It is kept as entries of arXiv's, in issues of the days on which the papers were submitted, and is never news.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from adapters import charsets
from adapters.errors import AdapterError
from adapters.model import Entry, Ref
from adapters.publishers import arxiv
from bot import ingest
from bot.fetching.asking import Ask
from bot.fetching.errors import FetchError
from bot.fetching.places import Web
from bot.fetching.visiting import InThread, Shelf
from storage.lookups import LookupBatch
from storage.model import Source

log = logging.getLogger(__name__)

AT_ONCE = 100  # ids of a request
IN_A_ROUND = 5  # requests, so that other sources need not wait for long
REST = dt.timedelta(minutes=10)  # after arXiv could not be asked
UNDER = "arxiv.org/ids/"  # how the keys of its issues begin
TITLE = "looked up"
_SOURCE = Source(arxiv.NAME, arxiv.NAME, "/")

Days = Mapping[dt.date, Sequence[Entry]]


@dataclass(slots=True)
class LookUps:
    """Looks up the ids of the shelf's papers, each once."""

    shelf: Shelf
    web: Web
    in_thread: InThread
    _rests_until: dt.datetime | None = field(default=None, init=False)

    async def go_on(self, reads: Callable[[], Awaitable[bool]]) -> None:
        """Look up the next ids, as many as one round takes, while `reads` says so."""
        now = self.shelf.now()
        if self._rests_until is not None and now < self._rests_until:
            return
        try:
            for _ in range(IN_A_ROUND):
                batch = await self.in_thread(partial(self.shelf.store.lookups.next_batch, arxiv.NAME, AT_ONCE))
                if batch is None or not await reads():
                    return
                await self._look_up(batch)
        except FetchError as error:
            self._rests_until = now + (error.wait or REST)
            log.warning("arXiv was not asked for what it says of papers: %s", error.reason)

    async def _look_up(self, batch: LookupBatch) -> None:
        for days in await self._found(batch.ids):
            await self.in_thread(partial(self._keep, days))
        await self.in_thread(partial(self.shelf.store.lookups.done, batch))

    async def _found(self, ids: Sequence[str]) -> list[Days]:
        """What arXiv says of the ids. One that cannot be any makes it refuse the request: the others go without it."""
        if not ids:
            return []
        query = urlencode({"id_list": ",".join(ids), "max_results": len(ids)})
        try:
            answer = await self.web.fetch(Ask(f"{self.web.arxiv}/api/query?{query}", accept="application/atom+xml"))
        except FetchError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            if len(ids) == 1:
                return []
            middle = len(ids) // 2
            return [*await self._found(ids[:middle]), *await self._found(ids[middle:])]
        body = answer.body or b""
        return [await asyncio.to_thread(_read, body, answer.charset, answer.url, frozenset(ids))]

    def _keep(self, days: Days) -> None:
        """Add the entries to the issues of their days."""
        keys = {date: f"{UNDER}{date.isoformat()}" for date in days}
        there = self.shelf.store.lookups.entries(arxiv.NAME, keys.values())
        for date, key in keys.items():
            by_id = {entry.arxiv_id: entry for entry in (*there[key], *days[date])}
            issue = arxiv.issue_of(Ref(key, "https://arxiv.org/"), TITLE, date, tuple(by_id.values()))
            ingest.put(issue, self.shelf.store, self.shelf.tagger, now=self.shelf.now(), news=False, source=_SOURCE)


def _read(body: bytes, charset: str | None, url: str, ids: frozenset[str]) -> Days:
    """The entries of the ids that were asked for, by the days on which the papers were submitted."""
    try:
        days = arxiv.submissions(charsets.decode(body, charset, url), url)
    except AdapterError as error:
        raise FetchError(f"It answered what cannot be read: {error.reason}") from error
    found = {date: [entry for entry in entries if entry.arxiv_id in ids] for date, entries in days.items()}
    return {date: entries for date, entries in found.items() if entries}
