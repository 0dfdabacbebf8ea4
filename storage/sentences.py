"""Reasons that come from elsewhere, made fit for the database."""

LONGEST_REASON = 300  # characters


def bounded(reason: str) -> str:
    """The reason without what no database takes, cut to LONGEST_REASON characters."""
    clean = reason.replace("\x00", "").encode(errors="replace").decode()
    return clean if len(clean) <= LONGEST_REASON else clean[: LONGEST_REASON - 1] + "…"
