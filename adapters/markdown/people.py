"""Names of people in lines that mix them with affiliations, marks and e-mail addresses."""

import re
from collections.abc import Iterator

from adapters.markdown.plain import title_of, unmarked

_NO_NAMES = re.compile(
    r".{0,8}(?:机构|单位|院校|学校|邮箱|邮件|联系|通讯|地址|贡献)[^:：]{0,6}[:：]|Affiliations?\b|E-?mails?\b"
    r"|\d{1,3} ?[^\W\d]|<sup>"
)
_LABEL = re.compile(r"^[^:：,，]{0,6}(?:作者|Authors?)[^:：,，]{0,6}[:：]\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"<sup>[^<]*</sup>|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\{[^{}]*\}|[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§∗♠♣♢♡]")
_BETWEEN = re.compile(r"[,，、;；&|]|(?:^|\s)(?:and|和|与)\s")
_MARKS_AFTER = " \t0123456789,^."
_LATIN_NAME = re.compile(r"[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){1,4}$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}$")
_TEAM = re.compile(r".{2,60}?(?:团队|Team)$")
_ORGANISATION = re.compile(
    r"\b(?:Universit\w+|Institut\w*|Lab\w*|Research|Academy|College|School|Dep\w*|Cent(?:er|re)|Inc|Ltd|Corp\w*|Company"
    r"|Group|Tech\w*|Google|Meta|Microsoft|Adobe|Amazon|Apple|AI|Member|Fellow|Hospital|Campus|Sciences?|Engineering|of"
    r"|Studios?|Hugging|[A-Z]{3,})\b|大学|学院|公司|研究|中心|实验|中国|美国|[系院所室部组校]$|未知|未提|不详|暂无|作者|机构"
)


def names_in(line: str) -> Iterator[str]:
    """The names at the beginning of a line; what follows the first that is none is an affiliation."""
    if _NO_NAMES.match(line.strip("-*+ \t").replace("**", "")) or "@" in _BRACKETED.sub("", line):
        return
    listed = _LABEL.sub("", unmarked(_BRACKETED.sub("", line)), count=1)
    for piece in _BETWEEN.split(re.split("[:：]", listed, maxsplit=1)[0]):
        name = title_of(piece).rstrip(_MARKS_AFTER)
        if name and not _is_name(name):
            return
        if name:
            yield name


def _is_name(text: str) -> bool:
    known = _TEAM.match(text) or _HAN_NAME.match(text) or _LATIN_NAME.match(text)
    return bool(known) and not _ORGANISATION.search(text)
