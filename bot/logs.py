"""Log lines without secrets: a bot's token is part of every address of its platform, a password of the database's."""

import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import Literal, TextIO
from urllib.parse import parse_qs, quote, unquote, urlsplit

HIDDEN = "***"
SHORT = 6  # characters; a secret that is shorter may be a word, and is hidden only where an address has its password
# httpx names addresses, with their tokens; discord writes down all that people say and that they are told
TALKATIVE = ("alembic", "apscheduler", "discord", "httpcore", "httpx", "telegram")

_FORMAT = "%(levelname)s %(name)s: %(message)s"
_traceback = logging.Formatter()


class Secrets:
    """What must not be read by anyone, however it is written: as it is, percent-encoded, or a token's second half."""

    def __init__(self, secrets: Iterable[str]) -> None:
        written = {form for secret in secrets for form in _forms(secret)}
        # the longest first, so that none is left half hidden
        patterns = [_pattern(form) for form in sorted(written, key=lambda form: (-len(form), form))]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def hide(self, text: str) -> str:
        """The text with three stars for every secret."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


class SecretsFilter(logging.Filter):
    """Hides secrets in all that a record says: message, arguments, error, stack, and texts of its own."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always let through."""
        record.msg, record.args = _message(record), None
        if record.exc_info:
            # as text, because whoever formats the error again would say everything again
            record.exc_text, record.exc_info = _traceback.formatException(record.exc_info), None
        for name, value in list(vars(record).items()):
            if isinstance(value, str):
                setattr(record, name, self._secrets.hide(value))
        return True


class JsonFormatter(logging.Formatter):
    """A record as one line with one JSON object: time, level, logger, message and, where there is one, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what went before has made texts of message and error (`SecretsFilter`)."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        said = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "error": record.exc_text,
            "stack": record.stack_info,
        }
        return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def configure(
    level: str, secrets: Secrets, *, form: Literal["text", "json"] | None = None, stream: TextIO | None = None
) -> None:
    """Log to a stream (standard error) from `level` on, without secrets; libraries that talk much from WARNING on.

    Without a `form` it is text for people on a terminal, and JSON for whatever else reads it.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretsFilter(secrets))
    is_text = form == "text" or (form is None and stream.isatty())
    handler.setFormatter(logging.Formatter(_FORMAT) if is_text else JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def passwords(url: str) -> list[str]:
    """The passwords in the address of a database."""
    parts = urlsplit(url)
    found = [unquote(parts.password)] if parts.password else []
    return found + parse_qs(parts.query).get("password", [])


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):  # the arguments do not fit: the line is odd, but said
        return f"{record.msg} {record.args}"


def _forms(secret: str) -> Iterable[str]:
    """How a secret may be written."""
    if secret:
        half = secret.rpartition(":")[2]
        yield from (secret, quote(secret), quote(secret, safe=""), half, quote(half, safe=""))


def _pattern(form: str) -> str:
    return re.escape(form) if len(form) >= SHORT else f"(?<=:){re.escape(form)}(?=@)"
