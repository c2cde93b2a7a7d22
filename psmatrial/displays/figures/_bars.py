"""Paired bars: two tests side by side for every group, each with its interval and its counts.

The bars lie, so that names of any length have room, and the numbers stand in columns of
their own beside the bars, where no value can push them into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Box, Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures._rows import Compared, Names, confidence, illustration_note, interval_words, star
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TINT = 0.16
BAR = 3.5
CAP = 0.9
ROW = 4.9
BETWEEN = 3.6
GAP = 3.0
FOOT = 5.0
WIDEST_NAME = 30.0
WIDEST_LABEL = 40.0
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart of bars shows: the heading of its groups, the groups, and the names of the tests."""

    heading: str
    groups: tuple[Compared, ...]
    tests: Names

    @property
    def rows(self) -> list[Row]:
        """The rates, from top to bottom."""
        return [row for group in self.groups for row in (group.index, group.comparator)]

    @property
    def note(self) -> str:
        """The sentence under the chart, if one must stand there."""
        return illustration_note(self.rows)


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the ends of the scale, the right ends of the columns of names, counts and rates, top and pitch."""

    left: float
    right: float
    names: float
    counts: float
    rates: float
    top: float
    row: float
    groups: int

    @property
    def foot(self) -> float:
        """Where the scale stands, under the last group."""
        return self.top + self.groups * self.pitch

    @property
    def pitch(self) -> float:
        """The distance from group to group."""
        return 2 * self.row + BETWEEN

    def at(self, value: float) -> float:
        """Return where a proportion stands on the scale."""
        return self.left + (self.right - self.left) * value


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


def rate_words(row: Row) -> str:
    """Return a rate in percent with its interval: ``46 (27 to 67)``."""
    if row.value is None:
        return numbers.ABSENT
    return f"{numbers.percent(row.value)} ({numbers.rate_interval(row.low, row.high)}){star(row)}"


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the chart out."""
    names = [wrapped(name, WIDEST_NAME, style.body, 3) for name in (chart.tests.index, chart.tests.comparator)]
    labels = [wrapped(group.label, WIDEST_LABEL, style.heading, 2) for group in chart.groups]
    plot = _plot(chart, names, labels, style)
    canvas = Canvas(style, plot.foot + FOOT, chart.note)
    _draw_head(canvas, plot, chart)
    _draw_scale(canvas, plot)
    for number, group in enumerate(chart.groups):
        top = plot.top + BETWEEN / 2 + number * plot.pitch
        note = "no patients" if group.n == 0 else f"n = {group.n}"
        _draw_label(canvas, top + plot.row / 2, plot.row, [*labels[number], note])
        for line, row in enumerate((group.index, group.comparator)):
            middle = top + (line + 0.5) * plot.row
            canvas.lines((plot.names, middle), names[line], align="right")
            canvas.text(
                (plot.counts, middle), f"{row.numerator}/{row.denominator}" if row.denominator else "0/0", align="right"
            )
            canvas.text((plot.rates, middle), rate_words(row), align="right")
    _draw_bars(canvas, plot, chart)
    return canvas.figure


def _draw_label(canvas: Canvas, first: float, row: float, words: Sequence[str]) -> None:
    """Write a group's name beside its first bar, and under it its patients; two lines stand beside the two bars."""
    apart = row if len(words) == 2 and row == ROW else step(canvas.style.size)
    for number, line in enumerate(words):
        last = number == len(words) - 1
        canvas.text((0, first + number * apart), line, canvas.style.quiet if last else canvas.style.heading)


def _plot(chart: Chart, names: Sequence[list[str]], labels: Sequence[list[str]], style: Style) -> Plot:
    """Return the places: columns as wide as their widest text, and all the rest for the scale."""
    label = max(text_width(line, style.heading) for lines in labels for line in lines)
    label = max(label, text_width(chart.heading, style.quiet), 14)
    name = max(text_width(line, style.body) for lines in names for line in lines)
    rate = max(
        text_width(words, style.body) for words in (*map(rate_words, chart.rows), confidence("Rate", chart.rows[0]))
    )
    counts = max(text_width(f"{row.numerator}/{row.denominator}", style.body) for row in chart.rows)
    ends = label + GAP + name
    row = max(ROW, max(len(lines) for lines in names) * step(style.size) + 0.8)
    right = style.width - rate - 2 * GAP - counts - GAP
    top = 1.5 * step(style.size)
    return Plot(ends + GAP, right, ends, style.width - rate - 2 * GAP, style.width, top, row, len(chart.groups))


def _draw_head(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Write the headings of the columns over a rule."""
    quiet = canvas.style.quiet
    middle = step(canvas.style.size) / 2
    canvas.text((0, middle), chart.heading, quiet)
    canvas.text((plot.left, middle), "Detection rate", quiet)
    canvas.text((plot.counts, middle), "n/N", quiet, "right")
    canvas.text((plot.rates, middle), confidence("Rate", chart.rows[0]), quiet, "right")
    bottom = plot.top - 0.6
    canvas.rules([((0, bottom), (canvas.width, bottom))], canvas.style.ink, 0.6, "head")


def _draw_scale(canvas: Canvas, plot: Plot) -> None:
    """Draw the scale from 0 to 100 percent, with thin lines behind the bars."""
    ends = [((plot.at(tick / 100), plot.top), (plot.at(tick / 100), plot.foot)) for tick in TICKS]
    canvas.rules(ends[1:], canvas.style.rule, 0.4, "grid")
    for tick in TICKS:
        canvas.text((plot.at(tick / 100), plot.foot + 2.6), f"{tick}%", canvas.style.quiet, "center")


def _draw_bars(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Draw all bars, then their intervals over them, then the line that they stand on."""
    style = canvas.style
    filled: list[Box] = []
    outlined: list[Box] = []
    intervals: list[tuple[Point, Point]] = []
    caps: list[tuple[Point, Point]] = []
    for number, group in enumerate(chart.groups):
        top = plot.top + BETWEEN / 2 + number * plot.pitch
        for line, (row, boxes) in enumerate(((group.index, filled), (group.comparator, outlined))):
            middle = top + (line + 0.5) * plot.row
            if row.value:
                boxes.append((plot.left, middle - BAR / 2, plot.at(row.value) - plot.left, BAR))
            if row.low is not None and row.high is not None:
                low, high = plot.at(row.low), plot.at(row.high)
                intervals.append(((low, middle), (high, middle)))
                caps += [((end, middle - CAP), (end, middle + CAP)) for end in (low, high)]
    canvas.boxes(filled, Paint(style.index), "bars-index")
    canvas.boxes(outlined, Paint(style.comparator, style.comparator, TINT), "bars-comparator")
    canvas.rules(intervals, style.ink, style.line, "intervals")
    canvas.rules(caps, style.ink, style.line, "caps")
    canvas.rules([((plot.left, plot.top - 0.6), (plot.left, plot.foot))], style.ink, 0.6, "zero")
