"""The forest of studies that are pooled: their effects, weights, and the averages as diamonds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.pooling import Pooling
from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.pooled_scale import Scale, draw_scale, scale_of
from psmatrial.displays.pooling import counts_text, fitted
from psmatrial.displays.pooling_words import (
    averages,
    estimate_text,
    method_words,
    place_label,
    rows_of,
    spoken,
    title_of,
)
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.words.english import sentence
from psmatrial.stats.pooling.pooled import NO_STUDY

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

MOST_DRAWN = 60
LARGEST, SMALLEST = 3.0, 1.0
APART, GAP, CLOSE = 2.0, 4.0, 2.0
LABEL_SHARE = 0.28
FOOT = 6.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words, its row (None for a heading), its weight, whether it is an average, its stratum."""

    label: str
    row: Row | None = None
    counts: str = ""
    weight: float | None = None
    estimate: str = ""
    spread: tuple[float, float] | None = None
    average: bool = False
    stratum: str = ""


def figure(pooling: Pooling, quantity: str) -> Figure:
    """Return the forest of one quantity.

    Parameters
    ----------
    pooling
        What was pooled.
    quantity
        One of its quantities.

    Returns
    -------
    Figure
        At most 60 studies, the largest ones; all of them stand in its data.
    """
    studies = _studies(pooling, quantity)
    drawn = _largest(pooling, studies)
    lines = [*drawn, *_averages(pooling, quantity)]
    made = averages(pooling, rows_of(pooling, quantity))
    weighted = method_words("fixed" if len(made) == 1 else pooling.settings.estimators[0])
    said = [f"Lines are {numbers.level(pooling.settings.level)} intervals"]
    if made[0].low is None:
        said = [f"{said[0]}.", sentence(NO_STUDY)]
    else:
        said = [f"{said[0]}, diamonds averages; squares grow with the weight of a study ({weighted})."]
    if len(drawn) < len(studies):
        said.append(f"The {len(drawn)} largest of {len(studies):,} tables are drawn.")
    if pooling.combinations > 1:
        said.append(
            "Where several tables fit what is printed, lines hold the intervals of all of them and bars the values."
        )
    title = title_of(pooling, quantity)
    return Figure(
        name=f"pooled-{quantity}",
        title=title,
        caption=" ".join(said),
        alt=" ".join(f"{line.label}: {line.estimate}." for line in lines if line.row),
        draw=partial(_drawn, tuple(lines), quantity, f"{pooling.settings.index} v {pooling.settings.comparator}"),
        data=(
            ("label", "value", "low", "high", "weight", "n"),
            *(
                (line.label, line.row.value, line.row.low, line.row.high, line.weight, line.row.n)
                for line in (*studies, *_averages(pooling, quantity))
                if line.row
            ),
        ),
    )


def _studies(pooling: Pooling, quantity: str) -> list[Line]:
    """Return the lines of the studies."""
    rows = [row for row in pooling.rows if row.endpoint != "pooled" and row.quantity == quantity]
    weights = pooling.weights[quantity][pooling.settings.estimators[0]]
    return [
        Line(
            one.row.label,
            row,
            counts_text(one.tables),
            weight,
            estimate_text(pooling, row),
            _spread(pooling, row),
            stratum=one.row.stratum,
        )
        for one, row, weight in zip(pooling.studies, rows, weights, strict=True)
    ]


def _spread(pooling: Pooling, row: Row) -> tuple[float, float] | None:
    """Return the ends of a value that varies."""
    spread = pooling.spreads.get(row.id)
    return spread.value if spread is not None and row.value is None else None


def _largest(pooling: Pooling, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of the largest studies, in the order of the file."""
    del pooling
    if len(lines) <= MOST_DRAWN:
        return list(lines)
    order = sorted(range(len(lines)), key=lambda place: -((row.n or 0) if (row := lines[place].row) else 0))
    return [lines[place] for place in sorted(order[:MOST_DRAWN])]


def _averages(pooling: Pooling, quantity: str) -> list[Line]:
    """Return the lines of the averages, each place under its heading."""
    lines: list[Line] = []
    for group in (None, *pooling.groups[:MOST_DRAWN]):
        found = rows_of(pooling, quantity, group)
        lines.append(Line(place_label(pooling, group)))
        # A group has its fixed effect and the first random effects: with all of them a forest would be a table.
        for row in averages(pooling, found)[: None if group is None else 3]:
            words = estimate_text(pooling, row)
            counts = f"k = {row.numerator}"
            lines.append(Line(method_words(row.method), row, counts, None, words, _spread(pooling, row), average=True))
    return lines


@settings()
def _drawn(lines: tuple[Line, ...], quantity: str, tests: str, style: Style) -> Drawn:
    """Lay the forest out."""
    unit, apart = style.scale, step(style.size)
    labels = [_label(line, style) for line in lines]
    label = max(text_width(words, style.heading) for block in labels for words in block)
    weights = [numbers.percent(line.weight, 1) if line.weight is not None else "" for line in lines]
    columns = [label + GAP * unit + _widest([line.counts for line in lines], style)]
    columns.append(columns[0] + GAP * unit + max(_widest(weights, style), text_width("weight", style.quiet)))
    estimate = _widest([line.estimate for line in lines], style)
    left, right = columns[1] + GAP * unit + 1, style.width - estimate - GAP * unit
    top = apart + 3.0 * unit
    middles, bottom = [], top
    for block in labels:
        tall = apart * len(block) + APART * unit
        middles.append(bottom + tall / 2)
        bottom += tall
    canvas = Canvas(style, bottom + FOOT * unit + 2)
    scale = scale_of([line.row for line in lines if line.row], spoken(quantity), left, max(right, left + 15))
    heads = ((tests, columns[0]), ("weight", columns[1]), ("estimate", style.width))
    for words, place in heads:
        fitted = words if text_width(words, style.quiet) < place else "found"
        canvas.text((place, top - 2.6 * unit), fitted, style.quiet, "right")
    canvas.rules([((0, top - 0.6), (style.width, top - 0.6))], style.ink, 0.6, "head")
    draw_scale(canvas, scale, top - 0.6, bottom + 1)
    for number, line in enumerate(lines):
        _write(canvas, (line, labels[number], weights[number]), middles[number], columns)
    _draw_marks(canvas, scale, lines, middles)
    return canvas.figure


def _label(line: Line, style: Style) -> list[str]:
    """Return the words of a line in two lines at most."""
    lines = partial(wrapped, width=style.width * LABEL_SHARE, letters=style.heading)
    return lines(fitted(line.label, line.stratum, lambda label: len(lines(label, most=3)) <= 2), most=2)


def _write(canvas: Canvas, words: tuple[Line, list[str], str], middle: float, columns: Sequence[float]) -> None:
    """Write the texts of one line."""
    line, label, weight = words
    canvas.lines((0, middle), label, canvas.style.body if line.row else canvas.style.heading)
    canvas.text((columns[0], middle), line.counts, align="right")
    canvas.text((columns[1], middle), weight, align="right")
    canvas.text((canvas.width, middle), line.estimate, align="right")


def _draw_marks(canvas: Canvas, scale: Scale, lines: Sequence[Line], middles: Sequence[float]) -> None:
    """Draw intervals, squares by weight, bars for values that vary, and diamonds."""
    style = canvas.style
    most = max((line.weight or 0.0 for line in lines), default=0.0) or 1.0
    intervals, bars, squares, sizes, diamonds, arrows = [], [], [], [], [], []
    for line, middle in zip(lines, middles, strict=True):
        row = line.row
        if row is None or row.low is None or row.high is None:
            continue
        ends = scale.at(row.low), scale.at(row.high)
        arrows += _arrows(scale, row, middle, style.scale)
        if line.spread:
            bars.append(((scale.at(line.spread[0]) - 0.4, middle), (scale.at(line.spread[1]) + 0.4, middle)))
        if line.average and row.value is not None:
            centre, half = scale.at(row.value), 1.2 * style.scale
            diamonds.append([(ends[0], middle), (centre, middle - half), (ends[1], middle), (centre, middle + half)])
            continue
        intervals.append(((ends[0], middle), (ends[1], middle)))
        if row.value is not None and math.isfinite(row.value) and scale.holds(row.value):
            squares.append((scale.at(row.value), middle))
            sizes.append(max(SMALLEST, LARGEST * math.sqrt((line.weight or 0.0) / most)) * style.scale)
    canvas.rules(intervals, style.ink, style.line, "intervals")
    canvas.rules(bars, style.ink, 4.0, "values")
    canvas.marks(squares, "square", sizes, Paint(style.ink), "estimates")
    canvas.areas(diamonds, Paint(style.paper, style.ink), "averages")
    canvas.areas(arrows, Paint(style.ink), "arrows")


def _arrows(scale: Scale, row: Row, middle: float, unit: float) -> list[list[tuple[float, float]]]:
    """Return the heads of arrows where an interval goes on beyond the scale."""
    found = []
    for limit, place, back in ((row.low, scale.left, 1.5), (row.high, scale.right, -1.5)):
        if limit is not None and not scale.holds(limit):
            found.append(
                [
                    (place, middle),
                    (place + back * unit, middle - 0.8 * unit),
                    (place + back * unit, middle + 0.8 * unit),
                ]
            )
    return found


def _widest(texts: Sequence[str], style: Style) -> float:
    """Return the width of the widest text."""
    return max((text_width(text, style.body) for text in texts if text), default=0.0)
