"""Where the parts of the tile stand: totals on both sides of the cells, or all on the left of a narrow sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from psmatrial.displays import numbers
from psmatrial.displays.canvas import Point
from psmatrial.displays.lettering import capital, step, text_width, wrapped
from psmatrial.displays.style import Style
from psmatrial.model import PairedTable

MOST_DOTS = 400
MARGIN = 30.0
GAP = 1.6
PAD = 3.4
AFTER = 1.7
PITCH = 4.4
TALLEST = 34.0
NARROWEST = 40.0
FOUND = ("Found by", "Not found by")

Total = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plot:
    """Sizes in mm of a cell, what stands above it and left of it, its words and its grid of dots; all words as lines.

    ``stacked`` is a narrow sheet: words under numbers, and the totals of rows under what the rows mean. The totals of
    columns are ``open`` where their counts have room beside their percentages.
    """

    wide: float
    tall: float
    top: float
    left: float
    pad: float
    words: float
    pitch: float
    columns: int
    stacked: bool
    open: bool
    heads: tuple[list[str], ...]
    sides: tuple[list[str], ...]
    cells: tuple[list[str], ...]
    below: tuple[Total, Total]
    beside: tuple[Total, Total]

    def corner(self, place: int) -> Point:
        """Return the top left corner of a cell."""
        return self.left + place % 2 * (self.wide + GAP), self.top + place // 2 * (self.tall + GAP)

    def height(self, style: Style) -> float:
        """Return the height of all in mm."""
        return self.top + 2 * self.tall + GAP + 10 * style.scale + (0 if self.open else step(style.size))


def plot_of(table: PairedTable, labels: Sequence[str], style: Style) -> Plot:
    """Return the places: totals on the right where that leaves cells wide enough."""
    unit = style.scale
    below = _totals(table.comparator_positive, table.n)
    beside = _totals(table.index_positive, table.n)
    total = text_width("100%", style.loud) + AFTER + text_width(f"{table.n}/{table.n}", style.quiet)
    wide = (style.width - MARGIN * unit - GAP - 3 - max(MARGIN * unit, total)) / 2
    stacked = wide < NARROWEST * unit
    left, pad = MARGIN * unit, PAD * unit
    if stacked:
        left, pad = 24 * unit, 2.2 * unit
        wide = (style.width - left - GAP - 0.4) / 2
    heads = tuple(wrapped(f"{words} {table.comparator}", wide, style.heading, 5 if stacked else 3) for words in FOUND)
    room = left - (2 if stacked else 3)
    sides = tuple(wrapped(f"{words} {table.index}", room, style.heading, 5 if stacked else 4) for words in FOUND)
    cells = tuple(
        wrapped(f"found by {label}", _room(wide - 2 * pad, cell, style, stacked=stacked), style.body, 3 + 2 * stacked)
        for label, cell in zip(labels, table.cells, strict=True)
    )
    words = _words_height(cells, style, stacked=stacked)
    pitch, columns, dots = _grid(table, wide - 2 * pad, unit)
    tall = words + dots + 2.6 * unit
    if stacked:
        tall = max(tall, max(map(len, sides)) * step(style.size) + 2 * capital(style.loud) + step(style.size) + 2)
    shown = [text_width(percent, style.loud) + AFTER + text_width(counts, style.quiet) for percent, counts in below]
    return Plot(
        wide=wide,
        tall=tall,
        top=max(map(len, heads)) * step(style.size) + 1.2,
        left=left,
        pad=pad,
        words=words,
        pitch=pitch,
        columns=columns,
        stacked=stacked,
        open=max(shown) <= wide,
        heads=heads,
        sides=sides,
        cells=cells,
        below=below,
        beside=beside,
    )


def number_middle(style: Style) -> float:
    """Return the middle of the number of a cell of a narrow sheet, in mm from the top of the cell."""
    return 1.8 * style.scale + capital(style.loud) / 2


def _totals(positive: int, n: int) -> tuple[Total, Total]:
    """Return what a test found and what it did not: percentages, and the counts behind them."""
    found, not_found = ((numbers.percent(Fraction(count, n)), f"{count}/{n}") for count in (positive, n - positive))
    return found, not_found


def _room(wide: float, cell: int, style: Style, *, stacked: bool) -> float:
    """Return the width of the words of a cell: all of it under its number, or what the number leaves beside it."""
    return wide if stacked else wide - text_width(str(cell), style.loud) - AFTER


def _words_height(cells: Sequence[list[str]], style: Style, *, stacked: bool) -> float:
    """Return how much of a cell its words take."""
    lines = max(map(len, cells)) * step(style.size)
    if stacked:
        return number_middle(style) + capital(style.loud) / 2 + 0.6 * style.scale + lines + 0.6
    return max(9.5 * style.scale, lines + 2.5)


def _grid(table: PairedTable, room: float, unit: float) -> tuple[float, int, float]:
    """Return pitch, columns and height of the dots, as large as the fullest cell allows, in rows of whole fives."""
    most = min(max(table.cells), MOST_DOTS)
    for columns in range(10, 60, 5):
        pitch = min(PITCH * unit, room / columns)
        rows = max(2, math.ceil(most / columns))
        if rows * pitch <= TALLEST * unit:
            break
    if table.n > MOST_DOTS:
        return pitch, columns, min(TALLEST * 0.75 * unit, room)
    return pitch, columns, rows * pitch
