"""Folding and segmentation of text in Latin script, Chinese and Korean: pure, and shared by tags, search and store.

Two texts that a reader would call the same fold to the same string, and a text is indexed under the tokens by which
a reader might ask for it. Change TOKENIZER_VERSION whenever `index_tokens` gives other tokens for the same text.
"""

import functools
import itertools
import operator
import re
import unicodedata
from collections.abc import Collection, Iterator

import opencc

TOKENIZER_VERSION = 3

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
KANA = "\u3040-\u30ff"
HANGUL = "\uac00-\ud7a3"

_WORD = re.compile(rf"[^\W_{HAN}{KANA}{HANGUL}]+")
_RUN = re.compile(rf"[{HAN}{KANA}]+|[{HANGUL}]+(?: [{HANGUL}]+)*")
_QUERY_RUN = re.compile(rf"[{HAN}{KANA}]+|[{HANGUL}]+|(?:(?![{HAN}{KANA}{HANGUL}])[^\W_])+")
_COMPOUND = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?:-[a-z0-9]+)+")
_CJK_START = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_HAN_OR_KANA = re.compile(f"[{HAN}{KANA}]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_NOT_IN_KEYS = re.compile(r"[\W_]+")
_UNSAFE = re.compile(r"[\x00\ud800-\udfff]")


@functools.cache
def _folding_table() -> dict[int, str]:
    """Accented Latin to plain letters, traditional Han characters to simplified ones."""
    latin = [chr(code) for first, last in ((0xC0, 0x24F), (0x1E00, 0x1EFF)) for code in range(first, last + 1)]
    table = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in latin}
    han = [chr(code) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for code in range(first, last + 1)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table.update((ord(old), new) for old, new in zip(han, simplified, strict=True) if old != new)
    return table


@functools.cache
def _foldable() -> re.Pattern[str]:
    """Any character of the folding table; few texts have one, and looking is far cheaper than translating."""
    return re.compile(f"[{''.join(map(chr, _folding_table()))}]")


@functools.cache
def _unusual() -> re.Pattern[str]:
    """Any character but ASCII, CJK as it is written today, and its usual punctuation."""
    letters = [code for code in range(0x4E00, 0x9FFF + 1) if code not in _folding_table()]
    kept = f"\u3041-\u3096\u30a1-\u30fa{HANGUL}{_ranges(letters)}"
    return re.compile(f"[^\\x00-\\x7f{kept}ー、。，：；！？（）《》「」【】“”‘’…—·]")


def _ranges(codes: Collection[int]) -> str:
    """Ascending characters as they stand in a pattern's brackets; thousands one by one take long to compile."""
    runs = itertools.groupby(enumerate(codes), key=lambda at: at[1] - at[0])
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for _, group in runs if (run := list(group)))


def changes_in_case_alone(text: str) -> bool:
    """Whether `fold` changes no letter of a text but its case: true of nearly all, and cheaper to ask than to fold."""
    return _unusual().search(text) is None


def clean(text: str) -> str:
    """Drop what no database takes (NUL, lone surrogates) and bring Unicode to NFC."""
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text))


def fold(text: str) -> str:
    """Bring spellings of one text together: width, case, Latin accents, traditional characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(_folding_table()) if _foldable().search(folded) else folded


def title_key(title: str) -> str:
    """The key under which titles are the same work: letters and digits only, NFKC, casefolded.

    A title without any letter or digit is its own key.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return _NOT_IN_KEYS.sub("", folded) or folded.strip()


def language_of(text: str) -> str:
    """The language (ko, zh or en) of a text by its script; Hangul decides over Han, Han over Latin.

    A few CJK words in an English text (a name, a quotation) do not change its language.
    """
    hangul = len(_HANGUL.findall(text))
    han = len(_HAN_OR_KANA.findall(text))
    words = len(_LATIN_WORD.findall(text))
    if hangul * 2 >= han and hangul * 2 > words:
        return "ko"
    return "zh" if han * 2 > words else "en"


def index_tokens(text: str) -> frozenset[str]:
    """The tokens a text is found by.

    Latin words (plural s off) with the joined form of hyphen compounds; runs of CJK, blanks between Hangul words
    ignored, as overlapping bigrams and the last character: every character begins a token.
    """
    folded = fold(text)
    tokens = set(map(stem, set(_WORD.findall(folded))))
    if "-" in folded:
        hyphenated = " ".join(piece for piece in folded.split() if "-" in piece)  # quicker to look through
        tokens.update(stem(compound.replace("-", "")) for compound in _COMPOUND.findall(hyphenated))
    for run in () if folded.isascii() else _RUN.findall(folded):
        characters = run.replace(" ", "")
        tokens.update(map(operator.add, characters, characters[1:]), characters[-1])
    return frozenset(tokens)


def query_tokens(text: str) -> tuple[str, ...]:
    """The tokens that a text must all have (`has_token`) to contain these words, in order, without repetition."""
    tokens: dict[str, None] = {}
    for match in _QUERY_RUN.finditer(fold(text)):
        run = match.group()
        if not _CJK_START.match(run):
            tokens[stem(run)] = None
        elif len(run) == 1:
            tokens[run] = None
        else:
            tokens.update(dict.fromkeys(_bigrams(run)))
    return tuple(tokens)


def has_token(tokens: Collection[str], wanted: str) -> bool:
    """Whether a text of these tokens has the token that is wanted, or one that begins with it if `is_beginning`."""
    return wanted in tokens or (is_beginning(wanted) and any(token.startswith(wanted) for token in tokens))


def is_beginning(token: str) -> bool:
    """Whether a token is a single CJK character, which stands for all tokens that begin with it."""
    return len(token) == 1 and _CJK_START.match(token) is not None


def _bigrams(run: str) -> Iterator[str]:
    return map("".join, itertools.pairwise(run))


def stem(word: str) -> str:
    """Take the plural s off a Latin word: models, not class, bias or gas."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word
