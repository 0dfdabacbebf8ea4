"""Feeds, dated pages, arXiv's API and Hugging Face's daily papers, as far as they are asked."""

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web

from tests.fetching.servers.serving import Server, conditional


def atom(items: list[tuple[str, str, str, str]], extra: str = "") -> bytes:
    """An Atom feed of (id, title, date, HTML content)."""
    entries = "".join(
        f"<entry><id>{escape(id)}</id><title>{escape(title)}</title><link href='{escape(id)}'/>"
        f"<updated>{date}T09:00:00Z</updated><content type='html'>{escape(html)}</content>{extra}</entry>"
        for id, title, date, html in items  # noqa: A001 - as Atom calls it
    )
    head = "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>"
    return f"{head}{entries}</feed>".encode()


@dataclass
class Pages(Server):
    """Pages by path, each with its ETag, and whatever headers are set; others are 404."""

    pages: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    moves: dict[str, tuple[int, str]] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path in self.moves:
            status, there = self.moves[request.path]
            return web.Response(status=status, headers={"Location": there})
        body = self.pages.get(request.path)
        return web.Response(status=404) if body is None else conditional(request, body, **self.headers)


@dataclass
class Arxiv(Server):
    """https://info.arxiv.org/help/api/user-manual.html: a query for one category and one day, or for ids.

    `known` are papers by id, with day and title. One id that cannot be any makes a query for ids a bad request.
    """

    submitted: dict[dt.date, list[str]] = field(default_factory=dict)
    known: dict[str, tuple[dt.date, str]] = field(default_factory=dict)
    any_category: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if "id_list" in request.query:
            return self._of_ids(request.query["id_list"].split(","), int(request.query.get("max_results", 10)))
        query = request.query.get("search_query", "")
        query = re.sub("cat:cs.[A-Z]+", "cat:cs.CV", query) if self.any_category else query
        found = re.fullmatch(r"cat:cs\.CV AND submittedDate:\[(\d{8})0000 TO \1(?:2359)\]", query)
        if request.path != "/api/query" or found is None:
            return web.Response(status=400, text=query)
        date = dt.datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=dt.UTC).date()
        numbered = enumerate(self.submitted.get(date, []), 1)
        ids = ((f"{date:%y%m}.{date.day:02}{n:03}", title) for n, title in numbered)
        return conditional(request, self._feed("".join(self._entry(one, date, title) for one, title in ids)))

    def _of_ids(self, ids: list[str], most: int) -> web.Response:
        if not all(re.fullmatch(r"\d\d(0[1-9]|1[0-2])\.\d{5}", one) for one in ids):
            return web.Response(status=400, text="incorrect id format")
        entries = [self._entry(one, *self.known[one]) for one in ids if one in self.known]
        return web.Response(body=self._feed("".join(entries[:most])))

    @staticmethod
    def _feed(entries: str) -> bytes:
        names = "xmlns='http://www.w3.org/2005/Atom' xmlns:arxiv='http://arxiv.org/schemas/atom'"
        head = f"<?xml version='1.0' encoding='UTF-8'?><feed {names}><title>ArXiv Query</title>"
        return f"{head}{entries}</feed>".encode()

    @staticmethod
    def _entry(number: str, date: dt.date, title: str) -> str:
        return (
            f"<entry><id>http://arxiv.org/abs/{number}v2</id><title>{escape(title)}</title>"
            f"<published>{date}T17:59:59Z</published><updated>{date}T17:59:59Z</updated>"
            "<summary>  We present\n a method. </summary><author><name>Ann Lee</name></author>"
            "<author><name>Bo Kim</name></author><arxiv:comment>Code: https://github.com/ann/code</arxiv:comment>"
            "<arxiv:primary_category term='cs.CV'/><category term='cs.CV'/><category term='cs.LG'/></entry>"
        )


@dataclass
class HuggingFace(Server):
    """https://huggingface.co/docs/hub/api: the daily papers of a date; the future is a bad request."""

    today: dt.date = dt.date(2026, 11, 18)
    papers: dict[dt.date, list[tuple[str, str, int]]] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        date = dt.date.fromisoformat(request.query["date"])
        if date > self.today:
            return web.json_response({"error": "Invalid date"}, status=400)
        return conditional(request, json.dumps([paper(*one) for one in self.papers.get(date, [])]).encode())


def paper(arxiv_id: str, title: str, upvotes: int) -> dict[str, object]:
    return {
        "paper": {
            "id": arxiv_id,
            "title": title,
            "summary": "We propose a diffusion model.",
            "upvotes": upvotes,
            "authors": [{"name": "Ann Lee", "hidden": False}, {"name": "Bo Kim"}],
            "ai_keywords": ["diffusion model"],
            "githubRepo": "https://github.com/ann/code",
        },
        "thumbnail": "https://cdn.example.org/1.png",
        "title": title,
    }
