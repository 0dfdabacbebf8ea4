"""How often our Discord lets a bot call, and how requests fail when a test tells them to."""

import asyncio
from typing import Any

import discord
import pytest

from tests.discord.clients import Bot
from tests.discord.server import STRICT, Bucket, Channel, DiscordApi, Fault, Limits, May, Rule


@pytest.fixture
def general(api: DiscordApi) -> Channel:
    return api.channel(api.guild("Lab"), "general")


async def call(rest: Bot, channel: Channel) -> tuple[int, dict[str, str], Any]:
    """Write a message without the client's own pace."""
    headers = {"Authorization": f"Bot {rest.api.token}"}
    url = f"{rest.api.url}/channels/{channel.id}/messages"
    async with (
        discord.http.aiohttp.ClientSession() as session,
        session.post(url, json={"content": "a"}, headers=headers) as answer,
    ):
        text = await answer.text()
        given = await answer.json() if answer.content_type == "application/json" else text
        return answer.status, {key.lower(): value for key, value in answer.headers.items()}, given


def test_a_bucket_and_its_headers(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.stop_clock()
    api.limits = Limits(buckets={"create message": Bucket(2, 5.0)})
    answers = [rest.run(call(rest, general)) for _ in range(3)]
    assert [one[0] for one in answers] == [200, 200, 429]
    assert [one[1]["x-ratelimit-remaining"] for one in answers] == ["1", "0", "0"]
    _, headers, document = answers[-1]
    assert (headers["x-ratelimit-reset-after"], headers["retry-after"]) == ("5.000", "5.000")
    assert (headers["x-ratelimit-scope"], headers["via"]) == ("user", "1.1 google")
    assert document == {"message": "You are being rate limited.", "code": 0, "retry_after": 5.0, "global": False}
    assert general.guild is not None
    other = api.channel(general.guild, "other")
    assert rest.run(call(rest, other))[0] == 200
    api.advance(5)
    assert rest.run(call(rest, general))[0] == 200
    assert [(one.route, one.major, one.told) for one in api.floods] == [("create message", str(general.id), False)]
    assert api.broken_rules() == [Rule.FLOOD]
    assert api.invalid_requests() == 1
    api.violations.clear()


def test_the_limit_over_everything(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.stop_clock()
    api.limits = Limits(per_second=3)
    answers = [rest.run(call(rest, general)) for _ in range(4)]
    assert [one[0] for one in answers] == [200, 200, 200, 429]
    assert answers[-1][1]["x-ratelimit-global"] == "true"
    assert answers[-1][2]["global"] is True
    api.advance(1)
    assert rest.run(call(rest, general))[0] == 200
    api.violations.clear()


def test_the_real_client_keeps_to_the_buckets(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.limits = Limits(buckets={"create message": Bucket(2, 0.02)})
    place: Any = rest.client.get_partial_messageable(general.id)

    async def send_many() -> None:
        await asyncio.gather(*(place.send(str(one)) for one in range(6)))

    rest.run(send_many())
    assert (api.delivered, api.floods) == (6, [])


def test_interactions_are_outside_the_limit_over_everything(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.limits = Limits(per_second=1)
    anna = api.person("Anna")
    assert general.guild is not None
    api.joins(general.guild, anna)
    rest.send("PUT", f"/applications/{api.bot.id}/commands", [{"name": "find", "description": "Find"}])
    for _ in range(3):
        asked = anna.at(general).asks("/find")
        rest.send("POST", f"/interactions/{asked.id}/{asked.token}/callback", {"type": 5})
    assert api.floods == []


def test_a_429_that_was_told_is_waited_out(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.slow_seconds = 0.01
    api.faults[general.id] = [Fault.FLOOD, Fault.GLOBAL_FLOOD]
    rest.post(general, content="a")
    assert [one.status for one in api.calls[-3:]] == [429, 429, 200]
    assert [(one.told, one.everywhere) for one in api.floods] == [(True, False), (True, True)]
    assert api.violations == []


@pytest.mark.parametrize(
    ("fault", "status", "delivered"),
    [
        (Fault.BANNED, 429, 0),
        (Fault.BLOCKED, 403, 0),
        (Fault.UNAVAILABLE, 503, 0),
        (Fault.UNAVAILABLE_AFTER, 503, 1),
    ],
)
def test_requests_that_fail(
    api: DiscordApi, rest: Bot, general: Channel, fault: Fault, status: int, delivered: int
) -> None:
    api.faults["create message"] = [fault]
    assert rest.refused_post(general, content="a").status == status
    assert api.delivered == delivered
    assert api.invalid_requests() == (status in (403, 429))


@pytest.mark.parametrize(("fault", "delivered"), [(Fault.RESET_BEFORE, 0), (Fault.RESET_AFTER, 1)])
def test_connections_that_break(api: DiscordApi, rest: Bot, general: Channel, fault: Fault, delivered: int) -> None:
    api.faults[general.id] = [fault]
    with pytest.raises(OSError, match=r".*"):
        rest.post(general, content="a")
    assert (api.delivered, api.calls[-1].status) == (delivered, 0)


@pytest.mark.parametrize(("fault", "answer"), [(Fault.NONSENSE, "<html>broken"), (Fault.HOLLOW, {})])
def test_answers_that_make_no_sense(api: DiscordApi, rest: Bot, general: Channel, fault: Fault, answer: Any) -> None:
    api.faults[general.id] = [fault]
    assert rest.post(general, content="a") == answer
    assert api.delivered == 1


@pytest.mark.parametrize(("fault", "delivered"), [(Fault.HANG_BEFORE, 0), (Fault.HANG_AFTER, 1)])
def test_answers_that_never_come(api: DiscordApi, rest: Bot, general: Channel, fault: Fault, delivered: int) -> None:
    api.faults[general.id] = [fault]

    async def give_up() -> None:
        async with asyncio.timeout(0.05):
            await rest.client.get_partial_messageable(general.id).send("a")

    with pytest.raises(TimeoutError):
        rest.run(give_up())
    assert api.delivered == delivered


def test_an_answer_that_is_slow(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.slow_seconds = 0.01
    api.faults[general.id] = [Fault.SLOW]
    assert rest.post(general, content="a")["content"] == "a"


def test_gateways_that_break(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.faults[general.id] = [Fault.BROKEN, Fault.BROKEN_AFTER]
    statuses = [rest.run(call(rest, general))[0] for _ in range(2)]
    assert (statuses, api.delivered) == ([502, 502], 1)


def test_a_storm(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.stop_clock()
    api.storm(30, channel=general)
    assert rest.run(call(rest, general))[2]["retry_after"] == 30
    api.advance(30)
    assert rest.run(call(rest, general))[0] == 200
    api.storm(1)
    assert rest.run(call(rest, general))[2]["global"] is True
    assert api.violations == []


def test_invalid_requests_are_counted_for_ten_minutes(api: DiscordApi, rest: Bot, general: Channel) -> None:
    api.stop_clock()
    general.overwrite(api.bot, deny=May.VIEW_CHANNEL)
    statuses = [rest.run(call(rest, general))[0] for _ in range(2)]
    assert (statuses, api.invalid_requests()) == ([403, 403], 2)
    api.advance(600)
    assert api.invalid_requests() == 0


def test_the_true_limits_are_known() -> None:
    assert STRICT.per_second == 50
    assert STRICT.buckets["create message"] == Bucket(5, 5.0)
