"""The few sentences of a summary that a list shows."""


def short(text: str) -> str:
    """The short part of `split`."""
    return split(text)[0]


def split(text: str) -> tuple[str, str]:
    """The sentences that say most, at most COLUMNS wide, and the rest of the text."""
    return text, ""
