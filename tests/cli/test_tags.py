"""`tags`, `tags check`, `tags suggest` and `db retag`: the vocabulary, and what the store makes of it."""

import json

import pytest

from adapters.tags.tables import Table
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import FILES, build, packaged
from bot import app

NUMBERS = range(1, 5)


@pytest.fixture
def stored(run, tmp_path):
    """A store of four papers on squids, in one issue."""
    lines = [f"## [Squids {n}: Deep Sea Squids](https://arxiv.org/abs/2401.0000{n})\n\nOn squids.\n" for n in NUMBERS]
    (tmp_path / "2024-01-01.md").write_text("# Papers\n\n" + "\n".join(lines), encoding="utf-8")
    assert run("ingest", tmp_path / "2024-01-01.md").status == 0
    return run


def test_tags_show_and_tags_mean_the_same_and_an_unknown_name_is_met_with_near_ones(run):
    assert run("tags", "show", "diffusion").out == run("tags", "diffusion").out != ""
    assert len(run("tags").out.splitlines()) == len(run("tags", "--json").out.splitlines()) > 180
    refused = run("tags", "difusion")
    assert refused.status == 1
    assert "Near: diffusion" in refused.err


def test_tags_check_names_what_is_wrong_with_edited_files(run, tmp_path):
    assert run("tags", "check").out.endswith("synonyms: nothing is wrong.\n")
    for name in FILES:
        (tmp_path / name).write_text(packaged(name).text, encoding="utf-8")
    assert run("tags", "check", tmp_path).status == 0
    (tmp_path / "synonyms.tsv").write_text(packaged("synonyms.tsv").text + "diffusion\tanywhere\t\n", encoding="utf-8")
    wrong = run("tags", "check", tmp_path)
    assert (wrong.status, wrong.out) == (1, "")
    assert wrong.err.endswith(": there is no synonym in this line.\n")
    assert "vocabulary.tsv cannot be read" in run("tags", "check", tmp_path / "nowhere").err


def test_tags_suggest_says_what_many_papers_say_and_no_topic_covers(stored):
    found = [json.loads(line) for line in stored("tags", "suggest", "--json").out.splitlines()]
    assert [(one["text"], one["kind"], one["papers"]) for one in found] == [("Deep Sea Squids", "term", 4)]
    assert found[0]["examples"] == sorted(found[0]["examples"]) != []
    assert stored("tags", "suggest", "--at-least", 5).out == ""


def test_retag_brings_topics_to_todays_vocabulary(stored, monkeypatch):
    assert stored("db", "retag").out == "0 issues are tagged anew.\n"
    edited = build(
        packaged("vocabulary.tsv"), Table("s.tsv", "slug\tkind\tsynonym\nmusic-generation\tanywhere\tsquid\n")
    )
    monkeypatch.setattr(app, "build_tagger", lambda: Tagger(edited))
    assert stored("db", "retag").out == "1 issues are tagged anew.\n"
    exported = [json.loads(line) for line in stored("export", "--papers").out.splitlines()]
    assert all("music-generation" in paper["topics"] for paper in exported)
    assert stored("db", "retag").out == "0 issues are tagged anew.\n"
