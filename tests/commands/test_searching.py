"""A search is answered with the best papers first; buttons narrow it, take that back, and subscribe to it."""

import datetime as dt

import pytest

from bot import actions
from bot.filters import read_filters
from bot.message import Style
from bot.query import matches, read_term
from storage.model import ChatKind

LONG = "diffusion " * 12


def labels(talk):
    return [button.label for button in talk.buttons]


def total(talk):
    """The number of papers that the heading names."""
    return talk.shown().split("\n")[0]


def bold(talk):
    spans = [
        span
        for message in talk.reply.messages
        for block in message.blocks[1:]
        for line in block.lines[1:]
        for span in line
    ]
    return [span.text for span in spans if span.style is Style.BOLD]


@pytest.mark.parametrize(("language", "query"), [("en", "diffusion models"), ("zh", "扩散模型"), ("ko", "확산 모델")])
def test_what_was_looked_for_is_marked(talk, language, query):
    talk.language = talk.user = language
    talk.say(f"/search {query}")
    assert bold(talk)


def test_the_words_are_found_in_any_language(talk):
    found = {
        query: talk.say(f"/search {query}").split("\n")[0].rpartition(":")[2]
        for query in ("diffusion models", "확산 모델")
    }
    assert len(set(found.values())) == 1, found


def test_what_was_understood_is_said(talk):
    assert "Understood: Diffusion models · source slbqc · since 1 Jan 2024" in talk.say(
        "/search 扩散模型 source:slbqc after:2024"
    )
    assert "Understood" not in talk.say("/search zorblax")
    assert "Understood: Diffusion models or Video" in talk.say("/search diffusion OR video")


def test_buttons_narrow_a_search_and_widen_it_again(talk):
    whole = talk.say("/search diffusion")
    source = next(
        label for label in labels(talk) if label in ("slbqc", "l_yohai", "kedreamix", "wangyephd", "markdown")
    )
    narrowed = talk.press(source)
    assert narrowed != whole
    assert talk.reply.messages[0].replaces
    talk.press("1")
    assert talk.press("Back") == narrowed
    assert talk.press("Any source") == whole


def test_a_long_search_is_narrowed_by_the_message_that_is_answered(talk):
    talk.say(f"/search {LONG}")
    source = next(label for label in labels(talk) if label in ("slbqc", "l_yohai", "kedreamix", "wangyephd"))
    button = next(button for button in talk.buttons if button.label == source)
    assert button.action == f"search:1~S{source}:"
    assert "Any source" in labels(talk) or talk.press(source)
    assert "Any source" in labels(talk)


def test_this_month(talk):
    talk.say("/search diffusion")
    if "This month" in labels(talk):
        talk.press("This month")
        assert "Any time" in labels(talk)
    assert talk.act("search:1~D2026-11:diffusion")
    assert "Any time" in labels(talk)
    assert talk.act("search:1~D2099-01:diffusion").startswith("Nothing for")
    assert "Any time" in labels(talk)


@pytest.mark.parametrize(
    "spelled", ["", "x", "~~", "L", "D2026", "D2026-13", "Lk o", "Lko~Lzh", "S\x00", "Tdiffusion~Sl_yohai"]
)
def test_filters_of_any_spelling(talk, spelled):
    filters = read_filters(spelled)
    assert read_filters(filters.spelled()) == filters
    talk.act(f"search:1~{spelled}:diffusion")
    assert all(actions.fits(button.action) for button in talk.buttons)


def test_a_search_is_subscribed_to_without_its_dates(talk):
    talk.say("/search diffusion -medical lang:en after:2026-01")
    answer = talk.press("Subscribe to this search")
    assert "Subscribed: search “Diffusion models + not Medical AI + " in answer
    ((term, wanted),) = talk.terms()
    assert wanted
    assert term == 'search:\'diffusion~"diffusion" + -medical~"medical" + lang:en\''
    assert "search “Diffusion models" in talk.say("/subscriptions")
    talk.press("Undo") if "Undo" in labels(talk) else talk.act("pick:1")


def test_a_subscribed_search_matches_as_the_search_does(talk):
    for query in ('"diffusion model" OR 视频', "모델 source:l_yohai", "title:diffusion", "diffus* -3d", "video"):
        talk.say(f"/search {query}")
        talk.press("Subscribe to this search")
    papers = list(talk.store.papers.export())
    for term, _ in talk.terms():
        assert any(matches(read_term(term), paper) for paper in papers), term


def test_a_filter_is_part_of_the_subscription(talk):
    talk.act("follow:Lko~Tvideo~D2026-11:diffusion", answered="/search diffusion")
    assert talk.terms() == {("search:'diffusion~\"diffusion\" + lang:ko + video'", True)}


def test_only_dates_are_nothing_to_subscribe_to(talk):
    talk.say("/search after:2020")
    assert "Subscribe to this search" not in labels(talk)
    assert "no longer works" in talk.act("follow::after:2020")


def test_in_a_group_only_admins_subscribe_to_a_search(group):
    group.is_admin = False
    group.act("follow::diffusion")
    assert group.kind is ChatKind.GROUP
    assert not group.store.chats.get(group.place) or not group.terms()


def test_similar_papers_share_something(talk):
    paper = next(paper for paper in talk.store.papers.export() if len(paper.topics) > 3 and paper.arxiv_id)
    shown = talk.say(f"/similar {paper.arxiv_id}")
    assert shown.startswith(f"Similar to “{paper.title}”")
    assert "Shared: " in shown
    assert f"1. {paper.title}" not in shown
    talk.press("1")
    assert talk.press("Back") == shown
    talk.say(f"/paper {paper.arxiv_id}")
    assert talk.press("Similar papers").startswith(f"Similar to “{paper.title}”")
    assert talk.press("Back").startswith(paper.title)


@pytest.mark.parametrize("said", ["/similar", "/similar no such paper", "/similar 999"])
def test_similar_to_nothing(talk, said):
    assert talk.say(said)


def test_seven_days_count_back_from_today(talk):
    talk.clock.now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert talk.say("/search after:7d").startswith("Nothing for")
