"""What `run` reads: whether it can be read."""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.checkup.finding import Finding, State
from bot.configured import find_sources, private_hosts
from bot.errors import SettingsError
from bot.fetching.addressing import read_place
from bot.fetching.errors import FetchError
from bot.fetching.recognising import try_place
from bot.settings import OperatorSettings
from bot.sources import is_folder
from storage.store import Store, open_store
from storage.watched import Visited, WatchStatus

_CHECK = "sources"


def look_at(operator: OperatorSettings, usable: bool, now: dt.datetime) -> Iterator[Finding]:
    """Look at each source; in a database that is not `usable` yet, at those that are to be read first."""
    try:
        private_hosts(operator.private_hosts, ())
        with open_store(operator.database_url if usable else "sqlite://") as store:
            yield from _listed(store, operator, now)
    except SettingsError as error:
        yield Finding(_CHECK, State.WRONG, str(error))


def _listed(store: Store, operator: OperatorSettings, now: dt.datetime) -> Iterator[Finding]:
    folders, fetched = find_sources(store, operator.sources)
    addresses = [*(folder.address for folder in folders), *fetched]
    if not addresses:
        said = "No source is read: name one in PAPERWIRE_SOURCES, or say `paperwire sources add`."
        yield Finding(_CHECK, State.NOTE, said)
    watches = {one.address: one for one in store.watches.listing()}
    visits = {one.address: one for one in store.visits.listing()}
    for address in addresses:
        if not _is_new(address, watches.get(address)):
            yield _source(address, watches.get(address), visits.get(address), now)
    if new := [address for address in addresses if _is_new(address, watches.get(address))]:
        yield from _tried(store, operator, new, now)


def _is_new(address: str, watch: WatchStatus | None) -> bool:
    """Whether nobody has looked there yet: then the check-up does."""
    return not is_folder(address) and (watch is None or (watch.first_read_at is None and watch.failing is None))


def _tried(store: Store, operator: OperatorSettings, addresses: Sequence[str], now: dt.datetime) -> Iterator[Finding]:
    """Look for papers at each of the addresses; nothing is kept."""
    from bot import fetched  # noqa: PLC0415 - few commands need its libraries

    with fetched.visitors(store, operator) as (visitor, runner):
        for address in addresses:
            try:
                tried, reason = runner.run(try_place(visitor.web, read_place(address), now))
            except FetchError as error:
                said = f"{address} cannot be read: {error.reason} Check the address and the network."
                yield Finding(_CHECK, State.WRONG, said)
                continue
            if tried is None:
                yield Finding(_CHECK, State.NOTE, f"{address} has no papers at present: {reason}")
            else:
                yield Finding(_CHECK, State.OK, f"{address} has papers, such as “{tried.papers[0].title}”.")


def _source(address: str, watch: WatchStatus | None, visited: Visited | None, now: dt.datetime) -> Finding:
    if visited is not None and visited.stopped:
        said = f"{address} is not read any more: {visited.stopped} `paperwire sources add` tries again."
        return Finding(_CHECK, State.WRONG, said)
    if watch is not None and watch.failing is not None:
        hours = (now - watch.failing.since) // dt.timedelta(hours=1)
        said = f"{address} cannot be read for {hours} hours: {watch.failing.reason}"
        return Finding(_CHECK, State.WRONG, f"{said} `paperwire sources` says more.")
    if watch is None or watch.first_read_at is None:
        return Finding(_CHECK, State.OK, f"{address} is read for the first time when `paperwire run` starts.")
    return Finding(_CHECK, State.OK, f"{address} is read.")
