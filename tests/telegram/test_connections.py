"""Limits, storms and connections that break; what readers got is known whatever became of the answer."""

import asyncio
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from tests.telegram.server import STRICT, BotApi, Fault, Limits, Rule


def texts(api: BotApi) -> list[str]:
    return [message.text for message in api.sent()]


@pytest.mark.parametrize(
    ("fault", "error", "delivered"),
    [
        (Fault.RESET_BEFORE, NetworkError, False),
        (Fault.RESET_AFTER, NetworkError, True),
        (Fault.BROKEN, NetworkError, False),
        (Fault.BROKEN_AFTER, NetworkError, True),
        (Fault.NONSENSE, TelegramError, True),
        (Fault.HOLLOW, KeyError, True),
        (Fault.FLOOD, RetryAfter, False),
        (Fault.VAGUE_FLOOD, NetworkError, False),
    ],
)
def test_faults_of_a_chat(api: BotApi, client: Any, fault: Fault, error: type[Exception], delivered: bool) -> None:
    anna, bob = api.reader("Anna"), api.reader("Bob")
    api.faults[anna.id] = [fault]
    client.send_message(bob.id, "to Bob")
    with pytest.raises(error):
        client.send_message(anna.id, "to Anna")
    assert texts(api) == ["to Bob", "to Anna"][: 1 + delivered]
    client.send_message(anna.id, "once more")
    assert texts(api)[-1] == "once more"


@pytest.mark.parametrize(("fault", "delivered"), [(Fault.HANG_BEFORE, False), (Fault.HANG_AFTER, True)])
def test_answers_that_never_come(api: BotApi, client: Any, fault: Fault, delivered: bool) -> None:
    anna = api.reader("Anna")
    api.faults[anna.id] = [fault]
    with pytest.raises(TimedOut):
        client.send_message(anna.id, "hello", read_timeout=0.05)
    assert len(api.sent()) == delivered


def test_edits_have_faults_too(api: BotApi, client: Any) -> None:
    anna = api.reader()
    sent = client.send_message(anna.id, "one")
    api.faults[anna.id] = [Fault.RESET_AFTER, Fault.RESET_BEFORE]
    for text in ("two", "three"):
        with pytest.raises(NetworkError):
            client.edit_message_text(text, anna.id, sent.message_id)
    assert anna.private.sees()[0].text == "two"


def test_a_server_that_is_down_takes_nothing_and_comes_back(api: BotApi, client: Any) -> None:
    anna = api.reader()
    client.send_message(anna.id, "one")
    with api.unreachable(), pytest.raises(NetworkError, match="ConnectError"):
        client.send_message(anna.id, "two")
    client.send_message(anna.id, "three")
    assert texts(api) == ["one", "three"]


def test_the_limit_of_a_chat(api: BotApi, client: Any) -> None:
    anna, bob = api.reader("Anna"), api.reader("Bob")
    api.limits = Limits(chat_gap=60)
    api.stop_clock()
    sent = client.send_message(anna.id, "one")
    with pytest.raises(RetryAfter) as caught:
        client.edit_message_text("two", anna.id, sent.message_id)
    assert caught.value.retry_after.total_seconds() == 60
    client.send_message(bob.id, "to Bob")
    api.advance(60)
    client.edit_message_text("two", anna.id, sent.message_id)
    assert [(one.chat_id, one.told) for one in api.floods] == [(anna.id, False)]
    assert api.broken_rules() == [Rule.FLOOD]
    api.violations.clear()


def test_a_burst_is_let_through_after_quiet(api: BotApi, client: Any) -> None:
    anna = api.reader()
    api.limits = Limits(chat_gap=60, burst=3)
    api.stop_clock()
    for text in "abc":
        client.send_message(anna.id, text)
    assert client.refusal("send_message", anna.id, "d") == "429 Too Many Requests: retry after 60"
    api.violations.clear()


def test_the_limit_of_a_group(api: BotApi, client: Any) -> None:
    anna = api.reader()
    group = api.group(owner=anna)
    api.limits = Limits(per_minute=20)
    api.stop_clock()
    for number in range(21):
        client.send_message(anna.id, str(number))
    for number in range(20):
        client.send_message(group.id, str(number))
    assert client.refusal("send_message", group.id, "more") == "429 Too Many Requests: retry after 60"
    api.violations.clear()


def test_the_limit_of_a_bot(api: BotApi, client: Any) -> None:
    readers = [api.reader(str(number)) for number in range(40)]
    api.limits = STRICT
    api.stop_clock()

    async def send_all() -> list[Any]:
        sends = [client.bot.send_message(reader.id, "hello") for reader in readers]
        return await asyncio.gather(*sends, return_exceptions=True)

    answers = client.runner.run(send_all())
    refused = [answer for answer in answers if isinstance(answer, RetryAfter)]
    assert len(api.sent()) == 30
    assert len(refused) == len(api.floods) == len(api.violations) == 10
    api.violations.clear()
    api.advance(1)
    client.send_message(readers[0].id, "again")


@pytest.mark.parametrize("says_when", [True, False])
def test_storms_are_nobodys_fault(api: BotApi, client: Any, says_when: bool) -> None:
    anna = api.reader()
    api.storm(100, says_when=says_when)
    words = client.refusal("send_message", anna.id, "a")
    assert words.startswith("429 Too Many Requests: retry after" if says_when else "429 Too Many Requests: retry later")
    assert [one.told for one in api.floods] == [True]
    api.advance(101)
    client.send_message(anna.id, "b")
    assert texts(api) == ["b"]


def test_a_storm_in_one_chat(api: BotApi, client: Any) -> None:
    anna, bob = api.reader("Anna"), api.reader("Bob")
    api.storm(100, chat=anna.private.chat)
    client.send_message(bob.id, "hello")
    assert client.refusal("send_message", anna.id, "hello").startswith("429")


def test_what_is_known_survives_a_client_that_is_killed(api: BotApi) -> None:
    """A poller dies while it waits; the next one gets what came in the meantime, and no conflict."""
    program = """
        import asyncio, sys, telegram
        async def main():
            async with telegram.Bot(sys.argv[1], base_url=sys.argv[2]) as bot:
                updates = await bot.get_updates(timeout=50)
                await bot.send_message(updates[0].message.chat.id, "I heard: " + updates[0].message.text)
        asyncio.run(main())
    """

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", textwrap.dedent(program), api.token, api.base_url])  # noqa: S603 - written here

    anna = api.reader("Anna")
    with start() as first:
        api.wait_for_poller()
        first.kill()
    api.wait_for(lambda: api.poll is None, "the end of the dead poller")
    with start() as second:
        api.wait_for_poller()
        assert [message.text for message in anna.private.says("hello")] == ["I heard: hello"]
        assert second.wait(60) == 0
    assert [call.status for call in api.calls if call.method == "getupdates"] == [200]


def test_many_messages_at_once(api: BotApi, client: Any) -> None:
    readers = [api.reader(str(number)) for number in range(100)]

    async def send_all() -> None:
        await asyncio.gather(*(client.bot.send_message(reader.id, "hello") for reader in readers))

    client.runner.run(send_all())
    api.wait_for_messages(len(readers))
    assert {message.chat.id for message in api.sent()} == {reader.id for reader in readers}
