"""How the page answers: with a mark by which nothing comes twice, under rules that let nothing foreign in."""

import hashlib
import logging

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.site.visit import Pages
from storage.errors import StoreError

log = logging.getLogger(__name__)

# No script, no picture, nothing from elsewhere: what publishers wrote is text and links. Their servers are not told
# where a reader comes from.
RULES = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def conditional(request: web.Request, text: str | bytes, content_type: str) -> web.Response:
    """The answer, or 304 without it for who has it already."""
    body = text.encode() if isinstance(text, str) else text
    mark = hashlib.sha256(body).hexdigest()[:32]
    known = {tag.value for tag in request.if_none_match or ()}
    fresh = not known & {mark, "*"}
    headers = {"ETag": f'"{mark}"', "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if not fresh:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": f"{content_type}; charset=utf-8"})


def guarded(pages: Pages) -> Middleware:
    """What goes wrong is said to a reader as a page; every answer has the RULES."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST":  # what a platform posts, which reads no pages
            return await handler(request)
        response = await _answered(request, handler, pages)
        response.headers.update(RULES)
        return response

    return guard


async def _answered(request: web.Request, handler: Handler, pages: Pages) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _trouble(request, pages, error.status)
    except StoreError as error:
        log.warning("The page could not be shown: %s", error)
        return _trouble(request, pages, 503)
    except Exception:
        log.exception("The page could not be shown.")
        return _trouble(request, pages, 500)


def _trouble(request: web.Request, pages: Pages, status: int) -> web.Response:
    text = pages.trouble(request, missing=status == web.HTTPNotFound.status_code)
    headers = {"Retry-After": "10"} if status == web.HTTPServiceUnavailable.status_code else {}
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)
