"""Values to messages, in the language of a catalog: what a digest, a card and search results look like."""

from bot.render.buttons import as_sent, shown_again
from bot.render.cards import CardState, card, shared_card
from bot.render.digests import digest
from bot.render.layouts import dressed, laid_out
from bot.render.names import name
from bot.render.papers import Summary, pick_summary, shown_topics
from bot.render.results import (
    PAGE_LENGTH,
    Results,
    instead,
    results_heading,
    said_of,
    search,
    short_results,
    understood,
)
from bot.render.similar import similar
from bot.render.view import View
from bot.render.weeklies import weekly
from bot.render.why import why

__all__ = [
    "PAGE_LENGTH",
    "CardState",
    "Results",
    "Summary",
    "View",
    "as_sent",
    "card",
    "digest",
    "dressed",
    "instead",
    "laid_out",
    "name",
    "pick_summary",
    "results_heading",
    "said_of",
    "search",
    "shared_card",
    "short_results",
    "shown_again",
    "shown_topics",
    "similar",
    "understood",
    "weekly",
    "why",
]
