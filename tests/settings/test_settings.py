"""Settings: where they come from, and the sentence about every one that is wrong."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.policy import AccessPolicy
from bot.settings import OperatorSettings, load

WRONG = {
    "DATABASE_URL": ("mysql://bob@host/db", "write sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/DATABASE"),
    "TELEGRAM_TOKEN": ("abc", "write the token as @BotFather gave it"),
    "TELEGRAM_BASE_URL": ("127.0.0.1:8081", "write an address such as http://127.0.0.1:8081"),
    "TELEGRAM_WEBHOOK": ("bot.example.org", "write an address such as https://bot.example.org/hook"),
    "DISCORD_TOKEN": ("Bot abc.def", "write the token as Discord's developer portal gave it, without Bot before it"),
    "DISCORD_API_URL": ("discord.com", "write an address such as http://127.0.0.1:9000/api/v10"),
    "DISCORD_GATEWAY_URL": ("http://127.0.0.1:9000/gw", "write an address such as ws://127.0.0.1:9000/gw"),
    "OPERATORS": ("alice", "write accounts by their numbers, with commas between them: telegram:123,discord:456"),
    "ACCESS": ("everybody", "write open, invite or operators"),
    "AMBIGUOUS": ("twice", "write keep or resend"),
    "GITHUB_TOKEN": ("two words", "write a token as GitHub gave it"),
    "GITHUB_API_URL": ("github", "write an address such as https://github.example.org/api/v3"),
    "ARXIV_URL": ("arxiv", "write an address such as https://export.arxiv.org"),
    "HUGGINGFACE_URL": ("hf", "write an address such as https://huggingface.co"),
    "PRIVATE_HOSTS": ("wiki", "write hosts with ports, and commas between them: 10.0.0.5:8080,wiki:80"),
    "HTTP_HOST": ("http://here", "write an address or name of this machine, or 0.0.0.0"),
    "HTTP_PORT": ("99999", "write a number from 1 to 65535, such as 8080"),
    "WEB": ("yes please", "write on or off"),
    "LOG_FORMAT": ("xml", "write text or json"),
    "SENTRY_DSN": ("sentry", "write its DSN, as Sentry shows it"),
    "LOG_LEVEL": ("LOUD", "write DEBUG, INFO, WARNING or ERROR"),
}
SECRET = {"TELEGRAM_TOKEN", "DISCORD_TOKEN", "GITHUB_TOKEN", "SENTRY_DSN"}
READ_LATER = {"SOURCES"}  # what it says is known only where its publishers are: `run --check`, `doctor`


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> list[str]:
    with pytest.raises(SettingsError) as error:
        load()
    return str(error.value).splitlines()


def test_the_table_has_every_setting() -> None:
    assert {name.upper() for name in OperatorSettings.model_fields} == WRONG.keys() | READ_LATER


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_setting_has_its_own_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, sentence = WRONG[name]
    monkeypatch.setenv(f"PAPERWIRE_{name}", value)
    (said,) = refused()
    shown = "***" if name in SECRET else f"“{value}”"
    assert said.startswith(f"PAPERWIRE_{name} cannot be {shown}: {sentence}")
    assert said.endswith(".")


def test_all_that_is_wrong_is_said_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWIRE_ACESS", "open")
    monkeypatch.setenv("PAPERWIRE_HTTP_PORT", "eighty")
    (folder / ".env").write_text("PAPERWIRE_OPERATOR=telegram:1\nTZ=UTC\n", "utf-8")
    (folder / "paperwire.toml").write_text('ambiguous = "maybe"\nlog_levle = "INFO"\n', "utf-8")
    assert refused() == [
        "The environment sets PAPERWIRE_ACESS, which is no setting. Did you mean PAPERWIRE_ACCESS?",
        ".env sets PAPERWIRE_OPERATOR, which is no setting. Did you mean PAPERWIRE_OPERATORS?",
        "paperwire.toml sets log_levle, which is no setting. Did you mean log_level?",
        "PAPERWIRE_AMBIGUOUS cannot be “maybe”: write keep or resend.",
        "PAPERWIRE_HTTP_PORT cannot be “eighty”: write a number from 1 to 65535, such as 8080.",
    ]


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "paperwire.toml").write_text("access = open\n", "utf-8")
    (said,) = refused()
    assert said.startswith("paperwire.toml cannot be read: ")


def test_no_password_of_a_database_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWIRE_DATABASE_URL", "mysql://bob:swordfish@host/db?password=mackerel")
    (said,) = refused()
    assert "bob" in said
    assert "swordfish" not in said
    assert "mackerel" not in said


def test_a_webhook_needs_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWIRE_TELEGRAM_WEBHOOK", "https://bot.example.org/hook")
    assert refused() == ["PAPERWIRE_TELEGRAM_WEBHOOK needs PAPERWIRE_HTTP_PORT: where its address leads to."]


def test_what_is_set_to_nothing_counts_as_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWIRE_HTTP_PORT", "")
    (folder / ".env").write_text("PAPERWIRE_TELEGRAM_TOKEN=\n", "utf-8")
    found = load()
    assert found.http_port is None
    assert found.telegram_token is None
    assert found.access is AccessPolicy.INVITE
