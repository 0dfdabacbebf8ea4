"""The HTTP side of `paperwire run`: whether it lives and is ready, its metrics, a page to read, and feeds."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.signals import Tell
from bot.site import metrics
from bot.site.answers import guarded
from bot.site.health import Health
from bot.site.routes import routes as page_routes
from bot.site.serving import Serving
from bot.site.visit import Pages
from bot.supervise import Upkeep

__all__ = ["Serving", "Site", "build"]


@dataclass(frozen=True, slots=True)
class Site:
    """The server, and who counts for its metrics."""

    serving: Serving
    tell: Tell


def build(desk: Desk, upkeep: Upkeep, host: str, port: int, *, page: bool, platforms: Sequence[str] = ()) -> Site:
    """What is answered over HTTP at a host and port, of the process of these parts that sends to these platforms.

    With `page`, people may read there.
    """
    counted = metrics.Metrics()
    desk = dataclasses.replace(desk, tell=counted.hear)
    counted.read_also(desk, upkeep, platforms)
    routes = [*Health(desk, upkeep).routes(), metrics.route(counted, desk)]
    if not page:
        return Site(Serving(host, port, routes), counted.hear)
    pages = Pages(desk)
    return Site(Serving(host, port, [*routes, *page_routes(pages)], [guarded(pages)]), counted.hear)
