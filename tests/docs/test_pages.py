"""The pages tell the truth: what they quote exists, what exists is documented, and links lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from adapters import registry
from bot.cli import app
from bot.commands import COMMANDS
from bot.settings import OperatorSettings, name_of

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours."""

    path: Path
    text: str

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def code(self) -> list[str]:
        """The lines of fenced blocks, without comments and prompts, and what stands in backticks."""
        fenced = [line for block in FENCE.findall(self.text) for line in block.splitlines()]
        return [*(line.split(" # ")[0].strip().removeprefix("$ ") for line in fenced), *QUOTED.findall(self.prose)]

    def calls(self, program: str) -> list[list[str]]:
        """The words after `program` in every command that the page quotes."""
        return [shlex.split(line)[1:] for line in self.code if line.startswith(f"{program} ")]

    @property
    def anchors(self) -> set[str]:
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(self.prose)}


def read(path: Path) -> Page:
    return Page(path, path.read_text("utf-8"))


def pages() -> list[Page]:
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "samples" / "README.md"]
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "glossary.md", "decisions.md"} <= {p.name for p in paths}
    return [read(path) for path in paths]


def commands() -> dict[tuple[str, ...], set[str]]:
    """Every command of the command line by its words, with its options."""
    found = dict(walk(typer.main.get_command(app), ()))
    assert found
    return found


def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    below = getattr(command, "commands", None)
    if below is None or getattr(command, "invoke_without_command", False):
        yield words, {option for parameter in command.params for option in parameter.opts} | {"--help"}
    for name, child in (below or {}).items():
        yield from walk(child, (*words, name))


def documented(calls: list[list[str]]) -> set[tuple[str, ...]]:
    return {tuple(words[:length]) for words in calls for length in (1, 2)}


def test_every_command_of_the_command_line_is_documented() -> None:
    quoted = documented([call for page in pages() for call in page.calls("paperwire")])
    assert set(commands()) - quoted == set()


def test_every_quoted_command_exists_with_its_options() -> None:
    known = commands()
    calls = [(page.path.name, call) for page in pages() for call in page.calls("paperwire")]
    assert calls
    for page, call in calls:
        options = known.get(tuple(call[:2]), known.get(tuple(call[:1])))
        assert options is not None, f"{page}: there is no `paperwire {shlex.join(call)}`"
        given = {word.split("=")[0] for word in call if word.startswith("--")}
        assert given <= options, f"{page}: `paperwire {shlex.join(call)}`"


def test_every_quoted_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    calls = [(page.path.name, call) for page in pages() for call in page.calls("make")]
    assert len(calls) > 5
    assert {(page, word) for page, call in calls for word in call if "=" not in word and word not in targets} == set()


def test_every_make_target_is_documented() -> None:
    described = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert described
    assert set(described) - {word for page in pages() for call in page.calls("make") for word in call} == set()


def test_every_chat_command_is_documented_and_no_other() -> None:
    quoted = {found[1] for line in read(ROOT / "README.md").code if (found := re.match(r"/(\w+)(?: |$)", line))}
    assert quoted == {command.name for command in COMMANDS}


def test_pages_speak_of_no_setting_that_is_none() -> None:
    settings = {name_of(field) for field in OperatorSettings.model_fields}
    named = {name for page in pages() for name in re.findall(r"PAPERWIRE_[A-Z_]+[A-Z]", page.text)}
    assert settings == named


def test_every_publisher_is_named() -> None:
    assert registry.ADAPTERS
    text = read(ROOT / "README.md").text
    assert [adapter.name for adapter in registry.ADAPTERS if adapter.name not in text] == []


def test_links_lead_somewhere() -> None:
    links = [(page, target, anchor) for page in pages() for target, anchor in LINK.findall(page.prose)]
    assert links
    for page, target, anchor in links:
        path = (page.path.parent / target).resolve() if target else page.path
        assert path.exists(), f"{page.path.name} links to {target}"
        assert not anchor or anchor in read(path).anchors, f"{page.path.name} links to {target}#{anchor}"
