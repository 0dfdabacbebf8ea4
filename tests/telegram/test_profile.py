"""Commands in scopes and languages, descriptions, and webhooks."""

import asyncio
import threading
from typing import Any

import pytest
from aiohttp import web
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
)

from tests.telegram.server import BotApi

USUAL = [BotCommand("search", "Search")]


def names(commands: list[dict[str, Any]]) -> list[str]:
    return [command["command"] for command in commands]


def test_everybody_sees_the_commands_meant_for_them(api: BotApi, client: Any) -> None:
    anna, bob = api.reader("Anna", language_code="ko"), api.reader("Bob", language_code="zh-hans")
    group = api.group(owner=anna, members=[bob])
    client.set_my_commands(USUAL)
    client.set_my_commands([BotCommand("search", "검색")], language_code="ko")
    client.set_my_commands([BotCommand("settings", "Settings")], BotCommandScopeAllChatAdministrators())
    client.set_my_commands([BotCommand("today", "Today")], BotCommandScopeAllGroupChats())
    assert [command["description"] for command in anna.private.menu()] == ["검색"]
    assert [command["description"] for command in bob.private.menu()] == ["Search"]
    assert names(anna.at(group).menu()) == ["settings"]
    assert names(bob.at(group).menu()) == ["today"]
    client.set_my_commands([BotCommand("one", "One")], BotCommandScopeChatMember(group.id, bob.id))
    assert names(bob.at(group).menu()) == ["one"]
    client.delete_my_commands(language_code="ko")
    assert [command["description"] for command in anna.private.menu()] == ["Search"]
    assert [command.command for command in client.get_my_commands()] == ["search"]
    assert client.get_my_commands(BotCommandScopeChat(anna.id)) == ()


@pytest.mark.parametrize(
    ("commands", "more", "words"),
    [
        ([("a", "b")] * 101, {}, "BOT_COMMANDS_TOO_MUCH"),
        ([("a" * 33, "b")], {}, "command length must not exceed 32"),
        ([("", "b")], {}, "command must be non-empty"),
        ([("Search", "b")], {}, "BOT_COMMAND_INVALID"),
        ([("a", "")], {}, "command description must be non-empty"),
        ([("a", "b" * 257)], {}, "command description length must not exceed 256"),
        ([("a", "b")], {"language_code": "zh-hans"}, "invalid language code specified"),
        ([("a", "b")], {"scope": BotCommandScopeChat(99)}, "chat not found"),
    ],
)
def test_commands_that_are_refused(client: Any, commands: Any, more: dict[str, Any], words: str) -> None:
    assert client.refusal("set_my_commands", commands, **more) == f"400 Bad Request: {words}"


def test_descriptions(client: Any) -> None:
    client.set_my_description("Reads papers")
    client.set_my_description("논문", language_code="ko")
    client.set_my_short_description("Papers")
    assert client.get_my_description().description == "Reads papers"
    assert client.get_my_description("ko").description == "논문"
    assert client.get_my_short_description("zh").short_description == "Papers"
    assert client.refusal("set_my_short_description", "a" * 121).startswith("400")


class Hook:
    """A web server that takes updates, after it has refused the first so many."""

    def __init__(self, refuse: int) -> None:
        self.refuse = refuse
        self.taken: list[tuple[str, str]] = []
        self.done = threading.Event()
        self.url = ""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> "Hook":
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_post("/hook", self._take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        update = await request.json()
        self.taken.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], update["message"]["text"]))
        if len(self.taken) == 2:
            self.done.set()
        return web.Response()


def test_updates_are_sent_to_a_webhook_until_it_takes_them(api: BotApi, client: Any) -> None:
    anna = api.reader("Anna")
    anna.private.says("one", answers=0)
    with Hook(refuse=2) as hook:
        client.set_webhook(hook.url, secret_token="s-1_2", max_connections=1)  # noqa: S106 - a word for the test
        anna.private.says("two", answers=0)
        assert hook.done.wait(30)
        words = client.refusal("get_updates")
        info = client.get_webhook_info()
        client.delete_webhook()
    assert hook.taken == [("s-1_2", "one"), ("s-1_2", "two")]
    active = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    assert words == f"409 Conflict: {active}"
    assert info.url == hook.url
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert client.get_updates() == ()


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://a.org/", "", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://a.org/", "", "bad webhook: Failed to resolve host: Name or service not known"),
        ("ftp://a.org/", "", "invalid webhook URL specified"),
        ("http://127.0.0.1:1/", "a b", "secret token contains unallowed characters"),
    ],
)
def test_webhooks_that_are_refused(client: Any, url: str, secret: str, words: str) -> None:
    assert client.refusal("set_webhook", url, secret_token=secret) == f"400 Bad Request: {words}"


def test_after_logging_out_nothing_works(client: Any) -> None:
    client.log_out()
    assert client.refusal("get_my_name") == "400 Bad Request: Logged out"
