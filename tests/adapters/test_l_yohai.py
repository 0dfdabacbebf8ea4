"""The traps of l_yohai's issues, one small case each."""

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
    "title", ["A [b] c", "[b] c [d]", "A [b [c] d", "A [b] c](d) e", "A (b) ]c", "A $\\times$ `B`"]
)
def test_l_yohai_brackets_inside_titles(title: str) -> None:
    text = f"## Daily Papers (2024-06-12)\n### [{title}](https://arxiv.org/abs/2406.07550)\n"
    [entry] = read("l_yohai", text).entries
    assert (entry.title, entry.arxiv_id) == (title, "2406.07550")


def test_l_yohai_words_behind_the_link_of_a_title_are_left_out() -> None:
    heading = "### [T](https://arxiv.org/abs/2406.07550) [pdf](https://arxiv.org/pdf/2406.07550)"
    assert read("l_yohai", f"## Daily Papers (2024-06-12)\n{heading}\n").entries[0].title == "T"


@pytest.mark.parametrize(
    "line",
    [
        "![](https://example.org/a.mp4)",
        "[Watch Video](https://example.org/a.mp4)",
        "[Watch Video]https://example.org/a.mp4",
        "<video src='https://example.org/a.mp4'></video>",
        '<div><video controls src="https://example.org/a.mp4" muted="false"></video></div>',
        '<img width="10" src="https://example.org/a.mp4">',
    ],
)
def test_l_yohai_pictures_and_videos(line: str) -> None:
    assert l_yohai(f"{line}\n\nVote: 3\n\n- 요약\n").media_url == "https://example.org/a.mp4"


@pytest.mark.parametrize(("line", "votes"), [("Vote: -", None), ("Vote: 0", 0), ("Votes: 1,234", 1234), ("", None)])
def test_l_yohai_unknown_votes_are_not_zero(line: str, votes: int | None) -> None:
    assert l_yohai(f"{line}\n\n- 요약\n").votes == votes


def test_l_yohai_authors_in_two_spellings() -> None:
    assert l_yohai("Authors: Jane Roe, +, Bi'an Du\n").authors == ("Jane Roe", "Bi'an Du")
    assert l_yohai("Authors: ['Jane Roe', \"Bi'an Du\"]\n").authors == ("Jane Roe", "Bi'an Du")


def test_l_yohai_two_sections_are_one_issue() -> None:
    section = "## Daily Papers (2025-02-19)\n\n### [{}](https://arxiv.org/abs/2502.11089)\n\n- 요약\n\n"
    issue = read("l_yohai", section.format("One") + section.format("Two"))
    assert ([entry.title for entry in issue.entries], issue.date) == (["One", "Two"], dt.date(2025, 2, 19))


def test_l_yohai_lines_above_the_summary_that_mean_nothing_are_unread() -> None:
    text = "## Daily Papers (2025-02-19)\n\n### [T](https://arxiv.org/abs/2502.11089)\n\nStars: many\n\n- 요약\n"
    assert read("l_yohai", text).unread == (5,)
