"""`paperwire doctor` and `run --check`: a sentence for all that was looked at, and status 1 for what is wrong."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import checkup
from bot.app import utc_now
from bot.checkup import State
from bot.disk import SHORT, is_short
from bot.settings import OperatorSettings
from storage.store import open_store
from tests.discord.server import DiscordApi
from tests.telegram.server import BotApi

WRONG = "1:swordfish"  # no bot has this token

Findings = dict[str, list[tuple[str, str]]]


@pytest.fixture
def doctor(run: Callable[..., Any]) -> Callable[[], tuple[int, Findings]]:
    """Ask the doctor; its status, and the states and sentences by check."""

    def ask() -> tuple[int, Findings]:
        ran = run("doctor", "--json")
        found: Findings = {}
        for one in map(json.loads, ran.out.splitlines()):
            found.setdefault(one["check"], []).append((one["state"], one["sentence"]))
        return ran.status, found

    return ask


def use(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"PAPERWIRE_{name}", value)


def test_before_the_first_run_nothing_is_wrong(doctor: Any, tmp_path: Path) -> None:
    status, found = doctor()
    assert status == 0
    assert found["settings"][0] == ("ok", "All settings can be read.")
    assert "digests come to the terminal only" in found["settings"][1][1]
    assert "is not there yet: `paperwire run` makes it" in found["database"][0][1]
    assert "No source is read" in found["sources"][0][1]
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_setting_is_said(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, HTTP_PORT="x", ACESS="open")
    status, found = doctor()
    assert status == 1
    assert [state for state, _ in found["settings"]] == ["wrong", "wrong"]
    assert found.keys() == {"settings"}


def test_a_run_that_is_all_well(doctor: Any, monkeypatch: pytest.MonkeyPatch, new_database: Any) -> None:
    with BotApi() as telegram, DiscordApi() as discord:
        use(
            monkeypatch,
            DATABASE_URL=new_database(),
            TELEGRAM_TOKEN=telegram.token,
            TELEGRAM_BASE_URL=telegram.url,
            DISCORD_TOKEN=discord.token,
            DISCORD_API_URL=discord.url,
            OPERATORS="telegram:1",
        )
        status, found = doctor()
    assert status == 0
    assert found["telegram"] == [("ok", f"Telegram knows the bot as @{telegram.bot.username}.")]
    assert found["discord"][0][0] == "ok"
    assert found["clock"][0][0] == "ok"
    assert found["migrations"][0][0] == "ok"


def test_a_token_that_is_refused_says_where_to_get_one(doctor: Any, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with BotApi() as telegram, DiscordApi() as discord:
        use(monkeypatch, TELEGRAM_TOKEN=WRONG, TELEGRAM_BASE_URL=telegram.url)
        use(monkeypatch, DISCORD_TOKEN=WRONG.replace(":", "."), DISCORD_API_URL=discord.url)
        status, found = doctor()
        checked = run("run", "--check")
        discord.violations.clear()
        telegram.violations.clear()
    assert status == checked.status == 1
    assert found["telegram"] == [
        ("wrong", "Telegram refuses the token. Set PAPERWIRE_TELEGRAM_TOKEN to the one that @BotFather gave you.")
    ]
    assert found["discord"] == [
        ("wrong", "Discord refuses the token. Set PAPERWIRE_DISCORD_TOKEN to the one of your application's bot.")
    ]
    assert "Discord refuses the token" in checked.out


def test_a_platform_that_cannot_be_reached_is_named_without_the_token(
    doctor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, TELEGRAM_TOKEN=WRONG, TELEGRAM_BASE_URL="http://127.0.0.1:1")
    status, found = doctor()
    ((state, sentence),) = found["telegram"]
    assert (status, state) == (1, "wrong")
    assert sentence.startswith("Telegram cannot be reached at http://127.0.0.1:1 (")
    assert WRONG not in sentence


def test_a_database_out_of_reach_or_of_another_program(
    doctor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(monkeypatch, DATABASE_URL="postgresql://bob:swordfish@127.0.0.1:1/none")
    status, found = doctor()
    assert status == 1
    assert "cannot be reached" in found["database"][0][1]
    assert "swordfish" not in str(found)
    (tmp_path / "text.db").write_text("This is no database, and never was one.", "utf-8")
    use(monkeypatch, DATABASE_URL="sqlite:///text.db")
    assert "not a database" in doctor()[1]["database"][0][1]
    (tmp_path / "empty.db").touch()
    use(monkeypatch, DATABASE_URL="sqlite:///empty.db")
    status, found = doctor()
    assert status == 0
    assert found["migrations"][0][0] == "note"


def test_sources_that_fail_or_were_given_up_are_wrong(
    doctor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = utc_now()
    with open_store(f"sqlite:///{tmp_path}/paperwire.db") as store:
        for address in ("arxiv:cs.CV", "github:alice/good"):
            store.watches.add(address)
            store.watches.read(address, now, forget=dt.timedelta(hours=1))
        store.watches.fail("arxiv:cs.CV", "The server answers 500.", ("arxiv",), now - dt.timedelta(hours=30))
    status, found = doctor()
    assert status == 1
    assert [state for state, _ in found["sources"]] == ["wrong", "ok"]
    assert "arxiv:cs.CV cannot be read for 30 hours: The server answers 500." in found["sources"][0][1]
    use(monkeypatch, DATABASE_URL="sqlite:///new.db", SOURCES="folder:nowhere")
    assert doctor()[1]["sources"] == [("wrong", "PAPERWIRE_SOURCES: there is no folder nowhere.")]


def test_what_keeps_the_bot_from_working_is_said(doctor: Any, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    use(monkeypatch, OPERATORS="telegram:7")
    with open_store("sqlite:///paperwire.db") as store:
        store.halt.begin()
        status, found = doctor()
        assert "Nothing is sent" in run("deliveries", "counts").out
    assert status == 1
    assert found["sending"][0][0] == "wrong"
    assert "/admin resume" in found["sending"][0][1]
    assert found["operators"][0][1].startswith("telegram:7 never said /start")


def test_a_clock_that_is_wrong_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with BotApi() as telegram:
        operator = OperatorSettings(telegram_token=telegram.token, telegram_base_url=telegram.url)
        found = list(checkup.examine(lambda: operator, lambda: utc_now() + dt.timedelta(minutes=5)))
    (clock,) = [one for one in found if one.check == "clock"]
    assert clock.state is State.WRONG
    assert clock.sentence.startswith(("The clock is 300 seconds ahead", "The clock is 301 seconds ahead"))
    assert "timedatectl" in clock.sentence


def test_a_disk_is_short_below_half_a_gigabyte() -> None:
    assert is_short(SHORT - 1)
    assert not is_short(SHORT)


def test_parts_of_a_run_are_named_or_refused(run: Any) -> None:
    refused = run("run", "--only", "sourcs")
    assert refused.status == 1
    assert "Did you mean sources?" in refused.err
    assert "PAPERWIRE_DISCORD_TOKEN is not set" in run("run", "--only", "discord").err
