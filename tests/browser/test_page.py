"""The page in a real browser: silent, closed to the world, fitting its window, readable by everyone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from psmatrial.reports.formats import html
from tests.browser import looks
from tests.reports import hostile, sample

NARROW, WIDE = 360, 1280

WEAKEST_CONTRAST = """
(() => {
  const light = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  };
  const behind = (box) => {
    const colour = box ? getComputedStyle(box).backgroundColor : "rgb(255, 255, 255)";
    return colour === "rgba(0, 0, 0, 0)" ? behind(box.parentElement) : colour;
  };
  const written = (box) => [...box.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const found = [...document.querySelectorAll("body *:not(script, style, title, desc)")]
    .filter((box) => written(box) && box.checkVisibility())
    .map((box) => {
      const look = getComputedStyle(box);
      const ink = box.ownerSVGElement ? look.fill : look.color;
      const pair = [luminance(ink), luminance(behind(box))].sort((a, b) => b - a);
      return (pair[0] + 0.05) / (pair[1] + 0.05);
    });
  return Math.min(...found);
})()
"""


@pytest.fixture(scope="module", params=[sample, hostile], ids=["sample", "hostile"])
def page(request, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("page") / html.FILE
    file.write_bytes(html.render(request.param.document(), sample.results()))
    return file


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("shown") / html.FILE
    file.write_bytes(html.render(sample.document(), sample.results()))
    return file


@pytest.mark.parametrize("width", [NARROW, 768, WIDE])
def test_the_page_is_silent_asks_for_nothing_and_fits_its_window(browser, page, width):
    browser.open(page, width)
    assert browser.messages() == []
    assert browser.requests() == [page.as_uri()]
    root = "document.documentElement"
    assert browser.evaluate(f"[innerWidth, {root}.scrollWidth - {root}.clientWidth]") == [width, 0]


def test_a_page_that_breaks_its_own_policy_would_be_heard(browser, shown, tmp_path):
    broken = tmp_path / "broken.html"
    broken.write_bytes(
        shown.read_bytes().replace(b"<h1>", b'<h1 style="color: red"><img src="https://example.org/x.png">')
    )
    browser.open(broken, WIDE)
    assert len(browser.messages()) == 2


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_letter_is_smaller_than_12_pixels(browser, shown, width):
    browser.open(shown, width)
    assert browser.evaluate(looks.SMALLEST_LETTERS) >= 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, shown, scheme):
    browser.open(shown, WIDE, features={"prefers-color-scheme": scheme})
    assert browser.evaluate(WEAKEST_CONTRAST) >= 4.5


def test_dark_is_dark_and_paper_is_white_all_the_same(browser, shown):
    paper = "getComputedStyle(document.body).backgroundColor"
    browser.open(shown, WIDE, features={"prefers-color-scheme": "dark"})
    assert browser.evaluate(paper) == "rgb(20, 24, 27)"
    browser.open(shown, WIDE, features={"prefers-color-scheme": "dark"}, media="print")
    assert browser.evaluate(paper) == "rgb(255, 255, 255)"


def test_folded_sections_are_open_in_print(browser, shown):
    browser.open(shown, WIDE)
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(browser.pdf())).pages)
    assert 'comparator = "fluciclovine"' in printed


def test_a_link_into_a_folded_section_opens_it(browser, shown):
    browser.open(shown, WIDE)
    closed = browser.evaluate("document.querySelector('#plan > details').open")
    browser.evaluate(
        "document.querySelector('.wide a[href=\"#plan\"]').click(); new Promise((done) => setTimeout(done, 100))"
    )
    assert (closed, browser.evaluate("document.querySelector('#plan > details').open")) == (False, True)


def test_an_address_that_leads_nowhere_is_borne(browser, shown):
    browser.open(shown, WIDE)
    browser.evaluate("location.hash = '#%'")
    browser.settle()
    browser.evaluate("location.hash = '#nowhere'")
    browser.settle()
    assert browser.messages() == []


def test_a_long_table_is_sorted_by_number_and_says_so(browser, shown):
    browser.open(shown, WIDE)
    first = "document.querySelector('#table-many tbody th').textContent"
    head = "document.querySelectorAll('#table-many thead th')[1]"
    press = f"{head}.firstChild.click(); {head}.ariaSort"
    seen = [(browser.evaluate(press), browser.evaluate(first)) for _ in range(3)]
    assert seen == [("ascending", "R1"), ("descending", "R40"), (None, "R1")]


def test_only_what_scrolls_is_a_stop_for_the_keyboard(browser, shown):
    stops = "document.querySelectorAll('.scroll[tabindex]').length"
    browser.open(shown, WIDE)
    assert browser.evaluate(stops) == 0
    browser.open(shown, NARROW)
    assert browser.evaluate(stops) >= 3


def test_the_first_key_leads_past_the_contents(browser, shown):
    browser.open(shown, WIDE)
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.evaluate("document.activeElement.hash") == "#main"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().top") > 0
