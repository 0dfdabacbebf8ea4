"""A database filled under each earlier revision keeps all its rows when it is brought up."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from adapters.text import TOKENIZER_VERSION
from storage import engine, migration
from storage.errors import StoreError
from storage.index import Indexed, change, day_of, first_key
from storage.model import DeliveryKind, Place, TokenQuery
from storage.store import open_store

FIRST = (
    "INSERT INTO source (name, adapter, root) VALUES ('alpha', 'alpha', '/')",
    (
        "INSERT INTO issue (source_id, key, content, date, dated, language, papers, tagger, arrived_at)"
        " VALUES (1, '1.md', 'hash', '2024-05-20', TRUE, 'en', 1, '1', 5)"
    ),
    "INSERT INTO paper (key) VALUES ('title:one')",
    "INSERT INTO paper_topic (paper_id, slug, origin) VALUES (1, 'diffusion', 'title')",
    (
        "INSERT INTO entry (issue_id, paper_id, position, title, title_key, authors, tags, links, summaries,"
        " categories, topics, news, arrival, arrived_at)"
        " VALUES (1, 1, 0, 'One', 'one', '[]', '[]', '{}', '{}', '[]', '{}', TRUE, 1, 5)"
    ),
    "INSERT INTO person (platform, user_id, language, created_at) VALUES ('t', '1', 'ko', 5)",
    "INSERT INTO save (person_id, paper_id, saved_at) VALUES (1, 1, 5)",
    "INSERT INTO feedback (person_id, paper_id, value, given_at) VALUES (1, 1, 'like', 5)",
    (
        "INSERT INTO chat (platform, chat_id, thread_id, kind, time, weekdays, zone, zone_guessed, languages, length,"
        " layout, pictures, paused, cursor, asked, created_at)"
        " VALUES ('t', '1', '', 'private', '21:45', '[1]', 'UTC', FALSE, '[\"ko\"]', 5, 'list', FALSE, FALSE, 1, '', 5)"
    ),
    "INSERT INTO subscription (chat_id, term, wanted, created_at) VALUES (1, 'diffusion', TRUE, 5)",
    "INSERT INTO subscription (chat_id, term, wanted, created_at, created_by) VALUES (1, 'medical', FALSE, 5, 1)",
)
SECOND = (
    *FIRST,
    (
        "INSERT INTO plan (date, cursor_from, cursor_to, paper_ids, shown, wishes)"
        " VALUES ('2024-05-21', 0, 1, '[1]', 1, 'diffusion')"
    ),
    "INSERT INTO rendering (hash, payload, used_at) VALUES ('h', '{}', 7)",
    (
        "INSERT INTO delivery (chat_id, kind, subject, part, platform, rendering, plan_id, silent, state, due_at)"
        " VALUES (1, 'daily', '2024-05-21', 1, 't', 'h', 1, FALSE, 'queued', 7000000)"
    ),
    "INSERT INTO pace (bucket, next_at) VALUES ('t', 7)",
)
THIRD = (
    *SECOND,
    "INSERT INTO watch (address, watched, first_read_at) VALUES ('folder:/d', TRUE, 7)",
    "INSERT INTO failure (address, names, since, reason) VALUES ('folder:/d', '[\"d\"]', 7, 'gone')",
    (
        "INSERT INTO unread_issue (address, key, content, reason, seen_at)"
        " VALUES ('folder:/d', 'd/1.md', 'c', 'no digest', 7)"
    ),
)
FOURTH = (
    *THIRD,
    (
        "INSERT INTO chat (platform, chat_id, thread_id, kind, time, weekdays, zone, zone_guessed, languages, length,"
        " layout, pictures, paused, cursor, asked, created_at)"
        " VALUES ('t', '-1', '7', 'group', '08:00', '[1]', 'UTC', TRUE, '[\"en\"]', 5, 'list', FALSE, FALSE, 1, '', 5)"
    ),
)
SEVENTH = (*FOURTH, "INSERT INTO document (address, key, note, seen_at) VALUES ('folder:/d', 'd/1.md', '{}', 7)")
NINTH = (
    *SEVENTH,
    "INSERT INTO admission (platform, who, address, rank, since) VALUES ('t', 'person', '9', 'operator', 5)",
    "INSERT INTO invite (hash, rank, expires_at) VALUES ('h', 'allowed', 7)",
    "INSERT INTO alert (condition, since, told) VALUES ('disk', 7, '[]')",
)
ELEVENTH = (*NINTH, "UPDATE paper SET search_key = 739026 * CAST(32768 AS BIGINT) + 5")
FILLINGS = {
    "0001": FIRST,
    "0002": SECOND,
    "0003": THIRD,
    "0004": FOURTH,
    "0005": FOURTH,
    "0006": FOURTH,
    "0007": SEVENTH,
    "0008": SEVENTH,
    "0009": NINTH,
    "0010": (*NINTH, "UPDATE paper SET search_key = 739026 * CAST(1048576 AS BIGINT) + 5"),
    "0011": ELEVENTH,
    "0012": ELEVENTH,
    "0013": ELEVENTH,
    "0014": ELEVENTH,
}


def earlier_revisions():
    with migration.config() as config:
        head, *earlier = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert head not in FILLINGS
    assert earlier
    return earlier


def test_revisions_are_files_named_by_their_numbers():
    with migration.config() as config:
        scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert all(Path(script.path).name.startswith(f"r{script.revision}_") for script in scripts)
    assert [script.revision for script in scripts] == sorted((one.revision for one in scripts), reverse=True)


def bring_to(url, revision, statements):
    engines = engine.connect(url)
    with engines.writing() as connection, migration.config() as config:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in statements:
            connection.execute(sa.text(statement.replace(":", r"\:")))
    engines.close()


def count_rows(url):
    engines = engine.connect(url)
    with engines.reading() as connection:
        names = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
        assert "chat" in names
        names = [name for name in names if not name.startswith("paper_search")]
        counts = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in names}  # noqa: S608 - ours
    engines.close()
    return counts


def deliveries_have_the_kinds_of_today_and_no_others(url):
    engines = engine.connect(url)
    insert = (
        "INSERT INTO delivery (chat_id, kind, subject, part, platform, rendering, silent, state, due_at)"
        " VALUES (1, '{kind}', '2024-05-20', 1, 't', 'hash', FALSE, '{state}', 5)"
    )
    with engines.writing() as connection:
        for kind in DeliveryKind:
            connection.execute(sa.text(insert.format(kind=kind.value, state="sent")))
    for kind, state in (("monthly", "sent"), ("daily", "lost")):
        with pytest.raises(StoreError), engines.writing() as connection:
            connection.execute(sa.text(insert.format(kind=kind, state=state)))
    engines.close()


@pytest.mark.parametrize("revision", earlier_revisions())
def test_every_row_is_there_afterwards_and_deliveries_have_the_kinds_of_today(new_database, revision):
    url = new_database(empty=True)
    bring_to(url, revision, FILLINGS[revision])
    before = count_rows(url)
    assert min(before.values()) > 0, "a table that nothing was written to"
    open_store(url).close()
    assert {name: number for name, number in count_rows(url).items() if name in before} == before
    deliveries_have_the_kinds_of_today_and_no_others(url)


def test_chats_of_the_first_revision_get_the_defaults(new_database):
    url = new_database(empty=True)
    bring_to(url, "0001", FIRST)
    with open_store(url) as store:
        chat = store.chats.get(Place("t", "1"))
    assert (chat.settings.time, [one.term for one in chat.subscriptions]) == ("21:45", ["diffusion", "medical"])
    assert (chat.next_due_at, chat.last_date, chat.stopped) == (None, None, "")
    assert not (chat.settings.quiet_held)
    assert not (chat.settings.late_editions)
    assert chat.settings.say_nothing_matched
    assert chat.settings.say_not_published
    assert (chat.settings.search, chat.bound) == ("here", False)


def test_what_the_second_revision_knew_is_told_in_the_words_of_the_third(new_database):
    url = new_database(empty=True)
    bring_to(url, "0002", SECOND)
    with open_store(url) as store:
        chat = store.chats.get(Place("t", "1"))
        assert store.deliveries.told([chat.id]) == {chat.id: dt.datetime(1970, 1, 1, 0, 0, 7, tzinfo=dt.UTC)}
        assert list(store.issues.news_arrivals(9)) == ["alpha"]
        assert len(store.issues.news_arrivals(9)["alpha"]) == 1


def test_papers_keep_their_day_and_number_in_shorter_search_keys(new_database):
    url = new_database(empty=True)
    bring_to(url, "0010", FILLINGS["0010"])
    with open_store(url) as store:
        (key,) = store.search.look_up(TokenQuery("and"), None, titled=0).keys
    assert (dt.date.fromordinal(day_of(key)), key - first_key(dt.date(2024, 5, 20))) == (dt.date(2024, 5, 20), 5)


def test_papers_that_stand_in_the_index_get_their_periods(postgresql):
    url = postgresql.create_empty()
    old, new = (first_key(dt.date(2024, 5, 20)) + number for number in range(2))
    bring_to(
        url,
        "0013",
        (
            *ELEVENTH,
            f"UPDATE counter SET value = {TOKENIZER_VERSION} WHERE name = 'tokenizer'",  # noqa: S608 - ours
            f"INSERT INTO paper_search (key, tokens) VALUES ({old}, array_to_tsvector(ARRAY['word']))",  # noqa: S608 - ours
        ),
    )
    open_store(url).close()
    engines = engine.connect(url)
    with engines.writing() as connection:
        change(connection, [], [Indexed(new, "word")])
        rows = connection.execute(sa.text("SELECT key, tokens FROM paper_search")).all()
    engines.close()
    postgresql.drop(url)
    tokens = {row.key: row.tokens for row in rows}
    assert tokens.keys() == {old, new}
    assert tokens[old] == tokens[new]


def test_on_sqlite_the_index_is_made_anew_with_rowids_that_count_backwards(tmp_path):
    url = f"sqlite:///{tmp_path / 'paperwire.db'}"
    today = f"UPDATE counter SET value = {TOKENIZER_VERSION} WHERE name = 'tokenizer'"  # noqa: S608 - ours
    bring_to(url, "0014", (*ELEVENTH, today))
    with open_store(url) as store:
        (key,) = store.search.look_up(TokenQuery("and"), None, titled=0).keys
        assert [paper.date for paper in store.search.papers([key])] == [dt.date(2024, 5, 20)]


def test_threads_that_were_chats_keep_their_subscriptions(new_database):
    url = new_database(empty=True)
    bring_to(url, "0004", FOURTH)
    with open_store(url) as store:
        assert store.chats.get(Place("t", "-1", "7")).bound
        assert not store.chats.get(Place("t", "1")).bound
