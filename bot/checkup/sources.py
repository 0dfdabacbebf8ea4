"""What `run` reads: whether it can be read."""

import datetime as dt
from collections.abc import Iterator

from bot.checkup.finding import Finding, State
from bot.configured import find_sources, private_hosts
from bot.errors import SettingsError
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
        yield _source(address, watches.get(address), visits.get(address), now)


def _source(address: str, watch: WatchStatus | None, visited: Visited | None, now: dt.datetime) -> Finding:
    if visited is not None and visited.stopped:
        said = f"{address} is not read any more: {visited.stopped} `paperwire sources add` tries again."
        return Finding(_CHECK, State.WRONG, said)
    if watch is not None and watch.failing is not None:
        hours = (now - watch.failing.since) // dt.timedelta(hours=1)
        said = f"{address} cannot be read for {hours} hours: {watch.failing.reason}"
        return Finding(_CHECK, State.WRONG, f"{said} `paperwire sources` says more.")
    if watch is None or watch.first_read_at is None:
        when = "with the start of `paperwire run`" if is_folder(address) else "soon after the start of `paperwire run`"
        return Finding(_CHECK, State.OK, f"{address} is read for the first time {when}.")
    return Finding(_CHECK, State.OK, f"{address} is read.")
