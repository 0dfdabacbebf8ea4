"""`paperwire run` in which every library says all it can."""

import logging
import os
import sys

from bot.cli import main

# What the program quiets are the parents of these.
LOUD = (
    "alembic.runtime",
    "apscheduler.executors",
    "apscheduler.scheduler",
    "discord.client",
    "discord.gateway",
    "discord.http",
    "sqlalchemy.engine",
    "sqlalchemy.pool",
    "telegram.Bot",
    "telegram.ext",
    "telegram.request",
)

for name in LOUD:
    logging.getLogger(name).setLevel(logging.DEBUG)
os.environ["PYTHONASYNCIODEBUG"] = "1"
sys.argv[1:] = ["run"]
main()
