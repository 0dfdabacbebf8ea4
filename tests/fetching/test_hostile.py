"""What no publisher sends: each is one report, costs little, and leaves the other sources alone."""

import gzip
import logging
import zlib

import pytest

from bot.fetching.bodies import Bounds
from tests.fetching.servers import hostile
from tests.fetching.servers.hostile import MIB, Hostile
from tests.fetching.servers.publishers import Pages, atom

ITEM = ("https://host.test/1", "One", "2026-11-18", "Text.")
LAUGH = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY l0 'ha'>{hostile.LAUGHS}]><rss version='2.0'><channel/></rss>"
OUTSIDE = "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x.dtd' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss>&x;</rss>"


@pytest.fixture
def server(desk):
    return desk.serve(Hostile())


@pytest.fixture
def other(desk):
    """A source beside it, which is always read."""
    pages = desk.serve(Pages(pages={"/feed.xml": atom([ITEM])}))
    desk.add(f"feed:{pages.root}/feed.xml")
    return pages


@pytest.fixture
def report(desk, other, caplog):
    """Visits the hostile server twice, and gives what was reported of it: once."""

    def report(server):
        address = f"feed:{server.root}/feed.xml"
        desk.add(address)
        desk.round()
        desk.round(minutes=5)
        assert desk.titles() == {"One"}
        assert other.asked
        said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(said) == 1, said
        assert "Traceback" not in caplog.text
        unread = desk.unread(address)
        return desk.failing(address) or ", ".join(unread.values())

    return report


@pytest.mark.parametrize(("window", "encoding"), [(31, "gzip"), (15, "deflate"), (31, "x-gzip")])
def test_a_bomb_ends_at_the_ratio(report, server, window, encoding):
    server.sends(hostile.bomb(64 * MIB, window), Content_Encoding=encoding)
    assert report(server) == "The answer unpacks to more than 100 times its size."


def test_what_is_large_ends_at_the_size(desk, report, server):
    desk.bounds = Bounds(size=MIB)
    server.sends(hostile.long(4 * MIB))
    assert report(server) == "The answer is over 1 MiB."


def test_what_says_that_it_is_large_is_not_begun(report, server):
    server.sends(b"x" * (17 * MIB), Content_Length=str(17 * MIB))
    assert report(server) == "The answer is over 16 MiB."
    assert server.sent < 17 * MIB


@pytest.mark.parametrize("pieces", [hostile.endless, hostile.silent])
def test_what_does_not_end_is_left(desk, report, server, pieces):
    desk.bounds = Bounds(total=0.2, idle=0.1 if pieces is hostile.silent else 5)
    server.sends(pieces)
    assert report(server) == "The server did not answer in time."


@pytest.mark.parametrize(
    ("body", "headers", "sentence"),
    [
        (b"no gzip at all", {"Content_Encoding": "gzip"}, "The answer cannot be unpacked."),
        (b"x", {"Content_Encoding": "br"}, "The answer is packed as 'br', which was not asked for."),
        (b"x", {"Content_Encoding": "gzip, gzip"}, "The answer is packed as 'gzip, gzip', which was not asked for."),
        (hostile.nested(MIB), {"Content_Encoding": "gzip"}, "is not in the charset"),
        (b"", {}, "is empty"),
        (b"\x00\x01\x02" * 1000, {}, "is no feed that can be read"),
        (b"<rss version='2.0'>\xff\xfe</rss>", {}, "is not in the charset that it is said to be in (utf-8)"),
        ("<rss>한국어</rss>".encode("euc-kr"), {"Content_Type": "text/xml; charset=utf-8"}, "charset that it is said"),
        (b"<rss/>", {"Content_Type": "text/xml; charset=zlib"}, "is said to be in a charset that is not read (zlib)"),
        (b"<rss/>", {"Content_Type": "text/xml; charset=x-none"}, "is said to be in a charset that is unknown"),
        (b"<?xml version='1.0' encoding='utf-7'?><rss/>", {}, "is said to be in a charset that is not read (utf-7)"),
        (LAUGH.encode(), {}, "declares XML entities, which are not read"),
        (LAUGH.encode("utf-16"), {}, "declares XML entities, which are not read"),
        (OUTSIDE.encode(), {}, "declares XML entities, which are not read"),
        (b"<item>" * 6000, {}, "has more than 5000 items"),
        (b"<b/>" * 200_000, {}, "has more than 100000 tags"),
        (b"&" * 1_000_001, {}, "has more than 1000000 entities"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, {}, "is no feed"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(report, server, body, headers, sentence):
    server.sends(body, **headers)
    assert sentence in report(server)


@pytest.mark.parametrize(
    "shape", [b"<a>", b"<![CDATA[", b"&amp;", b"<!--", b"<a b='", b"&#x41;", b"]]>", b"<?x ", b"\n", b"\xe3\x80\x80"]
)
def test_what_is_deep_or_unclosed_costs_little(desk, server, other, shape):
    del other
    server.sends(b"<rss version='2.0'><channel><item><title>T</title><description>" + shape * 20_000)
    desk.add(f"feed:{server.root}/")
    desk.round()
    assert "One" in desk.titles()


def test_a_certificate_that_nobody_trusts_is_named(desk, other, caplog):
    server = desk.serve(Hostile(), hostile.untrusted())
    server.sends(atom([ITEM]))
    desk.add(f"feed:{server.root}/feed.xml")
    desk.round()
    assert "certificate is not valid: self-signed certificate" in desk.failing(f"feed:{server.root}/feed.xml")
    assert server.sent == 0
    assert desk.titles() == {"One"}
    assert other.asked
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1


def test_tls_that_is_none_and_a_connection_that_breaks_are_named(desk, server):
    https, broken = f"feed:https://{server.host}/", f"feed:{server.root}/broken"
    server.sends(hostile.broken_off)
    desk.add(https, broken)
    desk.round()
    assert desk.failing(https) == "The server's encryption (TLS) does not work."
    assert desk.failing(broken).startswith("The connection broke")


@pytest.mark.parametrize("written", ["euc-kr", "gb18030", "shift_jis", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("where", ["served", "declared"])
def test_a_charset_that_is_said_is_read(desk, server, written, where):
    name = {"utf-8-sig": "utf-8"}.get(written, written)
    title = {"euc-kr": "확산 모델", "gb18030": "扩散模型", "shift_jis": "拡散モデル"}.get(written, "확산 扩散")
    declared = f" encoding='{name}'" if where == "declared" else ""
    item = f"<item><title>{title}</title></item>"
    feed = f"<?xml version='1.0'{declared}?><rss version='2.0'><channel>{item}</channel></rss>"
    server.sends(feed.encode(written), **({"Content_Type": f"text/xml; charset={name}"} if where == "served" else {}))
    desk.add(f"feed:{server.root}/")
    desk.round()
    assert desk.titles() == {title}


def test_a_body_that_is_packed_is_read(desk, server):
    for number, (pack, encoding) in enumerate([(gzip.compress, "gzip"), (zlib.compress, "deflate")]):
        server.sends(
            pack(atom([(f"https://host.test/{number}", encoding, "2026-11-18", "x" * 5000)])), Content_Encoding=encoding
        )
        desk.add(f"feed:{server.root}/{number}")
        desk.round()
    assert desk.titles() == {"gzip", "deflate"}
