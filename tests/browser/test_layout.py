"""Text on a page: large enough, whole, apart from other text, and inside the window or a box that scrolls."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.browser import looks

SMALLEST = 8 * 96 / 72
# What A4 leaves between the margins of the page: 210 mm less twice 18.
PAPER = 658


@pytest.mark.parametrize("name", ["sample", "report", "registry"])
@pytest.mark.parametrize(("width", "media"), [(360, ""), (500, ""), (1280, ""), (PAPER, "print")])
def test_no_text_lies_on_another_or_outside_or_is_cut_or_too_small(browser, pages, name, width, media):
    browser.open(pages[name], width, media=media)
    browser.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    lines = browser.evaluate(looks.LINES)
    assert len(lines) > 100
    assert looks.overlaps(lines) == []
    assert looks.outside(lines, width) == []
    assert browser.evaluate(looks.CLIPPED) == []
    assert browser.evaluate(looks.SMALLEST_LETTERS) >= SMALLEST - 0.01


@pytest.mark.parametrize("width", [360, 1280])
def test_an_opened_number_fits_the_window_and_no_text_lies_on_another(browser, pages, width):
    browser.open(pages["report"], width, height=700)
    browser.click("td > a[href^='#n-']")
    edges = "({ left, right, top, bottom }) => [left, right, top, bottom]"
    box = browser.evaluate(f"({edges})(document.querySelector('.panel').getBoundingClientRect())")
    assert box[0] >= 0
    assert box[1] <= width
    assert box[2] >= 0
    assert box[3] <= 700
    lines = browser.evaluate(looks.LINES.replace("document.body", "document.querySelector('.panel')"))
    assert len(lines) > 20
    assert looks.overlaps(lines) == []


def test_text_that_lies_on_another_or_outside_would_be_found(browser, pages):
    browser.open(pages["sample"], 1280)
    browser.evaluate("document.querySelector('h1').style.marginBottom = '-60px'")
    browser.evaluate("document.querySelector('.subtitle').style.marginLeft = '-500px'")
    lines = browser.evaluate(looks.LINES)
    assert looks.outside(lines, 1280)
    browser.evaluate("document.querySelector('.subtitle').style.marginLeft = ''")
    assert looks.overlaps(browser.evaluate(looks.LINES))


def test_the_first_answer_needs_no_scrolling_sideways_on_a_narrow_window(browser, pages):
    browser.open(pages["report"], 500)
    wide = "[...document.querySelectorAll('#answer .scroll')].filter((box) => box.checkVisibility()).length"
    assert browser.evaluate(wide) == 0
    assert browser.evaluate("document.querySelector('#answer .grid').checkVisibility()") is True


def test_a_number_and_its_interval_stand_on_one_line_on_paper(browser, pages):
    browser.open(pages["report"], PAPER, media="print")
    apart = "Math.max(...tops) - Math.min(...tops) > 8"
    tops = "const whole = document.createRange(); whole.selectNodeContents(cell); "
    tops += "const tops = [...whole.getClientRects()].map((box) => box.top)"
    cells = "[...document.querySelectorAll('section:not(#behind-the-numbers) td.number')]"
    assert browser.evaluate(f"{cells}.length") > 200
    assert browser.evaluate(f"{cells}.filter((cell) => {{ {tops}; return {apart}; }}).map((c) => c.textContent)") == []


def test_every_number_stands_open_on_paper(browser, pages):
    browser.open(pages["report"], 1280)
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(browser.pdf())).pages)
    sentences = browser.evaluate("[...document.querySelectorAll('code')].map((box) => box.textContent)")
    flat = "".join(printed.split())
    assert len(sentences) > 50
    assert [row for row in sentences if "".join(row.split()) not in flat] == []
