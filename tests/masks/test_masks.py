"""Sets of papers as integers say the same as asking of each paper whether it is wanted."""

from hypothesis import given
from hypothesis import strategies as st

from bot.masks import Masks, mask_of, papers_in, wanted_mask, wishes_of
from bot.query import matches, read_term


@given(st.data())
def test_wishes_want_what_the_grammar_says_of_each_paper(made, data):
    papers, rows = data.draw(made.papers()), data.draw(made.subscriptions())
    wanted = [read_term(row.term) for row in rows if row.wanted]
    never = [read_term(row.term) for row in rows if not row.wanted]
    expected = [
        paper
        for paper in papers
        if any(matches(term, paper) for term in wanted) and not any(matches(term, paper) for term in never)
    ]
    assert list(papers_in(wanted_mask(wishes_of(rows), Masks(papers)), papers)) == expected


@given(st.lists(st.booleans()))
def test_a_mask_gives_back_the_papers_it_was_made_of(chosen):
    numbers = range(len(chosen))
    assert list(papers_in(mask_of(chosen), numbers)) == [number for number in numbers if chosen[number]]


@given(st.data())
def test_wishes_do_not_depend_on_the_order_in_which_they_were_made(made, data):
    rows = data.draw(made.subscriptions())
    assert wishes_of(data.draw(st.permutations(rows))) == wishes_of(rows)
