"""When a place is visited next, how addresses are read and written, and which paths a pattern names: all pure."""

import datetime as dt

import pytest

from bot.configured import private_hosts
from bot.errors import SettingsError
from bot.fetching.addressing import read_place
from bot.fetching.errors import FetchError, LimitedError
from bot.fetching.patterns import matcher
from bot.fetching.places import shown
from bot.fetching.presets import PRESETS
from bot.fetching.visits import after_failure, after_success
from storage.watched import Visited

NOW = dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "fresh", "dice", "minutes"),
    [(30, 0, 0, 30), (30, 0, 0.5, 31.5), (30, 120, 0, 120), (30, 120, 1, 132), (30, 99999, 0, 1440)],
)
def test_a_visit_that_went_well_has_its_interval_or_what_the_server_says(every, fresh, dice, minutes):
    before = Visited("feed:x", NOW - HOUR, NOW, failed=3)
    after = after_success(before, NOW, every * MINUTE, fresh * MINUTE, dice=dice)
    assert after == Visited("feed:x", NOW, NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("failed", "error", "dice", "minutes", "then"),
    [
        (0, FetchError("x"), 0, 5, 1),
        (0, FetchError("x"), 1, 5.5, 1),
        (3, FetchError("x"), 0, 40, 4),
        (1000, FetchError("x"), 0, 360, 1001),
        (3, FetchError("x", wait=MINUTE), 0, 5, 4),
        (3, FetchError("x", wait=99 * DAY), 0, 7 * 1440, 4),
        (3, LimitedError("x", wait=MINUTE), 0, 1, 3),
        (0, LimitedError("x"), 0, 5, 0),
    ],
)
def test_a_failure_backs_off_and_a_limit_is_waited_for(failed, error, dice, minutes, then):
    after = after_failure(Visited("feed:x", NOW, NOW, failed), NOW, error, dice=dice)
    assert after == Visited("feed:x", NOW, NOW + minutes * MINUTE, then)


@pytest.mark.parametrize(
    "address",
    [
        "github:ann/digests",
        "github:ann/digests#l_yohai",
        "github:ann/my.digests/a/**/b-*.md@main#markdown",
        "github:ann/digests@feature/x",
        "url:https://host/{yyyy}/{mm}/{dd}.md#slbqc",
        "url:https://host/{yyyymmdd}",
        "feed:https://host:8080/feed?a=b",
        "feed:https://host/feed#slbqc",
        "arxiv:cs.CV",
        "arxiv:hep-th",
        "hf:daily",
        *PRESETS.values(),
    ],
)
def test_an_address_is_written_as_it_was_read(address):
    place = read_place(address)
    assert place.address == address
    assert place.name
    assert "{" not in place.under


@pytest.mark.parametrize(
    ("pattern", "paths", "others"),
    [
        ("", ["a.md", "a/b.md"], []),
        ("logs/", ["logs/a.md", "logs/b/c.md"], ["a.md", "xlogs/a.md"]),
        ("logs/*.md", ["logs/a.md"], ["logs/a/b.md"]),
        ("**/sum/*.md", ["sum/a.md", "x/y/sum/a.md"], ["xsum/a.md", "sum/x/a.md"]),
        ("20**", ["2024/a/b.md", "2024.md"], ["x/2024.md"]),
        ("a.b?.md", ["a.bc.md"], ["axbc.md", "a.b/.md", "a.b.md"]),
    ],
)
def test_a_pattern_names_paths(pattern, paths, others):
    wanted = matcher(pattern)
    assert [path for path in [*paths, *others] if wanted.fullmatch(path)] == paths


def test_a_log_says_no_query():
    assert shown("feed:https://host/x?key=secret#slbqc") == "feed:https://host/x?…#slbqc"


def test_private_hosts_have_ports():
    assert private_hosts("10.0.0.5:80, lab:8443", ["https://a.test/x", "http://b.test"]) == {
        "10.0.0.5:80",
        "lab:8443",
        "a.test:443",
        "b.test:80",
    }
    with pytest.raises(SettingsError, match="no host with a port"):
        private_hosts("10.0.0.5", [])
