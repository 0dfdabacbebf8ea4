"""What a file must be to be read, and the one sentence that says why it is not."""

import time
from pathlib import Path

import pytest

from adapters import retrieve
from adapters.errors import ParseError

MEBI = 2**20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "d.md: is empty"),
        (b"\xef\xbb\xbf \n\r\n\t", "d.md: is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "d.md: is binary, not text"),
        ("text".encode("utf-16"), "d.md: is binary, not text"),
        (b"# T\n\nfine\n\xff\xfe\n", "d.md:4: is not UTF-8 at byte 10; save it as UTF-8"),
        ("标签".encode("gb18030"), "d.md:1: is not UTF-8 at byte 0; save it as UTF-8"),
        (b"# T\n" + b"x" * (MEBI + 1) + b"\n", "d.md:2: has a line over 1 MiB"),
        (b"x" * (50 * MEBI), "d.md:1: has a line over 1 MiB"),
        (b"line\n" * (13 * MEBI), "d.md: is over 64 MiB, more than any digest"),
    ],
    ids=["empty", "blank", "picture", "UTF-16", "byte", "GB18030", "long line", "one long line", "large"],
)
def test_a_file_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ParseError) as caught:
        retrieve.decode(data, "d.md")
    assert str(caught.value) == sentence


def test_a_line_of_the_maximal_length_is_accepted() -> None:
    line = "x" * MEBI
    assert retrieve.decode(f"{line}\n{line}\n".encode(), "d.md") == f"{line}\n{line}\n"


def test_line_ends_marks_and_normal_forms_are_evened() -> None:
    assert retrieve.decode(b"\xef\xbb\xbfa\r\nb\n", "d.md") == "a\nb\n"
    assert retrieve.decode("e\u0301 \u1112\u1161\u11ab".encode(), "d.md") == "é 한"


def test_only_line_feeds_end_a_line() -> None:
    assert retrieve.decode("a\u2028b\x85c\x0cd".encode(), "d.md") == "a\u2028b\x85c\x0cd"


def test_a_long_line_costs_no_time() -> None:
    data = b"# T\n" + b"x" * (60 * MEBI)
    start = time.process_time()
    with pytest.raises(ParseError):
        retrieve.decode(data, "d.md")
    assert time.process_time() - start < 1


def test_a_missing_file_is_refused_by_the_name_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match=r"^digests/d\.md: cannot be read: No such file"):
        retrieve.read_text(tmp_path / "d.md", file="digests/d.md")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="cannot be read: Is a directory"):
        retrieve.read_text(tmp_path)


def test_a_folder_is_walked_in_path_order(tmp_path: Path) -> None:
    names = ["b/2.md", "a.md", "b/1.MD", "b.md", "notes.txt", ".git/x.md", "c.markdown"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# T\n", "utf-8")
    found = [file.relative_to(tmp_path).as_posix() for file in retrieve.find_files(tmp_path)]
    assert found == ["a.md", "b/1.MD", "b/2.md", "b.md", "c.markdown"]
