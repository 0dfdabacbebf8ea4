"""The pages in a real browser: accessible, by keyboard, on a phone, and inert whatever publishers write."""

from importlib import resources
from typing import Any

import pytest

from tests.site.browser import find_chromium

AXE = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
AUDIT = """axe.run({resultTypes: ['violations']}).then(found => found.violations.map(
    one => [one.id, one.impact, one.nodes[0].html]))"""
PATHS = ("/", "/?lang=zh", "/search?q=diffusion&lang=ko", "/status", "/tag/diffusion", "/tag/none", "/?day=1999-01-01")


@pytest.mark.proof
def test_there_is_a_browser_to_look_with() -> None:
    assert find_chromium(), "Install Chromium (Debian, Ubuntu: the package chromium): without it no page was looked at."


@pytest.fixture
def address(hostile: Any, serve: Any) -> str:
    return serve(hostile).address


@pytest.mark.parametrize(
    ("width", "dark", "paths"), [(1000, False, PATHS), (360, True, PATHS[1:4])], ids=["desk", "phone at night"]
)
def test_axe_finds_nothing(browser: Any, address: str, width: int, paths: tuple[str, ...], *, dark: bool) -> None:
    page = browser.open(address, width=width, dark=dark)
    for path in paths:
        page.go(address + path)
        page.evaluate(AXE)
        assert page.evaluate("document.querySelectorAll('main, h1').length") == 2
        assert page.evaluate(AUDIT) == [], path


def test_axe_would_find_something(browser: Any, address: str) -> None:
    page = browser.open(f"{address}/search")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.documentElement.style.setProperty('--faint', '#ddd')")
    assert {name for name, *_ in page.evaluate(AUDIT)} >= {"label", "color-contrast"}


def test_no_page_is_wider_than_a_phone(browser: Any, address: str) -> None:
    page = browser.open(address, width=360)
    for path in PATHS:
        page.go(address + path)
        assert page.evaluate("document.scrollingElement.scrollWidth") == 360, path


def test_what_publishers_write_is_text_and_nothing_comes_from_elsewhere(browser: Any, address: str) -> None:
    page = browser.open(address)
    page.go(f"{address}/tag/diffusion")
    assert page.evaluate("document.title") == "Diffusion models · Paperwire"
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object, [onerror]').length") == 0
    text = page.evaluate("document.body.textContent")
    assert '<script>document.title = "gone"</script>Unbroken' in text
    assert "We propose ]]> <img src=x onerror=alert(1)> &amp;" in text
    assert "{{ 7 * 7 }}" in text
    assert "<i>Anna</i>" in text
    schemes = page.evaluate("[...new Set([...document.links].map(link => link.protocol))].sort()")
    assert schemes == ["http:", "https:"]
    assert page.evaluate("[...document.links].some(link => link.href == 'https://code.example/?a=1&b=%3C2%3E')")
    assert {told["request"]["url"].startswith(address) for told in page.told("Network.requestWillBeSent")} == {True}
    assert page.told("Log.entryAdded") == []
    assert page.told("Runtime.exceptionThrown") == []


def test_a_script_that_came_through_would_not_run(browser: Any, address: str) -> None:
    page = browser.open(address)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 1\">'),"
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 2'}))"
    )
    assert page.evaluate("document.title").endswith(" · Paperwire")
    refused = [told["entry"]["text"] for told in page.told("Log.entryAdded")]
    assert any("Content Security Policy" in text for text in refused), refused


def test_everything_is_reached_by_keyboard(browser: Any, address: str) -> None:
    page = browser.open(address)
    page.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the papers"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.write("splatting")
    page.press("Enter")
    page.loaded()
    assert page.evaluate("location.pathname + location.search") == "/search?q=splatting"
    assert page.evaluate("document.querySelector('h1').textContent").startswith("“splatting”")


def test_the_rest_of_a_summary_opens_by_keyboard(browser: Any, address: str) -> None:
    page = browser.open(address)
    page.evaluate("document.querySelector('summary').focus()")
    page.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
