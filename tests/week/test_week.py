"""A week in a minute: publishers that are late, twice, broken or away, processes that are killed, a clock change.

What every chat must have received is written out by hand, from the rules, in `received.txt`.
"""

import datetime as dt
from pathlib import Path

import pytest

from storage.model import ChatKind

HISTORY = [dt.date(2026, 10, day) for day in range(5, 19)]  # a fortnight, from a Monday: what is usual


def utc(day, hour, minute=0):
    return dt.datetime(2026, 10, day, hour, minute, tzinfo=dt.UTC)


def day(number):
    return dt.date(2026, 10, number)


# What happens, at UTC. Usual: l_yohai at 04:00, slbqc at 10:00, both every day; wangyephd at 06:00, Monday to Friday.
EVENTS = {
    utc(19, 4): lambda week: week.publish(
        "l_yohai", day(19), "Video generation of rivers", "Diffusion models for bread"
    ),
    utc(19, 6): lambda week: week.publish("wangyephd", day(19), "Gaussian splatting of bridges"),
    # a paper of l_yohai's, once more
    utc(19, 10): lambda week: week.publish(
        "slbqc", day(19), "Video generation of rivers", "Speech recognition in trains"
    ),
    utc(20, 4): lambda week: week.publish(
        "l_yohai",
        day(20),
        "Video generation of deserts",
        "Diffusion models for medical imaging",
        "Diffusion models for cheese",
    ),
    utc(20, 6): lambda week: week.publish("wangyephd", day(20), "Sorting of stones"),
    # slbqc is late
    utc(20, 23, 30): lambda week: week.publish(
        "slbqc", day(20), "Speech recognition in storms", "Video generation of clouds"
    ),
    utc(21, 4): lambda week: week.publish("l_yohai", day(21), "Diffusion models for tea"),
    utc(21, 6): lambda week: week.publish("wangyephd", day(21), "Sorting of shells"),
    utc(21, 10): lambda week: (
        week.publish("slbqc", day(21), "Gaussian splatting of ships"),
        week.publish("slbqc", day(21), "Diffusion models for soup", part=" more"),
    ),
    # l_yohai's issue once more, with three more papers
    utc(21, 12): lambda week: week.publish(
        "l_yohai",
        day(21),
        "Diffusion models for tea",
        "Diffusion models for jam",
        "Diffusion models for ham",
        "Diffusion models for yam",
    ),
    utc(21, 22): lambda week: week.kill(),
    utc(22, 4): lambda week: week.write("l_yohai", f"{day(22)}.md", "Bad gateway.\n"),
    utc(22, 6): lambda week: week.publish("wangyephd", day(22), "Gaussian splatting of towers"),
    utc(22, 10): lambda week: week.publish("slbqc", day(22), "Video generation of snow"),
    utc(22, 10, 30): lambda week: week.start(),
    # l_yohai publishes nothing on Friday, but mends Thursday's issue
    utc(23, 5): lambda week: week.take_away("wangyephd"),
    utc(23, 9): lambda week: week.publish("l_yohai", day(22), "Diffusion models for rain", "Video generation of caves"),
    utc(23, 10): lambda week: week.publish("slbqc", day(23), "Speech recognition in caves"),
    utc(23, 10, 30): lambda week: week.kill(),
    utc(23, 13, 30): lambda week: week.start(),
    # slbqc publishes nothing on Saturday and Sunday
    utc(24, 4): lambda week: week.publish("l_yohai", day(24), "Diffusion models for salt"),
    utc(24, 12): lambda week: week.give_back("wangyephd"),
    utc(25, 4): lambda week: week.publish(
        "l_yohai", day(25), "Video generation of dunes", "Speech recognition in rain"
    ),
}
# When a process is killed at its work; another is there two minutes later.
DEATHS = {
    utc(19, 23): "sending",  # what ann is owed: nobody knows whether it arrived; it did not
    utc(20, 0, 30): "sent",  # what ben is owed, on a platform that knows it when it comes again
    utc(21, 10): "reading",  # between the two issues of slbqc's
}


@pytest.mark.proof
def test_a_week_brings_every_chat_what_the_rules_say(week):
    made = week(utc(4, 0))
    _live_through_history(made)
    made.now = utc(18, 12)
    _make_chats(made)
    for half_hours in range(1, 2 * (7 * 24 + 21) + 1):
        moment = utc(18, 12) + half_hours * dt.timedelta(minutes=30)
        EVENTS.get(moment, lambda _: None)(made)
        made.at(moment, dies=DEATHS.get(moment, ""))
    expected = read_expected()
    assert len(expected) == 5
    for (chat, zone), messages in expected.items():
        assert made.received(chat, zone) == messages


def read_expected():
    """By chat and zone, each message as its lines."""
    chats = {}
    for line in (Path(__file__).parent / "received.txt").read_text("utf-8").splitlines()[2:]:
        if line.startswith("== "):
            messages = chats[tuple(line.split()[1:])] = []
        elif line.startswith("    "):
            messages[-1].append(line.strip())
        elif line and not line.startswith("#"):
            messages.append([line])
    return chats


def _live_through_history(week):
    week.at(week.now)
    for date in HISTORY:
        for source, hour in (("l_yohai", 4), ("wangyephd", 6), ("slbqc", 10)):
            if source != "wangyephd" or date.isoweekday() <= 5:
                week.publish(source, date, f"Sorting of {source} {date.day}")
                week.at(utc(date.day, hour))


def _make_chats(week):
    berlin, seoul = {"zone": "Europe/Berlin"}, {"zone": "Asia/Seoul"}
    week.chat("ann", "video", bot="plain", time="08:00", **seoul)
    week.chat("ben", "video", "diffusion", "-medical", bot="keyed", time="02:30", length=2, **berlin)
    week.chat("lab", "3d", bot="plain", kind=ChatKind.GROUP, time="09:00", weekdays=(1, 2, 3, 4, 5), **berlin)
    week.chat("dan", "diffusion", bot="keyed", time="20:00", late_editions=True, **seoul)
    week.chat("eve", "speech", bot="keyed", time="18:00", weekly="7 18:30", **berlin)
