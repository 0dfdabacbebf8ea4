"""The HTTP side of `run`: whether it can listen where it is told to, or how the one does that runs."""

import errno
import http.client
import json
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from ipaddress import ip_address

from bot.checkup.finding import Finding, State
from bot.settings import OperatorSettings, is_loopback

_CHECK = "http"
ANSWER_SECONDS, MOST_BYTES = 10.0, 1 << 16


def look_at(operator: OperatorSettings) -> Iterator[Finding]:
    """Look at the port, if one is set, at who reads the page there, and at the library that reports errors."""
    if operator.sentry_dsn is not None and find_spec("sentry_sdk") is None:
        said = "PAPERWIRE_SENTRY_DSN is set, but sentry-sdk is not installed: install paperwire[sentry]."
        yield Finding("settings", State.WRONG, said)
    if operator.http_port is None:
        return
    yield _port(operator.http_host, operator.http_port)
    if operator.serves_page and not is_loopback(operator.http_host):
        yield Finding(_CHECK, State.NOTE, "PAPERWIRE_WEB shows the page to everybody who reaches the port.")


def _port(host: str, port: int) -> Finding:
    where = f"{host}, port {port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _listening(host, port)
        said = (
            f"Nobody can listen at {where} ({error.strerror}): set PAPERWIRE_HTTP_HOST to an address of this machine."
        )
        return Finding(_CHECK, State.WRONG, said)
    return Finding(_CHECK, State.OK, f"`paperwire run` will answer at {where}.")


def _listening(host: str, port: int) -> Finding:
    """How it is with what listens there."""
    where = f"{host}, port {port}"
    troubles = _troubles(_reached(host), port)
    if troubles is None:
        said = f"Another program listens at {where}: set PAPERWIRE_HTTP_PORT to a port that is free."
        return Finding(_CHECK, State.WRONG, said)
    if troubles:
        said = "; ".join(f"{name} {trouble}" for name, trouble in troubles.items())
        return Finding(_CHECK, State.WRONG, f"`paperwire run` answers at {where}, and is not ready: {said}.")
    return Finding(_CHECK, State.OK, f"`paperwire run` answers at {where}, and is ready.")


def _reached(host: str) -> str:
    """Where this machine reaches what listens at a host: at every address also means at its own."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    own = "127.0.0.1" if address.version == 4 else "::1"
    return own if address.is_unspecified else host


def _troubles(host: str, port: int) -> dict[str, object] | None:
    """What `/readyz` says is not ready; None of a program that is not ours."""
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answered = json.loads(connection.getresponse().read(MOST_BYTES))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    troubles = answered.get("troubles") if isinstance(answered, dict) else None
    return troubles if isinstance(troubles, dict) else None
