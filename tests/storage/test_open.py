"""Opening a database: addresses, migrations, versions, and errors that say what to do."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from adapters.model import Entry
from storage import engine, errors, migration
from storage.model import ChatKind, Place, Settings
from storage.schema import metadata
from storage.store import open_store


@pytest.fixture
def writing():
    """Writes below the store what no program of today would leave behind."""

    def write(url, *statements):
        engines = engine.connect(url)
        with engines.writing() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
        engines.close()

    return write


def newest_revision():
    with migration.config() as config:
        return ScriptDirectory.from_config(config).get_current_head()


def test_an_address_of_another_kind_is_refused():
    for url in ("mysql://host/name", "nonsense", "", "postgresql+asyncpg2//x"):
        with pytest.raises(errors.UnreachableError, match=r"sqlite:///file\.db or postgresql:"):
            open_store(url)


def test_the_shown_address_has_no_password(new_database):
    with open_store(new_database()) as store:
        assert store.url.startswith(("sqlite:///", "postgresql://"))
    masked = engine.connect("postgresql://ann:hunter2@127.0.0.1:1/paperwire?password=hunter3&sslpassword=hunter4").url
    assert masked == "postgresql://ann:***@127.0.0.1:1/paperwire"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hunter2@127.0.0.1:1/paperwire",
        "postgresql://ann@127.0.0.1:1/paperwire?password=hunter2",
        "postgresql://ann:hunter2@127.0.0.1:hunter2/paperwire",
        "sqlite://ann:hunter2@host/file",
    ],
)
def test_no_error_shows_the_password(url):
    with pytest.raises(errors.StoreError) as raised:
        open_store(url)
    assert "hunter2" not in str(raised.value)


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(errors.UnreachableError, match=r"postgresql://ann:\*\*\*@127.0.0.1:1/paperwire"):
        open_store("postgresql://ann:hunter2@127.0.0.1:1/paperwire")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(errors.UnreachableError, match=r"nowhere/file\.db: cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/nowhere/file.db")


def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("# Shopping\n" * 100)
    with pytest.raises(errors.DamagedError, match=r"notes\.db: this file is not a database"):
        open_store(f"sqlite:///{path}")


def test_a_database_that_does_not_exist_is_made_only_when_migrating(tmp_path):
    path = tmp_path / "new.db"
    with pytest.raises(errors.StoreVersionError, match="`paperwire db upgrade`"):
        open_store(f"sqlite:///{path}", migrate=False)
    assert not path.exists()
    open_store(f"sqlite:///{path}").close()
    with open_store(f"sqlite:///{path}", migrate=False) as store:
        assert store.stats().revision == newest_revision()


def test_an_unmigrated_database_is_refused_without_migrating(new_database):
    with pytest.raises(errors.StoreVersionError, match="`paperwire db upgrade`"):
        open_store(new_database(empty=True), migrate=False)


def test_a_newer_database_is_refused(new_database, writing):
    url = new_database(empty=True)
    open_store(url).close()
    writing(url, "UPDATE alembic_version SET version_num = '9999'")
    for migrate in (True, False):
        with pytest.raises(errors.StoreVersionError, match="newer Paperwire"):
            open_store(url, migrate=migrate)


def test_an_index_of_older_tokens_is_made_anew(new_database, writing, put, find):
    url = new_database(empty=True)
    with open_store(url) as store:
        put(Entry("Diffusion", summaries={"zh": "扩散"}), into=store)
        expected = find("扩散", within=store)
    delete = "INSERT INTO paper_search(paper_search) VALUES ('delete-all')"
    writing(
        url,
        delete if url.startswith("sqlite") else "DELETE FROM paper_search",
        "UPDATE counter SET value = 0 WHERE name = 'tokenizer'",
    )
    with pytest.raises(errors.StoreVersionError, match="`paperwire db upgrade`"):
        open_store(url, migrate=False)
    with open_store(url) as store:
        assert find("扩散", within=store) == expected == ["Diffusion"]
        put(into=store)
        assert find("扩散", within=store) == []


def test_an_index_of_newer_tokens_is_refused(new_database, writing):
    url = new_database(empty=True)
    open_store(url).close()
    writing(url, "UPDATE counter SET value = 99 WHERE name = 'tokenizer'")
    with pytest.raises(errors.StoreVersionError, match="newer Paperwire"):
        open_store(url)


def test_models_and_migrations_agree(new_database):
    engines = engine.connect(new_database())
    with engines.reading() as connection:
        options = {"include_object": migration.compared(connection.dialect.name), "compare_server_default": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engines.close()
    assert differences == []


def test_opening_a_filled_database_again_changes_nothing(new_database, put, now):
    url = new_database()
    with open_store(url) as store:
        put("One", Entry("Two", arxiv_id="2405.00001"), into=store, topics=["diffusion"])
        chat = store.chats.get_or_create(Place("t", "1"), ChatKind.PRIVATE, settings=Settings(), now=now)
        store.chats.subscribe(chat.id, [("diffusion", True)], person_id=None, now=now)
        before = store.stats(), list(store.papers.export()), store.chats.get(Place("t", "1"))
    with open_store(url) as store:
        assert (store.stats(), list(store.papers.export()), store.chats.get(Place("t", "1"))) == before


def test_programs_that_start_together_migrate_once(new_database):
    url = new_database(empty=True)
    together = threading.Barrier(6)

    def start(_):
        together.wait()
        with open_store(url) as store:
            return store.stats().revision

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(start, range(6))) == [newest_revision()] * 6


def test_a_migration_that_fails_leaves_nothing(new_database, writing):
    url = new_database(empty=True)
    writing(url, "CREATE TABLE subscription (id INTEGER)")
    for _ in range(2):
        with pytest.raises(errors.StoreError, match="nothing was changed"):
            open_store(url)
    writing(url, "DROP TABLE subscription")
    open_store(url).close()


def test_a_store_in_memory_serves_several_threads(put, find):
    with open_store("sqlite://") as store, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: put(f"Paper {number}", into=store, key=f"{number}.md"), range(40)))
        assert list(threads.map(lambda _: len(list(store.papers.export())), range(16))) == [40] * 16
        assert len(find("paper", within=store)) == 40
