"""Whatever publishers write: messages are within every limit, say all of it, and Discord makes nothing of it."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Block, BlockKind, Button, Message, Span, Style
from bot.transports.discord.components import Look, sheets
from bot.transports.discord.markdown import to_markdown
from bot.transports.text import clean
from tests.discord.reading import readable
from tests.discord.server.components import read_components
from tests.discord.server.embeds import read_embeds
from tests.discord.server.forms import Form
from tests.discord.server.markup import read_markup
from tests.discord.server.talk import walk

PIECES = [
    "@everyone", "@here", "<@123>", "<@&12>", "<#1>", "<t:1700000000:R>", "<:name:123>", "<a:x:1>", "</sub:12>",
    "<id:browse>", "[text](https://x.y)", "](", "[", "]", "(", ")", "https://arxiv.org/abs/1", "<https://x.y>",
    "discord.gg/abc", "discordapp.com/invite/x", "**", "*", "__", "_", "~~", "||", "`", "```", "\\", "# ", "## ",
    "-# ", "> ", ">>> ", "- ", "* ", "1. ", "12) ", ":smile:", "확산 모델", "扩散模型", "emoji 🇰🇷👩‍👩‍👧 é",
    "\u202e", "\u2060", "\ufeff", "\0", "\n", "\t", "שלום", " ", "a",
]  # fmt: skip
text = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
url = st.sampled_from([None, "https://a.b/(c)_*[d]", "https://x.y", "javascript:x", "http://" + "z" * 3000])
span = st.builds(Span, text, st.sampled_from(Style), url)
line = st.lists(span, max_size=4).map(tuple)
block = st.builds(Block, st.lists(line, max_size=5).map(tuple), st.sampled_from(BlockKind))
action = st.text("abc:1가", min_size=1, max_size=20)
button = st.builds(Button, text, action, st.none(), st.booleans())
message = st.builds(
    Message,
    st.lists(block, max_size=12).map(tuple),
    st.lists(st.lists(button, max_size=7).map(tuple), max_size=14).map(tuple),
    picture=st.sampled_from([None, "https://x.y/a.png", "not an address"]),
)
look = st.builds(Look, st.booleans(), st.booleans(), st.text(max_size=300))

# What Discord's clients make something of, once a backslash has taken the sense from what follows it.
ACTIVE = re.compile(
    r"@everyone|@here|<@!?&?\d|<#\d|<t:-?\d|<a?:\w+:\d|</[^>]+:\d|<id:\w|://|discord(?:app)?\.(?:gg|com)|[*_~|`\[\]<>]"
)
AT_BEGIN = re.compile(r"^(?:> |-# )?\s*(?:#{1,3} |-# |>|[-*] |\d+[.)] )", re.MULTILINE)
TAKEN = re.compile(r"\\[^0-9A-Za-z\s]")


@settings(deadline=None)
@given(message, look)
def test_the_strict_platform_takes_every_message(message: Message, look: Look) -> None:
    for document in sheets(message, look):
        form = Form(document)
        read_components(form, v2=not look.embedded)
        read_embeds(form)
        form.done()
        assert document["allowed_mentions"] == {"parse": []}
        assert sum(len(one["content"]) for one in walk(document["components"]) if one["type"] == 10) <= 4000


@settings(deadline=None)
@given(message, look)
def test_nothing_is_left_out(message: Message, look: Look) -> None:
    documents = sheets(message, look)
    said = "".join(readable(text) for document in documents for text in texts(document))
    wanted = "".join(clean(span.text) for block in message.blocks for line in block.lines for span in line)
    assert letters(wanted) in letters(said)
    pressed = [one for document in documents for one in walk(document["components"]) if one["type"] == 2]
    assert len(pressed) == sum(map(len, message.buttons))


@settings(deadline=None)
@given(st.lists(text.map(Span), min_size=1, max_size=4), st.sampled_from(BlockKind))
def test_text_is_inert(spans: list[Span], kind: BlockKind) -> None:
    shown = to_markdown(Block((tuple(spans),), kind))
    prefix = {BlockKind.MORE: "> ", BlockKind.FOOTER: "-# "}.get(kind, "")
    own = TAKEN.sub("x", shown.removeprefix(prefix))
    assert ACTIVE.search(own) is None
    assert AT_BEGIN.search(own) is None
    assert {mark.kind for mark in read_markup(shown).marks} <= {"quote" if kind is BlockKind.MORE else "small"}


@pytest.mark.parametrize("kind", BlockKind)
def test_a_long_text_goes_on_in_further_messages(kind: BlockKind) -> None:
    long = Message((Block(((Span("*_[확산]_* " * 2000),),), kind),), ((Button("1", "card:1:"),),))
    first, *middle, last = sheets(long, Look())
    assert len(middle) >= 3
    assert not buttons(first)
    assert buttons(last)


@pytest.mark.parametrize("word", ["확산모델 ", "扩散模型，", "😀"])
def test_long_texts_are_counted_in_bytes_too(word: str) -> None:
    blocks = tuple(Block(((Span(word * 90),),)) for _ in range(30))
    for document in sheets(Message(blocks), Look()):
        form = Form(document)
        read_components(form, v2=True)
        form.done()


@pytest.mark.parametrize("other", [Style.BOLD, Style.ITALIC])
def test_marked_texts_beside_each_other_show_no_mark(other: Style) -> None:
    shown = read_markup(to_markdown(Block(((Span("one", Style.ITALIC), Span("two", other)),))))
    assert shown.text.replace("\u2060", "") == "onetwo"
    assert len(shown.marks) == 2


def test_links_are_masked_and_styled() -> None:
    line = (Span("1. "), Span("A title [v2]", Style.BOLD, "https://a.b/(c)"), Span(" in English: ", Style.ITALIC))
    assert to_markdown(Block((line,))) == r"1\. **[A title \[v2\]](https://a.b/%28c%29)** *in English:* "


def texts(document: dict[str, Any]) -> list[str]:
    embeds = [one["description"] for one in document.get("embeds", ())]
    return embeds + [one["content"] for one in walk(document["components"]) if one["type"] == 10]


def buttons(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in walk(document["components"]) if one["type"] == 2]


def letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())
