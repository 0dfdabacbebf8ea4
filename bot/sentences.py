"""Sentences of a publisher's summary in English, Chinese or Korean, without list markers, emphasis and labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.text import HAN, HANGUL, KANA

_MARKER = re.compile(r"^(?:#{1,6} +|[-*•+] +|\(?\d{1,2}(?:[.、](?!\d)|[)）]) *)*")
_EMPHASISED_LABEL = re.compile(r"\*{1,3}[^*]{1,40}?(?:[:：] ?\*{1,3}|\*{1,3} ?[:：]) *")
_ENGLISH_LABELS = (
    r"What['’]s New|Technical Details|Performance Highlights|Key (?:Takeaways?|Findings?|Results?|Ideas?|Insights?)|"
    r"Summary|Abstract|TL;?DR|Background|Motivation|Objectives?|Goals?|Problem|Methods?|Methodology|Approach|"
    r"Contributions?|Experiments?|Results?|Findings?|Conclusions?|Limitations?"
)
_CHINESE_WORDS = (
    "研究|核心|目标|目的|与|和|及|其|的|对|过去|相关|问题|背景|动机|采用|提出|方法|论|技术|实验|设计|主要|关键|重要|发现|"
    "结果|结论|未来|意义|贡献|创新|点|总结|摘要|概述|概括|简介|任务|性能|效果|应用|要点|亮点|工作|局限性?|中文|翻译|论文|本文"
)
_KOREAN_WORDS = (
    "연구|논문|핵심|주요|기술적?|세부|사항|내용|배경|목적|목표|동기|문제|정의|방법론?|접근|제안|실험|결과|성능|하이라이트|"
    "결론|기여|의의|요약|초록|특징|한계|새로운|점|및|와|과|무엇이|새로운가"
)
_KOREAN_LABELS = rf"(?:{_KOREAN_WORDS})(?: ?(?:{_KOREAN_WORDS})){{0,5}}\??"
_LABEL = re.compile(
    rf"(?:{_ENGLISH_LABELS}|(?:{_CHINESE_WORDS}){{1,8}}|{_KOREAN_LABELS})(?:[:：] *|$)",
    re.IGNORECASE,
)
_NEWS = re.compile(r"what['’]?s new|创新|亮点|새로운", re.IGNORECASE)

_END = re.compile(r"[.!?。！？]+[\"'”’」』）)\]]*")
_LAST_WORD = re.compile(r"[^\s(（\[]{1,12}$")
_CJK = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_SHORT_FORM = re.compile(
    r"[A-Z]|(?i:e\.g|i\.e|cf|vs|al|figs?|eqs?|secs?|tab|refs?|ch|no|vol|pp|approx|resp|w\.r\.t|dr|prof|mr|ms|st)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence; `line` is the number of its line or bullet, `news` says that a label calls it what is new."""

    text: str
    line: int
    news: bool


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences in their order; white space is collapsed, nothing else inside a sentence changes."""
    news = False
    for number, line in enumerate(text.split("\n")):
        label, said = _label(" ".join(line.split()))
        news = bool(_NEWS.search(label)) or (news and not label)
        for piece in _pieces(said):
            yield Sentence(piece, number, news)


def _label(line: str) -> tuple[str, str]:
    """A line's label, or "", and what it says, without list markers and emphasis."""
    line = _MARKER.sub("", line, count=1)
    label = _EMPHASISED_LABEL.match(line)
    if label is None:
        line = line.replace("**", "")
        label = _LABEL.match(line)
    return ("", line) if label is None else (label.group(), line[label.end() :].replace("**", ""))


def _pieces(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        if _ends_sentence(line, start, match):
            yield from _worth_saying(line[start : match.end()])
            start = match.end()
    yield from _worth_saying(line[start:])


def _worth_saying(piece: str) -> Iterator[str]:
    if any(map(str.isalnum, piece)):
        yield piece.strip()


def _ends_sentence(line: str, start: int, match: re.Match[str]) -> bool:
    """Whether a sentence that began at `start` ends with these marks."""
    after = line[match.end() : match.end() + 2]
    if not after or match.group()[0] in "。！？":
        return True
    if not after.startswith(" "):
        return bool(_CJK.match(line[max(match.start() - 1, 0)]) and _CJK.match(after))
    return match.group()[0] in "!?" or not (after[1:].islower() or _is_short_form(line, start, match.start()))


def _is_short_form(line: str, start: int, dot: int) -> bool:
    """Whether the word before a dot is an abbreviation, an initial, or the number of a list item."""
    word = _LAST_WORD.search(line, max(start, dot - 13), dot)
    if word is None:
        return False
    if word.group().isdigit():
        return word.start() == start
    return bool(_SHORT_FORM.fullmatch(word.group()))
