"""What a chat is told of sources, whenever and however often it is told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes import NO_NOTES, WORTH_A_WORD, Standing, news_of, of_nothing, stand
from storage.watched import Failure, WatchStatus

MONDAY = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def standing(spans, now):
    """How sources stand whose only watch failed in these spans, as far as that is known at a moment."""
    begun = [(since, until if until and until <= now else None) for since, until in spans if since <= now]
    kept = [Failure(("alpha",), since, until, "gone") for since, until in begun if _is_kept(since, until)]
    return stand({}, [WatchStatus("folder:/alpha", watched=True, first_read_at=MONDAY, failures=tuple(kept))], now)


def _is_kept(since, until):
    return until is None or until - since >= WORTH_A_WORD


@st.composite
def histories(draw):
    """Spans in which a source fails, in order, and moments at which a chat is told."""
    marks = draw(st.lists(st.integers(0, 5000), min_size=2, max_size=12, unique=True).map(sorted))
    moments = [MONDAY + mark * MINUTE for mark in marks]
    told = draw(st.lists(st.integers(0, 6000), min_size=1, max_size=10, unique=True).map(sorted))
    return list(zip(moments[::2], [*moments[1::2], None], strict=False)), [MONDAY + mark * MINUTE for mark in told]


@given(histories())
def test_a_chat_believes_after_every_message_what_is_true_then(history):
    spans, moments = history
    believes, last = False, None
    for moment in moments:
        now = standing(spans, moment)
        notes = news_of(now, last)
        if notes.broken:
            assert not believes
            believes = True
        if notes.mended:
            assert believes
            believes = False
        lasting = [
            since for since, until in spans if since + WORTH_A_WORD <= moment and not (until and until <= moment)
        ]
        assert believes == bool(lasting)
        last = moment


@pytest.mark.parametrize(("minutes", "worth"), [(59, False), (60, True)])
def test_an_hour_is_worth_a_word(minutes, worth):
    notes = news_of(standing([(MONDAY, None)], MONDAY + minutes * MINUTE), None)
    assert [one.since for one in notes.broken] == ([MONDAY] if worth else [])


def test_an_end_that_was_long_ago_is_not_told():
    spans = [(MONDAY, MONDAY + 2 * HOUR)]
    assert news_of(standing(spans, MONDAY + 24 * HOUR), MONDAY + HOUR).mended == ("alpha",)
    assert news_of(standing(spans, MONDAY + 30 * 24 * HOUR), MONDAY + HOUR) == NO_NOTES


def test_since_when_is_the_last_look_or_the_last_news_if_that_was_later():
    def since(newest_at, *looked_at):
        found = of_nothing(NO_NOTES, Standing(MONDAY, newest_at=newest_at), looked_at=looked_at, next_at=None)
        return found.since

    assert since(None) is None
    assert since(None, MONDAY - HOUR, MONDAY - 2 * HOUR) == MONDAY - HOUR
    assert since(MONDAY - HOUR, MONDAY - 2 * HOUR) == MONDAY - HOUR
    assert since(MONDAY - 2 * HOUR, MONDAY - HOUR, MONDAY + HOUR) == MONDAY - HOUR


def test_a_first_read_is_mentioned_until_something_was_news():
    for newest_at, number in ((None, 3), (MONDAY, 0)):
        standing = Standing(MONDAY, reading=3, newest_at=newest_at)
        assert of_nothing(NO_NOTES, standing, looked_at=[], next_at=None).reading == number
