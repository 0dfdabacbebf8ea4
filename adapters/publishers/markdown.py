"""markdown: any digest nobody wrote an adapter for, by its headings, list items and table rows with a paper's link."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref
from adapters.text import language_of

NAME = "markdown"

HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*)")
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?P<text>.*)$")
ROW = re.compile(r"\s*\|")
RULE = frozenset(" \t:|-")  # the characters of the line below a table's heading
CELL_END = re.compile(r"(?<!\\)\|")
BARE_ADDRESS = re.compile(r"<?https?://[^\s<>|]+>?")
# (Read more on [arXiv](…) or [HuggingFace](…))
BESIDE = re.compile(r"[(（][^()（）\[\]]*+(?:\[[^\[\]]*+\]\([^()]*+\)[^()（）\[\]]*+)++[)）]")
NUMBER = re.compile(r"^\d{1,3}[.)、]\s+")
EDGES = " -–—:：|·"
BOLD = re.compile(r"\*\*([^*]+)\*\*|__([^_]+)__")
# What an address or a line is called when that is no paper's title.
PLAIN_WORD = (
    r"ar5?xiv|alpha ?xiv|hugging ?face|hf|pdf|html|abs(?:tract)?|papers?|links?|url|here|read|more|on|full|text"
    r"|details?|source|code|github|project|page|summary|title|doi|论文|论文链接|链接|原文|地址|论文地址|详情|代码|摘要"
    r"|논문|링크|원문|코드|요약"
)
NO_TITLE = re.compile(rf"\W*+(?:(?:{PLAIN_WORD})\b\W*+)*+[\d\W]*+(?:v\d+\W*)?$", re.IGNORECASE)
POINTS_TO = re.compile(r".{0,40}$")  # what may stand beside the link in a line that only points to the paper
COLUMNS = {
    "title": re.compile(r"title|paper|name|论文|标题|题目|논문|제목", re.IGNORECASE),
    "authors": re.compile(r"author|作者|저자", re.IGNORECASE),
    "summary": re.compile(r"summary|abstract|description|tl;?dr|摘要|简介|总结|요약|초록", re.IGNORECASE),
    "tags": re.compile(r"tag|keyword|topic|categor|标签|关键词|分类|태그|키워드", re.IGNORECASE),
}


@dataclass(slots=True)
class Found:
    """A heading, item or row that may be a paper, while the lines below it are still read.

    `source` is its own line; `body` what is said of the paper beside and below the title.
    """

    title: str
    line: int
    source: str = ""
    arxiv: md.ArxivId = md.NO_ID
    body: list[str] = field(default_factory=list)
    cells: Mapping[str, str] = field(default_factory=dict)


def parse(text: str, ref: Ref) -> Issue:
    """Read any markdown that links papers; without a single one it is refused."""
    lines = md.lines_of(text)
    front = md.front_matter(lines)
    found = [paper for paper in _found(lines, front.end if front else 0) if paper.arxiv.id and paper.title]
    if not found:
        raise ParseError("no heading, list item or table row with the link of a paper", file=ref.key)
    heading = next((md.heading_text(line) for line in lines if HEADING.match(line)), None)
    entries = tuple(_entry(paper, ref) for paper in found)
    return Issue(
        adapter=NAME,
        key=ref.key,
        date=md.date_in(heading or "", front.first("date") if front else "") or md.date_of_file(ref.key),
        title=md.title_of(heading) if heading else None,
        url=ref.url,
        language=language_of("\n".join(said for entry in entries[:20] for said in entry.summaries.values())),
        entries=entries,
    )


def _entry(paper: Found, ref: Ref) -> Entry:
    authors, tags = paper.cells.get("authors", ""), paper.cells.get("tags", "")
    said = [paper.cells["summary"]] if "summary" in paper.cells else [line for line in paper.body if not _points(line)]
    whole = [paper.source, *paper.body]
    return Entry(
        title=paper.title,
        arxiv_id=paper.arxiv.id,
        arxiv_version=paper.arxiv.version,
        authors=tuple(map(md.title_of, md.split_list(authors))),
        tags=tuple(map(md.title_of, md.split_list(tags))),
        media_url=md.first_media(whole, ref.url),
        links=md.entry_links(paper.arxiv, "\n".join(whole)),
        summaries=md.by_language(md.readable(said)),
        line=paper.line,
    )


def _found(lines: Sequence[str], start: int) -> Iterator[Found]:
    """Everything that may be a paper, in order; each owns the lines up to the next."""
    level = _paper_level(lines)
    columns: Sequence[str] = ()
    current = parent = Found("", 0)
    for number, line in _blocks(lines, start):
        if ROW.match(line):
            cells = [cell.strip() for cell in CELL_END.split(line.strip().removeprefix("|").removesuffix("|"))]
            row = _row(line, cells, columns, number)
            columns = columns if row.arxiv.id or RULE.issuperset(line) else cells
            yield row
            continue
        opened = _opened(line, number, level)
        if opened is None and _points(line):
            opened = _taken(line, current, parent)
        elif opened is None and ITEM.match(line):
            parent = Found("", number, line)
        if opened:
            yield current
            current = opened
        elif line[:1].isspace() or not ITEM.match(current.source) or not ITEM.match(line):
            current.body.append(line)
    yield current


def _taken(line: str, current: Found, parent: Found) -> Found | None:
    """Give the paper of a line that only points to it to the heading above or, below that, to the item above."""
    if current.title and current.arxiv.id is None:
        current.arxiv = md.find_arxiv(line)
    elif line[:1].isspace() and parent.arxiv.id is None and (item := ITEM.match(parent.source)):
        parent.title, parent.arxiv = _title_beside(item["text"]), md.find_arxiv(line)
        return parent
    return None


def _paper_level(lines: Sequence[str]) -> int:
    """The level of headings with most papers given below by lines that only point to them; the shallowest of equals."""
    above: dict[int, int] = {}
    holding: set[tuple[int, int]] = set()
    for at, line in enumerate(lines):
        heading = HEADING.match(line)
        if heading:
            above = {level: head for level, head in above.items() if level < len(heading["level"])}
            above[len(heading["level"])] = at
        elif not ROW.match(line) and _points(line):
            holding.update(above.items())
    counts = Counter(level for level, _ in holding)
    return max(sorted(counts), key=counts.__getitem__, default=0)


def _blocks(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; a table row that is broken over several lines is one."""
    at = start
    while at < len(lines):
        parts = [lines[at]]
        if ROW.match(parts[0]):
            while not parts[-1].endswith("|") and at + len(parts) < len(lines):
                below = lines[at + len(parts)]
                if not below or ROW.match(below):
                    break
                parts.append(below)
        yield at + 1, " ".join(parts)
        at += len(parts)


def _opened(line: str, number: int, level: int) -> Found | None:
    """The paper or section that begins at this line: a heading that ends what is above it, or an item with a paper."""
    heading = HEADING.match(line)
    item = None if heading else ITEM.match(line)
    marked = heading or item
    if marked is None:
        return None
    arxiv = md.find_arxiv(line)
    title = _title_beside(marked["text"]) if arxiv.id or heading else ""
    if arxiv.id and title:
        return Found(title, number, line, arxiv, _said_beside(marked["text"], title))
    if heading and len(heading["level"]) <= level:
        return Found(title if len(heading["level"]) == level else "", number, line)
    return None


def _row(line: str, cells: Sequence[str], columns: Sequence[str], number: int) -> Found:
    arxiv = md.find_arxiv(line)
    if arxiv.id is None:
        return Found("", number)
    pairs = [*zip(columns, cells, strict=False)][::-1]  # of two columns of a kind the first counts
    named = {kind: cell for name, cell in pairs for kind, names in COLUMNS.items() if names.search(name)}
    linked = next((cell for cell in cells if md.find_arxiv(cell).id), "")
    titles = map(_title_beside, (named.get("title", ""), linked, *cells))
    return Found(next(filter(None, titles), ""), number, line, arxiv, cells=named)


def _title_beside(text: str) -> str:
    """The title in a heading, item or cell: a link's own words, else bold words, else what stands beside the link."""
    text = BESIDE.sub("", text) if "](" in text else text
    linked = (link["text"] for link in md.LINK.finditer(text) if not link["image"] and md.find_arxiv(link["url"]).id)
    bold = (first or second for first, second in BOLD.findall(text))
    beside = _without_links(text)
    for words in (*linked, *bold, beside):
        title = NUMBER.sub("", md.title_of(words.replace("**", "")).strip(EDGES), count=1).strip()
        if not NO_TITLE.match(title):
            return title
    return ""


def _said_beside(text: str, title: str) -> list[str]:
    """What a line says of a paper beside its title and links, if anything."""
    rest = _without_links(BESIDE.sub("", text)).replace("**", "").replace(title, "", 1).strip(EDGES)
    return [] if NO_TITLE.match(rest) else [rest]


def _without_links(text: str) -> str:
    text = md.LINK.sub("", text) if "](" in text else text
    return BARE_ADDRESS.sub("", text) if "http" in text else text


def _points(line: str) -> bool:
    """Whether a line does nothing but point to a paper's page."""
    return md.find_arxiv(line).id is not None and bool(POINTS_TO.match(_without_links(line)))


ADAPTER = Adapter(
    name=NAME,
    homepage="https://commonmark.org/",
    example="https://github.com/gabrielchua/daily-ai-papers",
    language="en",
    parse=parse,
    marks=(
        re.compile(r"arxiv\.org/(?:abs|pdf|html)/|(?:huggingface|hf)\.co/papers/\d|alphaxiv\.org/|papers\.cool/arxiv/"),
        re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|\|)", re.MULTILINE),
    ),
    needs=2,
)
