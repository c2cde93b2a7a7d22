"""Who was found by which test: four cells with one dot a patient."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Letters, Paint, Style, settings
from psmatrial.model import CELLS, PairedTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

MOST_DOTS = 400
TINT = 0.1
MARGIN = 30.0
GAP = 1.6
PAD = 3.4
AFTER = 1.7
PITCH = 4.4
TALLEST = 34.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Sizes of the tile in mm: a cell, what stands above the cells, the words of a cell, and the grid of dots."""

    wide: float
    tall: float
    top: float
    words: float
    pitch: float
    columns: int

    def corner(self, place: int) -> Point:
        """Return the top left corner of a cell."""
        return MARGIN + place % 2 * (self.wide + GAP), self.top + place // 2 * (self.tall + GAP)


def figure(results: Results) -> Figure | None:
    """Return the tile of the primary endpoint; None where no patient had both tests."""
    row = results.row(str(results.primary["row"]))
    tests = _rows.names(results)
    both, index_only, comparator_only, neither = (getattr(row, name) or 0 for name in CELLS)
    table = PairedTable(both, index_only, comparator_only, neither, tests.index, tests.comparator)
    if table.n == 0:
        return None
    marks = (
        "Each mark is one patient."
        if table.n <= MOST_DOTS
        else "The areas are proportional to the numbers of patients."
    )
    caption = (
        f"{marks} {table.discordant} of {table.n} were found by one test only: they alone tell the two tests apart."
    )
    note = _rows.illustration_note([row]).removeprefix("* ")
    return Figure(
        name="tile",
        title=f"Who was found by {table.index} and who by {table.comparator}",
        caption=caption,
        alt=f"{_alt(table)} {note}".rstrip(),
        draw=partial(_drawn, table, note),
        data=(("found by", "patients"), *zip(_labels(table), table.cells, strict=True)),
        illustration=row.illustration,
    )


def _labels(table: PairedTable) -> tuple[str, str, str, str]:
    """Return the words of the four cells."""
    return "both", f"{table.index} only", f"{table.comparator} only", "neither"


def _alt(table: PairedTable) -> str:
    """Say what the picture shows."""
    cells = ", ".join(f"{count} by {label}" for count, label in zip(table.cells, _labels(table), strict=True))
    index, comparator = numbers.share(table.index_positive, table.n), numbers.share(table.comparator_positive, table.n)
    return f"Of {table.n} patients found: {cells}. {table.index} found {index}, {table.comparator} {comparator}."


@settings()
def _drawn(table: PairedTable, note: str, style: Style) -> Drawn:
    """Lay the tile out."""
    wide = _cell_width(table, style)
    heads = [wrapped(f"{words} {table.comparator}", wide, style.heading, 3) for words in ("Found by", "Not found by")]
    sides = [wrapped(f"{words} {table.index}", MARGIN - 3, style.heading, 4) for words in ("Found by", "Not found by")]
    words = [
        wrapped(f"found by {label}", wide - 2 * PAD - text_width(str(cell), style.loud) - AFTER, style.body, 3)
        for label, cell in zip(_labels(table), table.cells, strict=True)
    ]
    plot = _plot(table, heads, words, style)
    canvas = Canvas(style, plot.top + 2 * plot.tall + GAP + 10, note)
    for place, cell in enumerate(table.cells):
        _draw_cell(canvas, plot, place)
        left, top = plot.corner(place)
        canvas.text((left + PAD, top + plot.words / 2), str(cell), style.loud)
        canvas.lines((left + PAD + text_width(str(cell), style.loud) + AFTER, top + plot.words / 2), words[place])
        if table.n <= MOST_DOTS:
            _draw_dots(canvas, plot, place, cell)
        else:
            _draw_area(canvas, plot, place, math.sqrt(cell / max(table.cells)))
    _draw_columns(canvas, plot, table, heads)
    _draw_rows(canvas, plot, table, sides)
    return canvas.figure


def _cell_width(table: PairedTable, style: Style) -> float:
    """Return the width of a cell in mm: what the words on both sides leave."""
    total = text_width("100%", style.loud) + AFTER + text_width(f"{table.n}/{table.n}", style.quiet)
    return (style.width - MARGIN - GAP - 3 - max(MARGIN, total)) / 2


def _plot(table: PairedTable, heads: list[list[str]], words: list[list[str]], style: Style) -> Plot:
    """Return the sizes; dots are as large as the fullest cell allows, in rows of whole fives to be counted by."""
    wide = _cell_width(table, style)
    line = step(style.size)
    top = max(len(lines) for lines in heads) * line + 1.2
    label = max(9.5, max(len(lines) for lines in words) * line + 2.5)
    most = min(max(table.cells), MOST_DOTS)
    for columns in range(10, 60, 5):
        pitch = min(PITCH, (wide - 2 * PAD) / columns)
        rows = max(2, math.ceil(most / columns))
        if rows * pitch <= TALLEST:
            break
    height = TALLEST * 0.75 if table.n > MOST_DOTS else rows * pitch
    return Plot(wide, label + height + 2.6, top, label, pitch, columns)


def _draw_cell(canvas: Canvas, plot: Plot, place: int) -> None:
    """Draw the ground of a cell: tinted where one test alone found the patients."""
    style = canvas.style
    tint = {1: style.index, 2: style.comparator}.get(place)
    box = (*plot.corner(place), plot.wide, plot.tall)
    canvas.boxes([box], Paint(tint, opacity=TINT) if tint else Paint(edge=style.rule), f"cell-{place + 1}")


def _draw_dots(canvas: Canvas, plot: Plot, place: int, cell: int) -> None:
    """Draw one mark a patient: a disc, a diamond, a disc of both colours, or a ring."""
    style = canvas.style
    left, top = plot.corner(place)
    spots = [
        (left + PAD + (k % plot.columns + 0.37) * plot.pitch, top + plot.words + (k // plot.columns + 0.5) * plot.pitch)
        for k in range(cell)
    ]
    disc, half = ("circle", 0.72, Paint(style.index)), ("half", 0.72, Paint(style.comparator))
    diamond, ring = ("diamond", 0.84, Paint(style.comparator)), ("circle", 0.62, Paint(edge=style.muted))
    for shape, size, paint in ((disc, half), (disc,), (diamond,), (ring,))[place]:
        canvas.marks(spots, shape, [size * plot.pitch], paint, f"patients-{place + 1}-{shape}")


def _draw_area(canvas: Canvas, plot: Plot, place: int, side: float) -> None:
    """Draw a square whose area stands for many patients; ``side`` is its share of the largest."""
    style = canvas.style
    left, top = plot.corner(place)
    size = (plot.tall - plot.words - 2.6) * side
    square = (left + PAD, top + plot.words, size, size)
    right_half = (square[0] + size / 2, square[1], size / 2, size)
    index, comparator, hollow = Paint(style.index), Paint(style.comparator), Paint(edge=style.muted)
    paints = (
        ((square, index), (right_half, comparator)),
        ((square, index),),
        ((square, comparator),),
        ((square, hollow),),
    )
    for box, paint in paints[place]:
        canvas.boxes([box] if size else [], paint, f"patients-{place + 1}")


def _draw_columns(canvas: Canvas, plot: Plot, table: PairedTable, heads: list[list[str]]) -> None:
    """Write what the columns mean above them, and their totals below."""
    style = canvas.style
    below = plot.corner(2)[1] + plot.tall + 5.5
    loud = replace(style.loud, colour=style.comparator)
    for column, positive in enumerate((table.comparator_positive, table.n - table.comparator_positive)):
        left = plot.corner(column)[0]
        canvas.lines((left, (plot.top - 1.2) / 2), heads[column], style.heading)
        _draw_total(canvas, (left, below), (positive, table.n), style.quiet if column else loud)


def _draw_rows(canvas: Canvas, plot: Plot, table: PairedTable, sides: list[list[str]]) -> None:
    """Write what the rows mean on their left, and their totals on the right."""
    style = canvas.style
    right = plot.corner(1)[0] + plot.wide + 3
    loud = replace(style.loud, colour=style.index)
    for row, positive in enumerate((table.index_positive, table.n - table.index_positive)):
        middle = plot.corner(2 * row)[1] + plot.tall / 2
        canvas.lines((0, middle), sides[row], style.heading)
        _draw_total(canvas, (right, middle), (positive, table.n), style.quiet if row else loud)


def _draw_total(canvas: Canvas, at: Point, counts: tuple[int, int], letters: Letters) -> None:
    """Write a percentage and the counts behind it."""
    percent = numbers.percent(Fraction(*counts))
    canvas.text(at, percent, letters)
    canvas.text((at[0] + text_width(percent, letters) + AFTER, at[1]), f"{counts[0]}/{counts[1]}", canvas.style.quiet)
