"""What an operator set about sources: which are read from now on, and which private hosts may be spoken to."""

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.fetching.addressing import read_place
from bot.sources import Folder, is_folder, read_folder, read_folders
from storage.store import Store

log = logging.getLogger(__name__)


def find_sources(store: Store, written: str) -> tuple[tuple[Folder, ...], tuple[str, ...]]:
    """The folders and the addresses of what is fetched that `run` begins with. Raises SettingsError.

    `SOURCES` counts where the store knows no source yet; later `paperwire sources` decides, and what differs is said.
    """
    known = {one.address: one.watched for one in store.watches.listing()}
    parts = [part.strip() for part in written.split(",") if part.strip()]
    folders = read_folders(",".join(filter(is_folder, parts)), known)
    addresses = tuple(dict.fromkeys(_address(part) for part in parts if not is_folder(part)))
    if not known:
        return folders, addresses
    watched = [address for address, still in known.items() if still]
    _say_difference({folder.address for folder in folders} | set(addresses), set(watched))
    fetched = tuple(address for address in watched if not is_folder(address))
    return tuple(read_folder(address) for address in watched if is_folder(address)), fetched


def _address(written: str) -> str:
    try:
        return read_place(written).address
    except SettingsError as error:
        raise SettingsError(f"PAPERWIRE_SOURCES: {error}") from error


def _say_difference(written: set[str], watched: set[str]) -> None:
    for address in sorted(written - watched):
        log.warning("PAPERWIRE_SOURCES names %s, which is not read: `paperwire sources add` adds it.", address)
    for address in sorted(watched - written) if written else ():
        log.warning("%s is read, though PAPERWIRE_SOURCES does not name it: `paperwire sources remove`.", address)


def private_hosts(written: str, roots: Iterable[str]) -> frozenset[str]:
    """The hosts (`name:port`) that may be private: those that are named, and those of the services' own addresses."""
    named = [part.strip() for part in written.split(",") if part.strip()]
    for one in named:
        if not one.rpartition(":")[2].isdigit():
            raise SettingsError(f"PAPERWIRE_PRIVATE_HOSTS: “{one}” is no host with a port; write 10.0.0.5:8080.")
    return frozenset([*named, *map(_host, roots)])


def _host(root: str) -> str:
    parts = urlsplit(root)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
