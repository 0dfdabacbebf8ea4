"""`export` and `import`: everything out and in again, and what is refused."""

from pathlib import Path

import pytest

from storage.store import open_store

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def filled(run):
    assert run("ingest", SAMPLES).status == 0
    return run


def test_what_is_exported_is_imported_elsewhere_and_exported_the_same(filled, tmp_path, monkeypatch):
    everything = filled("export").out
    (tmp_path / "all.jsonl").write_text(everything, encoding="utf-8")
    monkeypatch.setenv("PAPERWIRE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert filled("import", "all.jsonl").out == "9 new, 0 there already, 0 refused.\n"
    assert filled("import", "all.jsonl").out == "0 new, 9 there already, 0 refused.\n"
    assert filled("export").out == everything


def test_what_is_refused_is_named_with_its_line_and_makes_status_1(filled, tmp_path):
    first, second, *_ = filled("export").out.splitlines()
    (tmp_path / "all.jsonl").write_text(f"{first}\n{{}}\n{second}", encoding="utf-8")
    result = filled("import", "all.jsonl")
    assert (result.status, result.out) == (1, "0 new, 1 there already, 1 refused.\n")
    assert result.err.startswith("paperwire: all.jsonl:2: “None” is no kind of record")


def test_subscriptions_come_as_opml_and_saves_as_bibtex(filled, tmp_path):
    outline = '<outline platform="t" chat="1"><outline text="video"/></outline>'
    (tmp_path / "mine.opml").write_text(f"<opml><body>{outline}</body></opml>", encoding="utf-8")
    assert filled("import", "mine.opml").out == "1 new, 0 there already, 0 refused.\n"
    assert '<outline text="video" />' in filled("export", "--opml").out
    assert '"term": "video"' in filled("export", "--chats").out
    result = filled("export", "--bibtex", "t:7")
    assert (result.status, result.out) == (1, "")
    assert "There is no person t:7" in result.err


def test_no_export_holds_a_key(filled, monkeypatch):
    monkeypatch.setenv("PAPERWIRE_TELEGRAM_TOKEN", "123:very-secret")
    with open_store("sqlite:///paperwire.db") as store:
        store.watches.add("feed:https://example.org/feed.xml?key=very-secret")
        store.watches.add("arxiv:cs.CV")
    exported = filled("export")
    assert "very-secret" not in exported.out + exported.err
    assert '"address": "arxiv:cs.CV"' in exported.out
    assert "feed:https://example.org/feed.xml?… is left out" in exported.err


@pytest.mark.parametrize("words", [("export", "--papers", "--opml"), ("import", "none.jsonl")])
def test_what_cannot_be_done_is_said(run, words):
    result = run(*words)
    assert result.status == 1
    assert result.err.startswith("paperwire: ")


def test_a_database_moves_with_one_command(filled, tmp_path, monkeypatch):
    papers = filled("export", "--papers").out
    moved = filled("db", "move", f"sqlite:///{tmp_path}/other.db")
    assert moved.out.startswith(f"sqlite:///{tmp_path}/other.db holds all ")
    again = filled("db", "move", f"sqlite:///{tmp_path}/other.db")
    assert "holds something already" in again.err
    monkeypatch.setenv("PAPERWIRE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert filled("export", "--papers").out == papers
