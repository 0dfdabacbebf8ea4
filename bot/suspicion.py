"""Whether an issue looks as if its publisher, or how we read them, had changed. Pure."""

import statistics
from collections.abc import Sequence

from adapters.model import Issue
from storage.watched import PROFILED, IssueProfile

LOOKED_AT = 20  # other issues of the source
LEAST_ISSUES = 5  # fewer say nothing about what is usual


def suspicion(issue: Issue, others: Sequence[IssueProfile]) -> str:
    """What is wrong with an issue, for its operator, beside others of its source; "" for nothing.

    It has under half of the median number of papers, or in none of them a field that each of the others has in some.
    """
    usual = statistics.median(other.papers for other in others) if len(others) >= LEAST_ISSUES else 0
    if 2 * len(issue.entries) < usual:
        return f"holds {_papers(len(issue.entries))} where {usual:g} are usual"
    gone = _usual_fields(others) - _fields(issue) if issue.entries else ()
    return f"no paper has {', '.join(sorted(gone))}, as some have in every other issue" if gone else ""


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number} papers"


def _usual_fields(others: Sequence[IssueProfile]) -> frozenset[str]:
    """The fields that each of the issues with papers has in some of them."""
    fields = [other.fields for other in others if other.papers]
    return frozenset(PROFILED).intersection(*fields) if len(fields) >= LEAST_ISSUES else frozenset()


def _fields(issue: Issue) -> frozenset[str]:
    said = ((field, getattr(entry, field)) for entry in issue.entries for field in PROFILED)
    return frozenset(field for field, value in said if value not in (None, (), {}))
