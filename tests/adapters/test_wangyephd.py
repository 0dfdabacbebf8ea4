"""The traps of wangyephd's notes, one small case each."""

import datetime as dt

from adapters import registry
from adapters.model import Entry, Issue, Ref

DENDRON = (
    "---\nid: abcdefghijklmnop\ntitle: '20240110'\ndesc: ''\nupdated: 1704879719642\ncreated: 1704879719642\n---\n"
)


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


def wangyephd(body: str) -> Entry:
    [entry] = read("wangyephd", f"{DENDRON}\n## A Title\n{body}").entries
    return entry


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
