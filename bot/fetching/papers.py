"""Which papers a text links to."""

import re

from adapters import markdown as md

_ADDRESS = re.compile(r"https?://[^\s()<>\[\]]{1,500}")


def several_papers(text: str) -> bool:
    """Whether a text links to more than one paper."""
    found = (md.find_arxiv(match.group()).id for match in _ADDRESS.finditer(text))
    return len({one for one in found if one}) > 1
