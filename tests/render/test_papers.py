"""The rules by which a paper is shown: languages, authors, topics, links, credits, and publishers' text."""

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.model import Entry
from adapters.tags.vocabulary import Vocabulary
from bot import render
from bot.catalog import LANGUAGES, Catalog
from bot.digest import Digest, Highlight
from bot.message import Message
from bot.render import View
from bot.terms import AllOf, AnyOf, Author, Category, FromSource, InLanguage, Not, Phrase, Raw, Tag, Term, Words
from bot.transports.console import to_text
from storage.model import Opinion, Paper
from storage.noted import Attitude

DAY = dt.date(2024, 1, 24)
PaperOf = Callable[..., Paper]


def text(message: Message) -> str:
    return "\n".join("".join(span.text for span in line) for block in message.blocks for line in block.lines)


def urls(message: Message) -> list[str]:
    return [span.url for block in message.blocks for line in block.lines for span in line if span.url]


def actions(message: Message) -> list[str]:
    return [button.action for row in message.buttons for button in row]


def test_a_summary_comes_in_the_first_language_that_has_one(paper_of: PaperOf) -> None:
    paper = paper_of(Entry("T", summaries={"en": "One."}), Entry("T", summaries={"ko": "하나.", "zh": "一。"}))
    assert [render.pick_summary(paper, languages).language for languages in (("ko", "en"), ("en",), ("zh", "ko"))] == [
        "ko",
        "en",
        "zh",
    ]
    assert render.pick_summary(paper, ("fr",)) is None
    assert render.pick_summary(paper_of(Entry("T", summaries={"en": " "})), ("en",)) is None


def test_a_language_the_chat_did_not_list_is_named_and_not_shown(
    paper_of: PaperOf, view_in: Callable[[str], View]
) -> None:
    paper = paper_of(Entry("T", summaries={"zh": "一句话。"}))
    card = render.card(paper, view_in("en"))
    assert "一句话" not in text(card)
    assert "Summary only in Chinese." in text(card)
    assert actions(card)[-1] == "lang:7:zh:"


def test_a_button_shows_the_other_language_labelled(paper_of: PaperOf, view_in: Callable[[str], View]) -> None:
    paper = paper_of(Entry("T", summaries={"zh": "一句话。", "en": "A sentence."}))
    card = render.card(paper, view_in("en"), language="zh", back="today:1")
    assert "Chinese summary: 一句话。" in text(card)
    assert actions(card)[-2:] == ["lang:7:en:today:1", "today:1"]


def test_a_card_offers_what_can_be_done_and_what_was_done_to_be_taken_back(
    paper_of: PaperOf, view_in: Callable[[str], View]
) -> None:
    paper = paper_of(Entry("T"), topics=["diffusion"])
    assert actions(render.card(paper, view_in("en"), back="today:1"))[:-1] == [
        "save:7::today:1",
        "like:7::today:1",
        "less:7::today:1",
        "never:7::today:1",
        "share:7::today:1",
        "similar:7:card:7:",
    ]
    done = Attitude(saved=True, opinion=Opinion.LESS)
    assert actions(render.card(paper, view_in("en"), attitude=done))[:3] == ["unsave:7::", "like:7::", "neither:7::"]
    assert "never" not in str(actions(render.card(paper_of(Entry("T")), view_in("en"))))


def test_few_titles_for_all_to_see_lead_to_the_private_chat(paper_of: PaperOf, view_in: Callable[[str], View]) -> None:
    papers = [paper_of(Entry(f"T{number}")) for number in range(5)]
    brief = render.short_results("Found", papers, view_in("en"), action="search:1:t")
    assert text(brief) == "Found\n1. T0\n2. T1\n3. T2"
    assert brief.silent
    assert [(button.action, button.private) for row in brief.buttons for button in row] == [("search:1:t", True)]


@pytest.mark.parametrize(
    ("authors", "ordered", "said"),
    [
        (3, False, "A1, A2, A3"),
        (4, False, "4 authors"),
        (3, True, "A1, A2, A3"),
        (4, True, "A1 and 3 others"),
    ],
)
def test_only_authors_in_order_may_have_a_first(
    paper_of: PaperOf, view_in: Callable[[str], View], authors: int, said: str, *, ordered: bool
) -> None:
    view = view_in("en")
    adapters = {"slbqc": dataclasses.replace(view.adapters["slbqc"], authors_ordered=ordered)}
    paper = paper_of(Entry("T", authors=tuple(f"A{n}" for n in range(1, authors + 1))))
    shown = render.search(
        render.Results("x", (paper,), 1, more=False, page=1), dataclasses.replace(view, adapters=adapters)
    )
    assert said in text(shown).split("\n")


def test_who_has_the_authors_in_order_says_who_is_first(paper_of: PaperOf, view_in: Callable[[str], View]) -> None:
    paper = paper_of(Entry("T", authors=("B", "A")), Entry("T", authors=("A", "B", "C", "D")))
    leading, other = paper.entries
    paper = dataclasses.replace(paper, entries=(leading, dataclasses.replace(other, adapter="arxiv")))
    view = view_in("en")
    adapters = {"arxiv": dataclasses.replace(view.adapters["slbqc"], authors_ordered=True)}
    card = text(render.card(paper, dataclasses.replace(view, adapters=adapters)))
    assert "A, B, C, D" in card.split("\n")


def test_topics_are_the_narrowest_without_their_broader_ones(paper_of: PaperOf, view_in: Callable[[str], View]) -> None:
    paper = paper_of(Entry("T"), topics=("diffusion", "diffusion-transformer", "generative", "no-such-slug", "video"))
    card = text(render.card(paper, view_in("en")))
    assert "Diffusion transformers · Video" in card
    assert "Generative" not in card
    assert "no-such-slug" not in card


def test_no_more_than_four_topics(paper_of: PaperOf, view_in: Callable[[str], View], vocabulary: Vocabulary) -> None:
    leaves = tuple(slug for slug in vocabulary.concepts if vocabulary.narrower(slug) == {slug})[:9]
    assert len(leaves) == 9
    card = render.card(paper_of(Entry("T"), topics=leaves), view_in("en"))
    assert len(text(card).split("\n")[1].split(" · ")) == 4


def test_only_web_addresses_become_links(paper_of: PaperOf, view_in: Callable[[str], View]) -> None:
    entry = Entry("T", doi="10.1000/x", links={"code": "javascript:alert(1)", "pdf": "HTTPS://example.org/p.pdf"})
    assert urls(render.card(paper_of(entry), view_in("en"))) == [
        "https://doi.org/10.1000/x",
        "https://doi.org/10.1000/x",
        "HTTPS://example.org/p.pdf",
        "https://example.org/slbqc/2024-01-24",
    ]


def test_a_card_says_machine_written_where_the_adapter_declares_it(
    paper_of: PaperOf, view_in: Callable[[str], View]
) -> None:
    view = view_in("en")
    paper = paper_of(Entry("T", summaries={"en": "A sentence."}))
    assert "machine-written summary" in text(render.card(paper, view))
    by_hand = {"slbqc": dataclasses.replace(view.adapters["slbqc"], machine_written=False)}
    assert "machine-written" not in text(render.card(paper, dataclasses.replace(view, adapters=by_hand)))
    assert "machine-written summary" in text(render.card(paper, dataclasses.replace(view, adapters={})))


def test_pages_of_a_digest_are_clamped_and_lead_to_each_other(
    view_in: Callable[[str], View], digest_of_three: Digest
) -> None:
    view = view_in("en")
    first, last = (render.digest(digest_of_three, view, page=page) for page in (-1, 99))
    assert actions(first) == ["card:41:today:1", "card:42:today:1", "today:2", "settings"]
    assert actions(last) == ["card:43:today:2", "today:1", "settings"]


def test_a_search_without_hits_offers_the_topics_that_may_be_meant(view_in: Callable[[str], View]) -> None:
    nothing = render.search(
        render.Results("gausian", (), 0, more=False, page=1, near=(Tag("gaussian-splatting"),)), view_in("ko")
    )
    assert text(nothing) == "검색 결과 없음: “gausian”\n혹시 이 중에 있나요?"
    assert actions(nothing) == ["search:1:가우시안 스플래팅"]


@pytest.mark.parametrize(
    ("term", "en", "zh", "ko"),
    [
        (Tag("diffusion"), "Diffusion models", "扩散模型", "확산 모델"),
        (AllOf((Tag("3d"), Tag("video"))), "3D + Video", "三维 + 视频", "3D + 비디오"),
        (AllOf((Tag("3d"), Not(Tag("video")))), "3D + not Video", "三维 + 不含视频", "3D + 비디오 제외"),
        (Author("Yang Song"), "by “Yang Song”", "作者“Yang Song”", "저자 “Yang Song”"),
        (Phrase("score distillation"), *["“score distillation”"] * 3),
        (Raw("有点东西"), *["#有点东西"] * 3),
        (Category("cs.CV"), "arXiv category cs.CV", "arXiv 分类 cs.CV", "arXiv 분류 cs.CV"),
        (FromSource("l_yohai"), "source l_yohai", "来源 l_yohai", "소스 l_yohai"),
        (InLanguage("ko"), "summary in Korean", "韩文摘要", "한국어 요약"),
        (AnyOf((Words("a"), Words("b"))), "a or b", "a 或 b", "a 또는 b"),
        (AllOf((AnyOf((Words("a"), Words("b"))), Words("c"))), "(a or b) + c", "(a 或 b) + c", "(a 또는 b) + c"),
        (Tag("no-such-slug"), *["no-such-slug"] * 3),
    ],
)
def test_terms_have_names(term: Term, en: str, zh: str, ko: str, vocabulary: Vocabulary) -> None:
    assert [render.name(term, Catalog.load(language), vocabulary) for language in LANGUAGES] == [en, zh, ko]


PUBLISHED = st.one_of(
    st.text(max_size=80),
    st.text(st.sampled_from("\x1b[31m]0;\x07\u202e\u2066\u200f\x9b\r\n\t\0שלום가很😀<b>&lt;@#/*_`"), max_size=120),
    st.sampled_from(["\x1b]0;owned\x07", "\x1b[2J\x1b[1;1H", "a" * 10_000, "很" * 10_000, "\u202eabc", "<script>"]),
)


@given(title=PUBLISHED, summary=PUBLISHED, author=PUBLISHED, url=PUBLISHED)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_publishers_write_is_shown_without_control_characters(
    paper_of: PaperOf, view_in: Callable[[str], View], title: str, summary: str, author: str, url: str
) -> None:
    entry = Entry(title, arxiv_id="2401.00001", authors=(author,), summaries={"en": summary}, links={"code": url})
    paper = paper_of(entry, topics=("diffusion",))
    digest = Digest(DAY, (Highlight(paper, ()),), 1, (), (), papers_read=1, sources_read=1)
    view = view_in("en")
    for message in (render.card(paper, view), render.digest(digest, view)):
        shown = to_text(message, width=60, color=False)
        assert {unicodedata.category(char) for char in shown.replace("\n", "")}.isdisjoint({"Cc", "Zl", "Zp"})
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
