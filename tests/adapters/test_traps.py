"""One small case for every trap of the publishers' formats."""

import datetime as dt

import pytest

from adapters import registry
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

DENDRON = (
    "---\nid: abcdefghijklmnop\ntitle: '20240110'\ndesc: ''\nupdated: 1704879719642\ncreated: 1704879719642\n---\n"
)
HEXO = (
    "---\ntitle: NeRF\ndate: 2024-10-06 10:00:00\nauthor: Kedreamix\ntags:\n    - NeRF\ncopyright_author_href:\n---\n"
)
POST = (
    "## A Title\n\n**Authors:Jane Roe, Richard Roe**\n\nAn abstract.\n\n[PDF](http://arxiv.org/abs/2410.02103v1) {}\n"
)


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


def slbqc(body: str) -> Entry:
    [entry] = read("slbqc", f"# A Title\n[arxiv_pdf_url](https://arxiv.org/pdf/2407.21783)\n{body}").entries
    return entry


def l_yohai(body: str) -> Entry:
    text = f"## Daily Papers (2024-06-12)\n\n### [A Title](https://arxiv.org/abs/2406.07550)\n\n{body}"
    [entry] = read("l_yohai", text).entries
    return entry


def wangyephd(body: str) -> Entry:
    [entry] = read("wangyephd", f"{DENDRON}\n## A Title\n{body}").entries
    return entry


def kedreamix(body: str) -> Entry:
    [entry] = read("kedreamix", f"{HEXO}\n# 2024-10-07 更新\n\n{POST.format('')}{body}").entries
    return entry


@pytest.mark.parametrize(
    "heading",
    [
        "论文标签",
        "**论文标签**",
        "**论文标签：**",
        "# 论文标签",
        "###### **论文标签**：",
        "### 3. 论文标签",
        "3. **论文标签**  ",
        "3、论文标签",
        "**3. 论文标签**",
        "三、论文标签",
        "【论文标签】",
        "### 标签",
        "### 关键词",
        "**关键词**:",
        "- **论文标签**",
    ],
)
def test_slbqc_tags_stand_under_a_heading_of_any_shape(heading: str) -> None:
    assert slbqc(f"{heading}\n- 视频生成、扩散模型\n\n### 结论\n- 其他\n").tags == ("视频生成", "扩散模型")


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("- 视频生成\n- 扩散模型", ("视频生成", "扩散模型")),
        ("   * 视频生成\n   * **扩散模型**", ("视频生成", "扩散模型")),
        ("1. 视频生成\n2. 扩散模型", ("视频生成", "扩散模型")),
        ("视频生成，扩散模型, RLHF", ("视频生成", "扩散模型", "RLHF")),
        ("- 视频生成 | 扩散模型 · RLHF；LLM", ("视频生成", "扩散模型", "RLHF", "LLM")),
        ("- 语言模型(LLM、大模型), 幻觉（事实, 忠实）", ("语言模型(LLM、大模型)", "幻觉（事实, 忠实）")),
        ("- 语言模型（LLM、幻觉", ("语言模型（LLM", "幻觉")),
        ("- 主题分类：视频生成、扩散模型", ("视频生成", "扩散模型")),
        ("- **主题**：视频生成\n- **关键词**：视频生成、扩散模型", ("视频生成", "扩散模型")),
        ("- 应用技术：视频生成、扩散模型", ("视频生成", "扩散模型")),
        ("#视频生成 #扩散模型", ("视频生成", "扩散模型")),
        ("- `视频生成`。", ("视频生成",)),
        ("- …", ()),
    ],
)
def test_slbqc_tags_are_listed_in_many_ways(lines: str, tags: tuple[str, ...]) -> None:
    assert slbqc(f"### **论文标签**\n{lines}\n").tags == tags


def test_slbqc_tags_may_follow_their_heading_in_the_same_line() -> None:
    assert slbqc("## 论文标签：视频生成、扩散模型\n").tags == ("视频生成", "扩散模型")
    assert slbqc("**论文标签**: 视频生成, 扩散模型\n").tags == ("视频生成", "扩散模型")


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("- Jane Roe1,2, Richard Roe2\n- 1Example, Hem, France", ("Jane Roe", "Richard Roe")),
        ("- Jane Roe<sup>1</sup>, 和 Richard Roe<sup>2</sup>\n- <sup>1</sup>Example Lab", ("Jane Roe", "Richard Roe")),
        ("- **Jane Roe**, **Example University**\n- **Richard Roe**（通讯作者）：大学", ("Jane Roe", "Richard Roe")),
        (
            "- 作者：Jane Roe, Richard Roe\n- 机构：Example Corp\n- 邮箱: {a, b}@example.org",
            ("Jane Roe", "Richard Roe"),
        ),
        ("- Jane Roe, Student Member, IEEE\n- Richard Roe, Fellow, IEEE", ("Jane Roe", "Richard Roe")),
        ("- 王小明、李雷\n- 清华大学计算机系", ("王小明", "李雷")),
        ("- 未知", ()),
        ("- …", ()),
    ],
)
def test_slbqc_authors_are_told_from_affiliations(lines: str, authors: tuple[str, ...]) -> None:
    assert slbqc(f"### **作者信息**\n{lines}\n").authors == authors


def test_slbqc_first_level_headings_inside_a_summary_are_no_papers() -> None:
    text = "# paper: One\n# 研究核心目标与问题\n- 目标。\n# faild to  read !!!!\n# paper: Two\n# faild to  read !!!!\n"
    issue = read("slbqc", text, "2024/06/2024-06-25_summary_info.md")
    assert [(entry.title, entry.arxiv_id) for entry in issue.entries] == [("One", None), ("Two", None)]
    assert issue.date == dt.date(2024, 6, 25)
    assert issue.unread == (4, 6)


def test_slbqc_says_goal_and_findings_or_what_else_there_is() -> None:
    parts = "### 研究核心目标与问题\n- 目标。\n### 采用方法与技术\n- 方法。\n### 实验设计与主要发现\n- 发现。\n"
    assert slbqc(parts).summaries == {"zh": "目标。\n发现。"}
    assert slbqc("### 摘要\n\n一段话。\n").summaries == {"zh": "一段话。"}
    assert slbqc("没有小标题的一段话。\n").summaries == {"zh": "没有小标题的一段话。"}


def test_wangyephd_tags_follow_blank_lines_or_stand_in_one_line() -> None:
    assert wangyephd("\n\n#GPT-4\n#_3d生成, #Video\n\n![](a.png)\n\n一段话。\n").tags == ("GPT-4", "_3d生成", "Video")
    assert wangyephd("\n一段话，里面有 #标签 一个。\n").tags == ()


def test_wangyephd_picture_stands_before_or_after_the_text() -> None:
    for body in ("![图 0](assets/images/a.png)  \n\n一段话。\n", "一段话。\n\n![图 0](assets/images/a.png)  \n"):
        entry = wangyephd(body)
        assert (entry.media_url, entry.summaries) == ("assets/images/a.png", {"zh": "一段话。"})


def test_wangyephd_ids_come_from_lines_of_their_own_not_from_citations() -> None:
    assert wangyephd("https://papers.cool/arxiv/2403.14487\n").arxiv_id == "2403.14487"
    assert wangyephd("与 https://arxiv.org/abs/2403.14487 相比，这篇论文更快，也更好。\n").arxiv_id is None


def test_wangyephd_note_without_papers_is_an_issue() -> None:
    issue = read("wangyephd", f"#! https://example.org/p/1\n{DENDRON}\n", "20240111.md")
    assert (issue.entries, issue.date) == ((), dt.date(2024, 1, 10))


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
    "key", ["paper_logs/2023/11/20.md", "backup/2025-01-01/l/2023/11/20.md", "2023.11.20 notes.md"]
)
def test_a_date_is_taken_from_the_file_when_the_text_has_none(key: str) -> None:
    text = "## Daily Papers\n### [T](https://arxiv.org/abs/2406.07550)\n"
    assert read("l_yohai", text, key).date == dt.date(2023, 11, 20)


def test_a_date_that_is_none_is_no_date() -> None:
    assert read("l_yohai", "## Daily Papers (2024-13-45)\n", "notes.md").date is None


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


def test_pictures_that_are_no_address_of_a_page_are_left_out() -> None:
    assert l_yohai("![](javascript:alert(1))\n\n- 요약\n").media_url is None
    assert l_yohai("![](/avatars/a.svg)\n\n- 요약\n").media_url == "/avatars/a.svg"


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


def test_kedreamix_facts_come_from_above_the_machine_answer() -> None:
    answer = (
        "**[ChatPaperFree](https://example.org)**\n\n## 方法\n\n1. 标题\n\n**Authors:xxx**\n\n**Summary**\n假的。\n"
    )
    entry = kedreamix(f"**Summary**\n真的。\n\n{answer}\n<img src='https://example.org/a.jpg'>\n")
    assert entry.authors == ("Jane Roe", "Richard Roe")
    assert entry.summaries == {"en": "An abstract.", "zh": "真的。"}
    assert entry.media_url == "https://example.org/a.jpg"


def test_kedreamix_date_line_wins_over_front_matter_and_name() -> None:
    text = f"\n{HEXO}\n# 2024-10-07 更新\n\n{POST.format('')}"
    assert read("kedreamix", text, "2024-10-05__NeRF.md").date == dt.date(2024, 10, 7)


def test_kedreamix_links_are_taken_from_the_comment() -> None:
    comment = "Project page:   https://example.org/p/. Code: https://github.com/roe/p, 8 pages"
    [entry] = read("kedreamix", f"{HEXO}\n# 2024-10-07 更新\n\n{POST.format(comment)}").entries
    assert entry.links == {
        "abs": "https://arxiv.org/abs/2410.02103",
        "pdf": "https://arxiv.org/pdf/2410.02103",
        "project": "https://example.org/p/",
        "code": "https://github.com/roe/p",
    }


def test_kedreamix_lists_a_paper_as_often_as_the_post_does() -> None:
    issue = read("kedreamix", f"{HEXO}\n# 2024-10-07 更新\n\n{POST.format('')}\n# 2024-10-07 更新\n\n{POST.format('')}")
    assert [entry.arxiv_id for entry in issue.entries] == ["2410.02103", "2410.02103"]


def test_kedreamix_post_that_is_no_digest_is_refused() -> None:
    post = f"{HEXO}\n## How I built it\n\n- [A paper](https://arxiv.org/abs/2410.02103)\n"
    assert registry.detect(post, Ref("post.md")).name == "kedreamix"
    with pytest.raises(ParseError, match="this post is no digest"):
        registry.parse(post, Ref("post.md"))


def test_kedreamix_post_without_papers_is_an_issue() -> None:
    assert read("kedreamix", f"{HEXO}\n# 2024-10-07 更新\n\n").entries == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("### [Plain](https://arxiv.org/abs/2406.07550) | [PDF](https://arxiv.org/pdf/2406.07550)", "Plain"),
        ("## 3. Numbered ([arXiv](https://arxiv.org/abs/2406.07550))", "Numbered"),
        ("* **Bold** - Jane Roe [[paper]](https://arxiv.org/abs/2406.07550)", "Bold"),
        ("1. Bare https://arxiv.org/pdf/2406.07550v3.pdf", "Bare"),
        ("- [Face](https://huggingface.co/papers/2406.07550)", "Face"),
        ("| 1 | Row | [Link](https://alphaxiv.org/abs/2406.07550) |", "Row"),
        ("| [Cell](https://arxiv.org/html/2406.07550) | yes |", "Cell"),
    ],
)
def test_markdown_titles_stand_in_or_beside_the_link(line: str, title: str) -> None:
    [entry] = read("markdown", f"# Digest\n\n{line}\n").entries
    assert (entry.title, entry.arxiv_id) == (title, "2406.07550")


def test_markdown_cites_in_prose_are_no_papers() -> None:
    with pytest.raises(ParseError):
        read(
            "markdown",
            "## Why\n\nAs [others](https://arxiv.org/abs/2406.07550) said, it is hard to say what is new here.\n",
        )


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
