"""The addresses of the page and its feeds."""

from collections.abc import Callable
from importlib import resources

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.site import atom, pages
from bot.site.answers import conditional
from bot.site.visit import Answered, Pages, Visit

SLUG = "{slug:[a-z0-9-]+}"


def routes(made: Pages) -> list[web.RouteDef]:
    """All of them."""
    return [
        web.get("/", _page(made, pages.today)),
        web.get("/search", _page(made, pages.search)),
        web.get("/status", _page(made, pages.status)),
        web.get(f"/tag/{SLUG}", _of_topic(made, pages.topic)),
        web.get(f"/tag/{SLUG}.atom", _of_topic(made, atom.feed)),
        web.get("/style.css", _style),
    ]


def _page(made: Pages, page: Callable[[Visit], Answered]) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return conditional(request, *await made.make(request, page))

    return answer


def _of_topic(made: Pages, page: Callable[[Visit, str], Answered]) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        return conditional(request, *await made.make(request, lambda visit: page(visit, slug)))

    return answer


async def _style(request: web.Request) -> web.Response:
    return conditional(request, (resources.files("bot.site") / "style.css").read_bytes(), "text/css")
