"""A catalog says texts, numbers, dates and times as its language does."""

import datetime as dt
from collections.abc import Callable

import pytest

from bot.catalog import LANGUAGES, Catalog, language_for

CLIENTS = {
    "ko": "ko",
    "ko-KR": "ko",
    "ko_KR": "ko",
    "zh-Hant": "zh",
    "ZH-cn": "zh",
    "en-GB": "en",
    "de": "en",
    "kok": "en",
    "C": "en",
    "": "en",
}


def test_a_missing_key_or_value_raises() -> None:
    catalog = Catalog.load("en")
    with pytest.raises(KeyError):
        catalog.text("no.such_key")
    with pytest.raises(KeyError):
        catalog.count("no.such_key", 1)
    with pytest.raises(KeyError):
        catalog.text("command.unknown")
    with pytest.raises(KeyError):
        Catalog.load("de")


def test_braces_in_a_value_mean_nothing() -> None:
    assert "{code}{0.__class__}" in Catalog.load("en").text("error.ours", code="{code}{0.__class__}")


@pytest.mark.parametrize(("client", "language"), CLIENTS.items())
def test_the_client_language_chooses_the_catalog(client: str, language: str) -> None:
    assert language_for(client) == language


def said_by_all(say: Callable[[Catalog], object]) -> list[object]:
    return [say(Catalog.load(language)) for language in LANGUAGES]


def test_dates() -> None:
    day = dt.date(2024, 1, 24)
    assert said_by_all(lambda c: c.date(day)) == ["Wed 24 Jan", "1月24日 星期三", "1월 24일 수요일"]
    assert said_by_all(lambda c: c.day(day)) == ["24 Jan", "1月24日", "1월 24일"]
    assert said_by_all(lambda c: c.day(day, year=True)) == ["24 Jan 2024", "2024年1月24日", "2024년 1월 24일"]


def test_spans_of_dates_name_the_year_where_it_is_not_obvious() -> None:
    first, last, old = dt.date(2024, 1, 24), dt.date(2024, 1, 26), dt.date(2022, 5, 1)
    assert said_by_all(lambda c: c.dates(last, last)) == said_by_all(lambda c: c.date(last))
    assert said_by_all(lambda c: c.dates(first, last)) == [
        "Wed 24 Jan – Fri 26 Jan",
        "1月24日 星期三 – 1月26日 星期五",
        "1월 24일 수요일 ~ 1월 26일 금요일",
    ]
    assert Catalog.load("en").dates(old, last) == "1 May 2022 – 26 Jan 2024"


def test_weekdays() -> None:
    assert said_by_all(lambda c: c.weekdays([5, 1, 3])) == ["Mon, Wed, Fri", "周一、周三、周五", "월, 수, 금"]
    assert said_by_all(lambda c: c.weekdays(range(1, 8))) == ["Every day", "每天", "매일"]


def test_time_zones_are_called_by_their_city() -> None:
    assert said_by_all(lambda c: c.zone("Asia/Seoul")) == ["Seoul time", "首尔时间", "서울 시간"]
    assert said_by_all(lambda c: c.zone("Asia/Shanghai")) == ["China time", "北京时间", "중국 시간"]
    assert said_by_all(lambda c: c.zone("UTC")) == ["UTC", "UTC", "UTC"]


def test_languages_are_named_as_texts_are() -> None:
    assert said_by_all(lambda c: c.language_name("ko")) == ["Korean", "韩文", "한국어"]
    assert said_by_all(lambda c: c.language_name("fr")) == ["French", "法语", "프랑스어"]


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (1001, "1,001st")]
)
def test_english_ordinals(n: int, said: str) -> None:
    assert Catalog.load("en").ordinal(n) == said


def test_plural_forms() -> None:
    english, korean = Catalog.load("en"), Catalog.load("ko")
    papers = [english.count("count.papers", n) for n in (0, 1, 2, 1000)]
    assert papers == ["0 papers", "1 paper", "2 papers", "1,000 papers"]
    assert [korean.count("count.papers", n) for n in (1, 2)] == ["1편", "2편"]
