"""The operator's settings: environment over `.env` over `paperwire.toml`, every name with PAPERWIRE_ before it."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import process

from bot.errors import SettingsError
from bot.logs import passwords
from bot.retry import AmbiguousPolicy

PREFIX = "PAPERWIRE_"
ENV_FILE = ".env"
TOML_FILE = "paperwire.toml"


class OperatorSettings(BaseSettings):
    """What an operator decides.

    `database_url` is `sqlite:///path` or `postgresql://…`; `sources` what `run` reads (`bot.configured`), from the
    services at `github_api_url`, `arxiv_url` and `huggingface_url` and, only if they are in `private_hosts`, from hosts
    (`name:port`) without public addresses;
    `ambiguous` what becomes of a message that may or may not have arrived (`bot.retry`). `telegram_token` is what
    @BotFather gave the bot, `telegram_base_url` the root of a Bot API server. With `telegram_webhook`, an address that
    leads to `http_host` and `http_port`, updates are posted there; without, they are asked for. `discord_token` is that
    of an application's bot; `discord_api_url` and `discord_gateway_url` are of servers that speak as Discord does.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, toml_file=TOML_FILE, extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///paperwire.db"
    sources: str = ""
    github_token: SecretStr | None = None
    github_api_url: str = "https://api.github.com"
    arxiv_url: str = "https://export.arxiv.org"
    huggingface_url: str = "https://huggingface.co"
    private_hosts: str = ""
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    telegram_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook: str | None = None
    discord_token: SecretStr | None = None
    discord_api_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str | None = None
    http_host: str = "127.0.0.1"
    http_port: int | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def secrets(self) -> list[str]:
        """What must never be read in a log."""
        tokens = (self.telegram_token, self.discord_token, self.github_token)
        return [*passwords(self.database_url), *(token.get_secret_value() for token in tokens if token)]

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
    """Read the settings of the current folder. Raises SettingsError naming the setting and what it may be."""
    known = {f"{PREFIX}{name}".upper() for name in OperatorSettings.model_fields}
    _refuse_unknown(environment, "the environment", known)
    if Path(ENV_FILE).is_file():
        _refuse_unknown(dotenv_values(ENV_FILE), ENV_FILE, known)
    try:
        return OperatorSettings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error


def _refuse_unknown(names: Iterable[str], where: str, known: Iterable[str]) -> None:
    for name in names:
        if name.startswith(PREFIX) and name.upper() not in known:
            nearest = process.extractOne(name, known)
            raise SettingsError(f"{where} sets {name}, which is no setting. Did you mean {nearest[0]}?")


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=True)[0]
    if not first["loc"]:  # what several settings say together
        return f"{first['msg'].removeprefix('Value error, ')}."
    name = f"{PREFIX}{first['loc'][0]}".upper()
    return f"{name} cannot be {first['input']!r}: {first['msg']}."
