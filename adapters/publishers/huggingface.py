"""huggingface: the daily papers of Hugging Face, from the JSON that its page is made of.

https://huggingface.co/docs/hub/api, `GET /api/daily_papers`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Entry, Issue, Ref
from adapters.text import clean

NAME = "huggingface"


def parse(text: str, ref: Ref) -> Issue:
    """Read the papers of a day, which stands in the key."""
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError("is no JSON", file=ref.key) from error
    if not isinstance(listed, list):
        raise ParseError("is no list of daily papers", file=ref.key)
    entries = tuple(entry for entry in map(_entry, listed) if entry is not None)
    if listed and not entries:
        raise ParseError("holds no paper where papers were expected", file=ref.key)
    return Issue(NAME, ref.key, md.date_of_file(ref.key), "Daily Papers", ref.url, ADAPTER.language, entries)


def _entry(listed: object) -> Entry | None:
    one = listed.get("paper") if isinstance(listed, dict) else None
    if not isinstance(one, dict) or not isinstance(listed, dict):
        return None
    arxiv = md.find_arxiv(f"arXiv:{_text(one, 'id')}")
    title = md.title_of(_text(one, "title"))
    if not title:
        return None
    upvotes, summary = one.get("upvotes"), md.squeeze(_text(one, "summary"))
    return Entry(
        title=title,
        arxiv_id=arxiv.id,
        authors=_texts(author.get("name") for author in _list(one, "authors") if isinstance(author, dict)),
        tags=_texts(_list(one, "ai_keywords")),
        votes=upvotes if isinstance(upvotes, int) and 0 <= upvotes < 10**9 else None,
        media_url=next(filter(_is_address, [*_texts(_list(one, "mediaUrls")), _text(listed, "thumbnail")]), None),
        links=_links(one, arxiv),
        summaries={"en": summary} if summary else {},
    )


def _links(one: Mapping[str, Any], arxiv: md.ArxivId) -> dict[str, str]:
    links = md.entry_links(arxiv, "")
    named = {"code": _text(one, "githubRepo"), "project": _text(one, "projectPage")}
    return {**links, **{kind: address for kind, address in named.items() if _is_address(address)}}


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return clean(value).strip() if isinstance(value, str) else ""


def _list(one: Mapping[str, Any], name: str) -> list[Any]:
    value = one.get(name)
    return value if isinstance(value, list) else []


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(md.squeeze(clean(value)) for value in values if isinstance(value, str) and value.strip())


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


ADAPTER = Adapter(
    name=NAME,
    homepage="https://huggingface.co/papers",
    example="https://huggingface.co/papers/date/2026-11-18",
    language="en",
    parse=parse,
    marks=(),
    needs=1,
    machine_written=False,
)
