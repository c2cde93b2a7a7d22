"""What is measured on a page: letters, overlaps, what lies outside, sizes of targets; and the rules of axe."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.browser.chromium import Chromium

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# The size of the smallest letters, in CSS pixels.
SMALLEST_LETTERS = """
(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.parentElement;
    if (!node.data.trim() || !box.checkVisibility() || box.closest("script, style, title, desc")) continue;
    const scale = box.getScreenCTM ? box.getScreenCTM().a : 1;
    sizes.push(Number.parseFloat(getComputedStyle(box).fontSize) * scale);
  }
  return Math.min(...sizes);
})()
"""

# Every line of text with its box, what it stands in, and whether it may be scrolled to.
LINES = """
(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.parentElement;
    const sight = { checkOpacity: true, checkVisibilityCSS: true };
    if (!node.data.trim() || !box.checkVisibility(sight)) continue;
    if (box.closest("script, style, title, desc, .unseen")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const scroll = box.closest(".scroll, .panel");
    for (const part of range.getClientRects()) {
      if (part.width < 1 || part.height < 1) continue;
      found.push({
        text: node.data.trim().slice(0, 40), scrolls: Boolean(scroll) && getComputedStyle(scroll).overflowX === "auto",
        left: part.left, right: part.right, top: part.top + scrollY, bottom: part.bottom + scrollY,
      });
    }
  }
  return found;
})()
"""

CLIPPED = """
[...document.querySelectorAll("body *")]
  .filter((box) => /hidden|clip/.test(getComputedStyle(box).overflow) && !box.closest("svg, .unseen"))
  .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
  .map((box) => box.textContent.slice(0, 40))
"""

# WCAG 2.2, 2.5.8: 24 pixels, or a circle of 24 around its middle that meets no other; links in running text are free.
TARGETS = """
(() => {
  const free = (box) => box.localName === "a" && box.closest("p, dd:not(.value), li") && !box.closest("nav");
  const boxes = [...document.querySelectorAll("a, button, summary, [tabindex='0']:not(.scroll)")]
    .filter((box) => box.checkVisibility() && !free(box))
    .map((box) => [box, box.getBoundingClientRect()]);
  const middle = (part) => [part.left + part.width / 2, part.top + part.height / 2];
  return boxes.filter(([box, part]) => {
    if (part.width >= 24 && part.height >= 24) return false;
    const [x, y] = middle(part);
    return boxes.some(([other, there]) => {
      if (other === box) return false;
      const near = Math.hypot(
        Math.max(there.left - x, 0, x - there.right), Math.max(there.top - y, 0, y - there.bottom),
      );
      return near < 12;
    });
  }).map(([box]) => box.textContent.slice(0, 40));
})()
"""


@cache
def axe() -> str:
    """Return the source of axe-core, which lies in a package of its own."""
    spec = find_spec("axe_core_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(browser: Chromium, *, contrast: bool = True) -> list[str]:
    """Return what axe finds on the page that is open: the rule and the elements that break it.

    Contrast takes most of its time and does not change with the number of tables: it may be left to a smaller page.
    """
    browser.evaluate(f"{axe()}; 0")
    only = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
    rules = json.dumps(only | {"rules": {"color-contrast": {"enabled": contrast}}})
    found: list[dict[str, Any]] = browser.evaluate(f"axe.run(document, {rules}).then((found) => found.violations)")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}" for one in found]


def open_everything(browser: Chromium) -> None:
    """Open every fold of a page, and the first number that opens."""
    browser.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    browser.evaluate("document.querySelector('td > a[href^=\"#n-\"]')?.click()")
    browser.settle()


def overlaps(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return lines of text that lie on one another; fonts reach a little above and below their letters."""
    trimmed = sorted(
        (one["top"] + 0.2 * (one["bottom"] - one["top"]), one["bottom"] - 0.2 * (one["bottom"] - one["top"]), place)
        for place, one in enumerate(lines)
    )
    found, open_ones = [], []
    for top, bottom, place in trimmed:
        one = lines[place]
        open_ones = [(end, other) for end, other in open_ones if end > top]
        for _, other in open_ones:
            there = lines[other]
            if min(one["right"], there["right"]) - max(one["left"], there["left"]) > 1:
                found.append((one["text"], there["text"]))
        open_ones.append((bottom, place))
    return found


def outside(lines: list[dict[str, Any]], width: float) -> list[str]:
    """Return the lines of text beyond the edges of a page, but for those in a box that scrolls."""
    return [one["text"] for one in lines if not one["scrolls"] and (one["left"] < -0.5 or one["right"] > width + 0.5)]
