"""The door to the network: names are resolved here, all addresses checked, and sockets made for those addresses only.

aiohttp connects to exactly the addresses that its resolver gave, so nothing is resolved again after the check; and for
each of them, as for addresses that are written as such, it asks `make_socket`, which checks once more.
"""

import socket
from collections.abc import Awaitable, Callable, Collection

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.fetching.addresses import is_public

Resolve = Callable[[str, int, socket.AddressFamily], Awaitable[list[ResolveResult]]]
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


class ForbiddenAddressError(OSError):
    """A host has an address that may not be spoken to."""


class Guard:
    """Lets through what is public, and the hosts (`name:port`) that an operator named."""

    def __init__(self, private: Collection[str] = ()) -> None:
        self._private = frozenset(private)
        self._let_through = {_literal(one) for one in private}  # those that are no addresses are let through by no one

    def check(self, host: str, port: int, addresses: Collection[str]) -> None:
        """Raise ForbiddenAddressError unless all addresses of a host may be spoken to."""
        if f"{host}:{port}" in self._private:
            self._let_through.update((address, port) for address in addresses)
            return
        if not addresses or not all(map(is_public, addresses)):
            raise ForbiddenAddressError(f"{host} is no public address")

    def make_socket(self, info: AddressInfo) -> socket.socket:
        """A socket for an address. Raises ForbiddenAddressError."""
        family, kind, protocol, _, where = info
        address, port = str(where[0]), where[1]
        if not is_public(address) and (address, port) not in self._let_through:
            raise ForbiddenAddressError(f"{address} is no public address")
        return socket.socket(family=family, type=kind, proto=protocol)


def _literal(named: str) -> tuple[str, int]:
    host, _, port = named.rpartition(":")
    return host.strip("[]"), int(port)


class GuardedResolver(AbstractResolver):
    """Resolves names, and answers with all their addresses or, if one of them is forbidden, with an error."""

    def __init__(self, resolve: Resolve, guard: Guard) -> None:
        self._resolve = resolve
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises ForbiddenAddressError, or OSError where there are none."""
        found = await self._resolve(host, port, family)
        self._guard.check(host, port, [one["host"] for one in found])
        return found

    async def close(self) -> None:
        """Nothing is kept open."""
