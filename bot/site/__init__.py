"""The HTTP side of `paperwire run`: whether it lives and is ready, its metrics, a page to read, and feeds."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.signals import Tell
from bot.site import metrics
from bot.site.health import Health
from bot.site.serving import Serving
from bot.supervise import Upkeep

__all__ = ["Serving", "Site", "build"]


@dataclass(frozen=True, slots=True)
class Site:
    """The server, and who counts for its metrics."""

    serving: Serving
    tell: Tell


def build(desk: Desk, upkeep: Upkeep, host: str, port: int, *, platforms: Sequence[str] = ()) -> Site:
    """What is answered over HTTP at a host and port, about the process of these parts that sends to these platforms."""
    counted = metrics.Metrics()
    desk = dataclasses.replace(desk, tell=counted.hear)
    counted.read_also(desk, upkeep, platforms)
    routes = [*Health(desk, upkeep).routes(), metrics.route(counted, desk)]
    return Site(Serving(host, port, routes), counted.hear)
