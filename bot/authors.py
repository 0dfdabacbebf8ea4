"""Who wrote a paper, in the paper's order, where somebody says so. Pure."""

from collections.abc import Mapping

from adapters.adapter import Adapter
from storage.model import Paper


def in_order(paper: Paper, adapters: Mapping[str, Adapter]) -> tuple[str, ...]:
    """The authors from the first entry whose adapter declares that its lists are in order; none without one."""
    lists = (
        stored.entry.authors
        for stored in paper.entries
        if stored.entry.authors and stored.adapter in adapters and adapters[stored.adapter].authors_ordered
    )
    return next(lists, ())
