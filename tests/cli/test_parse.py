"""`paperwire parse` and `paperwire tag`: what programs read, and what goes wrong with a file."""

import json
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
A_SAMPLE = SAMPLES / "l_yohai" / "2026-11-18.md"
FIELDS = {"title", "arxiv_id", "arxiv_version", "authors", "tags", "votes", "media_url", "summaries", "topics"}


def lines(result):
    return [json.loads(line) for line in result.out.splitlines()]


def test_every_sample_is_one_object_in_order(run):
    files = sorted(SAMPLES.rglob("20*.md"))
    assert files
    result = run("parse", "--json", *files)
    assert result.status == 0
    answers = lines(result)
    assert [answer["file"] for answer in answers] == [str(file) for file in files]
    assert all(set(paper) == FIELDS for answer in answers for paper in answer["papers"])
    assert {answer["adapter"] for answer in answers} == {"slbqc", "wangyephd", "l_yohai", "kedreamix", "markdown"}


def test_topics_are_sorted_and_hold_their_broader_ones(run):
    papers = [paper for answer in lines(run("parse", "--json", A_SAMPLE)) for paper in answer["papers"]]
    assert papers
    assert all(paper["topics"] == sorted(paper["topics"]) for paper in papers)
    assert all("generative" in paper["topics"] for paper in papers if "diffusion" in paper["topics"])


REFUSED = {
    "empty.md": b"",
    "blank.md": b"  \n\n",
    "binary.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
    "latin1.md": "# caf\xe9\n".encode("latin-1"),
    "prose.md": b"# Shopping list\n\n- milk\n- eggs\n",
}


def test_each_file_that_is_no_digest_is_one_sentence_and_the_others_are_read(run, tmp_path):
    for name, content in REFUSED.items():
        (tmp_path / name).write_bytes(content)
    result = run("parse", "--json", *REFUSED, A_SAMPLE)
    *refused, read = lines(result)
    assert result.status == 1
    assert [set(answer) for answer in refused] == [{"file", "error"}] * len(REFUSED)
    assert all(answer["file"] in answer["error"] for answer in refused)
    assert len({answer["error"] for answer in refused}) == len(REFUSED)
    assert read["papers"]


def test_a_line_of_50_megabytes_is_refused_with_its_number(run, tmp_path):
    (tmp_path / "long.md").write_bytes(b"## Daily Papers (2026-11-18)\n" + b"x" * 50_000_000)
    result = run("parse", "--json", "long.md")
    assert result.status == 1
    assert "long.md:2" in lines(result)[0]["error"]


def test_a_file_that_is_not_there_is_said(run):
    result = run("parse", "nowhere.md")
    assert result.status == 1
    assert "nowhere.md" in result.err


def test_without_json_a_card_a_paper_and_the_lines_not_read(run, tmp_path):
    text = A_SAMPLE.read_text(encoding="utf-8")
    (tmp_path / "issue.md").write_text(text.replace("Authors:", "Mystery: 7\n\nAuthors:", 1), encoding="utf-8")
    result = run("parse", "issue.md")
    assert result.status == 0
    assert "1. " in result.out
    assert "arXiv: " in result.out
    assert "made nothing of lines" in result.err


def test_tag_reads_a_paper_a_line(run):
    said = [{"title": "Score distillation for text-to-3D", "tags": ["扩散模型"], "summary": ""}, {"title": "Nothing"}]
    result = run("tag", "--json", stdin="".join(json.dumps(paper) + "\n" for paper in said))
    first, second = (answer["topics"] for answer in lines(result))
    assert {"diffusion", "score-distillation", "text-to-3d"} <= set(first)
    assert second == []


def test_tag_explains_where_each_topic_was_found(run):
    result = run("tag", "--explain", "Latent diffusion models for video generation")
    assert "diffusion" in result.out
    assert "in title" in result.out


def test_a_line_that_is_no_paper_is_named(run):
    result = run("tag", "--json", stdin='{"title": "A"}\nnot json\n')
    assert result.status != 0
    assert "line 2" in result.err
