"""Patterns of paths: `*` and `?` within a folder, `**` across folders. Pure."""

import re

MOST = 4  # wildcards: enough for any path, and too few to try for long
_PARTS = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?")


def matcher(pattern: str) -> re.Pattern[str]:
    """What a path has to match wholly; a pattern that is empty or names a folder means all below it."""
    wanted = f"{pattern}**" if pattern == "" or pattern.endswith("/") else pattern
    if len(_TOKEN.findall(wanted)) > MOST:
        raise ValueError(f"has more than {MOST} wildcards")
    ends = [*_TOKEN.finditer(wanted)]
    written, at = "", 0
    for token in ends:
        written += re.escape(wanted[at : token.start()]) + _PARTS[token.group()]
        at = token.end()
    return re.compile(written + re.escape(wanted[at:]))
