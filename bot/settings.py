"""The operator's settings: environment over `.env` over `paperwire.toml`, every name with PAPERWIRE_ before it."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import process

from bot.errors import SettingsError
from bot.logs import HIDDEN, passwords
from bot.policy import AccessPolicy
from bot.retry import AmbiguousPolicy

PREFIX = "PAPERWIRE_"
ENV_FILE = ".env"
TOML_FILE = "paperwire.toml"


def _like(pattern: str) -> AfterValidator:
    """Only what is written so from beginning to end; the sentence about anything else is the setting's own."""
    written = re.compile(pattern)

    def check(value: str) -> str:
        if written.fullmatch(value) is None:
            raise ValueError
        return value

    return AfterValidator(check)


def _secret_like(pattern: str) -> AfterValidator:
    written = re.compile(pattern)

    def check(value: SecretStr) -> SecretStr:
        if written.fullmatch(value.get_secret_value()) is None:
            raise ValueError
        return value

    return AfterValidator(check)


def _setting(default: Any, about: str, may_be: str) -> Any:
    """A setting, what it is about, and what may be written for it: both stand in docs/settings.md."""
    return Field(default=default, description=about, json_schema_extra={"may_be": may_be})


_PASSWORD = re.compile(r"(?<=:)[^:@/]+(?=@)|(?<=password=)[^&]+")
_HTTP = r"https?://[^\s/]+\S*"
_ACCOUNT = r"\s*(telegram|discord):\d{1,20}\s*"
_HOST = r"\s*[^\s,]+:\d+\s*"
HttpUrl = Annotated[str, _like(_HTTP)]


class OperatorSettings(BaseSettings):
    """What an operator decides; what each setting means is said beside it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, toml_file=TOML_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: Annotated[str, _like(r"sqlite://(/.+)?|postgresql(\+psycopg)?://\S+")] = _setting(
        "sqlite:///paperwire.db",
        "where everything is kept",
        "`sqlite:///PATH`, or `postgresql://USER:PASSWORD@HOST/DATABASE`",
    )
    sources: str = _setting(
        "",
        "what `run` reads while the database knows no source yet; `paperwire sources` decides later",
        "`folder:PATH`, `github:OWNER/REPO`, … as the README lists them; several with commas",
    )
    telegram_token: Annotated[SecretStr, _secret_like(r"\d+:[\w-]+")] | None = _setting(
        None, "the token of your bot on Telegram", "the token as @BotFather gave it, such as `123456:ABC-def`"
    )
    telegram_base_url: HttpUrl = _setting(
        "https://api.telegram.org",
        "the root of the Bot API, or of a Bot API server of your own",
        "an address such as `http://127.0.0.1:8081`",
    )
    telegram_webhook: HttpUrl | None = _setting(
        None,
        "an address that leads to `PAPERWIRE_HTTP_PORT`: Telegram posts updates there; without one they are asked for",
        "an address such as `https://bot.example.org/hook`",
    )
    discord_token: Annotated[SecretStr, _secret_like(r"[\w.-]+")] | None = _setting(
        None,
        "the token of your application's bot on Discord",
        "the token as Discord's developer portal gave it, without `Bot` before it",
    )
    discord_api_url: HttpUrl = _setting(
        "https://discord.com/api/v10",
        "where a server speaks as Discord's does",
        "an address such as `http://127.0.0.1:9000/api/v10`",
    )
    discord_gateway_url: Annotated[str, _like(r"wss?://\S+")] | None = _setting(
        None, "its gateway, where that is not Discord's", "an address such as `ws://127.0.0.1:9000/gw`"
    )
    operators: Annotated[str, _like(rf"({_ACCOUNT}(,{_ACCOUNT})*)?")] = _setting(
        "",
        "who runs the bot: they get `/admin` in their private chats, and are told what goes wrong; "
        "without any, `run` prints a code that makes whoever says it to the bot one",
        "accounts by their numbers, with commas between them: `telegram:123,discord:456`",
    )
    access: AccessPolicy = _setting(
        AccessPolicy.INVITE,
        "whom the bot serves: everybody, those whom an operator let in, or operators alone; "
        "each with the groups that they set up",
        "`open`, `invite` or `operators`",
    )
    ambiguous: AmbiguousPolicy = _setting(
        AmbiguousPolicy.KEEP,
        "what becomes of a message that may or may not have arrived: it never comes twice, or is never lost",
        "`keep` or `resend`",
    )
    github_token: Annotated[SecretStr, _secret_like(r"[\w-]+")] | None = _setting(
        None,
        "for private repositories, and for more than 60 requests an hour",
        "a token as GitHub gave it, such as `ghp_…`",
    )
    github_api_url: HttpUrl = _setting(
        "https://api.github.com",
        "the root of GitHub's API, or of a server of your own that speaks it",
        "an address such as `https://github.example.org/api/v3`",
    )
    arxiv_url: HttpUrl = _setting(
        "https://export.arxiv.org", "the root of arXiv's API", "an address such as `https://export.arxiv.org`"
    )
    huggingface_url: HttpUrl = _setting(
        "https://huggingface.co", "where Hugging Face's daily papers are", "an address such as `https://huggingface.co`"
    )
    private_hosts: Annotated[str, _like(rf"({_HOST}(,{_HOST})*)?")] = _setting(
        "",
        "hosts that may be read though their addresses are not public",
        "hosts with ports, and commas between them: `10.0.0.5:8080,wiki:80`",
    )
    http_host: Annotated[str, _like(r"[\w.:-]+")] = _setting(
        "127.0.0.1", "where `PAPERWIRE_HTTP_PORT` is listened to", "an address or name of this machine, or `0.0.0.0`"
    )
    http_port: Annotated[int, Field(ge=1, le=65535)] | None = _setting(
        None,
        "the port for health, metrics, the web page and webhooks; without one there are none",
        "a number from 1 to 65535, such as `8080`",
    )
    web: Literal["on", "off"] | None = _setting(
        None,
        "the web page and its feeds, for whoever reaches the port; "
        "if this is not set, only where `PAPERWIRE_HTTP_HOST` is an address of this machine alone",
        "`on` or `off`",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "INFO", "how much is logged", "`DEBUG`, `INFO`, `WARNING` or `ERROR`"
    )
    log_format: Literal["text", "json"] | None = _setting(
        None, "how; if this is not set, text on a terminal and JSON elsewhere", "`text` or `json`"
    )
    sentry_dsn: Annotated[SecretStr, _secret_like(_HTTP)] | None = _setting(
        None, "the Sentry project that is told of errors; needs `paperwire[sentry]`", "its DSN, as Sentry shows it"
    )

    def secrets(self) -> list[str]:
        """What must never be read in a log."""
        tokens = (self.telegram_token, self.discord_token, self.github_token, self.sentry_dsn)
        return [*passwords(self.database_url), *(token.get_secret_value() for token in tokens if token)]

    @property
    def serves_page(self) -> bool:
        """Whether the page for readers is answered besides health and metrics."""
        return is_loopback(self.http_host) if self.web is None else self.web == "on"

    @model_validator(mode="after")
    def _webhook_has_a_port(self) -> Self:
        if self.telegram_webhook is not None and self.http_port is None:
            raise ValueError("PAPERWIRE_TELEGRAM_WEBHOOK needs PAPERWIRE_HTTP_PORT: where its address leads to")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then `.env`, then `paperwire.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def load(environment: Mapping[str, str] = os.environ) -> OperatorSettings:
    """Read the settings of the current folder. Raises SettingsError with a sentence for each wrong one."""
    try:
        wrong = list(_unknown(environment))
        found = OperatorSettings()
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{TOML_FILE} cannot be read: {error}.") from error
    except ValidationError as error:
        raise SettingsError("\n".join([*wrong, *map(_sentence, error.errors())])) from error
    if wrong:
        raise SettingsError("\n".join(wrong))
    return found


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def name_of(field: str) -> str:
    """What a setting is called where operators write it."""
    return f"{PREFIX}{field}".upper()


def may_be(field: str) -> str:
    """What may be written for a setting."""
    extra: Any = OperatorSettings.model_fields[field].json_schema_extra
    return str(extra["may_be"])


def _unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for every name that is no setting. Raises TOMLDecodeError."""
    known = [name_of(field) for field in OperatorSettings.model_fields]
    yield from _strangers(environment, "The environment", known)
    if Path(ENV_FILE).is_file():
        yield from _strangers(dotenv_values(ENV_FILE), ENV_FILE, known)
    if Path(TOML_FILE).is_file():
        names = tomllib.loads(Path(TOML_FILE).read_text("utf-8"))
        for name in names.keys() - OperatorSettings.model_fields.keys():
            yield _stranger(name, TOML_FILE, list(OperatorSettings.model_fields))


def _strangers(names: Iterable[str], where: str, known: Sequence[str]) -> Iterator[str]:
    ours = (name for name in names if name.upper().startswith(PREFIX))
    return (_stranger(name, where, known) for name in ours if name.upper() not in known)


def _stranger(name: str, where: str, known: Sequence[str]) -> str:
    nearest = process.extractOne(name, known, processor=str.lower)
    return f"{where} sets {name}, which is no setting. Did you mean {nearest[0]}?"


def _sentence(error: Mapping[str, Any]) -> str:
    if not error["loc"]:  # what several settings say together
        return f"{error['msg'].removeprefix('Value error, ')}."
    field = str(error["loc"][0])
    return f"{name_of(field)} cannot be {_shown(field, error['input'])}: write {may_be(field).replace('`', '')}."


def _shown(field: str, written: object) -> str:
    """What was written, without secrets."""
    return HIDDEN if field.endswith(("_token", "_dsn")) else f"“{_PASSWORD.sub(HIDDEN, str(written))}”"
