"""slbqc: the Hugging Face daily papers, each read by a language model that answers in Chinese."""

import re
from collections.abc import Iterator, Mapping, Sequence

from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.markdown import (
    Section,
    by_language,
    date_in,
    entry_links,
    find_arxiv,
    lines_of,
    readable,
    sections,
    split_list,
    title_of,
    unmarked,
)
from adapters.model import Entry, Issue, Ref

NAME = "slbqc"

LINK = re.compile(r"\[arxiv_?(?:pdf|abs)?_?url\]\(|\[[^\[\]]*\]\(https?://(?:www\.)?arxiv\.org/", re.IGNORECASE)
UNLINKED = re.compile(r"# +paper *[:：] *", re.IGNORECASE)
FAILED = re.compile(r"# +fail(?:ed|d) +to +read", re.IGNORECASE)

# A part of an answer: its label at any level, numbered, bold or plain; as a bullet only where nothing else is meant.
LABELS = {
    "tags": r"论文标签|标签",
    "keywords": r"论文关键[词字]|关键[词字]|主题分类",
    "authors": r"作者信息|论文作者|作者(?:[及与和]\w{2,8})?",
    "goal": r"研究(?:的)?核心目标(?:[与和及](?:研究)?问题)?|核心目标[与和及]?(?:研究)?问题?|研究目标(?:[与和及]问题)?",
    "findings": r"实验设计[与和及](?:主要发现|结果|实验结果)|主要发现|实验结果(?:[与和及]\w{2,6})?|实验设计与发现",
    "abstract": r"摘要(?:总结)?|总结|论文总结|概述|论文摘要",
    "other": r"论文标题|标题|论文题目|采用方法[与和及]技术|结论[与和及]\w{0,3}未来\w+|关键图表[与和及]数据",
}
NAMES = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in LABELS.items())
SURE = r"\W*(?:论文[标作关]|作者信息|研究核心目标|采用方法|实验设计[与和及]|结论[与和及]|关键图表)"
LABEL = re.compile(
    rf"(?:#{{1,6}}\s*)?(?:[-*+]\s+(?={SURE}))?[*_]{{0,3}}\s*(?:\d{{1,2}}\s*[.、)．]\s*)?[*_]{{0,3}}\s*(?:{NAMES})"
    r"\s*[*_]{0,3}\s*(?:[:：]\s*[*_]{0,3}\s*(?P<rest>.*))?$"
)
HEADING = re.compile(r"#{1,6}\s")
TAG_LABEL = re.compile(
    r"[^:：,，、|]{0,8}(?:分类|类别|关键[词字]|主题|标签|领域|方向|术语|Keywords|Tags|Topics)\s*[:：]\s*", re.I
)
EDGES = " \t#*_\"'“”‘’。.;；,，、"

NO_NAMES = re.compile(
    r".{0,8}(?:机构|单位|院校|学校|邮箱|邮件|联系|通讯|地址|贡献)[^:：]{0,6}[:：]|Affiliations?\b|E-?mails?\b|\d+ ?[^\W\d]|<sup>"
)
NAMES_LABEL = re.compile(r"[^:：,，]{0,6}(?:作者|Authors?)[^:：,，]{0,6}[:：]\s*", re.IGNORECASE)
BRACKETED = re.compile(r"<sup>[^<]*</sup>|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\{[^{}]*\}|[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§∗♠♣♢♡]")
BETWEEN_NAMES = re.compile(r"[,，、;；&|]|(?:^|\s)(?:and|和|与)\s")
AFTER_NAME = re.compile(r"[\s\d,^.]+$")
NAME_LATIN = re.compile(r"[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){1,4}$")
NAME_HAN = re.compile(r"[\u4e00-\u9fff·]{2,4}$")
TEAM = re.compile(r".{2,60}?(?:团队|Team)$")
ORGANISATION = re.compile(
    r"\b(?:Universit\w+|Institut\w*|Lab\w*|Research|Academy|College|School|Dep\w*|Cent(?:er|re)|Inc|Ltd|Corp\w*|Company"
    r"|Group|Tech\w*|Google|Meta|Microsoft|Adobe|Amazon|Apple|AI|Member|Fellow|Hospital|Campus|Sciences?|Engineering|of"
    r"|Studios?|Hugging|[A-Z]{3,})\b|大学|学院|公司|研究|中心|实验|中国|美国|[系院所室部组校]$|未知|未提|不详|暂无|作者|机构"
)


def parse(text: str, ref: Ref) -> Issue:
    """Read an issue; its date is in the file's name."""
    lines = lines_of(text)
    heads = [at for at, line in enumerate(lines) if line.startswith("# ")]
    starts = [at for at in heads if _is_paper(lines, at)]
    if not starts and not any(FAILED.match(lines[at]) for at in heads):
        raise ParseError("no title with an arXiv link or `paper:` in front: this is not an slbqc digest", file=ref.key)
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=date_in(ref.key),
        title=None,
        url=ref.url,
        language=ADAPTER.language,
        entries=tuple(map(_entry, sections(lines, starts))),
        unread=tuple(at + 1 for at in heads if FAILED.match(lines[at])),
    )


def _is_paper(lines: Sequence[str], head: int) -> bool:
    below = next((line for line in lines[head + 1 : head + 4] if line), "")
    return not FAILED.match(lines[head]) and bool(UNLINKED.match(lines[head]) or LINK.match(below))


def _entry(section: Section) -> Entry:
    linked = next((line for line in section.lines[:3] if LINK.match(line)), "")
    arxiv = find_arxiv(linked)
    parts = _parts([line for line in section.lines if line != linked])
    summary = [readable(parts.get(kind, ())) for kind in ("goal", "findings")]
    return Entry(
        title=title_of(UNLINKED.sub("", f"# {section.title}", count=1).removeprefix("# ")),
        arxiv_id=arxiv.id if arxiv else None,
        arxiv_version=arxiv.version if arxiv else None,
        authors=tuple(name for line in parts.get("authors", ()) for name in _names(line)),
        tags=tuple(dict.fromkeys(_tags(parts.get("tags", ())) or _tags(parts.get("keywords", ())))),
        links=entry_links(arxiv, "\n".join(section.lines)),
        summaries=by_language(*summary if any(summary) else [readable(parts.get("abstract", parts["lead"]))]),
        line=section.line,
    )


def _parts(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """The lines of an answer by kind of part; `lead` is what stands above the first."""
    parts: dict[str, list[str]] = {"lead": []}
    current = parts["lead"]
    for line in lines:
        label = LABEL.match(line.lstrip())
        if label or HEADING.match(line):
            kind = next(kind for kind in LABELS if label[kind]) if label else "other"
            current = parts.setdefault(kind, [])
            line = label["rest"] or "" if label else ""
        current.append(line)
    return parts


def _tags(lines: Sequence[str]) -> list[str]:
    listed = [TAG_LABEL.sub("", unmarked(line), count=1) for line in lines]
    items = (item for line in listed for item in (line.split("#") if line.startswith("#") else split_list(line)))
    return [tag for tag in (title_of(item).strip(EDGES) for item in items) if tag.strip("….-")]


def _names(line: str) -> Iterator[str]:
    """The names at the beginning of a line; what follows the first that is none is an affiliation."""
    if NO_NAMES.match(line.strip("-*+ \t").replace("**", "")) or "@" in BRACKETED.sub("", line):
        return
    listed = NAMES_LABEL.sub("", unmarked(BRACKETED.sub("", line)), count=1)
    for piece in BETWEEN_NAMES.split(re.split("[:：]", listed, maxsplit=1)[0]):
        name = AFTER_NAME.sub("", title_of(piece))
        if name and not _is_name(name):
            return
        if name:
            yield name


def _is_name(text: str) -> bool:
    known = TEAM.match(text) or NAME_HAN.match(text) or NAME_LATIN.match(text)
    return bool(known) and not ORGANISATION.search(text)


ADAPTER = Adapter(
    name=NAME,
    homepage="https://github.com/slbqc/dailay_paper_info",
    example="https://github.com/slbqc/dailay_paper_info/blob/main/2024/08/summary_info/2024-08-01.md",
    language="zh",
    parse=parse,
    marks=(
        re.compile(r"^\[arxiv_pdf_url\]\(", re.MULTILINE),
        re.compile(r"^# [^\n]+\n+\[[^\[\]\n]*\]\(https?://arxiv\.org/", re.MULTILINE),
        re.compile(r"^# +paper *[:：]", re.MULTILINE),
        re.compile(r"论文标[题签]"),
        re.compile(r"研究核心目标|实验设计与主要发现|采用方法与技术"),
    ),
    needs=2,
)
