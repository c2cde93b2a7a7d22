"""Rate differences with their intervals: all patients, strata, regions, readers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._points import FOOT, Points, draw_directions, draw_scale, points
from psmatrial.displays.figures._rows import Compared, Names
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

ROW = 4.8
APART = 1.8
GAP = 4.0
INDENT = 2.5
LARGEST = 3.0
SMALLEST = 1.3
WIDEST_LABEL = 46.0
NARROWEST = 24.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its label, its difference (None where it heads others), the counts of both tests, and its kind."""

    label: str
    difference: Row | None = None
    index: str = ""
    comparator: str = ""
    kind: str = "part"
    group: str = ""

    @property
    def name(self) -> str:
        """The label together with the heading that it stands under."""
        return f"{self.group} {self.label}".lstrip()


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the scale, the right ends of the columns, the top."""

    scale: Points
    index: float
    comparator: float
    value: float
    top: float
    middles: tuple[float, ...]
    bottom: float

    @property
    def foot(self) -> float:
        """Where the scale stands, under the last line."""
        return self.bottom + 1


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
    header = ("group", "patients", tests.index, tests.comparator, "difference", "low", "high")
    rows = [(line, line.difference) for line in lines if line.difference]
    return Figure(
        name="forest",
        title="Difference in detection rate",
        caption=caption,
        alt=" ".join([*(f"{line.name}: {_rows.difference_words(row)}." for line, row in rows), note]).rstrip(),
        draw=partial(_drawn, tuple(lines), tests, note),
        data=(
            header,
            *((line.name, row.n, line.index, line.comparator, row.value, row.low, row.high) for line, row in rows),
        ),
        illustration=bool(note),
    )


def _lines(results: Results) -> list[Line]:
    """Return the lines from top to bottom, each group under its heading."""
    endpoint = results.primary["endpoint"]
    overall = _rows.compared(results, "All patients", endpoint=endpoint, reader=None, stratum="all")
    lines = [_line(overall, "overall", "")] if overall else []
    parts = _rows.strata(results)
    if parts:
        by = _rows.strata_heading(results, parts)
        lines += [Line(by, kind="heading"), *(_line(item, "part", by) for item in parts)]
        lines += [Line("strata pooled", row, kind="pooled", group=by) for row in _pooled(results, parts)]
    regions = [item for item in _rows.endpoints(results) if item.index.endpoint != endpoint]
    for heading, items in (("Region", regions), ("Reader", _rows.readers(results))):
        if items:
            lines += [Line(heading, kind="heading"), *(_line(item, "part", heading) for item in items)]
    return lines


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
    return Line(item.label, item.difference, index, comparator, kind, group)


@settings()
def _drawn(lines: tuple[Line, ...], tests: Names, note: str, style: Style) -> Drawn:
    """Lay the forest out."""
    labels = [wrapped(_rows.sentence(line.label), WIDEST_LABEL, style.heading, 2) for line in lines]
    heads = [wrapped(test, NARROWEST, style.quiet, 3) for test in (tests.index, tests.comparator)]
    plot = _plot(lines, labels, heads, style)
    canvas = Canvas(style, plot.foot + FOOT, note)
    _draw_head(canvas, plot, heads, _head(lines))
    draw_scale(canvas, plot.scale, plot.top - 0.6, plot.foot)
    draw_directions(canvas, plot.scale, tests, plot.foot)
    for number, line in enumerate(lines):
        middle = plot.middles[number]
        strong = style.heading if line.kind in {"overall", "heading"} else style.body
        canvas.lines((INDENT if line.kind in {"part", "pooled"} else 0, middle), labels[number], strong)
        canvas.text((plot.index, middle), line.index, align="right")
        canvas.text((plot.comparator, middle), line.comparator, align="right")
        if line.kind != "heading":
            value, interval = _words(line.difference)
            canvas.text((plot.value, middle), value, strong, "right")
            canvas.text((plot.value + 1.6, middle), interval)
    _draw_estimates(canvas, plot, lines)
    return canvas.figure


def _words(row: Row | None) -> tuple[str, str]:
    """Return a difference and its interval as they stand in the column on the right."""
    if row is None or row.value is None:
        return numbers.ABSENT, ""
    return numbers.points(row.value), f"({numbers.points_interval(row.low, row.high)}){_rows.star(row)}"


def _plot(lines: Sequence[Line], labels: Sequence[list[str]], heads: Sequence[list[str]], style: Style) -> Plot:
    """Return the places: columns as wide as their widest text, and all the rest for the scale."""
    label = max(text_width(words, style.heading) for block in labels for words in block) + INDENT
    index = _widest([*(line.index for line in lines), *heads[0]], style)
    comparator = _widest([*(line.comparator for line in lines), *heads[1]], style)
    texts = [_words(line.difference) for line in lines]
    value = max(text_width(words, style.heading) for words, _ in texts)
    interval = max(_widest([words for _, words in texts], style), text_width(_head(lines), style.quiet) - value - 1.6)
    counts = label + GAP + index
    left, right = counts + GAP + comparator + GAP + 2, style.width - interval - 1.6 - value - GAP - 2
    limits = [limit for line in lines if (row := line.difference) for limit in (row.low, row.high)]
    top = max(map(len, heads)) * step(style.size) + 1.6
    tall = [ROW + (len(block) - 1) * step(style.size) for block in labels]
    above = [APART if line.kind == "heading" else 0 for line in lines]
    bottoms = list(accumulate(map(add, tall, above), initial=top))
    return Plot(
        scale=points([limit for limit in limits if limit is not None], left, right),
        index=counts,
        comparator=counts + GAP + comparator,
        value=style.width - interval - 1.6,
        top=top,
        middles=tuple(bottom + free + high / 2 for bottom, free, high in zip(bottoms, above, tall, strict=False)),
        bottom=bottoms[-1],
    )


def _head(lines: Sequence[Line]) -> str:
    """Return the heading of the column of differences."""
    return _rows.confidence("Difference", next(line.difference for line in lines if line.difference))


def _widest(texts: Sequence[str], style: Style) -> float:
    """Return the width of the widest of some texts."""
    return max(text_width(words, style.body) for words in texts)


def _draw_head(canvas: Canvas, plot: Plot, heads: Sequence[list[str]], head: str) -> None:
    """Write the headings of the columns over a rule."""
    quiet, apart = canvas.style.quiet, step(canvas.style.size)
    for place, words in ((plot.index, heads[0]), (plot.comparator, heads[1])):
        canvas.lines((place, plot.top - 1.4 - apart * len(words) / 2), words, quiet, "right")
    bottom = plot.top - 1.4 - apart / 2
    canvas.text(((plot.scale.left + plot.scale.right) / 2, bottom), "Percentage points", quiet, "center")
    canvas.text((canvas.width, bottom), head, quiet, "right")
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
            diamonds.append([(ends[0], middle), (centre, middle - 1.3), (ends[1], middle), (centre, middle + 1.3)])
        else:
            intervals.append(((ends[0], middle), (ends[1], middle)))
            squares.append((centre, middle))
            sizes.append(max(SMALLEST, LARGEST * math.sqrt((row.n or 0) / most)))
    canvas.rules(intervals, style.ink, style.line, "intervals")
    canvas.marks(squares, "square", sizes, Paint(style.ink), "estimates")
    canvas.areas(diamonds, Paint(style.paper, style.ink), "pooled")
