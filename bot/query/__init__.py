"""The grammar of wishes and searches: a person's words to a term, its canonical spelling, and what it matches.

One way of reading for all: `lexemes` cuts any text, `factors` says what runs of them ask for (`values`, what a field's
value means), and `subscriptions`, `searches` and `spelling` put factors together. `matching` is the truth, `compiling`
its approach in the words of the index. No regular expression of a person is ever run.
"""

from bot.query.aims import Aim, find_aims
from bot.query.compiling import needs_check, token_query
from bot.query.dates import Dates
from bot.query.factors import MAX_TERM_CHARACTERS
from bot.query.matching import matches, name_words, origin
from bot.query.mentions import Mention, find_mentions
from bot.query.phrases import is_in_sight, stands_in
from bot.query.ranking import rank
from bot.query.saved import saved
from bot.query.searches import MAX_SEARCH_CHARACTERS, MAX_SEARCH_FACTORS, Search, parse_search
from bot.query.spelling import read_term, spell
from bot.query.subscriptions import MAX_FACTORS, MAX_TERMS, Problem, Subscriptions, Unknown, parse_subscriptions
from bot.query.values import ProblemKind
from bot.query.widening import phrases_to_check, title_query, to_check, widen

__all__ = [
    "MAX_FACTORS",
    "MAX_SEARCH_CHARACTERS",
    "MAX_SEARCH_FACTORS",
    "MAX_TERMS",
    "MAX_TERM_CHARACTERS",
    "Aim",
    "Dates",
    "Mention",
    "Problem",
    "ProblemKind",
    "Search",
    "Subscriptions",
    "Unknown",
    "find_aims",
    "find_mentions",
    "is_in_sight",
    "matches",
    "name_words",
    "needs_check",
    "origin",
    "parse_search",
    "parse_subscriptions",
    "phrases_to_check",
    "rank",
    "read_term",
    "saved",
    "spell",
    "stands_in",
    "title_query",
    "to_check",
    "token_query",
    "widen",
]
