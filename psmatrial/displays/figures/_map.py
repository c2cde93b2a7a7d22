"""The grid of a tipping-point map: one cell for every way in which missing results can fall."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.figures._cells import Corner, Segment, borders, hatching, lattice, outlines
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.style import MM, Paint

MOST_CELLS = 41
TINT = 0.2
HATCH = 1.7
BORDER = 1.6
ACROSS = 7.5
UP = 5.0
STEPS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


@dataclass(frozen=True)
class Map:
    """One grid with the names of the tests."""

    grid: Mapping[str, Any]
    tests: Names

    @cached_property
    def reversing(self) -> frozenset[Corner]:
        """The ways that reverse the conclusion."""
        return frozenset((i, j) for i, j, _, reverses in self.grid["cells"] if reverses)

    @cached_property
    def holding(self) -> frozenset[Corner]:
        """The ways that leave it."""
        return frozenset((i, j) for i, j, _, reverses in self.grid["cells"] if not reverses)

    @cached_property
    def ways(self) -> frozenset[Corner]:
        """All ways: how many are found by the index test only, and by the comparator only."""
        return self.reversing | self.holding

    @property
    def fewest(self) -> Corner:
        """The smallest number on each axis that reverses the conclusion, 0 for none."""
        return self.grid["fewest_index_only"] or 0, self.grid["fewest_comparator_only"] or 0

    @property
    def whole(self) -> bool:
        """Whether all ways were worked out, or of very many only those at the edges."""
        return not self.grid["note"]


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the corner where both numbers are 0, the sizes of a cell and of the first row and column."""

    left: float
    foot: float
    cell: float
    first: float
    columns: int
    rows: int

    @property
    def top(self) -> float:
        """The upper end of the grid."""
        return self.at((0, self.rows))[1]

    @property
    def right(self) -> float:
        """The right end of the grid."""
        return self.at((self.columns, 0))[0]

    def at(self, corner: Corner) -> Point:
        """Return where a corner of the grid stands; the numbers grow to the right and up.

        Examples
        --------
        >>> Plot(left=20, foot=50, cell=4, first=4, columns=3, rows=3).at((2, 1))
        (28, 46)
        """
        across, up = (self.first + (k - 1) * self.cell if k else 0 for k in corner)
        return self.left + across, self.foot - up

    def middle(self, cell: Corner) -> Point:
        """Return where the middle of a cell stands."""
        (left, low), (right, high) = self.at(cell), self.at((cell[0] + 1, cell[1] + 1))
        return (left + right) / 2, (low + high) / 2


def draw_cells(canvas: Canvas, plot: Plot, chart: Map) -> None:
    """Draw the ways: open where the conclusion holds, filled and hatched where not, with steps between the two."""
    style = canvas.style
    if max(plot.columns, plot.rows) <= MOST_CELLS:
        canvas.rules(_lines(plot, lattice(chart.ways)), style.rule, 0.5, "cells")
    _draw_area(canvas, plot, chart.reversing, "reversing")
    canvas.areas(_placed(plot, outlines(chart.ways)), Paint(edge=style.muted), "ways")
    width = BORDER * max(0.6, min(1.0, plot.cell))
    reach = width / 2 / MM
    steps = [_longer(line, reach) for line in _lines(plot, borders(chart.reversing, chart.holding))]
    canvas.rules(steps, style.ink, width, "border")


def draw_swatch(canvas: Canvas, plot: Plot, *, reversing: bool) -> None:
    """Draw a piece of the map as its key shows it."""
    cells = {(i, j) for i in range(plot.columns) for j in range(plot.rows)}
    if reversing:
        _draw_area(canvas, plot, cells, "key")
    canvas.areas(_placed(plot, outlines(cells)), Paint(edge=canvas.style.muted), "key")


def _draw_area(canvas: Canvas, plot: Plot, cells: Collection[Corner], name: str) -> None:
    """Fill and hatch cells that reverse the conclusion."""
    style = canvas.style
    canvas.areas(_placed(plot, outlines(cells)), Paint(style.muted, opacity=TINT), name)
    canvas.rules(_lines(plot, hatching(cells, math.ceil(HATCH / plot.cell))), style.muted, 0.5, f"{name}-hatch")


def draw_ticks(canvas: Canvas, plot: Plot, chart: Map) -> None:
    """Write the numbers at both axes; the smallest that reverses the conclusion is bold."""
    style, (across, up) = canvas.style, chart.fewest
    for k in ticks(plot, plot.columns, across, ACROSS):
        look = style.heading if across and k == across else style.quiet
        canvas.text((plot.middle((k, 0))[0], plot.foot + 3), str(k), look, "center")
    for k in ticks(plot, plot.rows, up, UP):
        look = style.heading if up and k == up else style.quiet
        canvas.text((plot.left - 1.5, plot.middle((0, k))[1]), str(k), look, "right")


def ticks(plot: Plot, count: int, fewest: int, room: float) -> list[int]:
    """Return the numbers that an axis names: round ones ``room`` mm apart, and the one that reverses the conclusion.

    Examples
    --------
    >>> ticks(Plot(left=0, foot=90, cell=2, first=2, columns=41, rows=41), count=41, fewest=9, room=7.5)
    [0, 5, 15, 20, 25, 30, 35, 40, 9]
    """
    apart = next((unit for unit in STEPS if unit * plot.cell >= room), count)
    round_ones = [k for k in range(0, count, apart) if not fewest or abs(k - fewest) * plot.cell >= room]
    return round_ones + [fewest] * bool(fewest)


def _placed(plot: Plot, polygons: Sequence[Sequence[Corner]]) -> list[list[Point]]:
    """Return polygons in mm."""
    return [[plot.at(corner) for corner in polygon] for polygon in polygons]


def _lines(plot: Plot, lines: Sequence[Segment]) -> list[tuple[Point, Point]]:
    """Return lines in mm."""
    return [(plot.at(start), plot.at(end)) for start, end in lines]


def _longer(line: tuple[Point, Point], reach: float) -> tuple[Point, Point]:
    """Return a level or upright line with both ends drawn out, so that steps meet in whole corners."""
    (x, y), (right, up) = line
    return ((x, y + reach), (right, up - reach)) if x == right else ((x - reach, y), (right + reach, up))
