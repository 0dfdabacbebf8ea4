"""Which addresses may be spoken to. Pure.

`ipaddress.is_global` alone is not enough: it accepts multicast, NAT64, IPv4-compatible and site-local addresses, and
tunnels that lead to an IPv4 address of their own. https://www.iana.org/assignments/iana-ipv6-special-registry/
"""

import ipaddress

_NO_HOSTS = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "::/96",  # IPv4-compatible
            "::ffff:0:0:0/96",  # IPv4-translated
            "64:ff9b::/96",  # NAT64
            "64:ff9b:1::/48",  # NAT64 of a local network
            "2001::/23",  # Teredo, ORCHID and other protocol assignments
            "2002::/16",  # 6to4
            "fec0::/10",  # site-local
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to a host of the public internet and leads nowhere else."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _NO_HOSTS):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
