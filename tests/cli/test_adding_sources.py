"""`paperwire sources add`, `remove`, `read` and `retry`, against servers on loopback."""

import asyncio
import datetime as dt
import threading

import pytest

from adapters.errors import ParseError
from bot.fetching.github import Repository
from storage.store import open_store
from storage.watched import UnreadIssue
from tests.fetching.conftest import issue_text
from tests.fetching.servers.github import GitHub
from tests.fetching.servers.publishers import Arxiv, HuggingFace, Pages, atom

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)
PAPERS = [(f"https://host.test/{n}", f"Paper {n}", str(TODAY), "Text.") for n in range(4)]


@pytest.fixture
def serve(monkeypatch):
    """Starts servers, which answer in a thread of their own; their hosts may be private."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers = []

    def wait(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)

    def serve(server):
        wait(server.start())
        servers.append(server)
        monkeypatch.setenv("PAPERWIRE_PRIVATE_HOSTS", ",".join(one.host for one in servers))
        return server

    yield serve
    for server in servers:
        wait(server.stop())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/paperwire.db") as opened:
        yield opened


@pytest.fixture
def github(serve, monkeypatch):
    server = serve(GitHub())
    monkeypatch.setenv("PAPERWIRE_GITHUB_API_URL", server.root)
    for days in range(40):
        date = TODAY - days * DAY
        server.put(f"logs/{date:%Y/%m/%d}.md", issue_text(date, f"Paper of {date}"))
    server.put("README.md", "# Hello\n")
    server.put("notes/a.md", "# A note\n")
    return server


def addresses(store):
    return [one.address for one in store.watches.listing() if one.watched]


@pytest.mark.parametrize(
    "url", ["https://github.com/ann/digests", "https://github.com/ann/digests/tree/HEAD/logs/2026"]
)
@pytest.mark.usefixtures("github")
def test_a_page_of_github_is_searched_for_issues(run, store, url):
    added = run("sources", "add", url, "--yes")
    assert added.status == 0, added.err
    address, *papers = added.out.splitlines()[:4]
    branch = "@HEAD" if "tree" in url else ""
    assert address == f"github:ann/digests/logs/**{branch}#l_yohai"
    assert [paper.split("  ")[1] for paper in papers] == [f"Paper of {TODAY - days * DAY}" for days in range(3)]
    assert addresses(store) == [address]


@pytest.mark.usefixtures("github")
def test_nothing_is_added_without_a_yes(run, store):
    refused = run("sources", "add", "https://github.com/ann/digests", stdin="n\n")
    assert refused.status == 1
    assert "Paper of" in refused.out
    assert addresses(store) == []
    assert run("sources", "add", "https://github.com/ann/digests", stdin="y\n").status == 0
    assert len(addresses(store)) == 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("https://github.com/ann", "names no repository"),
        ("https://github.com/ann/none", "There is no repository ann/none that we may read."),
        ("github:ann/digests@none", "There is no repository ann/digests with a branch none that we may read."),
        ("github:ann/digests/notes/**", "no adapter knows this format"),
        ("github:ann/digests/none/**", "Nothing is published there"),
        ("github:ann/digests#none", 'there is no adapter "none"'),
        ("github:ann", "names no repository"),
        ("github:a/b/*a*b*c*d*e", "wildcards"),
        ("url:https://host/none.md", "a date in it"),
        ("feed:host/feed.xml", "needs an address"),
        ("feed:https://ann:secret@host/feed.xml", "needs an address"),
        ("arxiv:../x", "names no category"),
        ("hf:weekly", "hf:daily"),
        ("nonsense", "is no source"),
        ("folder:/no/such/folder", "There is no folder"),
        ("http://127.0.0.1:1/feed.xml", "no public address"),
        ("http://169.254.169.254/latest/", "no public address"),
    ],
)
@pytest.mark.usefixtures("github")
def test_what_cannot_be_added_is_said(run, store, written, sentence):
    refused = run("sources", "add", written, "--yes")
    assert refused.status == 1
    assert sentence in refused.err
    assert refused.err.count("\n") == 1
    assert addresses(store) == []


def test_a_page_that_names_a_feed_a_feed_and_an_address_with_a_date_are_recognised(run, store, serve):
    pages = serve(Pages(pages={"/feed.xml": atom(PAPERS), f"/d/{TODAY}.md": issue_text(TODAY, "Dated").encode()}))
    link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    pages.pages["/blog"] = f"<html><head>{link}</head></html>".encode()
    pages.headers = {"Content-Type": "text/html"}
    assert run("sources", "add", f"{pages.root}/blog", "--yes").out.startswith(f"feed:{pages.root}/feed.xml\n  Paper 0")
    pages.headers = {}
    assert run("sources", "add", f"{pages.root}/feed.xml", "--yes").status == 0
    assert run("sources", "add", f"{pages.root}/d/{TODAY - DAY}.md", "--yes").out.startswith(
        f"url:{pages.root}/d/{{date}}.md"
    )
    assert addresses(store) == [f"feed:{pages.root}/feed.xml", f"url:{pages.root}/d/{{date}}.md"]


def test_pages_of_arxiv_and_hugging_face_and_names_of_publishers_are_recognised(run, store, serve, monkeypatch):
    monkeypatch.setenv("PAPERWIRE_ARXIV_URL", serve(Arxiv(submitted={TODAY: ["Submitted"]})).root)
    server = serve(HuggingFace(today=TODAY, papers={TODAY: [("2611.00001", "Chosen", 3)]}))
    monkeypatch.setenv("PAPERWIRE_HUGGINGFACE_URL", server.root)
    assert "Submitted" in run("sources", "add", "https://arxiv.org/list/cs.CV/recent", "--yes").out
    assert "Chosen" in run("sources", "add", "https://huggingface.co/papers", "--yes").out
    assert run("sources", "add", "huggingface", "--yes").status == 0
    assert addresses(store) == ["arxiv:cs.CV", "hf:daily"]


def test_the_list_says_how_visits_go(run, store, serve):
    pages = serve(Pages(pages={"/feed.xml": atom(PAPERS)}))
    address = f"feed:{pages.root}/feed.xml"
    run("sources", "add", address, "--yes")
    assert "  not visited yet" in run("sources").out.splitlines()
    assert run("sources", "read", address).out == "1 read.\n"
    assert ", next " in run("sources").out
    pages.breaks(410)
    gone = run("sources", "read", address)
    assert (gone.status, "gone for good" in gone.err) == (1, True)
    assert ", not any more; `paperwire sources add` tries again" in run("sources").out
    assert store.visits.status(address).stopped


def test_a_folder_is_added_and_removed(run, store, tmp_path):
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / "1.md").write_text(issue_text(TODAY, "On disk"), encoding="utf-8")
    added = run("sources", "add", "folder:digests", "--yes")
    assert added.out.splitlines()[:2] == [f"folder:{tmp_path}/digests", "  On disk  " + added.out.split()[3]]
    assert run("sources", "remove", f"folder:{tmp_path}/digests").status == 0
    assert run("sources", "remove", f"folder:{tmp_path}/digests").status == 1
    assert addresses(store) == []


def test_old_issues_are_read_newest_first_and_none_is_news(run, store, github):
    store.watches.add("github:ann/digests/logs/**")
    assert run("sources", "read", "github:ann/digests/logs/**").out == "30 read.\n"
    github.left, github.reset = 4, 0
    stopped = run("sources", "read", "github:ann/digests/logs/**", "--backfill")
    assert stopped.status == 1
    assert "3 read, then: The server asks to wait (403)." in stopped.err
    dates = {entry.date for paper in store.papers.export() for entry in paper.entries}
    assert dates == {TODAY - days * DAY for days in range(33)}
    github.left = 5000
    since = TODAY - 36 * DAY
    assert run("sources", "read", "github:ann/digests/logs/**", "--backfill", "--since", since).out == "4 read.\n"
    assert run("sources", "read", "github:ann/digests/logs/**", "--backfill").out == "3 read.\n"
    assert run("sources", "read", "github:ann/digests/logs/**", "--backfill").out == "0 read.\n"
    assert not any(entry.news for paper in store.papers.export() for entry in paper.entries)
    assert run("sources", "read", "github:bob/digests").status == 1
    assert run("sources", "read", "folder:/x").status == 1


@pytest.mark.usefixtures("github")
def test_what_could_not_be_read_is_tried_again(run, store):
    """As after an upgrade: what is kept can be read now."""
    address = "github:ann/digests/logs/**"
    store.watches.add(address)
    assert run("sources", "read", address).status == 0
    now = dt.datetime.now(dt.UTC)
    error = ParseError("was too new for the last version")
    text = issue_text(TODAY, "Kept and read later").encode()
    for key, raw in (("logs/late.md", text), ("logs/never.md", b"# Shopping\n")):
        found = UnreadIssue(address, key, "hash", None, error.reason, now, f"https://host/{key}")
        store.watches.keep_unread(found, raw)
    listed = run("sources").out
    assert "not read: https://host/logs/late.md: was too new for the last version" in listed
    assert "visited" in listed
    assert run("sources", "retry").out == "1 of 2 can be read now.\n"
    assert [one.key for one in store.watches.unread(address)] == ["logs/never.md"]
    paper = next(paper for paper in store.papers.export() if paper.title == "Kept and read later")
    assert [entry.news for entry in paper.entries] == [True]
    assert Repository("ann", "digests", "logs/**").address == address


def test_the_doctor_looks_at_what_nobody_has_read_yet(run, serve, monkeypatch):
    page = serve(Pages(pages={"/feed.xml": atom(PAPERS), "/empty.xml": atom([])}))
    names = ("feed.xml", "empty.xml", "none.xml")
    monkeypatch.setenv("PAPERWIRE_SOURCES", ",".join(f"feed:{page.root}/{name}" for name in names))
    ran = run("run", "--check")
    assert ran.status == 1
    good, empty, missing = [line for line in ran.out.splitlines() if page.root in line]
    assert good.startswith("ok")
    assert "has papers, such as “Paper 0”" in good
    assert empty.startswith("note")
    assert missing.startswith("wrong")
    assert "none.xml cannot be read" in missing


def test_an_operator_adds_one_by_words_and_numbers(run, serve):
    page = serve(Pages(pages={"/feed.xml": atom(PAPERS)}))
    typed = f"/admin source add {page.root}/feed.xml\n/admin source read feed:{page.root}/feed.xml\n/admin sources\n"
    shown = run("chat", "--language", "en", stdin=typed).out
    assert f"Found at feed:{page.root}/feed.xml" in shown
    assert "Paper 0" in shown
    assert f"1. feed:{page.root}/feed.xml · is being read for the first time" in " ".join(shown.split())
