"""What a chart of paired bars shows, and its bars, intervals and scale, wherever its words stand."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Align, Box, Canvas, Point
from psmatrial.displays.figures._rows import Compared, Names, confidence, illustration_note, star
from psmatrial.displays.lettering import text_width
from psmatrial.displays.style import Paint, Style

TINT = 0.16
BAR = 3.5
CAP = 0.9
GAP = 3.0
FOOT = 5.0
BETWEEN = 3.6
TICK = 9.5
TICKS = ((0, 25, 50, 75, 100), (0, 50, 100), (0, 100))


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
    """Places in mm: the ends of the scale, its top and foot, and the middles of the bars from top to bottom."""

    left: float
    right: float
    top: float
    foot: float
    middles: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return where a proportion stands on the scale."""
        return self.left + (self.right - self.left) * value


def rate_words(row: Row) -> str:
    """Return a rate in percent with its interval: ``46% (27 to 67)``."""
    if row.value is None:
        return numbers.ABSENT
    return f"{numbers.percent(row.value)} ({numbers.rate_interval(row.low, row.high)}){star(row)}"


def count_words(row: Row) -> str:
    """Return the counts behind a rate."""
    return f"{row.numerator}/{row.denominator}" if row.denominator else "0/0"


def columns(chart: Chart, style: Style) -> tuple[float, float]:
    """Return the widths of the columns of counts and of rates in mm."""
    head = confidence("Rate", chart.rows[0])
    rate = max(text_width(words, style.body) for words in (*map(rate_words, chart.rows), head))
    return max(text_width(words, style.body) for words in (*map(count_words, chart.rows), "n/N")), rate


def draw_scale(canvas: Canvas, plot: Plot, spans: list[tuple[float, float]], *, inside: bool = False) -> None:
    """Draw the scale from 0 to 100 percent, with thin lines behind the bars in each span from top to bottom.

    ``inside`` keeps the numbers at the ends between the ends.
    """
    style = canvas.style
    most = (plot.right - plot.left) / (TICK * style.scale)
    shown = next((some for some in TICKS if len(some) - 1 <= most), TICKS[-1])
    places = [(tick, plot.at(tick / 100)) for tick in shown]
    canvas.rules([((x, top), (x, foot)) for _, x in places[1:] for top, foot in spans], style.rule, 0.4, "grid")
    for tick, x in places:
        ends: dict[int, Align] = {0: "left", 100: "right"} if inside else {}
        canvas.text((x, plot.foot + 2.6 * style.scale), f"{tick}%", style.quiet, ends.get(tick, "center"))


def draw_bars(canvas: Canvas, plot: Plot, chart: Chart, spans: list[tuple[float, float]]) -> None:
    """Draw all bars, then their intervals over them, then the line that they stand on."""
    style = canvas.style
    bar, cap = BAR * style.scale, CAP * style.scale
    boxes: dict[bool, list[Box]] = {True: [], False: []}
    intervals: list[tuple[Point, Point]] = []
    caps: list[tuple[Point, Point]] = []
    for number, (row, middle) in enumerate(zip(chart.rows, plot.middles, strict=True)):
        if row.value:
            boxes[number % 2 == 0].append((plot.left, middle - bar / 2, plot.at(row.value) - plot.left, bar))
        if row.low is not None and row.high is not None:
            low, high = plot.at(row.low), plot.at(row.high)
            intervals.append(((low, middle), (high, middle)))
            caps += [((end, middle - cap), (end, middle + cap)) for end in (low, high)]
    canvas.boxes(boxes[True], Paint(style.index), "bars-index")
    canvas.boxes(boxes[False], Paint(style.comparator, style.comparator, TINT), "bars-comparator")
    canvas.rules(intervals, style.ink, style.line, "intervals")
    canvas.rules(caps, style.ink, style.line, "caps")
    canvas.rules([((plot.left, top), (plot.left, foot)) for top, foot in spans], style.ink, 0.6, "zero")
