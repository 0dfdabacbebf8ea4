"""What a client makes of plain text by itself: mentions, commands, hashtags, addresses. Publisher text must hold none.

After `find_entities` in https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.telegram.server.markup import Entity

# Letters and digits of any script; in a hashtag or an address also what joins letters.
_WORD = r"[\w\u200c\u00b7]"
_MENTION = re.compile(rf"(?<!{_WORD})@(?P<name>[A-Za-z0-9_]{{2,32}})(?!{_WORD})")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_HASHTAG = re.compile(rf"(?<!{_WORD})#(?P<tag>{_WORD}{{1,256}})(?!{_WORD}*#)")
_CASHTAG = re.compile(rf"(?<![$\w\u200c])\$(?:1INCH|[A-Z]{{1,8}})(?![$]|{_WORD})")
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_+.-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])")
_LABEL = r"(?:[^\W_]|[-_\u200c\u200d\u2010-\u2015])+"
_HOST = rf"(?:{_LABEL}\.)+(?P<top>xn--[a-z0-9-]+|[^\W\d_]{{2,}})\.?"
_ADDRESS = re.compile(
    rf"(?<![\w@$#.\-/])(?P<scheme>(?:https?|ftp|tonsite)://)?(?:[\w.%+-]+(?::[^\s@/]*)?@)?{_HOST}(?![\w@])"
    r"(?::\d{1,5})?(?:[/?#][^\s\u2000-\u200b\u200e\u200f\u2016-\u206f<>\"«»]*)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![\w@$#.\-/])(?:https?://)?(?:\d{1,3}\.){3}\d{1,3}(?![\w.])(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE
)
_OWN = re.compile(r"(?<!\w)(?:tg|ton)://[a-z0-9_-]+[^\s]*", re.IGNORECASE)
_SHORT_NAMES = {"gif", "wiki", "vid", "bing", "pic", "bold", "imdb", "coub", "like", "vote", "giff", "cap", "ya"}
_SHORTEST_NAME = 4
# Top-level domains: all of countries, and of the others those that one meets in writing on research and software.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc "
    "cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb "
    "gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke "
    "kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu "
    "mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw "
    "sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz "
    "ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat post asia app dev page "
    "blog cloud online site website space tech store shop live news media video audio music art design studio agency "
    "network systems solutions software technology tools codes computer digital data science academy university school "
    "education institute foundation community center company work works world life today email chat group team zone "
    "host link click top xyz club vip win fun one run build rocks ninja guru wiki bot ooo new now zip mov google "
    "apple microsoft 中国 中國 公司 网络 한국 рф онлайн"
)
_TOPS = frozenset(_COUNTRIES.split()) | frozenset(_OTHERS.split())
_INERT = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def detect(text: str, marked: Iterable[Entity] = ()) -> list[Entity]:
    """What a client finds in a text, but for the places that are marked as code or as a link already."""
    taken = [(entity.start, entity.end) for entity in marked if entity.kind in _INERT]
    found = sorted(_candidates(text), key=lambda entity: (entity.start, -entity.end))
    result: list[Entity] = []
    for entity in found:
        behind_last = not result or entity.start >= result[-1].end
        if behind_last and all(entity.end <= start or entity.start >= end for start, end in taken):
            result.append(entity)
    assert all(one.end <= other.start for one, other in pairwise(result))
    return result


def _candidates(text: str) -> Iterator[Entity]:
    kinds = (("bot_command", _COMMAND), ("cashtag", _CASHTAG), ("email", _EMAIL), ("url", _OWN), ("url", _NUMBERED))
    for kind, pattern in kinds:
        yield from (Entity(kind, *match.span()) for match in pattern.finditer(text))
    for match in _MENTION.finditer(text):
        if len(match["name"]) >= _SHORTEST_NAME or match["name"].lower() in _SHORT_NAMES:
            yield Entity("mention", *match.span())
    for match in _HASHTAG.finditer(text):
        if not match["tag"].isdigit():
            yield Entity("hashtag", *match.span())
    yield from _addresses(text)


def _addresses(text: str) -> Iterator[Entity]:
    for match in _ADDRESS.finditer(text):
        if match["scheme"] or match["top"].lower() in _TOPS or match["top"].lower().startswith("xn--"):
            end = match.start() + len(match[0].rstrip(".,:;!?'\")]}…"))
            yield Entity("url", match.start(), end)
