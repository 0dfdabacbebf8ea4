"""When a running fan-out will be out, from what is owed and the bot's pace."""

import datetime as dt

from bot.fanout import Fanout, expected

NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_each_platform_sends_at_its_own_pace_and_the_longest_is_first() -> None:
    """28 and 45 messages a second."""
    assert expected({"console": 9, "discord": 45 * 60, "telegram": 28 * 600}, NOW) == [
        Fanout("telegram", 28 * 600, NOW + 10 * MINUTE),
        Fanout("discord", 45 * 60, NOW + MINUTE),
        Fanout("console", 9, NOW),
    ]


def test_nothing_owed_is_no_fan_out() -> None:
    assert expected({}, NOW) == []
