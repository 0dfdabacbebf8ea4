"""kedreamix: posts on one topic each, with the abstract in English and a digest of it in Chinese."""

import re
from collections.abc import Iterator, Sequence

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

NAME = "kedreamix"

DATE = re.compile(r"# +20\d\d-\d\d?-\d\d? *更新")
AUTHORS = re.compile(r"\*\*Authors?\s*[:：](.*)")
PDF = re.compile(r"\[PDF\]\(")
COMMENT = re.compile(r"\[PDF\]\([^()]*\)")
MACHINE_ANSWER = ("**[", "<ol>", "<details", ">⚠️", "> ⚠️")  # what begins the part with false facts
PICTURE = ("<img", "![")
LABEL = re.compile(r"\*\*(?P<name>[^*:：]{1,24})[:：]?\s?\*\*\s?[:：]?(?P<rest>.*)")
SUMMARY = re.compile(
    r"(?:Summary|Abstract|摘要|总结|Key Takeaways?|(?:关键)?要点|中文(?:翻译|摘要)|简介)$", re.IGNORECASE
)


def parse(text: str, ref: Ref) -> Issue:
    """Read a post; one without papers is an issue without entries, one that is no digest is refused."""
    lines = md.lines_of(text)
    front = md.front_matter(lines)
    dates = [line for line in lines if DATE.match(line)]
    starts = [at for at, line in enumerate(lines) if line.startswith("## ") and _has_authors(lines, at)]
    if not dates and not starts:
        raise ParseError('neither a "# date 更新" line nor a paper: this post is no digest', file=ref.key)
    papers = list(md.sections(lines, starts))
    tags = tuple(map(md.title_of, front.values.get("tags", ()))) if front else ()
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=md.date_in(*dates[:1], front.first("date") if front else "") or md.date_of_file(ref.key),
        title=md.title_of(front.first("title")) or None if front else None,
        url=ref.url,
        language=ADAPTER.language,
        entries=tuple(_entry(section, tags, ref) for section in papers),
        unread=tuple(number for section in papers for number in _unread(section)),
    )


def _has_authors(lines: Sequence[str], heading: int) -> bool:
    below = next((line for line in lines[heading + 1 : heading + 6] if line), "")
    return below.startswith("**Author")


def _entry(section: md.Section, tags: tuple[str, ...], ref: Ref) -> Entry:
    facts = _facts(section)
    authors = next(filter(None, map(AUTHORS.match, facts)), None)
    source = next((line for line in facts if PDF.match(line)), "")
    arxiv = md.find_arxiv(source)
    pictures = (line for line in section.lines if line.lstrip().startswith(PICTURE))
    return Entry(
        title=md.title_of(section.title),
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        authors=tuple(filter(None, map(md.title_of, authors[1].strip("* ").split(",")))) if authors else (),
        tags=tags,
        media_url=md.first_media(pictures, ref.url),
        links=md.entry_links(arxiv, "\n".join([md.squeeze(COMMENT.sub("", source, count=1)), *facts])),
        summaries=md.by_language(*map(md.readable, _blocks(facts))),
        line=section.line,
    )


def _facts(section: md.Section) -> Sequence[str]:
    end = next((at for at, line in enumerate(section.lines) if line.startswith(MACHINE_ANSWER)), len(section.lines))
    return section.lines[:end]


def _unread(section: md.Section) -> Iterator[int]:
    """The lines of labels that are none of a summary's."""
    for number, line in enumerate(_facts(section), section.line + 1):
        label = LABEL.match(line)
        if label and not SUMMARY.match(label["name"].strip()) and not AUTHORS.match(line):
            yield number


def _blocks(facts: Sequence[str]) -> Iterator[list[str]]:
    """The abstract, then what stands under each label of a summary."""
    block: list[str] = []
    wanted = True
    for line in facts:
        label = LABEL.match(line)
        if AUTHORS.match(line):
            continue
        if label or PDF.match(line):
            yield block
            wanted = bool(label and SUMMARY.match(label["name"].strip()))
            block = [label["rest"]] if label and wanted else []
        elif wanted:
            block.append(line)
    yield block


ADAPTER = Adapter(
    name=NAME,
    homepage="https://kedreamix.github.io/",
    example="https://github.com/Kedreamix/MyBlog/blob/main/source/_posts/Paper/2024-01-30/3DGS.md",
    language="zh",
    parse=parse,
    marks=(
        re.compile(r"^author: Kedreamix\s*$", re.MULTILINE),
        re.compile(r"^(?:categories|cover|mathjax|toc_number|copyright_author\w*):", re.MULTILINE),
        re.compile(r"^# +20\d\d-\d\d?-\d\d? *更新", re.MULTILINE),
        re.compile(r"^\*\*Authors?[:：]", re.MULTILINE),
        re.compile(r"^\*\*\[ChatPaperFree\]\(", re.MULTILINE),
    ),
    needs=2,
)
