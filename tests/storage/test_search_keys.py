"""The places of papers in the search index: where a day has too many, and at the ends of the calendar."""

import datetime as dt

import sqlalchemy as sa

from storage.engine import connect
from storage.index import day_of, last_key
from storage.model import TokenQuery
from storage.reindex import reindex
from storage.schema import paper
from storage.store import open_store


def test_when_a_day_is_full_its_papers_stand_in_the_day_before(new_database, put, day):
    url = new_database()
    with open_store(url) as store:
        put("First", into=store)
    engines = connect(url)
    with engines.writing() as connection:
        connection.execute(sa.update(paper).values(search_key=last_key(day) - 1))
    engines.close()
    assert [*reindex(url)][-1].done == 1
    with open_store(url) as store:
        put("Second model", "Third model", "Fourth model", into=store, key="2.md")
        keys = store.search.look_up(TokenQuery("and"), None, titled=0).keys
        assert [day_of(key) - day.toordinal() for key in keys] == [0, 0, -1, -1]
        assert store.search.find(TokenQuery("token", "model"), limit=9).total == 3
        put("Second model", "Third model!", into=store, key="2.md")
        assert store.search.find(TokenQuery("token", "model"), limit=9).total == 2


def test_any_day_of_the_calendar_has_its_place(store, put):
    days = [dt.date.min, dt.date(2026, 11, 18), dt.date(2871, 11, 1), dt.date(2872, 1, 1), dt.date.max]
    for number, date in enumerate(days):
        put(f"Paper {number}", key=f"{number}.md", date=date)
    keys = store.search.look_up(TokenQuery("token", "paper"), None, titled=0).keys
    assert [day_of(key) for key in keys] == [date.toordinal() for date in reversed(days)]
    within = store.search.find(TokenQuery("token", "paper"), limit=9, first=days[2], last=days[3])
    assert [paper.title for paper in store.papers.get(within.paper_ids)] == ["Paper 3", "Paper 2"]
