"""The operator's settings: environment over `.env` over `paperwire.toml`, every name with PAPERWIRE_ before it."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import process

from bot.errors import SettingsError
from bot.retry import AmbiguousPolicy

PREFIX = "PAPERWIRE_"
ENV_FILE = ".env"
TOML_FILE = "paperwire.toml"


class OperatorSettings(BaseSettings):
    """What an operator decides.

    `database_url` is `sqlite:///path` or `postgresql://…`; `sources` the folders that `run` reads (`bot.sources`);
    `ambiguous` what becomes of a message that may or may not have arrived (`bot.retry`).
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, toml_file=TOML_FILE, extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///paperwire.db"
    sources: str = ""
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

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
    first = error.errors()[0]
    name = f"{PREFIX}{first['loc'][0]}".upper()
    return f"{name} cannot be {first['input']!r}: {first['msg']}."
