"""How the bot gets its updates: it asks and waits, or they are sent to its webhook."""

import asyncio
import re
from typing import Any

import aiohttp

from tests.telegram.server.faults import bad_request, conflict
from tests.telegram.server.links import LinkError, check_link
from tests.telegram.server.mailbox import USUAL_KINDS, Poll, Webhook
from tests.telegram.server.requests import Query
from tests.telegram.server.world import World

LONGEST_WAIT = 50
_LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/|$)")
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_HAS_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def get_updates(world: World, query: Query) -> list[dict[str, Any]]:
    """Confirm what the offset says, then wait for updates; a later request of the kind ends the waiting."""
    limit = min(max(query.integer("limit") if query.text("limit") else 100, 1), 100)
    timeout = min(max(query.integer("timeout"), 0), LONGEST_WAIT)
    with world.changed:
        if world.webhook is not None:
            raise conflict(_HAS_WEBHOOK)
        end_poll(world, _OTHER_POLLER)
        world.mailbox.confirm(query.integer("offset"))
        if query.text("allowed_updates"):
            world.mailbox.allow(query.document("allowed_updates"))
        poll = Poll(asyncio.Event())
        if not world.mailbox.waiting and timeout:
            world.poll = poll
        world.changed.notify_all()
    await _wait(world, poll, timeout)
    with world.changed:
        if poll.ended:
            raise conflict(poll.ended)
        return world.mailbox.waiting[:limit]


async def _wait(world: World, poll: Poll, timeout: int) -> None:  # noqa: ASYNC109 - it is the request's own
    if world.poll is not poll:
        return
    try:
        async with asyncio.timeout(timeout):
            await poll.woken.wait()
    except TimeoutError:
        pass  # an empty answer
    finally:
        with world.changed:
            if world.poll is poll:
                world.poll = None
            world.changed.notify_all()


def end_poll(world: World, words: str) -> None:
    if world.poll is not None:
        world.poll.ended = words
        world.poll.woken.set()
        world.poll = None


def set_webhook(world: World, query: Query) -> bool:
    url = query.text("url")
    if query.flag("drop_pending_updates"):
        world.mailbox.waiting.clear()
    if query.text("allowed_updates"):
        world.mailbox.allow(query.document("allowed_updates"))
    if not url:
        world.webhook = None
        return True
    _check_webhook(url, query.text("secret_token"))
    most = min(max(query.integer("max_connections") if query.text("max_connections") else 40, 1), 100)
    world.webhook = Webhook(url, query.text("secret_token"), most)
    end_poll(world, "terminated by setWebhook request")
    world.on_update()
    return True


def _check_webhook(url: str, secret: str) -> None:
    """Unlike the real server, take plain HTTP on this machine: that is where the tests are."""
    if not _LOOPBACK.match(url):
        try:
            spelled = check_link(url)
        except LinkError:
            raise bad_request("invalid webhook URL specified") from None
        if not spelled.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


def delete_webhook(world: World, query: Query) -> bool:
    if query.flag("drop_pending_updates"):
        world.mailbox.waiting.clear()
    world.webhook = None
    return True


def get_webhook_info(world: World, _: Query) -> dict[str, Any]:
    hook = world.webhook
    document: dict[str, Any] = {"url": "", "has_custom_certificate": False}
    document["pending_update_count"] = len(world.mailbox.waiting)
    if hook is None:
        return document
    document |= {"url": hook.url, "max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error:
        document |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if world.mailbox.allowed != USUAL_KINDS:
        document["allowed_updates"] = sorted(world.mailbox.allowed)
    return document


async def deliver_to_webhook(world: World, woken: asyncio.Event, pause: float) -> None:
    """Send what waits to the webhook, one update after the other, each until it is taken."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
        while True:
            await woken.wait()
            woken.clear()
            while world.webhook is not None and world.mailbox.waiting:
                if not await _deliver(world, world.webhook, session):
                    await asyncio.sleep(pause)


async def _deliver(world: World, hook: Webhook, session: aiohttp.ClientSession) -> bool:
    update = world.mailbox.waiting[0]
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers) as answer:
            error = "" if answer.ok else f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, TimeoutError):
        error = "Connection refused"
    with world.changed:
        if error:
            hook.last_error, hook.last_error_at = error, int(world.now())
        else:
            world.mailbox.confirm(update["update_id"] + 1)
        world.changed.notify_all()
    return not error
