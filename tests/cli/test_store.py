"""`ingest`, `search`, `export`, `db`, `preview`, `tags`: what is stored, and what comes out of it."""

import json
import random
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
DIGESTS = Path(__file__).parents[3] / "shared" / "digests"
FILES = sorted(SAMPLES.rglob("20*.md"))


@pytest.fixture
def filled(run):
    assert FILES
    assert run("ingest", SAMPLES).status == 0
    return run


def test_reading_again_changes_nothing(filled):
    before = filled("export", "--papers").out
    again = filled("ingest", SAMPLES)
    assert f"0 added, 0 updated, {len(FILES)} unchanged" in again.out
    assert filled("export", "--papers").out == before


def test_the_export_is_the_same_after_any_order_and_repetition(run, tmp_path, monkeypatch):
    files = FILES if not DIGESTS.is_dir() else [*FILES, *sorted((DIGESTS / "wangyephd").glob("*.md"))]
    exports = set()
    for seed in range(3):
        order = random.Random(seed).sample(files, len(files))  # noqa: S311 - a seeded shuffle
        monkeypatch.setenv("PAPERWIRE_DATABASE_URL", f"sqlite:///{tmp_path}/{seed}.db")
        run("ingest", *order, *order[: seed * 3])
        exports.add(run("export", "--papers").out)
    assert len(exports) == 1
    papers = [json.loads(line) for line in exports.pop().splitlines()]
    assert len({paper["key"] for paper in papers}) == len(papers)


def test_entries_of_one_paper_from_several_publishers_hang_on_one_paper(filled):
    papers = [json.loads(line) for line in filled("export", "--papers").out.splitlines()]
    shared = [paper for paper in papers if len({entry["source"] for entry in paper["entries"]}) > 1]
    assert len(shared) >= 4
    assert any(len({lang for entry in paper["entries"] for lang in entry["summaries"]}) > 1 for paper in shared)


def test_what_is_no_digest_in_a_folder_is_skipped_and_said(run, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.md").write_text("# Shopping\n\n- milk\n", encoding="utf-8")
    (folder / "issue.md").write_bytes(FILES[0].read_bytes())
    result = run("ingest", folder)
    assert result.status == 0
    assert f"skipped {folder / 'notes.md'}: " in result.err
    assert result.out.startswith("1 issues")


def test_a_named_file_that_is_no_digest_makes_status_1_and_stops_no_other(run, tmp_path):
    (tmp_path / "notes.md").write_text("# Shopping\n\n- milk\n", encoding="utf-8")
    result = run("ingest", "notes.md", FILES[0])
    assert result.status == 1
    assert "notes.md" in result.err
    assert "1 added" in result.out


@pytest.mark.parametrize("query", ["diffusion", "扩散模型", "확산 모델"])
def test_search_finds_the_topic_in_any_language(filled, query):
    answer = json.loads(filled("search", "--json", query).out)
    assert set(answer) == {"query", "results", "total", "ms"}
    assert answer["query"] == query
    assert answer["total"] >= 8
    assert all(set(result) == {"title", "arxiv_id", "score"} for result in answer["results"])


def test_search_reads_a_query_a_line(filled):
    answers = [
        json.loads(line) for line in filled("search", "--json", "--limit", 2, stdin="diffusion\n???\n").out.splitlines()
    ]
    assert [answer["query"] for answer in answers] == ["diffusion", "???"]
    assert [len(answer["results"]) for answer in answers] == [2, 0]


def test_a_database_that_was_never_made_is_said(run):
    result = run("search", "diffusion")
    assert result.status == 1
    assert "paperwire db upgrade" in result.err


def test_db_says_what_the_store_holds(filled):
    status = filled("db", "status").out
    assert "papers" in status
    assert "l_yohai" in status
    assert filled("db", "upgrade").status == 0


def test_preview_is_the_digest_a_chat_would_get(filled):
    shown = filled("preview", "diffusion", "--language", "zh", "--length", 3)
    assert shown.status == 0
    assert "扩散模型" in shown.out
    assert "\n3. " in shown.out
    assert "\n4. " not in shown.out


def test_preview_offers_what_is_near(filled):
    refused = filled("preview", "difusion")
    assert refused.status == 1
    assert "diffusion" in refused.err


def test_tags_shows_one_topic_in_three_languages(run):
    answer = json.loads(run("tags", "확산모델", "--json").out)
    assert answer["slug"] == "diffusion"
    assert answer["names"] == {"en": "Diffusion models", "zh": "扩散模型", "ko": "확산 모델"}
    assert "generative" in answer["broader"]
    assert "diffusion-transformer" in answer["narrower"]


def test_an_unknown_setting_is_an_error_with_the_nearest_name(run, monkeypatch):
    monkeypatch.setenv("PAPERWIRE_DATABSE_URL", "sqlite://")
    result = run("db", "status")
    assert result.status == 1
    assert "PAPERWIRE_DATABASE_URL" in result.err


def test_settings_come_from_the_environment_over_env_file_over_toml(run, tmp_path, monkeypatch):
    (tmp_path / "paperwire.toml").write_text('database_url = "sqlite:///toml.db"\n', encoding="utf-8")
    run("db", "upgrade")
    (tmp_path / ".env").write_text("PAPERWIRE_DATABASE_URL=sqlite:///env.db\n", encoding="utf-8")
    run("db", "upgrade")
    monkeypatch.setenv("PAPERWIRE_DATABASE_URL", "sqlite:///environment.db")
    run("db", "upgrade")
    assert {path.name for path in tmp_path.glob("*.db")} == {"toml.db", "env.db", "environment.db"}


def test_the_demo_shows_a_digest_and_ends_without_a_terminal(run):
    shown = run("demo", "--language", "en")
    assert shown.status == 0
    assert "/subscribe diffusion" in shown.out
    assert "Your first digest" in shown.out
