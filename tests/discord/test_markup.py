"""Markdown as our Discord reads it: as the real clients show it."""

import pytest

from tests.discord.server.markup import Mark, read_markup


@pytest.mark.parametrize(
    ("text", "shown", "marks"),
    [
        ("Plain words, 2 * 3 < 7", "Plain words, 2 * 3 < 7", []),
        ("**a** and *b* and _c_", "a and b and c", [("bold", "a"), ("italic", "b"), ("italic", "c")]),
        ("snake_case_name", "snake_case_name", []),
        ("a * b * c", "a * b * c", []),
        ("__a__ ~~b~~ ||c||", "a b c", [("underline", "a"), ("strike", "b"), ("spoiler", "c")]),
        ("**a *b* c**", "a b c", [("bold", "a b c"), ("italic", "b")]),
        (r"\*\*a\*\* \_b\_ \`c\`", "**a** _b_ `c`", []),
        (r"\# a \a", r"# a \a", []),
        ("`**a**` ``b ` c``", "**a** b ` c", [("code", "**a**"), ("code", "b ` c")]),
        ("```py\n**a**\n```b", "**a**\nb", [("block", "**a**\n")]),
        (
            "# A\n-# b\n> c\n- d\n1. e",
            "A\nb\nc\nd\ne",
            [("heading", "A"), ("small", "b"), ("quote", "c"), ("list", "d"), ("list", "e")],
        ),
        ("#a\n#### b\n\\# c\n1\\. d", "#a\n#### b\n# c\n1. d", []),
        (
            "<@1> <@&2> <#3> @everyone",
            "<@1> <@&2> <#3> @everyone",
            [("mention", one) for one in ("<@1>", "<@&2>", "<#3>", "@everyone")],
        ),
        (
            "</find:1> <t:1:R> <:ab:1> :smile:",
            "</find:1> <t:1:R> <:ab:1> :smile:",
            [("command", "</find:1>"), ("time", "<t:1:R>"), ("emoji", "<:ab:1>"), ("emoji", ":smile:")],
        ),
        ("at 10:30:15, a::b, C::D:e", "at 10:30:15, a::b, C::D:e", []),
        ("@\u2060everyone <\u2060@1>", "@\u2060everyone <\u2060@1>", []),
    ],
)
def test_what_is_shown(text: str, shown: str, marks: list[tuple[str, str]]) -> None:
    read = read_markup(text)
    assert read.text == shown
    assert [(one.kind, one.text) for one in read.marks] == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("[A paper](https://a.org/1)", [Mark("link", "A paper", "https://a.org/1")]),
        ("[**A** paper](<https://a.org>)", [Mark("link", "A paper", "https://a.org"), Mark("bold", "A")]),
        (r"[A \[b\]](https://a.org)", [Mark("link", "A [b]", "https://a.org")]),
        ("[a](https://a.org/b_(c))", [Mark("link", "a", "https://a.org/b_(c)")]),
        ("[a](javascript:b)", []),
        ("[https://a.org/1](https://b.org)", [Mark("link", *["https://a.org/1](https://b.org"] * 2)]),
        (r"\[a\](https://a.org)", [Mark("link", "https://a.org", "https://a.org")]),
        ("See https://a.org/b, ok", [Mark("link", "https://a.org/b", "https://a.org/b")]),
        ("<https://a.org>", [Mark("link", "https://a.org", "https://a.org")]),
        ("a.org and www.a.org", []),
        ("https:\u2060//a.org", []),
        ("Come to discord.gg/abc", [Mark("invitation", "discord.gg/abc")]),
    ],
)
def test_where_it_leads(text: str, marks: list[Mark]) -> None:
    assert list(read_markup(text).marks) == marks
