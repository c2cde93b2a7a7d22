"""Paired bars on a narrow sheet: groups under headings, the bars beside the names of the tests or below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psmatrial.displays.canvas import Canvas
from psmatrial.displays.figures._bars_plot import (
    BAR,
    BETWEEN,
    FOOT,
    GAP,
    Chart,
    Plot,
    columns,
    count_words,
    draw_bars,
    draw_scale,
    rate_words,
)
from psmatrial.displays.figures._rows import Compared, confidence
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Style

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

ROW = 4.6
AFTER = 1.6
WIDEST_NAME = 22.0
NARROWEST = 22.0


@dataclass(frozen=True, slots=True)
class Column:
    """How a chart stands in a column: labels and names as lines, right end of counts, bars below the names or not."""

    labels: list[list[str]]
    names: list[list[str]]
    counts: float
    below: bool

    def tall(self, line: int, style: Style) -> float:
        """Return the height of a row of a test in mm."""
        words = max(ROW * style.scale, len(self.names[line]) * step(style.size) + 0.8)
        return words + (BAR + AFTER) * style.scale if self.below else words


def drawn_in_a_column(chart: Chart, style: Style) -> Drawn:
    """Lay the chart out; draw under ``style.settings``."""
    column, left = _column(chart, style)
    plot, headings, spans = _plot(chart, column, left, style)
    canvas = Canvas(style, plot.foot + FOOT * style.scale, chart.note)
    _draw_head(canvas, plot, chart, column)
    draw_scale(canvas, plot, spans, inside=column.below)
    for number, group in enumerate(chart.groups):
        _draw_heading(canvas, headings[number], column.labels[number], _patients(group))
        for line, row in enumerate((group.index, group.comparator)):
            middle = plot.middles[2 * number + line]
            if column.below:
                middle -= column.tall(line, style) / 2
            canvas.lines((0, middle), column.names[line])
            canvas.text((column.counts, middle), count_words(row), align="right")
            canvas.text((style.width, middle), rate_words(row), align="right")
    draw_bars(canvas, plot, chart, spans)
    return canvas.figure


def _patients(group: Compared) -> str:
    """Say how many patients a group has."""
    return "no patients" if group.n == 0 else f"n = {group.n}"


def _column(chart: Chart, style: Style) -> tuple[Column, float]:
    """Return how the chart stands in a column, and where its scale begins."""
    widths = columns(chart, style)
    counts = style.width - widths[1] - GAP
    tests = (chart.tests.index, chart.tests.comparator)
    names = [wrapped(test, WIDEST_NAME * style.scale, style.body, 3) for test in tests]
    left = max(text_width(line, style.body) for lines in names for line in lines) + GAP
    short = counts - widths[0] - 1.5 * GAP - left < NARROWEST * style.scale
    below = short or max(map(len, names)) > 1
    if below:
        left, names = 0.0, [wrapped(test, counts - widths[0] - GAP, style.body, 3) for test in tests]
    note = max(text_width(_patients(group), style.quiet) for group in chart.groups)
    labels = [wrapped(group.label, style.width - note - GAP, style.heading, 3) for group in chart.groups]
    return Column(labels, names, counts, below), left


def _plot(
    chart: Chart, column: Column, left: float, style: Style
) -> tuple[Plot, list[float], list[tuple[float, float]]]:
    """Return the places, the middles of the first lines of the headings, and where each group has bars."""
    apart = step(style.size)
    top = bottom = 1.5 * apart
    headings, middles, spans = [], [], []
    for lines in column.labels:
        headings.append(bottom + BETWEEN * style.scale / 2 + apart / 2)
        bottom = headings[-1] + (len(lines) - 0.5) * apart + 0.4
        for test in (0, 1):
            tall, bar = column.tall(test, style), (BAR + AFTER) * style.scale
            middle = bottom + tall - bar / 2 - AFTER * style.scale / 4 if column.below else bottom + tall / 2
            middles.append(middle)
            reach = BAR * style.scale / 2 + 0.5
            spans.append((middle - reach, middle + reach))
            bottom += tall
        if not column.below:
            spans[-2:] = [(spans[-2][0], spans[-1][1])]
    counts = columns(chart, style)[0]
    right = style.width if column.below else column.counts - counts - 1.5 * GAP
    return Plot(left, right, top, bottom + 1, tuple(middles)), headings, spans


def _draw_head(canvas: Canvas, plot: Plot, chart: Chart, column: Column) -> None:
    """Write the headings of the columns over a rule."""
    style = canvas.style
    middle = step(style.size) / 2
    canvas.text((0, middle), chart.heading, style.quiet)
    canvas.text((column.counts, middle), "n/N", style.quiet, "right")
    canvas.text((style.width, middle), confidence("Rate", chart.rows[0]), style.quiet, "right")
    canvas.rules([((0, plot.top - 0.6), (canvas.width, plot.top - 0.6))], style.ink, 0.6, "head")


def _draw_heading(canvas: Canvas, first: float, lines: list[str], note: str) -> None:
    """Write the name of a group, and behind its last line how many patients it has."""
    style = canvas.style
    for number, line in enumerate(lines):
        canvas.text((0, first + number * step(style.size)), line, style.heading)
    place = (text_width(lines[-1], style.heading) + 2, first + (len(lines) - 1) * step(style.size))
    canvas.text(place, note, style.quiet)
