"""The traps of kedreamix's posts, one small case each."""

import datetime as dt

import pytest

from adapters import registry
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

HEXO = (
    "---\ntitle: NeRF\ndate: 2024-10-06 10:00:00\nauthor: Kedreamix\ntags:\n    - NeRF\ncopyright_author_href:\n---\n"
)
POST = (
    "## A Title\n\n**Authors:Jane Roe, Richard Roe**\n\nAn abstract.\n\n[PDF](http://arxiv.org/abs/2410.02103v1) {}\n"
)


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


def kedreamix(body: str) -> Entry:
    [entry] = read("kedreamix", f"{HEXO}\n# 2024-10-07 更新\n\n{POST.format('')}{body}").entries
    return entry


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
