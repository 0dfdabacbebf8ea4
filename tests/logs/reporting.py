"""A program that reports its errors: `reporting.py DSN TOKEN`."""

import logging
import sys

import sentry_sdk

from bot.logs import Secrets
from bot.sentry import report_errors

DSN, TOKEN = sys.argv[1:]
log = logging.getLogger("bot.test")


def fail(said: str) -> None:
    local = f"what a person said: {said}"
    raise RuntimeError(f"refused https://api.example/bot{TOKEN}/sendMessage", len(local))


report_errors(DSN, Secrets([TOKEN]))
log.warning("no error: wolpertinger")
try:
    fail("wolpertinger")
except RuntimeError:
    log.exception("It failed with %s.", TOKEN)
sentry_sdk.flush(10)
