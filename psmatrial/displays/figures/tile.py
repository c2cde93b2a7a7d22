"""Who was found by which test: four cells with one dot a patient."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._tile_plot import AFTER, MOST_DOTS, Plot, Total, number_middle, plot_of
from psmatrial.displays.lettering import capital, step, text_width
from psmatrial.displays.style import Letters, Paint, Style, settings
from psmatrial.displays.words.english import counted, were
from psmatrial.model import CELLS, PairedTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TINT = 0.1


def figure(results: Results) -> Figure | None:
    """Return the tile of the primary endpoint, of patients or of lesions; None where none had both tests."""
    row = results.row(str(results.primary["row"]))
    tests, unit = _rows.names(results), "lesion" if row.unit == "lesion" else "patient"
    cells = results.primary["table"] if unit == "lesion" else {name: getattr(row, name) for name in CELLS}
    both, index_only, comparator_only, neither = (cells[name] or 0 for name in CELLS)
    table = PairedTable(both, index_only, comparator_only, neither, tests.index, tests.comparator)
    if table.n == 0:
        return None
    marks = (
        f"Each mark is one {unit}."
        if table.n <= MOST_DOTS
        else f"The areas are proportional to the numbers of {unit}s."
    )
    alone = "that one alone tells" if table.discordant == 1 else "they alone tell"
    found = f"{table.discordant} of {table.n} {were(table.discordant)} found by one test only"
    caption = f"{marks} {found}: {alone} the two tests apart."
    if not table.discordant:
        caption = f"{marks} None of {table.n} was found by one test only: nothing tells the two tests apart."
    note = _rows.illustration_note([row]).removeprefix("* ")
    whom = "what" if unit == "lesion" else "who"
    return Figure(
        name="tile",
        title=f"{whom.capitalize()} was found by {table.index} and {whom} by {table.comparator}",
        caption=caption,
        alt=f"{_alt(table, unit)} {note}".rstrip(),
        draw=partial(_drawn, table, note),
        data=(("found by", f"{unit}s"), *zip(_labels(table), table.cells, strict=True)),
        illustration=row.illustration,
    )


def _labels(table: PairedTable) -> tuple[str, str, str, str]:
    """Return the words of the four cells."""
    return "both", f"{table.index} only", f"{table.comparator} only", "neither"


def _alt(table: PairedTable, unit: str) -> str:
    """Say what the picture shows."""
    cells = ", ".join(f"{count} by {label}" for count, label in zip(table.cells, _labels(table), strict=True))
    index, comparator = numbers.share(table.index_positive, table.n), numbers.share(table.comparator_positive, table.n)
    return f"Of {counted(table.n, unit)} found: {cells}. {table.index} found {index}, {table.comparator} {comparator}."


@settings()
def _drawn(table: PairedTable, note: str, style: Style) -> Drawn:
    """Lay the tile out."""
    plot = plot_of(table, _labels(table), style)
    canvas = Canvas(style, plot.height(style), note)
    for place, cell in enumerate(table.cells):
        _draw_cell(canvas, plot, place)
        _draw_words(canvas, plot, place, str(cell))
        if table.n <= MOST_DOTS:
            _draw_dots(canvas, plot, place, cell)
        else:
            _draw_area(canvas, plot, place, math.sqrt(cell / max(table.cells)))
    _draw_margins(canvas, plot)
    return canvas.figure


def _draw_words(canvas: Canvas, plot: Plot, place: int, cell: str) -> None:
    """Write the number of a cell, and what it counts beside it or, in a narrow cell, under it."""
    style, words = canvas.style, plot.cells[place]
    left, top = plot.corner(place)
    if plot.stacked:
        middle = top + number_middle(style)
        canvas.text((left + plot.pad, middle), cell, style.loud)
        under = middle + capital(style.loud) / 2 + 0.6 * style.scale
        canvas.lines((left + plot.pad, under + len(words) * step(style.size) / 2), words)
        return
    canvas.text((left + plot.pad, top + plot.words / 2), cell, style.loud)
    canvas.lines((left + plot.pad + text_width(cell, style.loud) + AFTER, top + plot.words / 2), words)


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
        (
            left + plot.pad + (k % plot.columns + 0.37) * plot.pitch,
            top + plot.words + (k // plot.columns + 0.5) * plot.pitch,
        )
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
    size = min(plot.tall - plot.words - 2.6, plot.wide - 2 * plot.pad) * side
    square = (left + plot.pad, top + plot.words, size, size)
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


def _draw_margins(canvas: Canvas, plot: Plot) -> None:
    """Write what columns and rows mean, above and on the left, and their totals, below and on the right."""
    style = canvas.style
    for column, total in enumerate(plot.below):
        left = plot.corner(column)[0]
        canvas.lines((left, (plot.top - 1.2) / 2), plot.heads[column], style.heading)
        loud = style.quiet if column else replace(style.loud, colour=style.comparator)
        _draw_total(canvas, (left, plot.corner(2)[1] + plot.tall + 5.5 * style.scale), total, loud, beside=plot.open)
    for row, total in enumerate(plot.beside):
        words, middle = plot.sides[row], plot.corner(2 * row)[1] + plot.tall / 2
        loud = style.quiet if row else replace(style.loud, colour=style.index)
        if plot.stacked:
            half = step(style.size) * len(words) / 2
            middle -= (capital(loud) + step(style.size)) / 2
            canvas.lines((0, middle), words, style.heading)
            _draw_total(canvas, (0, middle + half + capital(loud) / 2 + 0.8 * style.scale), total, loud, beside=False)
        else:
            canvas.lines((0, middle), words, style.heading)
            _draw_total(canvas, (plot.corner(1)[0] + plot.wide + 3, middle), total, loud, beside=True)


def _draw_total(canvas: Canvas, at: Point, total: Total, letters: Letters, *, beside: bool) -> None:
    """Write a percentage, and the counts behind it beside it or under it."""
    (percent, counts), quiet = total, canvas.style.quiet
    canvas.text(at, percent, letters)
    under = step(quiet.size) + (capital(letters) - capital(quiet)) / 2
    place = (at[0] + text_width(percent, letters) + AFTER, at[1]) if beside else (at[0], at[1] + under)
    canvas.text(place, counts, quiet)
