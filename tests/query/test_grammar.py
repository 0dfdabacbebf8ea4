"""The grammar, example by example: grammar.tsv holds what is said and what it means."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.tags.vocabulary import Vocabulary
from bot.query import Subscriptions, parse_search, parse_subscriptions, read_term, spell
from bot.terms import AllOf, AnyOf, Not, Prefix, Term, Words

SOURCES = ("l_yohai", "slbqc")


@dataclass(frozen=True, slots=True)
class Row:
    command: str
    said: str
    means: str


def read_table() -> list[Row]:
    lines = Path(__file__).with_name("grammar.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    return [Row(command, said.replace("⏎", "\n").replace("∅", ""), means) for command, said, means in cells]


TABLE = read_table()


def rows(command: str) -> pytest.MarkDecorator:
    chosen = [row for row in TABLE if row.command == command]
    return pytest.mark.parametrize("row", chosen, ids=[row.said for row in chosen])


def write_subscriptions(said: Subscriptions) -> str:
    wishes = [wish.spelling if wish.wanted else f"-{wish.spelling}" for wish in said.wishes]
    unknown = [f"? {unknown.text} > {''.join(unknown.nearest[:1])}".rstrip() for unknown in said.unknown]
    problems = [f"! {problem.kind.value}: {problem.text}" for problem in said.problems]
    return " ; ".join(wishes + unknown + problems) or "∅"


def write_tree(term: Term | None) -> str:
    match term:
        case None:
            return "∅"
        case AllOf(parts):
            return f"({' & '.join(map(write_tree, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(write_tree, parts))})"
        case Not(part):
            return f"-{write_tree(part)}"
        case Words(text) | Prefix(text):
            return f"'{text}{'*' * isinstance(term, Prefix)}'"
    return spell(term)


def test_the_table_has_rows_of_both_commands() -> None:
    assert {row.command for row in TABLE} == {"subscribe", "search"}
    assert len(TABLE) >= 60


@rows("subscribe")
def test_subscribe(row: Row, words: Vocabulary) -> None:
    assert write_subscriptions(parse_subscriptions(row.said, words, sources=SOURCES)) == row.means


@rows("search")
def test_search(row: Row, words: Vocabulary) -> None:
    assert write_tree(parse_search(row.said, words, sources=SOURCES).term) == row.means


@rows("subscribe")
def test_a_canonical_spelling_reads_back_as_its_wish(row: Row, words: Vocabulary) -> None:
    for wish in parse_subscriptions(row.said, words, sources=SOURCES).wishes:
        assert read_term(wish.spelling) == wish.term
        assert spell(wish.term) == wish.spelling
        assert parse_subscriptions(wish.spelling, words, sources=SOURCES).wishes[0].term == wish.term
