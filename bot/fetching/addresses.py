"""Which addresses may be spoken to. Pure.

`ipaddress.is_global` alone is not enough: it accepts multicast, NAT64, IPv4-compatible and site-local addresses, and
what it accepts differs between versions of Python. So the networks are written here, after
https://www.iana.org/assignments/iana-ipv4-special-registry/ and iana-ipv6-special-registry.
"""

import ipaddress

_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, where clouds have their metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")  # all that is given out; NAT64, mapped and local ones lie outside
_IPV6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID and other protocol assignments
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to a host of the public internet and leads nowhere else."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _IPV4)
    if ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    return ip.is_global and ip in _IPV6_PUBLIC and not any(ip in network for network in _IPV6)
