"""What chats share changes nothing for any of them: planned alone, together or in another order, all get the same."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from bot.arrivals import Arrivals
from bot.digest import select
from bot.editions import Editions, wish_of
from bot.masks import wishes_of
from bot.message import Block, Message, Span
from bot.occasion import Occasion
from bot.planning import Known, plan_round
from storage.model import DeliveryKind

NEWEST = 9


def shows_everything(digest, settings, platform):
    """A message in which every difference between two digests, or in their languages, is seen."""
    return [Message((Block(((Span(repr((digest, settings.languages, platform))),),)),))]


def known(shown):
    doubtful = {2: Occasion(DeliveryKind.DAILY, "2026-11-17")}
    return Known(lambda ids: {one: shown[one] for one in ids}, lambda ids, _since: {1, 2} & {*ids}, lambda: doubtful)


def arrived(papers, after):
    """As the store answers."""
    return [paper for paper in papers if any(entry.news and entry.arrival > after for entry in paper.entries)]


def plan(chats, papers, shown, after, now):
    """For each chat what it is owed and where it stands afterwards, without the numbers of plans."""
    editions = Editions(Arrivals(arrived(papers, after), after, NEWEST), shows_everything)
    planned = plan_round(chats, editions, known(shown), now)
    plans = {one.id: dataclasses.replace(one, id=0) for one in planned.plans}
    owed = {
        one.key.chat_id: (
            dataclasses.replace(one, plan_id=None),
            plans.get(one.plan_id),
            planned.renderings[one.rendering],
        )
        for one in planned.owed
    }
    assert len(owed) == len(planned.owed)
    return {one.chat_id: (one, owed.get(one.chat_id)) for one in planned.advances}


@given(st.data())
def test_a_chat_is_owed_the_same_alone_and_among_others_in_any_order(made, data):
    papers, chats = data.draw(made.papers()), data.draw(made.chats())
    shown = {chat.id: frozenset(data.draw(st.sets(st.integers(0, 11)))) for chat in chats}
    together = plan(chats, papers, shown, min(chat.cursor for chat in chats), made.NOW)
    assert together.keys() == {chat.id for chat in chats}
    assert plan(data.draw(st.permutations(chats)), papers, shown, 0, made.NOW) == together
    for chat in chats:
        assert plan([chat], papers, shown, chat.cursor, made.NOW) == {chat.id: together[chat.id]}


@given(st.data())
def test_a_chat_gets_what_its_wishes_choose_of_its_window_without_what_it_got(made, data):
    papers, chats = data.draw(made.papers()), data.draw(made.chats(most=3))
    shown = {chat.id: frozenset(data.draw(st.sets(st.integers(0, 11)))) for chat in chats}
    planned = plan(chats, papers, shown, 0, made.NOW)
    for chat in chats:
        new = [paper for paper in arrived(papers, chat.cursor) if not got_before(paper, chat, shown)]
        wishes = wishes_of(chat.subscriptions)
        read = [wish_of(term, wanted=True) for term in wishes.wanted] + [
            wish_of(term, wanted=False) for term in wishes.never
        ]
        digest = select(new, read, date=made.NOW.date(), length=chat.settings.length)
        expected = [] if chat.settings.paused else [highlight.paper.id for highlight in digest.highlights]
        _, owed = planned[chat.id]
        if owed is not None and owed[0].key.kind is DeliveryKind.NOTICE:
            assert "highlights=()" in owed[2].payload
            owed = None
        assert (list(owed[1].paper_ids) if owed else []) == expected


def got_before(paper, chat, shown):
    """A paper that also has older entries may have been; after a weekly digest, any paper."""
    maybe = chat.settings.weekly or min(entry.arrival for entry in paper.entries) <= chat.cursor
    return maybe and paper.id in shown[chat.id]
