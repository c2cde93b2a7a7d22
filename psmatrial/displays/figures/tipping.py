"""How missing results would have to fall to reverse the conclusion: every way on one map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._cells import Corner, Segment, borders, hatching, lattice, outlines
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import shortened, step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.words import tipping_sentence
from psmatrial.errors import InputError
from psmatrial.stats.methods import method as catalogued

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

MOST_CELLS = 41
SIDE = 78.0
LARGEST = 12.0
GAP = 3.0
TINT = 0.2
HATCH = 1.7
BORDER = 1.6
WIDEST_NOTE = 38.0
SWATCH = 4.4
STEPS = tuple(digit * 10**power for power in range(6) for digit in (1, 2, 5))
PATIENTS = {
    "missing": "with a missing result",
    "missing or equivocal": "with a missing or equivocal result",
    "imagined": "more, imagined",
}


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

    @property
    def size(self) -> Corner:
        """How many columns and rows there are."""
        every = self.reversing | self.holding
        return max(i for i, _ in every) + 1, max(j for _, j in every) + 1

    @property
    def conclusion(self) -> str:
        """The conclusion, with the tests by their names."""
        words = str(self.grid["conclusion"])
        named = {"index": self.tests.index, "comparator": self.tests.comparator}
        first, _, rest = words.partition(" ")
        return f"{named[first]} {rest}" if first in named else words

    @property
    def patients(self) -> str:
        """Whom the map is about."""
        missing = self.grid["missing"]
        return f"{missing} patient{'s' if missing != 1 else ''} {PATIENTS[self.grid['kind']]}"

    @property
    def fewest(self) -> tuple[tuple[int, str], tuple[int, str]]:
        """For each axis the smallest number that reverses the conclusion, 0 for none, and what to say of it."""
        return (
            self._fewest(self.grid["fewest_index_only"], self.tests.index),
            self._fewest(self.grid["fewest_comparator_only"], self.tests.comparator),
        )

    def _fewest(self, count: int | None, test: str) -> tuple[int, str]:
        """Return a number that reverses the conclusion, with its words."""
        verb = "reverses" if count == 1 else "reverse"
        return (count, f"{count} more found by {test} only {verb} it") if count else (0, "")


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the corner where both numbers are 0, the size of a cell, the grid's columns and rows."""

    left: float
    foot: float
    cell: float
    columns: int
    rows: int

    @property
    def top(self) -> float:
        """The upper end of the grid."""
        return self.foot - self.rows * self.cell

    @property
    def right(self) -> float:
        """The right end of the grid."""
        return self.left + self.columns * self.cell

    def at(self, corner: tuple[float, float]) -> Point:
        """Return where a corner of the grid stands; the numbers grow to the right and up."""
        return self.left + corner[0] * self.cell, self.foot - corner[1] * self.cell


def figure(results: Results) -> Figure | None:
    """Return the map of the first grid; None where there is none."""
    grids = results.further.get("tipping")
    if not grids or len(grids[0]["cells"]) < 2:
        return None
    chart = Map(grids[0], _rows.names(results))
    primary = results.row(str(results.primary["row"]))
    note = _rows.illustration_note([primary]).removeprefix("* ")
    tests = chart.tests
    header = (f"found by {tests.index} only", f"found by {tests.comparator} only", "p", "reverses")
    return Figure(
        name="tipping",
        title="What would reverse the conclusion",
        caption=_caption(chart),
        alt=f"{tipping_sentence(chart.grid, tests.index, tests.comparator)} {note}".rstrip(),
        draw=partial(_drawn, chart, note),
        data=(header, *((i, j, p, "yes" if reverses else "no") for i, j, p, reverses in chart.grid["cells"])),
        illustration=primary.illustration,
    )


def _caption(chart: Map) -> str:
    """Say what the map shows."""
    grid, tests = chart.grid, chart.tests
    try:
        test = f"the {catalogued('equality', grid['method']).label} test"
    except InputError:
        test = "the planned test"
    error = numbers.level(1 - numbers.exact(grid["level"]))
    edges = f" Worked out with {grid['note']}." if grid["note"] else ""
    head = "No result is missing: the map imagines more patients. " if grid["kind"] == "imagined" else ""
    return (
        f"{head}Every cell is one way in which the {chart.patients.split()[0]} could have fallen: so many found by "
        f"{tests.index} only (across), so many by {tests.comparator} only (up), the others by both or neither. "
        f"Hatched: {test} at {error} would no longer conclude “{chart.conclusion}”.{edges}"
    )


@settings()
def _drawn(chart: Map, note: str, style: Style) -> Drawn:
    """Lay the map out."""
    plot = _plot(chart, style)
    below = _note_lines(chart.fewest[0][1], style)
    canvas = Canvas(style, plot.foot + 5.5 + max(2, len(below)) * step(style.size) + 1, note)
    _draw_grid(canvas, plot, chart)
    _draw_axes(canvas, plot, chart)
    _draw_notes(canvas, plot, chart)
    _draw_key(canvas, plot, chart)
    return canvas.figure
