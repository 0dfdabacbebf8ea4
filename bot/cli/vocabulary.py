"""Commands about topics: `tag` finds them in a paper, `tags` shows the vocabulary."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.tags.nearest import nearest
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Concept, Vocabulary
from bot import app as composition
from bot.cli.output import print_json
from bot.errors import UsageError


@dataclass(frozen=True, slots=True)
class Said:
    """A paper as `tag` gets it, with the input line (1-based) it came from."""

    line: int
    title: str
    tags: tuple[str, ...]
    summary: str


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(tag)
    app.command()(tags)


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


def tags(
    name: Annotated[str | None, typer.Argument(help="A topic, in any language; without it, all of them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a topic.")] = False,
) -> None:
    """Show the vocabulary, or one topic with its names, what is above and below it, and its synonyms."""
    vocabulary = composition.build_vocabulary()
    concepts = list(vocabulary.concepts.values()) if name is None else [_find(vocabulary, name)]
    for concept in concepts:
        if as_json:
            print_json(_concept_as_json(vocabulary, concept))
        elif name is None:
            typer.echo(f"{concept.slug}: {' · '.join(concept.names.values())}")
        else:
            _show(vocabulary, concept)


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
