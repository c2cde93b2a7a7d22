"""Pages that everyone can use: the rules of WCAG 2.2 AA as axe knows them, and targets that a finger meets."""

from __future__ import annotations

import pytest

from tests.browser import looks

NARROW, WIDE = 360, 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing_on_the_sample_in_light_and_in_dark(browser, pages, width, scheme):
    browser.open(pages["sample"], width, features={"prefers-color-scheme": scheme})
    looks.open_everything(browser)
    assert looks.violations(browser) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_across_the_page_disturb_neither_contrast_nor_a_press_on_a_number(browser, pages, scheme):
    browser.open(pages["rehearsal"], NARROW, features={"prefers-color-scheme": scheme})
    looks.open_everything(browser)
    assert looks.violations(browser) == []
    middle = "document.elementFromPoint(innerWidth / 2, innerHeight / 2)"
    assert browser.evaluate(f"{middle}.closest('.watermark')") is None
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", ["report", "registry", "scriptless"])
def test_axe_finds_nothing_on_whole_pages_with_every_fold_open(browser, pages, name, width):
    browser.open(pages[name], width)
    looks.open_everything(browser)
    assert looks.violations(browser, contrast=False) == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", ["sample", "report", "registry"])
def test_no_target_is_too_small_or_too_near_another(browser, pages, name, width):
    browser.open(pages[name], width)
    looks.open_everything(browser)
    assert browser.evaluate(looks.TARGETS) == []


def test_what_breaks_the_rules_would_be_found(browser, pages):
    browser.open(pages["sample"], WIDE)
    broken = "<img src='data:,'><p>x</p><div><a href='#a'>a</a><a href='#b'>b</a></div>"
    browser.evaluate(f"document.querySelector('h1').insertAdjacentHTML('afterend', {broken!r})")
    assert [one.partition(":")[0] for one in looks.violations(browser, contrast=False)] == ["image-alt"]
    assert browser.evaluate(looks.TARGETS) == ["a", "b"]
