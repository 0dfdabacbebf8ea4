"""The places of papers in the search index, where a day has too many."""

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
