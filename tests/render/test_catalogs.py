"""The catalogs are complete, agree with each other, and hold what the code asks for and nothing else."""

import ast
import re
import string
from collections.abc import Collection, Iterator
from importlib import resources
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from adapters.model import Origin
from adapters.tags.vocabulary import Vocabulary
from bot import alerts
from bot.catalog import LANGUAGES, Catalog
from bot.commands import COMMANDS, choices, personal, setting, starting
from bot.commands.admin import stats
from bot.policy import AccessPolicy
from bot.query import ProblemKind, parse_subscriptions
from bot.render import narrowing
from bot.render.cards import TOOLS
from bot.render.papers import LINK_KINDS
from bot.site import visit
from bot.terms import Tag
from bot.transports.discord.slash import OPTIONS
from storage.model import DeliveryState

BOT = Path(__file__).parents[2] / "bot"
FORMS = {"en": 2, "zh": 1, "ko": 1}
# A particle whose form depends on the last sound of the word before it, which a variable does not tell.
PARTICLE = re.compile(r"\}[”’」』)\]]*(?:은|는|이|가|을|를|와|과|로|으로|이나|나|이란|란|이라|라)(?![가-힣])")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;?!()][\u4e00-\u9fff]")


# Keys that the code puts together: what stands before the last part, and what that part may be.
FAMILIES: dict[str, Collection[str]] = {
    "alert.": [name for kind in alerts.KINDS for name in (kind, f"{kind}_ended") if name != "database_ended"],
    "admin.access_": [policy.value for policy in AccessPolicy],
    "admin.button_": stats.BUTTONS,
    "admin.state_": [state.value for state in DeliveryState],
    "admin.one_": ("ambiguous", "buried"),
    "button.": (*setting.NAMES, *TOOLS, *(f"any_{name}" for name in narrowing.NAMES)),
    "choice.": choices.WORDS,
    "delivery.": [state.value for state in DeliveryState],
    "help.": ("start", "admin", *starting.HELP),
    "language.": LANGUAGES,
    "link.": LINK_KINDS,
    "ordinal.": ("one", "two", "few", "other"),
    "origin.": [origin.value for origin in Origin],
    "privacy.": personal.PRIVACY,
    "problem.": [kind.value for kind in ProblemKind],
    "slash.": [command.name for command in COMMANDS],
    "page.": visit.WORDS,
    "option.": [
        name for options in OPTIONS.values() for option in options for name in (option.name, f"about_{option.name}")
    ],
    "settings.bad_": [one.name for one in setting.SETTINGS],
}


def messages(language: str) -> list[Message]:
    text = resources.files("bot").joinpath("locales", f"{language}.po").read_text(encoding="utf-8")
    found = [message for message in read_po(StringIO(text), locale=language, abort_invalid=True) if message.id]
    assert len(found) > 100
    return found


def key(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def forms(message: Message) -> list[str]:
    return [str(form) for form in message.string] if message.pluralizable else [str(message.string)]


def in_families() -> Iterator[str]:
    return (before + last for before, lasts in FAMILIES.items() for last in lasts)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_has_every_key_in_the_same_kind() -> None:
    kinds = {language: {(key(m), bool(m.pluralizable)) for m in messages(language)} for language in LANGUAGES}
    assert kinds["zh"] == kinds["en"]
    assert kinds["ko"] == kinds["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    text = resources.files("bot").joinpath("locales", f"{language}.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert len(keys) > 100
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_every_key_says_something(language: str) -> None:
    for message in messages(language):
        assert len(forms(message)) == (FORMS[language] if message.pluralizable else 1), key(message)
        assert all(forms(message)), key(message)
        assert not message.fuzzy, key(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_use_the_same_placeholders(language: str) -> None:
    english = {key(message): placeholders(forms(message)[-1]) for message in messages("en")}
    for message in messages(language):
        for form in forms(message):
            assert placeholders(form) == english[key(message)], key(message)


def test_korean_puts_no_particle_after_a_variable() -> None:
    assert PARTICLE.search("{name}을 구독합니다")
    assert PARTICLE.search("“{text}”는 없습니다")
    assert not PARTICLE.search("{n}편 더")
    assert [key(m) for m in messages("ko") if any(map(PARTICLE.search, forms(m)))] == []


def test_chinese_punctuation_is_full_width() -> None:
    assert HALF_WIDTH.search("设置没有改变,请重试")
    assert [key(m) for m in messages("zh") if any(map(HALF_WIDTH.search, forms(m)))] == []


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `….text(…)` and `….count(…)` in the code, with its method."""
    for file in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                yield node.func.attr, node


def literal_calls() -> list[tuple[str, str, ast.Call]]:
    found = [
        (method, node.args[0].value, node)
        for method, node in calls()
        if method in {"text", "count"}
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and "." in node.args[0].value
    ]
    assert len(found) > 50
    return found


def strings_in_code() -> set[str]:
    files = sorted(BOT.rglob("*.py"))
    assert len(files) > 20
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_key_in_the_code_exists_with_its_placeholders() -> None:
    english = {key(message): message for message in messages("en")}
    for method, name, node in literal_calls():
        assert name in english, name
        assert (method == "count") == bool(english[name].pluralizable), name
        given = {keyword.arg for keyword in node.keywords}
        if None not in given:  # **values are known at run time only
            wanted = placeholders(forms(english[name])[-1]) - ({"n"} if method == "count" else set())
            assert given == wanted, name


def test_every_key_that_the_code_puts_together_exists() -> None:
    assert all(FAMILIES.values())
    assert set(in_families()) - set(map(key, messages("en"))) == set()


def test_every_key_is_used_in_the_code() -> None:
    used = strings_in_code() | set(in_families())
    assert [name for name in map(key, messages("en")) if name not in used] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["start.hello", "subscribe.ask", "help.subscribe", "today.no_subscriptions"])
def test_examples_of_topics_are_understood(name: str, language: str, vocabulary: Vocabulary) -> None:
    said = Catalog.load(language).text(name)
    example = re.split("/subscribe |For example: |例如：|예: ", said)[-1]
    understood = parse_subscriptions(re.split("[:：]", example)[0], vocabulary, sources=())
    assert understood.wishes[0].term == Tag("diffusion")
    assert (understood.unknown, understood.problems) == ((), ())
