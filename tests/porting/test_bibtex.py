"""Saved papers as BibTeX."""

import dataclasses

import pytest

from adapters.model import Entry
from bot import bibtex
from bot.app import adapters_by_name
from storage.model import Source
from tests.porting.conftest import NOW, put

ORDERED = Source("arxiv", "arxiv", "/")
UNORDERED = Source("l_yohai", "l_yohai", "/")


@pytest.fixture
def written_of(new_store):
    """The BibTeX of the papers that sources listed, in the order of their keys."""

    def write(*listed: tuple[Source, Entry]) -> str:
        store = new_store()
        for number, (source, entry) in enumerate(listed):
            put(store, source, f"{number}.md", entry, at=NOW)
        return bibtex.write(store.papers.export(), adapters_by_name())

    return write


def test_authors_and_key_come_from_who_has_them_in_order(written_of):
    entry = Entry(
        "Denoising Video 100% & more", arxiv_id="2006.11239", authors=("Ho, J.", "A B"), categories=("cs.LG",)
    )
    better = dataclasses.replace(entry, authors=("Jonathan Ho", "Ajay Jain"), doi="10.1/x_1")
    assert written_of((UNORDERED, entry), (ORDERED, better)) == (
        "@misc{ho2020denoising,\n"
        "  title = {{Denoising Video 100\\% \\& more}},\n"
        "  author = {Jonathan Ho and Ajay Jain},\n"
        "  year = {2020},\n"
        "  eprint = {2006.11239},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.LG},\n"
        "  doi = {10.1/x\\_1},\n"
        "  url = {https://arxiv.org/abs/2006.11239},\n"
        "}\n"
    )


def test_authors_in_no_certain_order_are_left_out(written_of):
    entry = Entry("On Video {x} \\input{y}", arxiv_id="cs/9901001", authors=("Jonathan Ho",))
    text = written_of((UNORDERED, entry))
    assert text.startswith("@misc{arxivcs9901001,\n  title = {{On Video \\{x\\} \\textbackslash{}input\\{y\\}}},\n")
    assert "author" not in text
    assert "year = {1999}" in text


def test_no_two_papers_have_one_key(written_of):
    listed = [(ORDERED, Entry("A Video Model", arxiv_id=f"2401.0000{n}", authors=("Kim Ō",))) for n in range(3)]
    keys = [line for line in written_of(*listed).splitlines() if line.startswith("@")]
    assert keys == ["@misc{o2024video,", "@misc{o2024videoa,", "@misc{o2024videob,"]


def test_a_paper_without_an_id_has_a_key_and_no_year(written_of):
    text = written_of((ORDERED, Entry("视频 Video", authors=("张三",), links={"abs": "https://e.org/}{"})))
    assert text.startswith("@misc{titlevideo,\n")
    assert "year" not in text
    assert "url = {https://e.org/}," in text
