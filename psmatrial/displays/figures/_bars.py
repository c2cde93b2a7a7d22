"""Paired bars: two tests side by side for every group, each with its interval and its counts.

The bars lie, so that names of any length have room, and the numbers stand in columns of
their own beside the bars, where no value can push them into one. A sheet too narrow for that
has its groups under headings instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures._bars_column import drawn_in_a_column
from psmatrial.displays.figures._bars_plot import (
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
from psmatrial.displays.figures._rows import Compared, Names, confidence, interval_words, star
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

ROW = 4.9
WIDEST_NAME = 30.0
WIDEST_LABEL = 40.0
NARROWEST = 40.0


@dataclass(frozen=True, slots=True)
class Beside:
    """Places in mm where words stand beside bars: right ends of names, counts and rates, the top, a row, a group."""

    names: float
    counts: float
    rates: float
    top: float
    row: float
    pitch: float


def bars(name: str, title: str, chart: Chart) -> Figure:
    """Return the figure of paired bars for some groups of patients."""
    caption = (
        f"Patients with a positive scan: {chart.tests.index} (filled bars) and {chart.tests.comparator} (outlined). "
        f"Lines are {interval_words(chart.rows[0])}s."
    )
    header = ("group", "test", "found", "patients", "rate", "low", "high")
    return Figure(
        name=name,
        title=title,
        caption=caption,
        alt=" ".join([*(_words(group, chart.tests) for group in chart.groups), chart.note]).rstrip(),
        draw=partial(_drawn, chart),
        data=(header, *(item for group in chart.groups for item in _data(group, chart.tests))),
        illustration=bool(chart.note),
    )


def _words(group: Compared, tests: Names) -> str:
    """Say what the bars of a group show."""
    index, comparator = (
        numbers.share(row.numerator, row.denominator) + star(row) for row in (group.index, group.comparator)
    )
    return f"{group.label}: {tests.index} {index}, {tests.comparator} {comparator}."


def _data(group: Compared, tests: Names) -> list[tuple[object, ...]]:
    """Return the numbers behind the bars of a group."""
    return [
        (group.label, test, row.numerator, row.denominator, row.value, row.low, row.high)
        for test, row in ((tests.index, group.index), (tests.comparator, group.comparator))
    ]


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the chart out, with all words beside the bars where that leaves them room."""
    names = [
        wrapped(name, WIDEST_NAME * style.scale, style.body, 3) for name in (chart.tests.index, chart.tests.comparator)
    ]
    labels = [wrapped(group.label, WIDEST_LABEL * style.scale, style.heading, 2) for group in chart.groups]
    plot, beside = _plot(chart, names, labels, style)
    if plot.right - plot.left < NARROWEST * style.scale:
        return drawn_in_a_column(chart, style)
    canvas = Canvas(style, plot.foot + FOOT * style.scale, chart.note)
    _draw_head(canvas, plot, beside, chart)
    draw_scale(canvas, plot, [(plot.top, plot.foot)])
    for number, group in enumerate(chart.groups):
        first = plot.middles[2 * number]
        note = "no patients" if group.n == 0 else f"n = {group.n}"
        _draw_label(canvas, first, beside.row, [*labels[number], note])
        for line, row in enumerate((group.index, group.comparator)):
            middle = plot.middles[2 * number + line]
            canvas.lines((beside.names, middle), names[line], align="right")
            canvas.text((beside.counts, middle), count_words(row), align="right")
            canvas.text((beside.rates, middle), rate_words(row), align="right")
    draw_bars(canvas, plot, chart, [(plot.top - 0.6, plot.foot)])
    return canvas.figure


def _draw_label(canvas: Canvas, first: float, row: float, words: Sequence[str]) -> None:
    """Write a group's name beside its first bar, and under it its patients; two lines stand beside the two bars."""
    apart = row if len(words) == 2 and row == ROW * canvas.style.scale else step(canvas.style.size)
    for number, line in enumerate(words):
        last = number == len(words) - 1
        canvas.text((0, first + number * apart), line, canvas.style.quiet if last else canvas.style.heading)


def _plot(chart: Chart, names: Sequence[list[str]], labels: Sequence[list[str]], style: Style) -> tuple[Plot, Beside]:
    """Return the places: columns as wide as their widest text, and all the rest for the scale."""
    label = max(text_width(line, style.heading) for lines in labels for line in lines)
    label = max(label, text_width(chart.heading, style.quiet), 14 * style.scale)
    name = max(text_width(line, style.body) for lines in names for line in lines)
    counts, rate = columns(chart, style)
    ends, unit = label + GAP + name, style.scale
    row = max(ROW * unit, max(len(lines) for lines in names) * step(style.size) + 0.8)
    pitch, top = 2 * row + BETWEEN * unit, 1.5 * step(style.size)
    middles = tuple(
        top + BETWEEN * unit / 2 + group * pitch + (line + 0.5) * row
        for group in range(len(chart.groups))
        for line in (0, 1)
    )
    right = style.width - rate - 2 * GAP - counts - GAP
    return (
        Plot(ends + GAP, right, top, top + len(chart.groups) * pitch, middles),
        Beside(ends, style.width - rate - 2 * GAP, style.width, top, row, pitch),
    )


def _draw_head(canvas: Canvas, plot: Plot, beside: Beside, chart: Chart) -> None:
    """Write the headings of the columns over a rule."""
    quiet = canvas.style.quiet
    middle = step(canvas.style.size) / 2
    canvas.text((0, middle), chart.heading, quiet)
    canvas.text((plot.left, middle), "Detection rate", quiet)
    canvas.text((beside.counts, middle), "n/N", quiet, "right")
    canvas.text((beside.rates, middle), confidence("Rate", chart.rows[0]), quiet, "right")
    bottom = plot.top - 0.6
    canvas.rules([((0, bottom), (canvas.width, bottom))], canvas.style.ink, 0.6, "head")
