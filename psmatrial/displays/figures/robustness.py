"""The primary result with one choice changed at a time, the planned one marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._points import FOOT, Points, draw_directions, draw_scale, points
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Letters, Paint, Style, settings
from psmatrial.displays.tables.robustness import GROUPS
from psmatrial.stats.methods import method as catalogued

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

ROW = 4.8
APART = 1.8
GAP = 6.0
INDENT = 2.5
CLOSE = 1.6
SQUARE = 3.2
DISC = 1.9
DASH = 1.0
WIDEST_LABEL = 50.0
HEAD = "One choice changed at a time"
P = "p"


@dataclass(frozen=True, slots=True)
class Line:
    """One choice: its group and label, its numbers, and which of them it leaves as planned."""

    group: str
    label: str
    difference: Row
    test: Row
    same_difference: bool = False
    same_test: bool = False

    @property
    def planned(self) -> bool:
        """Whether this is the result itself."""
        return self.group == "planned"

    @property
    def name(self) -> str:
        """The label with what it changes."""
        return self.label if self.planned else f"{GROUPS[self.group]}, {self.label}"

    @property
    def estimate(self) -> str:
        """The difference as it stands in its column."""
        return numbers.points(self.difference.value)

    @property
    def interval(self) -> str:
        """The interval as it stands in its column."""
        row = self.difference
        if row.low is None or row.high is None:
            return ""
        return f"({numbers.points_interval(row.low, row.high)}){_rows.star(row)}"

    @property
    def p_value(self) -> str:
        """The p-value as it stands in its column."""
        return numbers.p_value(self.test.p_value)

    @property
    def star(self) -> str:
        """The mark of a p-value that a publication leaves open; what is absent needs none."""
        return "" if self.test.p_value is None else _rows.star(self.test)


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the scale, both ends of the column of estimates, the right end of p-values, and the lines."""

    scale: Points
    head: float
    value: float
    p_value: float
    top: float
    headings: tuple[tuple[float, str], ...]
    middles: tuple[float, ...]
    foot: float


def figure(results: Results) -> Figure | None:
    """Return the panel; None where nothing stands beside the planned row, or that one has no estimate."""
    panel = results.further.get("robustness")
    if not panel or len(panel["rows"]) < 2:
        return None
    lines = _lines(results, panel)
    if lines[0].difference.value is None:
        return None
    tests = _rows.names(results)
    note = _rows.illustration_note(row for line in lines for row in (line.difference, line.test))
    header = ("choice", "changed to", "difference", "low", "high", "p")
    return Figure(
        name="robustness",
        title="Robustness of the primary result",
        caption=_caption(lines[0], tests, panel["footnote"]),
        alt=" ".join([*map(_words, lines), note]).rstrip(),
        draw=partial(_drawn, lines, tests, note),
        data=(
            header,
            *(
                (GROUPS[line.group], line.label, row.value, row.low, row.high, line.test.p_value)
                for line in lines
                for row in (line.difference,)
            ),
        ),
        illustration=bool(note),
    )


def _lines(results: Results, panel: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the lines from top to bottom, the planned one first."""
    by_id = {row.id: row for row in results}
    planned = panel["rows"][0]
    return tuple(
        Line(
            group=entry["group"],
            label=_rows.sentence(entry["label"]),
            difference=by_id[entry["difference"]],
            test=by_id[entry["test"]],
            same_difference=entry is not planned and entry["difference"] == planned["difference"],
            same_test=entry is not planned and entry["test"] == planned["test"],
        )
        for entry in panel["rows"]
    )


def _caption(planned: Line, tests: Names, footnote: str) -> str:
    """Say what was planned, and what the marks mean."""
    test = catalogued("equality", planned.test.method).label
    return (
        f"{tests.index} minus {tests.comparator}, in percentage points. Planned (square, dashed line): "
        f"{_rows.interval_words(planned.difference)} and {test} test. Each other line changes one choice; "
        f"what it leaves as planned is grey. {footnote}"
    )


def _words(line: Line) -> str:
    """Say what a choice changes."""
    difference = _rows.difference_words(line.difference)
    p_value = "no p-value" if line.test.p_value is None else numbers.p_phrase(line.test.p_value) + line.star
    parts = [words for words, same in ((difference, line.same_difference), (p_value, line.same_test)) if not same]
    return f"{line.name}: {', '.join(parts)}."


@settings()
def _drawn(lines: tuple[Line, ...], tests: Names, note: str, style: Style) -> Drawn:
    """Lay the panel out."""
    labels = [wrapped(line.label, WIDEST_LABEL, _strong(line, style), 3) for line in lines]
    plot = _plot(lines, labels, style)
    canvas = Canvas(style, plot.foot + FOOT, note)
    _draw_head(canvas, plot, lines[0])
    draw_scale(canvas, plot.scale, plot.top - 0.6, plot.foot)
    draw_directions(canvas, plot.scale, tests, plot.foot)
    for middle, heading in plot.headings:
        canvas.text((0, middle), heading, style.quiet)
    for number, (line, middle) in enumerate(zip(lines, plot.middles, strict=True)):
        canvas.lines((0 if line.planned else INDENT, middle), labels[number], _strong(line, style))
        canvas.text((plot.value, middle), line.estimate, _strong(line, style, quiet=line.same_difference), "right")
        canvas.text((plot.value + CLOSE, middle), line.interval, _strong(line, style, quiet=line.same_difference))
        canvas.text((plot.p_value, middle), line.p_value, _strong(line, style, quiet=line.same_test), "right")
        canvas.text((plot.p_value, middle), line.star, style.body)
    _draw_guide(canvas, plot, lines[0].difference.value or 0)
    _draw_intervals(canvas, plot, lines)
    return canvas.figure


def _strong(line: Line, style: Style, *, quiet: bool = False) -> Letters:
    """Return how a line is set: the planned one bold, what is as planned grey."""
    if quiet:
        return style.quiet
    return style.heading if line.planned else style.body


def _plot(lines: Sequence[Line], labels: Sequence[list[str]], style: Style) -> Plot:
    """Return the places: columns as wide as their widest text, and all the rest for the scale."""
    label = max(text_width(words, style.heading) for block in labels for words in block) + INDENT
    label = max(label, *(text_width(words, style.quiet) for words in (HEAD, *GROUPS.values())))
    p_value = style.width - max(text_width(line.star, style.body) for line in lines)
    value = max(text_width(line.estimate, style.heading) for line in lines)
    interval = max(text_width(line.interval, style.heading) for line in lines)
    interval = max(interval, text_width(_head(lines[0]), style.quiet) - value - CLOSE)
    left = p_value - max(text_width(words, style.heading) for words in (P, *(line.p_value for line in lines)))
    ends = left - GAP - interval - CLOSE
    limits = [limit for line in lines for limit in (line.difference.low, line.difference.high) if limit is not None]
    top = step(style.size) + 1.6
    headings, middles, bottom = _rows_of(lines, labels, top, style)
    head = ends - value
    scale = points(limits, label + GAP, head - GAP)
    return Plot(scale, head, ends, p_value, top, headings, middles, bottom + 1)


def _rows_of(
    lines: Sequence[Line], labels: Sequence[list[str]], top: float, style: Style
) -> tuple[tuple[tuple[float, str], ...], tuple[float, ...], float]:
    """Return the middles of group headings with their words, the middles of the lines, and where the last one ends."""
    headings: list[tuple[float, str]] = []
    middles: list[float] = []
    bottom, blocks = top, iter(labels)
    for group, members in groupby(lines, lambda line: line.group):
        if group != "planned":
            headings.append((bottom + APART + ROW / 2, GROUPS[group]))
            bottom += APART + ROW
        for _ in members:
            tall = ROW + (len(next(blocks)) - 1) * step(style.size)
            middles.append(bottom + tall / 2)
            bottom += tall
    return tuple(headings), tuple(middles), bottom


def _head(line: Line) -> str:
    """Return the heading of the column of differences."""
    return _rows.confidence("Difference", line.difference)


def _draw_head(canvas: Canvas, plot: Plot, planned: Line) -> None:
    """Write the headings of the columns over a rule."""
    quiet, middle = canvas.style.quiet, (plot.top - 1.6) / 2
    canvas.text((0, middle), HEAD, quiet)
    canvas.text(((plot.scale.left + plot.scale.right) / 2, middle), "Percentage points", quiet, "center")
    canvas.text((plot.head, middle), _head(planned), quiet)
    canvas.text((plot.p_value, middle), P, quiet, "right")
    canvas.rules([((0, plot.top - 0.6), (canvas.width, plot.top - 0.6))], canvas.style.ink, 0.6, "head")


def _draw_guide(canvas: Canvas, plot: Plot, planned: float) -> None:
    """Draw the planned estimate as a dashed line through all that follows."""
    x, start = plot.scale.at(planned), plot.middles[0]
    dashes = [start + k * 2 * DASH for k in range(int((plot.foot - start) / (2 * DASH)) + 1)]
    canvas.rules([((x, y), (x, min(y + DASH, plot.foot))) for y in dashes], canvas.style.muted, 0.6, "guide")


def _draw_intervals(canvas: Canvas, plot: Plot, lines: Sequence[Line]) -> None:
    """Draw the intervals: a square for the planned one, discs for the others, grey where they are as planned."""
    style = canvas.style
    for kind, same, width in (("intervals", False, style.line), ("intervals-as-planned", True, 0.6)):
        rules: list[tuple[Point, Point]] = []
        squares: list[Point] = []
        discs: list[Point] = []
        for line, middle in zip(lines, plot.middles, strict=True):
            row = line.difference
            if line.same_difference is same and row.value is not None and row.low is not None and row.high is not None:
                rules.append(((plot.scale.at(row.low), middle), (plot.scale.at(row.high), middle)))
                (squares if line.planned else discs).append((plot.scale.at(row.value), middle))
        colour = style.muted if same else style.ink
        canvas.rules(rules, colour, width, kind)
        canvas.marks(squares, "square", [SQUARE], Paint(colour), "estimates-planned")
        canvas.marks(discs, "circle", [DISC], Paint(colour), kind.replace("intervals", "estimates"))
