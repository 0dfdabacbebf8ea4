"""Headless Chromium, driven over its DevTools protocol: pages as a reader has them."""

import asyncio
import base64
import itertools
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
KEYS = {"Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r")}
SECONDS = 30


def find_chromium() -> str | None:
    """The program of Chromium, if it is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Browser:
    """A Chromium from `start` to `stop`. Its pages are windows of their own, without cookies or a cache in common."""

    program: str
    folder: Path
    _process: subprocess.Popen[bytes] = field(init=False)
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _session: ClientSession = field(init=False)
    _socket: ClientWebSocketResponse = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def start(self) -> None:
        command = [self.program, *FLAGS, f"--user-data-dir={self.folder}", "about:blank"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        assert self._process.stderr is not None
        said = (line.decode() for line in self._process.stderr)
        address = next(line.rpartition(" on ")[2].strip() for line in said if line.startswith("DevTools listening"))
        self._runner.run(self._connect(address))

    async def _connect(self, address: str) -> None:
        self._session = ClientSession()
        self._socket = await self._session.ws_connect(address, max_msg_size=0)

    def stop(self) -> None:
        self._runner.run(self._session.close())
        self._runner.close()
        self._process.terminate()
        self._process.wait(SECONDS)
        assert self._process.stderr is not None
        self._process.stderr.close()

    def open(self, url: str, *, width: int = 1000, dark: bool = False) -> "Page":
        """A page that has loaded, in a window of this width."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        page = Page(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.call("Emulation.setEmulatedMedia", features=[scheme])
        for domain in ("Page", "Network", "Log", "Runtime"):
            page.call(f"{domain}.enable")
        page.go(url)
        return page

    def call(self, method: str, page: "Page | None" = None, **parameters: Any) -> dict[str, Any]:
        """The answer of the browser; events of pages that come before it are kept."""
        return self._runner.run(asyncio.wait_for(self._call(method, page, parameters), SECONDS))

    def wait(self, page: "Page", event: str) -> None:
        """Until a page tells of an event that it has not told of yet."""
        self._runner.run(asyncio.wait_for(self._wait(page, event), SECONDS))

    async def _call(self, method: str, page: "Page | None", parameters: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": page.session} if page else {}
        await self._socket.send_json({"id": number, "method": method, "params": parameters, **session})
        while True:
            told = await self._socket.receive_json()
            if told.get("id") == number:
                assert "error" not in told, f"{method}: {told['error']}"
                return dict(told["result"])
            self._keep(page, told)

    async def _wait(self, page: "Page", event: str) -> None:
        while not any(told["method"] == event for told in page.events):
            self._keep(page, await self._socket.receive_json())

    @staticmethod
    def _keep(page: "Page | None", told: dict[str, Any]) -> None:
        if page is not None and told.get("sessionId") == page.session and "method" in told:
            page.events.append(told)


@dataclass
class Page:
    """A window. `events` are what it told and nobody has taken yet."""

    browser: Browser
    session: str
    events: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.call(method, self, **parameters)

    def go(self, url: str) -> None:
        """Go to an address, and come back when it has loaded."""
        self.call("Page.navigate", url=url)
        self.loaded()

    def loaded(self) -> None:
        """Until it has loaded; what it told before is still there but for this."""
        self.browser.wait(self, "Page.loadEventFired")
        self.events = [told for told in self.events if told["method"] != "Page.loadEventFired"]

    def evaluate(self, script: str) -> Any:
        """The value of an expression, or of what it promises."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, name: str) -> None:
        """Press a key of KEYS."""
        key, code, text = KEYS[name]
        said = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **said)
        self.call("Input.dispatchKeyEvent", type="keyUp", **said)

    def write(self, text: str) -> None:
        """Write into what has the focus."""
        self.call("Input.insertText", text=text)

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def told(self, method: str) -> list[dict[str, Any]]:
        """What it told of these events."""
        return [told["params"] for told in self.events if told["method"] == method]
