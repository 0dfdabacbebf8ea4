"""What every adapter does to a publisher's text: nothing harmful reaches a reader, nothing else is changed."""

import datetime as dt

import pytest

from adapters import registry
from adapters.model import Entry, Issue, Ref


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


def l_yohai(body: str) -> Entry:
    text = f"## Daily Papers (2024-06-12)\n\n### [A Title](https://arxiv.org/abs/2406.07550)\n\n{body}"
    [entry] = read("l_yohai", text).entries
    return entry


@pytest.mark.parametrize(
    "key", ["paper_logs/2023/11/20.md", "backup/2025-01-01/l/2023/11/20.md", "2023.11.20 notes.md"]
)
def test_a_date_is_taken_from_the_file_when_the_text_has_none(key: str) -> None:
    text = "## Daily Papers\n### [T](https://arxiv.org/abs/2406.07550)\n"
    assert read("l_yohai", text, key).date == dt.date(2023, 11, 20)


def test_a_date_that_is_none_is_no_date() -> None:
    assert read("l_yohai", "## Daily Papers (2024-13-45)\n", "notes.md").date is None


def test_pictures_that_are_no_address_of_a_page_are_left_out() -> None:
    assert l_yohai("![](javascript:alert(1))\n\n- 요약\n").media_url is None
    assert l_yohai("![](/avatars/a.svg)\n\n- 요약\n").media_url == "/avatars/a.svg"


def test_html_and_control_characters_never_reach_a_reader() -> None:
    hostile = "A <script>alert(1)</script><b onclick=x>bold</b> \x07\x1b[31m<<b>img src=x>\u202e &lt;i&gt;"
    text = f"## Daily Papers (2024-06-12)\n### [{hostile}](https://arxiv.org/abs/2406.07550)\n- {hostile}<br>next\n"
    [entry] = read("l_yohai", text).entries
    for said in (entry.title, entry.summaries["en"]):
        assert not {"\x07", "\x1b", "\u202e"} & set(said)
        assert "<script" not in said
        assert "<img" not in said
        assert "<b" not in said
    assert entry.summaries["en"].endswith("\nnext")


def test_words_in_angle_brackets_that_are_no_html_stay() -> None:
    title = "Thinking <think> for x<y and <|im_start|>"
    text = f"## Daily Papers (2024-06-12)\n### [{title}](https://arxiv.org/abs/2406.07550)\n"
    assert read("l_yohai", text).entries[0].title == title


def test_line_separators_of_unicode_are_white_space_not_lines() -> None:
    text = "## Daily Papers (2024-06-12)\n### [One\u2028two\x85three\x0cfour](https://arxiv.org/abs/2406.07550)\n"
    assert read("l_yohai", text).entries[0].title == "One two three four"
