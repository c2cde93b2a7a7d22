"""The primary result with one choice changed at a time, the planned one marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._points import below, draw_directions, draw_scale
from psmatrial.displays.figures._robustness_plot import CLOSE, INDENT, Line, Plot, look, plot_of
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import step
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.tables.robustness import GROUPS
from psmatrial.stats.methods import method as catalogued

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

SQUARE = 3.2
DISC = 1.9
DASH = 1.0


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
    plot = plot_of(lines, style)
    canvas = Canvas(style, plot.foot + below(plot.scale, tests, style), note)
    _draw_head(canvas, plot)
    draw_scale(canvas, plot.scale, plot.top - 0.6, plot.foot)
    draw_directions(canvas, plot.scale, tests, plot.foot)
    for middle, heading in plot.headings:
        canvas.lines((0, middle), heading, style.quiet)
    for number, line in enumerate(lines):
        left = 0 if line.planned else INDENT * style.scale
        canvas.lines((left, plot.names[number]), plot.labels[number], look(line, style))
        middle = plot.numbers[number]
        canvas.text((plot.value, middle), line.estimate, look(line, style, quiet=line.same_difference), "right")
        canvas.text((plot.value + CLOSE, middle), line.interval, look(line, style, quiet=line.same_difference))
        canvas.text((plot.p_value, middle), line.p_value, look(line, style, quiet=line.same_test), "right")
        canvas.text((plot.p_value, middle), line.star, style.body)
    _draw_guide(canvas, plot, lines[0].difference.value or 0)
    _draw_intervals(canvas, plot, lines)
    return canvas.figure


def _draw_head(canvas: Canvas, plot: Plot) -> None:
    """Write the headings of the columns over a rule."""
    apart = step(canvas.style.size)
    for place, words, align in plot.heads:
        canvas.lines((place, plot.top - 1.6 - len(words) * apart / 2), words, canvas.style.quiet, align)
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
        canvas.marks(squares, "square", [SQUARE * style.scale], Paint(colour), "estimates-planned")
        canvas.marks(discs, "circle", [DISC * style.scale], Paint(colour), kind.replace("intervals", "estimates"))
