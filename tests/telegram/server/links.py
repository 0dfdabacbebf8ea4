"""Addresses as the real server reads them: what it accepts in links and buttons, in its spelling and its words.

https://github.com/tdlib/td/blob/master/tdutils/td/utils/HttpUrl.cpp and td/telegram/LinkManager.cpp
"""

import ipaddress
import re

_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]|%[0-9a-f]{2})+")
_OWN_HOST = re.compile(r"[a-z0-9_-]+")
_OWN_SCHEMES = {"tg:": "tg", "ton:": "ton"}
_MENTION = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)", re.IGNORECASE)


class LinkError(Exception):
    """Why an address is none."""


def check_link(link: str) -> str:
    """Give the address in the server's spelling; LinkError says why it is refused."""
    for prefix, scheme in _OWN_SCHEMES.items():
        if link.lower().startswith(prefix):
            return _check_own(link[len(prefix) :].removeprefix("//"), scheme)
    scheme, user, host, port, rest = _parse(link)
    if "." not in host and not host.startswith("["):
        raise LinkError("Wrong HTTP URL")
    return f"{scheme}://{user}{host}{port}{rest}"


def mentioned_user(link: str) -> int | None:
    """Find the person in a link of the form tg://user?id=123."""
    match = _MENTION.match(link)
    return int(match[1]) if match else None


def _check_own(link: str, scheme: str) -> str:
    """Check an address that a client opens itself, such as tg://resolve?domain=x."""
    protocol, user, host, port, rest = _parse(link)
    if link.lower().startswith("http://") or protocol == "https" or user or port or host.startswith("["):
        raise LinkError(f"Wrong {scheme} URL")
    if not _OWN_HOST.fullmatch(host):
        raise LinkError("Unallowed characters in URL host")
    return f"{scheme}://{host}{rest[1:] if rest.startswith('/?') else rest}"


def _parse(url: str) -> tuple[str, str, str, str, str]:
    """Split into scheme, user with @, host, port with colon, and the rest that begins with a slash."""
    scheme, mark, rest = url.partition("://")
    if not mark or re.search(r"[:/?#@\[\]]", scheme):
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https"):
        raise LinkError("Unsupported URL protocol")
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    before, colon, number = place.rpartition(":")
    has_port = bool(before and colon) and "]" not in number and "@" not in number
    user, at, host = (before if has_port else place).rpartition("@")
    tail = rest[len(place) :].rstrip(" \t\r\n\v") or "/"
    tail = tail if tail.startswith("/") else f"/{tail}"
    spelled = "".join(f"%{ord(char):02X}" if char <= " " else char for char in tail)
    return scheme.lower(), f"{user}{at}", _check_host(host), _check_port(number) if has_port else "", spelled


def _check_port(number: str) -> str:
    if not number.isascii() or not number.isdigit() or not 0 < int(number) <= 65535:
        raise LinkError("Wrong port number specified in the URL")
    return f":{int(number)}"


def _check_host(host: str) -> str:
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise LinkError("Wrong IPv6 address specified in the URL") from None
        return host.lower()
    if not host:
        raise LinkError("URL host is empty")
    if host == ".":
        raise LinkError("Host is invalid")
    if not _HOST.fullmatch(host.lower()):
        raise LinkError("Wrong percent-encoded symbol in URL host" if "%" in host else "Wrong URL host")
    return host.lower()
