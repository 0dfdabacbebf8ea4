"""slbqc: the Hugging Face daily papers, each read by a language model that answers in Chinese."""

import re
from collections.abc import Mapping, Sequence

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref

NAME = "slbqc"

LINK = re.compile(r"\[arxiv_?(?:pdf|abs)?_?url\]\(|\[[^\[\]]*\]\(https?://(?:www\.)?arxiv\.org/", re.IGNORECASE)
UNLINKED = re.compile(r"^paper *[:：] *", re.IGNORECASE)
FAILED = re.compile(r"# +fail(?:ed|d) +to +read", re.IGNORECASE)

# The parts of an answer: a label at any level, numbered, bold or plain; as a bullet only where nothing else is meant.
LABELS = {
    "tags": r"(?:论文)?\w{0,4}标签(?:[与和及/、]\w{2,4})?|论文分类",
    "keywords": r"论文关键[词字]|关键[词字]|主题分类",
    "authors": r"作者信息|论文作者|作者(?:[及与和]\w{2,8})?",
    "goal": r"研究(?:的)?核心目标(?:[与和及](?:研究)?问题)?|核心目标[与和及]?(?:研究)?问题?|研究目标(?:[与和及]问题)?",
    "findings": r"实验设计[与和及](?:主要发现|结果|实验结果)|主要发现|实验结果(?:[与和及]\w{2,6})?|实验设计与发现",
    "abstract": r"摘要(?:总结)?|总结|论文总结|概述|论文摘要",
    "other": r"论文标题|标题|论文题目|采用方法[与和及]技术|结论[与和及]\w{0,3}未来\w+|关键图表[与和及]数据",
}
KINDS = "|".join(f"(?P<{kind}>{names})" for kind, names in LABELS.items())
BULLET = r"(?:[-*+][ \t]{1,4}(?=\W{0,8}(?:论文|作者信息|研究核心|采用方法|实验设计|结论|关键图表)))?"
MARK = r"[ \t]{0,4}[*_]{0,3}[ \t]{0,4}"
NUMBER = r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\\?[.、)）．]{1,2})?"
LABEL = re.compile(
    rf"(?:#{{1,6}})?[ \t]{{0,4}}{BULLET}{MARK}{NUMBER}{MARK}[【《\[]?(?:{KINDS})[】》\]]?"
    rf"(?:[ \t]?[(（][A-Za-z ]{{1,40}}[)）])?{MARK}(?:[:：]{MARK}(?P<rest>.*))?$"
)
HEADING = re.compile(r"#{1,6}\s")
TAG_LABEL = re.compile(r"^\W{0,4}\w{0,8}(?:分类|类别|关键[词字]|主题|标签|领域|方向|术语|Keywords|Tags)\W{0,4}[:：]")
LIST_LABEL = re.compile(r"^\w{1,8}\s?[:：]")  # of several items in a line, the first may follow any label
EDGES = " \t#*_\"'“”‘’。.;；,，、"


def parse(text: str, ref: Ref) -> Issue:
    """Read an issue; its date is in the file's name."""
    lines = md.lines_of(text)
    heads = [at for at, line in enumerate(lines) if line.startswith("# ")]
    starts = [at for at in heads if _is_paper(lines, at)]
    if not starts and not any(FAILED.match(lines[at]) for at in heads):
        raise ParseError("no title with an arXiv link or `paper:` in front: this is not an slbqc digest", file=ref.key)
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=md.date_of_file(ref.key),
        title=None,
        url=ref.url,
        language=ADAPTER.language,
        entries=tuple(map(_entry, md.sections(lines, starts))),
        unread=tuple(at + 1 for at in heads if FAILED.match(lines[at])),
    )


def _is_paper(lines: Sequence[str], head: int) -> bool:
    below = next((line for line in lines[head + 1 : head + 4] if line), "")
    return not FAILED.match(lines[head]) and bool(UNLINKED.match(md.heading_text(lines[head])) or LINK.match(below))


def _entry(section: md.Section) -> Entry:
    linked = next((line for line in section.lines[:3] if LINK.match(line)), "")
    arxiv = md.find_arxiv(linked)
    parts = _parts([line for line in section.lines if line != linked])
    about = (md.readable(parts.get(kind, ())) for kind in ("goal", "lead", "abstract"))
    return Entry(
        title=md.title_of(UNLINKED.sub("", section.title, count=1)),
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        authors=tuple(name for line in parts.get("authors", ()) for name in md.names_in(line)),
        tags=tuple(dict.fromkeys(_tags(parts.get("tags", ())) or _tags(parts.get("keywords", ())))),
        links=md.entry_links(arxiv, "\n".join(section.lines)),
        summaries=md.by_language(next(filter(None, about), ""), md.readable(parts.get("findings", ()))),
        line=section.line,
    )


def _parts(lines: Sequence[str]) -> Mapping[str, list[str]]:
    """The lines of an answer by kind of part; `lead` is what stands above the first."""
    parts: dict[str, list[str]] = {"lead": []}
    current = parts["lead"]
    for line in lines:
        label = LABEL.match(line.lstrip())
        if label is None and not HEADING.match(line):
            current.append(line)
            continue
        kind = next(kind for kind in LABELS if label[kind]) if label else "other"
        current = parts.setdefault(kind, [])
        current += [label["rest"]] if label and label["rest"] else []
    return parts


def _tags(lines: Sequence[str]) -> list[str]:
    tags: list[str] = []
    for line in map(md.unmarked, lines):
        items = line.split("#") if line.startswith("#") else md.split_list(line)
        if len(items) > 1:
            items[0] = LIST_LABEL.sub("", items[0], count=1)
        tags += (md.title_of(TAG_LABEL.sub("", item, count=1)).strip(EDGES) for item in items)
    return [tag for tag in tags if tag.strip("….-")]


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
        re.compile(r"论文标[题签]|研究核心目标|实验设计与主要发现"),
    ),
    needs=2,
)
