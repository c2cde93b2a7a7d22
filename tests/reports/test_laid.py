"""A report laid out for a word processor: no page for an empty line, no heading broken for the want of a letter."""

from __future__ import annotations

from itertools import pairwise

import pytest

from psmatrial.reports.formats._columns import SPARE, columns, width
from psmatrial.reports.formats._laid import paper
from psmatrial.reports.formats._paper import ROOM, Line
from tests.reports import papers


def _empty(item):
    return isinstance(item, Line) and not item.runs


@pytest.mark.parametrize("name", papers.NAMES)
def test_nothing_stands_empty_before_a_new_page_where_it_could_fill_one_alone(name):
    items = paper(*papers.report(name)).items
    before = [one for one, two in pairwise(items) if isinstance(two, Line) and two.new_page]
    assert len(before) > 1
    assert not any(map(_empty, before))
    assert not any(_empty(one) and _empty(two) for one, two in pairwise(items))


@pytest.mark.parametrize("letters", [20, 200])
def test_a_short_heading_has_room_for_a_wider_letter_than_arial(letters):
    heads = [{"heading": text, "kind": "text", "grouped": False} for text in ("Item", "Topic", "Where")]
    cells = [{"text": text, "strong": False} for text in ("1", "word " * letters, "word " * letters)]
    widths, size = columns({"columns": heads, "groups": [], "rows": [cells]})
    # DejaVu Sans is about a quarter wider.
    assert widths[0] - SPARE > 1.25 * width("Item", size, bold=True)
    assert sum(widths) <= ROOM + 1e-9
