"""Values to messages, in the language of a catalog: what a digest, a card and search results look like."""

from bot.render.buttons import as_sent, shown_again
from bot.render.cards import card
from bot.render.digests import digest
from bot.render.names import name
from bot.render.papers import Summary, pick_summary
from bot.render.results import PAGE_LENGTH, Results, search
from bot.render.view import View
from bot.render.weeklies import weekly
from bot.render.why import why

__all__ = [
    "PAGE_LENGTH",
    "Results",
    "Summary",
    "View",
    "as_sent",
    "card",
    "digest",
    "name",
    "pick_summary",
    "search",
    "shown_again",
    "weekly",
    "why",
]
