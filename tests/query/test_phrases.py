"""Whether words stand together, held against the same said slowly: cut the whole text into words, and compare."""

import json
import re
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.model import Entry
from bot.query import is_in_sight, matches, stands_in
from bot.terms import Phrase
from storage.model import Paper

MakePaper = Callable[..., Paper]

LETTERS = st.sampled_from([*"ab", "aa", "ab", "as", "models", *"扩散확산", *" -.", " ", " ", "\n", "—", "、"])
TEXTS = st.lists(LETTERS, max_size=30).map("".join)
PHRASES = st.lists(LETTERS, min_size=1, max_size=6).map("".join).filter(lambda text: re.search(r"\w", text))


def _cut(text: str) -> list[str]:
    """Words without plural s and CJK characters, and a mark where something separates them."""
    text = re.sub(r"(?<=[확산]) (?=[확산])", "", text)
    text = re.sub(r"[\s—-]+", lambda gap: "|" if _is_between_characters(text, gap) else " ", text)
    pieces = re.findall(r"[扩散확산]|[a-z]+|[^\w ]+", text)
    return ["|" if not piece[0].isalnum() else _singular(piece) for piece in pieces]


def _is_between_characters(text: str, gap: re.Match[str]) -> bool:
    around = text[max(0, gap.start() - 1) : gap.start()], text[gap.end() : gap.end() + 1]
    return all(one and one in "扩散확산" for one in around)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "suia" else word


def _stands_in(phrase: str, text: str) -> bool:
    wanted = _cut(re.sub(r"^\W+|\W+$", "", phrase))
    joined = re.sub(r"(?<![a-z])[a-z]+(?:-[a-z]+)+", lambda compound: compound.group().replace("-", ""), text)
    rows = (_cut(text), _cut(joined))
    return any(row[at : at + len(wanted)] == wanted for row in rows for at in range(len(row)))


@given(phrase=PHRASES, text=TEXTS)
@example(phrase="ab a b", text="xab ab a b")
@example(phrase="aa a", text="aaa a aa a")
@example(phrase="확산", text="확 확 산")
@example(phrase="扩  扩", text="扩扩")
@example(phrase="aab", text="a-a-b, aa-b")
def test_words_stand_together_as_the_whole_text_says(make_paper: MakePaper, phrase: str, text: str) -> None:
    said = Entry("x", summaries={"en": text})
    assert matches(Phrase(phrase), make_paper(said)) is _stands_in(phrase, text)


@given(phrase=PHRASES, text=TEXTS)
@example(phrase="aa ab", text="aa\nab")
@example(phrase="aa ab", text='a\\n"aa\x1fab"')
def test_a_phrase_that_stands_in_a_text_is_in_sight_in_it_and_in_its_json(phrase: str, text: str) -> None:
    if stands_in(phrase, text):
        assert is_in_sight(phrase, text)
        assert is_in_sight(phrase, json.dumps({"en": text}, ensure_ascii=False))
