"""Rate differences with their intervals: all patients, strata, regions, readers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._forest_plot import INDENT, Line, Plot, estimate_words, plot_of
from psmatrial.displays.figures._points import below, draw_directions, draw_scale
from psmatrial.displays.figures._rows import Compared, Names
from psmatrial.displays.lettering import step
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

LARGEST = 3.0
SMALLEST = 1.3


def figure(results: Results) -> Figure | None:
    """Return the forest of rate differences; None where there is nothing to put beside the overall one."""
    tests = _rows.names(results)
    lines = _lines(results)
    shown = [line.difference for line in lines if line.difference]
    if len(shown) < 2:
        return None
    note = _rows.illustration_note(shown)
    pooled = " ".join(_diamond(line.difference) for line in lines if line.kind == "pooled" and line.difference)
    caption = (
        f"{tests.index} minus {tests.comparator}, in percentage points. Lines are "
        f"{_rows.interval_words(shown[0])}s; the size of a square grows with the number of patients. {pooled}".rstrip()
    )
    header = ("group", "patients", f"{tests.index} found", f"{tests.comparator} found", "difference", "low", "high")
    rows = [(line, line.difference) for line in lines if line.difference]
    return Figure(
        name="forest",
        title="Difference in detection rate",
        caption=caption,
        alt=" ".join([*(f"{line.name}: {_rows.difference_words(row)}." for line, row in rows), note]).rstrip(),
        draw=partial(_drawn, tuple(lines), tests, note),
        data=(
            header,
            *((line.name, row.n, *line.found, row.value, row.low, row.high) for line, row in rows),
        ),
        illustration=bool(note),
    )


def _lines(results: Results) -> list[Line]:
    """Return the lines from top to bottom, each group under its heading."""
    endpoint = results.primary["endpoint"]
    overall = _rows.compared(results, "All patients", endpoint=endpoint, reader=None, stratum="all")
    lines = [_line(overall, "overall", "")] if overall and not _hidden(overall) else []
    parts = [item for item in _rows.strata(results) if not _hidden(item)]
    if parts:
        by = _rows.strata_heading(results, parts)
        lines += [Line(by, kind="heading"), *(_line(item, "part", by) for item in parts)]
        lines += [Line("strata pooled", row, kind="pooled", group=by) for row in _pooled(results, parts)]
    regions = [item for item in _rows.endpoints(results) if item.index.endpoint != endpoint]
    for heading, items in (("Region", regions), ("Reader", _rows.readers(results))):
        if items:
            lines += [Line(heading, kind="heading"), *(_line(item, "part", heading) for item in items)]
    return lines


def _hidden(item: Compared) -> bool:
    """Return whether the interval of a difference is withheld."""
    return item.difference is not None and item.difference.withheld


def _pooled(results: Results, parts: Sequence[Compared]) -> list[Row]:
    """Return the pooled difference of the strata shown, if there is one."""
    first = parts[0].index
    rows = results.select(
        quantity="pooled-difference", endpoint=first.endpoint, reader=None, stratum_by=first.stratum_by
    )
    return [row for row in rows if row.index == first.index and row.comparator == first.comparator][:1]


def _diamond(row: Row) -> str:
    """Say what the diamond is, and which interval it has where that is not of the kind of the lines."""
    words = "The diamond pools the strata"
    weighted = row.method != "stratified-tango"
    return f"{words}; its interval is Wald with {row.method} weights." if weighted else f"{words}."


def _line(item: Compared, kind: str, group: str) -> Line:
    """Return the line of one table."""
    index, comparator = (numbers.share(row.numerator, row.denominator) for row in (item.index, item.comparator))
    found = (item.index.numerator, item.comparator.numerator)
    return Line(item.label, item.difference, index, comparator, found, kind, group)


@settings()
def _drawn(lines: tuple[Line, ...], tests: Names, note: str, style: Style) -> Drawn:
    """Lay the forest out."""
    plot = plot_of(lines, tests, style)
    canvas = Canvas(style, plot.foot + below(plot.scale, tests, style), note)
    _draw_head(canvas, plot)
    draw_scale(canvas, plot.scale, plot.top - 0.6, plot.foot)
    draw_directions(canvas, plot.scale, tests, plot.foot)
    for number, line in enumerate(lines):
        middle = plot.middles[number]
        strong = style.heading if line.kind in {"overall", "heading"} else style.body
        _draw_label(canvas, plot, number, line)
        if line.kind != "heading":
            value, interval = estimate_words(line.difference)
            canvas.text((plot.value, middle), value, strong, "right")
            canvas.text((plot.value + 1.6, middle), interval)
    _draw_estimates(canvas, plot, lines)
    return canvas.figure


def _draw_label(canvas: Canvas, plot: Plot, number: int, line: Line) -> None:
    """Write what a line is about, and its counts in their columns or under it."""
    style, middle, words = canvas.style, plot.middles[number], plot.labels[number]
    strong = style.heading if line.kind in {"overall", "heading"} else style.body
    left = INDENT * style.scale if line.kind in {"part", "pooled"} else 0
    if plot.columns:
        canvas.lines((left, middle), words, strong)
        for place, count in zip(plot.columns, (line.index, line.comparator), strict=True):
            canvas.text((place, middle), count, align="right")
        return
    counts = plot.counts[number]
    apart = step(style.size) / 2
    canvas.lines((left, middle - len(counts) * apart), words, strong)
    canvas.lines((left, middle + len(words) * apart), counts, style.quiet)


def _draw_head(canvas: Canvas, plot: Plot) -> None:
    """Write the headings of the columns over a rule."""
    apart = step(canvas.style.size)
    for place, words, align in plot.heads:
        canvas.lines((place, plot.top - 1.4 - apart * len(words) / 2), words, canvas.style.quiet, align)
    canvas.rules([((0, plot.top - 0.6), (canvas.width, plot.top - 0.6))], canvas.style.ink, 0.6, "head")


def _draw_estimates(canvas: Canvas, plot: Plot, lines: Sequence[Line]) -> None:
    """Draw the intervals, squares that grow with the patients, and the diamond of what is pooled."""
    style = canvas.style
    most = max(line.difference.n or 0 for line in lines if line.difference)
    intervals, squares, sizes, diamonds = [], [], [], []
    for number, line in enumerate(lines):
        row, middle = line.difference, plot.middles[number]
        if row is None or row.value is None or row.low is None or row.high is None:
            continue
        ends, centre = (plot.scale.at(row.low), plot.scale.at(row.high)), plot.scale.at(row.value)
        if line.kind == "pooled":
            half = 1.3 * style.scale
            diamonds.append([(ends[0], middle), (centre, middle - half), (ends[1], middle), (centre, middle + half)])
        else:
            intervals.append(((ends[0], middle), (ends[1], middle)))
            squares.append((centre, middle))
            sizes.append(max(SMALLEST, LARGEST * math.sqrt((row.n or 0) / most)) * style.scale)
    canvas.rules(intervals, style.ink, style.line, "intervals")
    canvas.marks(squares, "square", sizes, Paint(style.ink), "estimates")
    canvas.areas(diamonds, Paint(style.paper, style.ink), "pooled")
