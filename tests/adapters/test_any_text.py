"""Whatever a file says, an adapter answers with an issue or a ParseError, and says nothing that harms."""

import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import registry
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

FRAGMENTS = [
    "## Daily Papers (2024-06-12)",
    "### [A [b] c](https://arxiv.org/abs/2406.07550v2)",
    "[Watch Video]https://example.org/a.mp4",
    "Vote: -",
    "Authors: ['A B', +]",
    "# T",
    "[arxiv_pdf_url](https://arxiv.org/pdf/2407.21783)",
    "3. **论文标签**",
    "- 主题：A、B（C, D",
    "作者信息",
    "- Jane Roe1,2, {a}@b",
    "# paper: T",
    "# faild to  read !!!!",
    "---",
    "id: abcdefghijklmnop",
    "title: '20240110'",
    "tags:",
    "    - 3DGS",
    "## T",
    "#tag #b",
    "# 2024-10-07 更新",
    "**Authors:A, B**",
    "[PDF](http://arxiv.org/abs/2410.02103v1) Project: https://x.github.io",
    "**Summary**",
    "<details><img src=a.png>",
    "| Title | Link |",
    "|---|---|",
    "| T | [x](https://arxiv.org/abs/cs/0112017) |",
    "- **T** https://huggingface.co/papers/2406.07550",
    "&lt;script&gt;<b",
    "",
]

any_text = st.text() | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=30).map("\n".join)
adapters = st.sampled_from(registry.ADAPTERS)


def said(entry: Entry) -> Iterator[str]:
    yield from (entry.title, entry.media_url or "", *entry.authors, *entry.tags, *entry.links.values())
    yield from (line for summary in entry.summaries.values() for line in summary.split("\n"))


def check(issue: Issue) -> None:
    """Assert what holds for every issue of every adapter."""
    for entry in issue.entries:
        for text in said(entry):
            assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cs")]
            assert text == text.strip()
        assert set(entry.summaries) <= {"zh", "ko", "en"}
        assert all(entry.summaries.values())
        assert entry.line is not None
        assert entry.arxiv_id is not None or entry.arxiv_version is None


@given(adapter=adapters, text=any_text)
def test_an_adapter_answers_any_text(adapter: Adapter, text: str) -> None:
    try:
        issue = adapter.parse(text, Ref("2024-08-01.md"))
    except ParseError as error:
        assert str(error).startswith("2024-08-01.md")  # noqa: PT017 - either outcome is right, and each is checked
    else:
        check(issue)


PAGE = "https://arxiv.org/abs/2406.07550"
FRAMES = {
    "slbqc": f"# T\n[arxiv_pdf_url]({PAGE})\n### 标签\n{{0}}\n### 作者信息\n{{0}}\n### 总结\n{{0}}",
    "wangyephd": "---\nid: abcdefghijklmnop\ntitle: '20240110'\n---\n## {0}\n{0}\n- {0}\n#{0} x\n",
    "l_yohai": f"## Daily Papers (2024-06-12)\n### [{{0}}]({PAGE})\n{{0}}\nAuthors: {{0}}\n- {{0}}\n",
    "kedreamix": f"# 2024-10-07 更新\n## {{0}}\n**Authors:{{0}}**\n{{0}}\n[PDF]({PAGE}) {{0}}\n**{{0}}\n{{0}}",
    "markdown": f"# T {PAGE}\n# {{0}}\n- [{{0}}]({PAGE}) {{0}}\n| {{0}} | {PAGE} | {{0}}\n{{0}}\n",
}
UNITS = (
    "[", "](", "![", "[a](", "**", "*a", "_", "<", "<b ", "<a =", "<img src", "<sup>", "(", "（[](", " ", "\t",
    "\u2028", "#", "# ", "#a,", "#标签", "- ", "1. ", "|", "| a ", "\\|", "'", "``", "&lt;", "http://", "https://a.b/",
    "arXiv:", "20240101", "1,", ",", "、", ":", "：", "作者", "论文标签", "-", "a ", "a, ",
)  # fmt: skip


@pytest.mark.parametrize("adapter", registry.ADAPTERS, ids=lambda adapter: adapter.name)
@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear_in_a_line_however_it_repeats(adapter: Adapter, unit: str) -> None:
    """Lines of 20,000 characters, everywhere the format looks: quadratic work would take many seconds."""
    text = FRAMES[adapter.name].format(unit * (20_000 // len(unit)))
    start = time.process_time()
    check(adapter.parse(text, Ref("2024-08-01.md")))
    assert time.process_time() - start < 1
