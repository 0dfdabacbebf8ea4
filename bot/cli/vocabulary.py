"""Commands about topics: `tag` finds them in a paper, `tags` shows, checks and extends the vocabulary."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adapters.tags.checking import check as find_faults
from adapters.tags.nearest import nearest
from adapters.tags.tables import Table
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import FILES, Concept, Vocabulary, build, packaged
from bot import app as composition
from bot.cli.output import complain, print_json
from bot.errors import UsageError
from bot.settings import load
from bot.unmatched import Voice, unmatched
from storage.store import open_store


@dataclass(frozen=True, slots=True)
class Said:
    """A paper as `tag` gets it, with the input line (1-based) it came from."""

    line: int
    title: str
    tags: tuple[str, ...]
    summary: str


class _NameOrCommand(TyperGroup):
    """`tags diffusion` is `tags show diffusion`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        is_name = args and args[0] not in self.commands and not args[0].startswith("-")
        return super().parse_args(ctx, ["show", *args] if is_name else args)


tags = typer.Typer(cls=_NameOrCommand, help="The vocabulary: its topics, what is wrong with it, what it lacks.")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(tag)
    app.add_typer(tags, name="tags")


def tag(
    title: Annotated[str | None, typer.Argument(help="A title; without it, JSON lines are read from input.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a paper.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show where each topic was found.")] = False,
) -> None:
    """Find the topics of papers: JSON objects with title, tags and summary, one a line, on standard input."""
    tagger = composition.build_tagger()
    papers = [Said(1, title, (), "")] if title is not None else _read_lines()
    for paper in papers:
        topics = [topic.slug for topic in tagger.tag(paper.title, paper.tags, paper.summary)]
        if as_json:
            print_json({"topics": topics} | ({"marks": _marks(tagger, paper)} if explain else {}))
            continue
        typer.echo(f"{paper.title}: {', '.join(topics) or 'no topic'}")
        for mark in _marks(tagger, paper) if explain else ():
            typer.echo(
                f"  {mark['topic']}: “{mark['matched']}” in {mark['field']}{'' if mark['counted'] else ', too weak'}"
            )


def _marks(tagger: Tagger, paper: Said) -> list[dict[str, object]]:
    return [
        {"topic": mark.slug, "field": mark.field.value, "matched": mark.matched, "counted": mark.counted}
        for mark in tagger.explain(paper.title, paper.tags, paper.summary)
    ]


def _read_lines() -> Iterator[Said]:
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            yield _read_line(number, line)


def _read_line(number: int, line: str) -> Said:
    try:
        said = json.loads(line)
        return Said(number, str(said["title"]), tuple(map(str, said.get("tags") or ())), str(said.get("summary") or ""))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"standard input, line {number} is no paper: write one JSON object a line, "
            '{"title": "…", "tags": ["…"], "summary": "…"}.'
        ) from error


@tags.callback(invoke_without_command=True)
def list_topics(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a topic.")] = False,
) -> None:
    """Show the vocabulary: all of it, or one topic with its names, what is above and below it, and its synonyms."""
    if context.invoked_subcommand is not None:
        return
    vocabulary = composition.build_vocabulary()
    for concept in vocabulary.concepts.values():
        if as_json:
            print_json(_concept_as_json(vocabulary, concept))
        else:
            typer.echo(f"{concept.slug}: {' · '.join(concept.names.values())}")


@tags.command()
def show(
    name: Annotated[str, typer.Argument(help="A topic, in any language.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show one topic; `paperwire tags NAME` does the same."""
    vocabulary = composition.build_vocabulary()
    concept = _find(vocabulary, name)
    print_json(_concept_as_json(vocabulary, concept)) if as_json else _show(vocabulary, concept)


@tags.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help=f"Where edited copies of {' and '.join(FILES)} are; else those in use.")
    ] = None,
) -> None:
    """Say all that is wrong with the vocabulary, a line each; status 1 if anything is."""
    concepts, synonyms = (_table(name, folder) for name in FILES)
    faults = find_faults(concepts, synonyms, None if folder is None else composition.build_vocabulary())
    for fault in faults:
        complain(f"{fault}.")
    if faults:
        raise typer.Exit(1)
    topics = build(concepts, synonyms).concepts.values()
    count = sum(len(topic.synonyms) for topic in topics)
    typer.echo(f"{len(topics)} topics with {count} synonyms: nothing is wrong.")


def _table(name: str, folder: Path | None) -> Table:
    if folder is None:
        return packaged(name)
    try:
        return Table(str(folder / name), (folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{folder / name} cannot be read: {reason}.") from error


@tags.command()
def suggest(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object each.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many tags, and how many terms.")] = 20,
    at_least: Annotated[int, typer.Option(min=2, help="Papers that must say it.")] = 3,
) -> None:
    """Show publishers' tags and words of titles that many papers of the store have and no topic is found in."""
    with open_store(load().database_url, migrate=False) as store:
        found = unmatched(store.papers.export(), composition.build_tagger(), at_least=at_least)
    for voice in Voice:
        for one in [each for each in found if each.said is voice][:limit]:
            if as_json:
                examples = list(one.examples)
                print_json({"text": one.text, "kind": voice.value, "papers": one.papers, "examples": examples})
            else:
                typer.echo(f"{one.papers:5}  {voice.value}  {one.text}")
                for title in one.examples:
                    typer.echo(f"         {title}")


def _find(vocabulary: Vocabulary, name: str) -> Concept:
    slug = vocabulary.find(name)
    if slug is None:
        near = ", ".join(nearest(name, vocabulary))
        raise UsageError(
            f"No topic is called “{name}”." + (f" Near: {near}." if near else " `paperwire tags` lists all.")
        )
    return vocabulary.concepts[slug]


def _concept_as_json(vocabulary: Vocabulary, concept: Concept) -> dict[str, object]:
    return {"slug": concept.slug, "names": dict(concept.names), **_relations(vocabulary, concept)}


def _relations(vocabulary: Vocabulary, concept: Concept) -> dict[str, list[str]]:
    return {
        "broader": sorted(vocabulary.closed([concept.slug]) - {concept.slug}),
        "narrower": sorted(vocabulary.narrower(concept.slug) - {concept.slug}),
        "synonyms": [synonym.text for synonym in concept.synonyms],
    }


def _show(vocabulary: Vocabulary, concept: Concept) -> None:
    typer.echo(f"{concept.slug}: {' · '.join(concept.names.values())}")
    for relation, others in _relations(vocabulary, concept).items():
        typer.echo(f"  {relation}: {', '.join(others) or 'none'}")
