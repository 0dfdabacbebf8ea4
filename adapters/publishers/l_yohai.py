"""l_yohai: the Hugging Face daily papers with summaries in Korean."""

import re
from collections.abc import Sequence

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

NAME = "l_yohai"

FRAME = re.compile(r"#{1,3} +Daily Papers\b", re.IGNORECASE)
LINKED = re.compile(r"#{2,5}\s+\[")
UNLINKED = re.compile(r"###\s+[^\s#]")
VOTES = re.compile(r"[Vv]otes?\s*:\s*(\d[\d,]{0,11})?")
AUTHORS = re.compile(r"Authors?\s*:\s*(.*)")
MEDIA = re.compile(r"!\[|\[Watch Video\]|<")
BULLET = re.compile(r"[-*+•] |\d+[.)] ")
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def parse(text: str, ref: Ref) -> Issue:
    """Read an issue; the same paper listed in two sections is two entries."""
    lines = _rejoined(md.lines_of(text))
    starts = [at for at, line in enumerate(lines) if line.startswith("#") and _is_heading(line)]
    frames = [lines[at] for at in starts if FRAME.match(lines[at])]
    if not frames:
        raise ParseError('no "## Daily Papers (date)" heading: this is not an l_yohai digest', file=ref.key)
    papers = [section for section in md.sections(lines, starts) if not FRAME.match(lines[section.line - 1])]
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=md.date_in(frames[0]) or md.date_of_file(ref.key),
        title=md.heading_text(frames[0]),
        url=ref.url,
        language=ADAPTER.language,
        entries=tuple(_entry(section, ref) for section in papers),
        unread=tuple(number for section in papers for number in _unread(section)),
    )


def _rejoined(lines: list[str]) -> list[str]:
    """The lines with titles that are broken over two of them made whole; the second becomes empty."""
    for at in range(len(lines) - 1):
        if LINKED.match(lines[at]) and "](" not in lines[at] and "](" in lines[at + 1]:
            lines[at : at + 2] = [f"{lines[at]} {lines[at + 1]}", ""]
    return lines


def _is_heading(line: str) -> bool:
    return bool(FRAME.match(line) or LINKED.match(line) or UNLINKED.match(line))


def _entry(section: md.Section, ref: Ref) -> Entry:
    title, address = md.link_in(section.title) or (section.title, "")
    arxiv = md.find_arxiv(address)
    head = section.lines[: _body(section.lines)]
    body = section.lines[len(head) :]
    votes = next(filter(None, map(VOTES.match, head)), None)
    authors = next(filter(None, map(AUTHORS.match, head)), None)
    return Entry(
        title=md.title_of(title),
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        authors=_names(authors[1]) if authors else (),
        votes=int(votes[1].replace(",", "")) if votes and votes[1] else None,
        media_url=md.first_media(head, ref.url),
        links=md.entry_links(arxiv, "\n".join(body)),
        summaries=md.by_language(md.readable(body)),
        line=section.line,
    )


def _body(lines: Sequence[str]) -> int:
    """The index at which the summary begins: the first bullet, else what follows the last line of facts."""
    bullet = next((at for at, line in enumerate(lines) if BULLET.match(line.lstrip())), None)
    if bullet is not None:
        return bullet
    return max((at + 1 for at, line in enumerate(lines) if _is_fact(line)), default=0)


def _is_fact(line: str) -> bool:
    return bool(MEDIA.match(line) or VOTES.match(line) or AUTHORS.match(line))


def _unread(section: md.Section) -> list[int]:
    head = section.lines[: _body(section.lines)]
    return [section.line + 1 + at for at, line in enumerate(head) if line and not _is_fact(line)]


def _names(listed: str) -> tuple[str, ...]:
    """Authors listed with commas or as a Python list; the `+` that stands for "and more" is no author."""
    quoted = [first or second for first, second in QUOTED.findall(listed)] if listed.startswith("[") else []
    names = (md.title_of(name) for name in quoted or listed.split(","))
    return tuple(name for name in names if name and name != "+")


ADAPTER = Adapter(
    name=NAME,
    homepage="https://github.com/l-yohai/daily_papers_ko",
    example="https://github.com/l-yohai/daily_papers_ko/blob/main/paper_logs/2023/11/21.md",
    language="ko",
    parse=parse,
    marks=(
        re.compile(r"^#{1,3} +Daily Papers\b", re.MULTILINE | re.IGNORECASE),
        re.compile(r"^### +\[.*\]\(https?://", re.MULTILINE),
        re.compile(r"^Votes? *: *(?:\d+|-)\s*$", re.MULTILINE),
        re.compile(r"^Authors? *: *\S", re.MULTILINE),
    ),
    needs=2,
)
