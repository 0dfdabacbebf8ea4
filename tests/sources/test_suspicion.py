"""Which issues look wrong beside others of their source."""

import pytest

from adapters.model import Entry, Issue
from bot.suspicion import LEAST_ISSUES, suspicion
from storage.watched import IssueProfile

FULL = frozenset({"arxiv_id", "authors", "votes"})
ENTRY = Entry("One", arxiv_id="2611.00001", authors=("Ann",), votes=0)


def issue(*entries):
    return Issue("alpha", "1.md", None, None, None, "en", entries)


def others(*papers, fields=FULL):
    return [IssueProfile(number, fields if number else frozenset()) for number in papers]


@pytest.mark.parametrize(
    ("entries", "papers", "reason"),
    [
        (2, (6, 6, 6, 6, 6), "holds 2 papers where 6 are usual"),
        (3, (6, 6, 6, 6, 6), ""),
        (2, (1, 2, 5, 9, 9), "holds 2 papers where 5 are usual"),
        (2, (1, 2, 4, 9, 9), ""),
        (1, (3, 3, 4, 4, 4), "holds 1 paper where 4 are usual"),
        (0, (0, 0, 1, 1, 1), "holds 0 papers where 1 are usual"),
        (0, (0, 0, 0, 1, 1), ""),
        (0, (6,) * (LEAST_ISSUES - 1), ""),
    ],
)
def test_an_issue_has_at_least_half_the_usual_number_of_papers(entries, papers, reason):
    assert suspicion(issue(*[ENTRY] * entries), others(*papers)) == reason


def test_a_field_that_every_issue_has_is_missed_when_no_paper_has_it():
    bare = Entry("Two", arxiv_id="2611.00002")
    said = "no paper has authors, votes, as some have in every other issue"
    assert suspicion(issue(bare), others(1, 1, 1, 1, 1)) == said
    assert suspicion(issue(bare, ENTRY), others(1, 1, 1, 1, 1)) == ""
    assert suspicion(issue(bare), [*others(1, 1, 1, 1, 1), *others(1, fields=frozenset({"arxiv_id"}))]) == ""


def test_issues_without_papers_say_nothing_about_fields():
    assert suspicion(issue(ENTRY), others(1, 1, 1, 1, 1, 0)) == ""
    bare = Entry("Two")
    assert "arxiv_id" in suspicion(issue(bare), others(1, 1, 1, 1, 1, 0))
    assert suspicion(issue(bare), others(1, 1, 1, 1, 0, 0)) == ""
