"""Whether a request is let through at all: limits, storms and faults, before anything is done with it."""

from tests.discord.server.faults import BLOCKED, FLOODS, TAKES_EFFECT, Fault, FaultError, Json, RefusedError, Rule
from tests.discord.server.limits import Flooded
from tests.discord.server.requests import Query
from tests.discord.server.world import World

INVALID = (401, 403, 429)
CLOUDFLARE_PAGE = "<!DOCTYPE html><html><title>Access denied | discord.com used Cloudflare to restrict access</title>"


def note_status(world: World, status: int) -> None:
    """Count what the platform counts: so many of these are banned by address."""
    if status in INVALID:
        world.invalid.append(world.now())


def admit(world: World, query: Query, *, limited: bool) -> dict[str, str]:
    """Let a request through with the headers of its bucket, or not. `limited` says that the limit of all counts it."""
    _take_fault(world, query)
    now = world.now()
    channel_id = query.numbers.get("channel_id")
    storm = next((one for one in world.storms if now < one.until and one.channel_id in (None, channel_id)), None)
    if storm is not None:
        raise _flooded(world, query, storm.until - now, told=True, everywhere=storm.channel_id is None)
    if limited:
        wait = world.meter.everywhere(world.limits, now)
        if wait > 0:
            raise _flooded(world, query, wait, told=False, everywhere=True)
    count = world.meter.count(world.limits, query.route, query.major, now)
    if count is None:
        return {}
    if count.wait > 0:
        raise _flooded(world, query, count.wait, told=False, headers=count.headers())
    return count.headers()


def _take_fault(world: World, query: Query) -> None:
    """A fault of the route or of its channel."""
    places: list[int | str] = [query.route, query.numbers.get("channel_id", 0)]
    listed = next((world.faults[one] for one in places if world.faults.get(one)), [])
    if not listed:
        return
    fault = listed.pop(0)
    if fault is Fault.BLOCKED:
        raise BLOCKED.error()
    if fault is Fault.BANNED:
        world.floods.append(Flooded(query.route, query.major, world.now(), told=True, everywhere=True))
    elif fault in FLOODS:
        raise _flooded(world, query, world.slow_seconds, told=True, everywhere=fault is Fault.GLOBAL_FLOOD)
    if fault not in TAKES_EFFECT:
        raise FaultError(fault)
    query.fault = fault


def _flooded(
    world: World,
    query: Query,
    wait: float,
    *,
    told: bool,
    everywhere: bool = False,
    headers: dict[str, str] | None = None,
) -> RefusedError:
    world.floods.append(Flooded(query.route, query.major, world.now(), told, everywhere))
    if not told:
        world.report(Rule.FLOOD, f"{query.route} {query.major}: come back in {wait:.3f} s")
    scope = "global" if everywhere else "user"
    sent = {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope} | (headers or {})
    sent |= {"X-RateLimit-Global": "true"} if everywhere else {}
    more: Json = {"retry_after": round(wait, 3), "global": everywhere}
    return RefusedError(429, 0, "You are being rate limited.", headers=sent, more=more)
