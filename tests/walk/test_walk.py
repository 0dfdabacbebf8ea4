"""A new operator's way: what the README says, command by command, in a fresh checkout, against loopback servers."""

import asyncio
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.discord.server import DiscordApi
from tests.fetching.servers.publishers import HuggingFace
from tests.telegram.server import BotApi

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "PAPERWIRE_TELEGRAM_TOKEN=123456:ABC-def"  # as the README has it
SECTION = re.compile(r"^## Run it for real\n.*?^```\n(.*?)^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"/start ([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})")
STRANGE = "This bot answers people who were invited"


def commands() -> list[str]:
    """What the README says, without its comments."""
    found = SECTION.search((ROOT / "README.md").read_text("utf-8"))
    assert found is not None
    return [line.split("  #")[0].strip() for line in found[1].splitlines()]


@dataclass
class Checkout:
    """A fresh copy of the project, and a shell in it. `world` are the settings that say where the servers are."""

    folder: Path
    world: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[str] | None = None

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - what the README says
            ["/bin/sh", "-c", line],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, line: str) -> None:
        """Run something that goes on; what it says is in `said`."""
        with (self.folder / "said").open("w") as said:
            self.running = subprocess.Popen(  # noqa: S603 - what the README says
                ["/bin/sh", "-c", f"exec {line}"], cwd=self.folder, env=self._environment(), stdout=said, stderr=said
            )

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text("utf-8")

    def code(self) -> str:
        """The code that it printed."""
        found = CODE.search(self.said)
        assert found is not None, self.said
        return found[1]

    def end(self) -> None:
        """As Ctrl-C does."""
        if self.running is not None:
            self.running.terminate()
            assert self.running.wait(30) == 0, self.said

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PAPERWIRE_")}
        ours.pop("PYTHONPATH", None)
        return ours | {f"PAPERWIRE_{name}": value for name, value in self.world.items()}


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """Everything that belongs to the project, and nothing else."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603 - git
    assert "Makefile" in files
    for name in files:
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    ours = Checkout(tmp_path)
    yield ours
    if ours.running is not None and ours.running.poll() is None:
        ours.running.kill()
        ours.running.wait(30)


@pytest.fixture
def installed(checkout: Checkout) -> Checkout:
    """As if `make` had installed it already: that takes a minute, and is tried in the proof."""
    program = checkout.folder / ".venv" / "bin" / "paperwire"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{checkout.folder}" exec "{sys.executable}" -m bot "$@"\n', "utf-8")
    program.chmod(0o755)
    (checkout.folder / ".venv" / "run").touch()
    return checkout


@contextmanager
def daily_papers(*titles: str) -> Iterator[str]:
    """Hugging Face's papers of today; its address."""
    today = dt.datetime.now(dt.UTC).date()
    server = HuggingFace(today=today, papers={today: [(f"2611.{n:05}", one, n) for n, one in enumerate(titles, 1)]})
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    try:
        yield server.root
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def walk(checkout: Checkout, api: BotApi) -> None:
    """Follow the README on Telegram, with a mistake on the way, until readers are served."""
    demo, token, sources, check, run = commands()
    assert "Your first digest" in checkout.run(demo).stdout
    checkout.run(token)
    checkout.run(sources)
    checked = checkout.run(check)
    assert checked.returncode == 1
    assert "Telegram refuses the token. Set PAPERWIRE_TELEGRAM_TOKEN to the one" in checked.stdout
    checkout.run(token.replace(EXAMPLE, f"PAPERWIRE_TELEGRAM_TOKEN={api.token}"))
    checkout.run(sources)
    checked = checkout.run(check)
    assert checked.returncode == 0, checked.stdout
    checkout.start(run)
    api.wait_for_poller(seconds=60)
    boss, guest = api.person("Boss").private, api.person("Guest").private
    (turned_away,) = guest.says("/start")
    assert turned_away.text.startswith(STRANGE)
    first, hello = boss.says(f"/start {checkout.code()}", answers=2)
    assert first.text.startswith("You are an operator of this bot now")
    assert "Paperwire" in hello.text
    api.wait_for(lambda: "1 paper from" in boss.says("/status")[0].text, "nothing is read", seconds=60)
    _, digest = boss.says("/subscribe diffusion", answers=2)
    assert "A diffusion model of today" in digest.text
    (invitation,) = boss.says("/admin invite")
    guest.says(f"/start {CODE.search(invitation.text)[1]}", answers=2)  # type: ignore[index]
    (found,) = guest.says("/search diffusion")
    assert "A diffusion model of today" in found.text
    checkout.end()


def test_the_readme_needs_five_commands() -> None:
    assert len(commands()) == 5
    assert EXAMPLE in commands()[1]


@pytest.mark.proof
def test_five_commands_lead_from_nothing_to_a_bot_on_telegram(installed: Checkout) -> None:
    with BotApi() as api, daily_papers("A diffusion model of today") as papers:
        installed.world = {"TELEGRAM_BASE_URL": api.url, "HUGGINGFACE_URL": papers}
        walk(installed, api)
        assert [one for one in api.violations if "Unauthorized" not in str(one)] == []


@pytest.mark.proof
def test_and_to_one_on_discord(installed: Checkout) -> None:
    _, _, sources, check, run = commands()
    with DiscordApi() as api, daily_papers("A diffusion model of today") as papers:
        installed.world = {
            "DISCORD_API_URL": api.url,
            "DISCORD_GATEWAY_URL": api.gateway_url,
            "HUGGINGFACE_URL": papers,
        }
        installed.run(f'echo "PAPERWIRE_DISCORD_TOKEN={api.token}" > .env')
        installed.run(sources)
        assert installed.run(check).returncode == 0
        installed.start(run)
        api.wait_for_bot(seconds=60)
        olga, guest = api.person("Olga"), api.person("Guest")
        assert STRANGE in str(guest.private.runs("/help").text)
        assert "operator of this bot now" in str(olga.private.runs("/start", answers=2, code=installed.code()).text)
        assert "Operating Paperwire" in str(olga.private.runs("/admin").text)
        installed.end()
        assert api.violations == []


@pytest.mark.proof
def test_five_commands_from_a_fresh_checkout_with_everything_installed(checkout: Checkout) -> None:
    with BotApi() as api, daily_papers("A diffusion model of today") as papers:
        checkout.world = {"TELEGRAM_BASE_URL": api.url, "HUGGINGFACE_URL": papers}
        walk(checkout, api)
