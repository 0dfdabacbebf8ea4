"""Errors, told to a Sentry of the operator's choice: what failed and where, never what people or publishers wrote."""

from collections.abc import Mapping
from typing import Any

from bot.errors import SettingsError
from bot.logs import Secrets


def report_errors(dsn: str, secrets: Secrets) -> None:
    """From now on tell a Sentry what is logged as an error. Raises SettingsError without its library, or for no DSN."""
    try:
        import sentry_sdk  # noqa: PLC0415 - an extra: few operators want it
        from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            "PAPERWIRE_SENTRY_DSN is set, but sentry-sdk is not installed: install paperwire[sentry]."
        ) from error
    try:
        sentry_sdk.init(
            dsn,
            default_integrations=False,
            integrations=[LoggingIntegration()],
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
            before_send=lambda event, _: hidden(event, secrets),
        )
    except sentry_sdk.utils.BadDsn as error:
        raise SettingsError("PAPERWIRE_SENTRY_DSN is no address of a Sentry project; copy it from there.") from error


def hidden(value: Any, secrets: Secrets) -> Any:
    """The same without secrets, in all its parts."""
    match value:
        case str():
            return secrets.hide(value)
        case Mapping():
            return {name: hidden(part, secrets) for name, part in value.items()}
        case list() | tuple():
            return [hidden(part, secrets) for part in value]
        case _:
            return value
