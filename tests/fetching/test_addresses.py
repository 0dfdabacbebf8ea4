"""Who is spoken to: public addresses only, whatever they are written as, resolve to, rebind to or redirect to."""

import asyncio
import socket

import pytest

from bot.fetching.addresses import is_public
from bot.fetching.asking import Ask
from bot.fetching.errors import FetchError, RefusedError
from bot.fetching.guard import Guard
from bot.fetching.http import Fetcher
from tests.fetching.conftest import QUICK, START
from tests.fetching.servers.publishers import Pages

REFUSED = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "0.0.0.0": "this host",  # noqa: S104 - nothing is bound
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "169.254.169.254": "metadata service",
    "100.64.0.1": "carrier-grade NAT",
    "192.0.0.8": "protocol assignments",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "198.18.0.1": "benchmarks",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "3fff::1": "documentation",
    "4000::1": "not given out",
    "::": "this host",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible",
    "::ffff:127.0.0.1": "mapped",
    "::ffff:10.0.0.1": "mapped",
    "::ffff:0:127.0.0.1": "translated",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::808:808": "NAT64, though of a public address",
    "64:ff9b:1::a00:1": "local NAT64",
    "100::1": "discard",
    "2001::1": "Teredo",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4 of loopback",
    "fc00::1": "unique local",
    "fd12:3456::1": "unique local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local with a zone",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "ff0e::1": "global multicast",
    "no address": "nothing",
    "": "nothing",
}
PUBLIC = ("8.8.8.8", "1.1.1.1", "140.82.112.3", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8")
# The same hosts as people write them to slip by; the system's resolver reads the odd ones as addresses.
WRITTEN = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1%25lo]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0/",
    "http://10.0.0.1:8080/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
)
NOT_HTTP = (
    "file:///etc/passwd",
    "ftp://8.8.8.8/",
    "gopher://8.8.8.8/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//8.8.8.8/",
    "/etc/passwd",
    "",
    "http://",
    "http:///x",
    "http://[::1/",
    "http://ann:secret@8.8.8.8/",
    "http://8.8.8.8:99999/",
    "http://8.8.8.8/" + "a" * 3000,
)
RELATIVE = ("", "/etc/passwd", "http://", "http:///x", "//8.8.8.8/")  # as redirects these are relative


@pytest.fixture
def runner():
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def pages(runner):
    server = Pages(pages={"/": b"inside"})
    runner.run(server.start())
    yield server
    runner.run(server.stop())


@pytest.fixture
def fetch(runner):
    """Gets an address; names are resolved to what each test says, one answer after the other."""

    def fetch(url, *answers, private=(), headers=None):
        asked = iter(answers)

        async def resolve(host, port, _):
            return [found(host, port, address) for address in next(asked)]

        async def get():
            fetcher = Fetcher(
                guard=Guard(private), now=lambda: START, bounds=QUICK, resolve=resolve if answers else None
            )
            async with fetcher:
                return await fetcher.fetch(Ask(url, headers=headers or {}))

        return runner.run(get())

    return fetch


def found(host, port, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return {
        "hostname": host,
        "host": address,
        "port": port,
        "family": family,
        "proto": 0,
        "flags": socket.AI_NUMERICHOST,
    }


@pytest.mark.parametrize("address", REFUSED, ids=lambda address: f"{address} {REFUSED[address]}")
def test_an_address_that_is_not_public_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address):
    assert is_public(address)


@pytest.mark.parametrize("address", [address for address in REFUSED if address and address != "no address"])
def test_a_name_with_one_such_address_is_not_connected_to(fetch, address):
    with pytest.raises(RefusedError, match="no public address"):
        fetch("http://feeds.test/", ["8.8.8.8", address])


@pytest.mark.parametrize("url", WRITTEN)
def test_an_address_written_otherwise_is_the_same(fetch, url):
    with pytest.raises(FetchError, match=r"no public address|cannot be read|name is not known"):
        fetch(url)


@pytest.mark.parametrize("url", NOT_HTTP)
def test_what_is_no_address_of_the_web_is_refused(fetch, url):
    with pytest.raises(RefusedError):
        fetch(url)


@pytest.mark.parametrize("there", [*WRITTEN, *(url for url in NOT_HTTP if url not in RELATIVE)])
def test_a_redirect_is_checked_as_an_address_is(fetch, pages, there):
    pages.moves["/"] = (302, there)
    with pytest.raises(FetchError, match=r"no public|cannot be read|not known|Only http|password|longer"):
        fetch(f"{pages.root}/", private=[pages.host])


def test_a_name_that_rebinds_is_checked_each_time_it_is_resolved(fetch, pages):
    port = pages.host.rpartition(":")[2]
    pages.moves["/"] = (302, f"http://rebind.test:{port}/secret")
    pages.pages["/secret"] = b"inside"
    with pytest.raises(RefusedError, match=r"rebind\.test is no public address"):
        fetch(f"http://start.test:{port}/", ["127.0.0.1"], ["127.0.0.1"], private=[f"start.test:{port}"])
    assert [asked.path for asked in pages.asked] == ["/"]


def test_what_is_connected_to_is_what_was_checked(fetch, pages):
    """The name is asked for once: there is no second answer that could be another."""
    port = pages.host.rpartition(":")[2]
    answer = fetch(f"http://named.test:{port}/", ["127.0.0.1"], private=[f"named.test:{port}"])
    assert answer.body == b"inside"


def test_the_maker_of_sockets_checks_for_itself():
    guard = Guard(["10.0.0.5:8080"])
    where = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
    for host, port in (("127.0.0.1", 80), ("10.0.0.5", 80), ("10.0.0.6", 8080)):
        with pytest.raises(OSError, match="no public address"):
            guard.make_socket((*where, (host, port)))
    for host, port in (("8.8.8.8", 80), ("10.0.0.5", 8080)):
        guard.make_socket((*where, (host, port))).close()


def test_a_private_host_is_spoken_to_only_at_the_port_that_is_named(fetch, pages):
    assert fetch(f"{pages.root}/", private=[pages.host]).body == b"inside"
    for private in ([], ["127.0.0.1:1"], ["localhost:80"]):
        with pytest.raises(RefusedError):
            fetch(f"{pages.root}/", private=private)


def test_redirects_end(fetch, pages):
    pages.moves = {"/": (301, "/"), "/long": (301, "/long")}
    with pytest.raises(RefusedError, match="more than 5 times"):
        fetch(f"{pages.root}/", private=[pages.host])
    assert len(pages.asked) == 6


def test_a_token_does_not_go_along_to_another_server(fetch, pages, runner):
    other = Pages(pages={"/": b"other"})
    runner.run(other.start())
    pages.moves["/"] = (302, f"{other.root}/")
    fetch(f"{pages.root}/", private=[pages.host, other.host], headers={"Authorization": "Bearer x"})
    runner.run(other.stop())
    assert "Authorization" in pages.asked[0].headers
    assert "Authorization" not in other.asked[0].headers


def test_no_error_says_the_address(fetch, pages):
    for url in (f"{pages.root}/none?key=hunter2", "http://ann:hunter2@8.8.8.8/", "http://127.0.0.1:1/?key=hunter2"):
        with pytest.raises(FetchError) as caught:
            fetch(url, private=[pages.host, "127.0.0.1:1"])
        assert "hunter2" not in str(caught.value)
