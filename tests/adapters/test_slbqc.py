"""The traps of slbqc's issues, one small case each."""

import datetime as dt

import pytest

from adapters import registry
from adapters.model import Entry, Issue, Ref


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


def slbqc(body: str) -> Entry:
    [entry] = read("slbqc", f"# A Title\n[arxiv_pdf_url](https://arxiv.org/pdf/2407.21783)\n{body}").entries
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
