"""Where the parts of the robustness panel stand: numbers right of the scale, or under the labels of a narrow sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Align
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._points import TICK, TIGHT, Points, points
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Letters, Style
from psmatrial.displays.tables.robustness import GROUPS

ROW = 4.8
APART = 1.8
GAP = 6.0
INDENT = 2.5
CLOSE = 1.6
WIDEST_LABEL = 50.0
NARROWEST = 34.0
HEAD = "One choice changed at a time"
SCALE_HEAD = "Percentage points"
P = "p"

Head = tuple[float, list[str], Align]


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
        return numbers.points_of(self.difference)

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
    """Places in mm: the scale, the right ends of estimates and p-values, headings, and for every line three middles.

    These are of its label, of its numbers and of its interval: all one where the numbers stand beside the scale.
    """

    scale: Points
    value: float
    p_value: float
    top: float
    heads: tuple[Head, ...]
    headings: tuple[tuple[float, list[str]], ...]
    labels: tuple[list[str], ...]
    names: tuple[float, ...]
    numbers: tuple[float, ...]
    middles: tuple[float, ...]
    foot: float


@dataclass(frozen=True, slots=True)
class _Widths:
    """Widths in mm of estimates, intervals, p-values and the stars behind these."""

    value: float
    interval: float
    p_value: float
    star: float


def look(line: Line, style: Style, *, quiet: bool = False) -> Letters:
    """Return how a line is set: the planned one bold, what is as planned grey."""
    if quiet:
        return style.quiet
    return style.heading if line.planned else style.body


def plot_of(lines: Sequence[Line], style: Style) -> Plot:
    """Return the places: numbers beside the scale where that leaves it room."""
    widths = _Widths(
        value=max(text_width(line.estimate, style.heading) for line in lines),
        interval=max(text_width(line.interval, style.heading) for line in lines),
        p_value=max(text_width(words, style.heading) for words in (P, *(line.p_value for line in lines))),
        star=max(text_width(line.star, style.body) for line in lines),
    )
    return _wide(lines, widths, style) or _narrow(lines, widths, style)


def _wide(lines: Sequence[Line], widths: _Widths, style: Style) -> Plot | None:
    """Return columns as wide as their widest text, and all the rest for the scale; None where that is too little."""
    unit = style.scale
    labels = tuple(wrapped(line.label, WIDEST_LABEL * unit, look(line, style), 3) for line in lines)
    label = max(text_width(words, style.heading) for block in labels for words in block) + INDENT * unit
    label = max(label, *(text_width(words, style.quiet) for words in (HEAD, *GROUPS.values())))
    p_value = style.width - widths.star
    head = _rows.confidence("Difference", lines[0].difference)
    interval = max(widths.interval, text_width(head, style.quiet) - widths.value - CLOSE)
    value = p_value - widths.p_value - GAP - interval - CLOSE
    left, right = label + GAP, value - widths.value - GAP
    if right - left < NARROWEST * unit:
        return None
    heads: tuple[Head, ...] = (
        (0, [HEAD], "left"),
        ((left + right) / 2, [SCALE_HEAD], "center"),
        (value - widths.value, [head], "left"),
        (p_value, [P], "right"),
    )
    top = step(style.size) + 1.6
    headings, tops, foot = _stacked(lines, [len(block) for block in labels], None, top, style)
    middles = tuple((first + last) / 2 for first, last in tops)
    scale = points(_limits(lines), left, right, TICK * unit)
    return Plot(scale, value, p_value, top, heads, headings, labels, middles, middles, middles, foot)


def _narrow(lines: Sequence[Line], widths: _Widths, style: Style) -> Plot:
    """Return the places of a narrow sheet: numbers under their labels, the scale beside both."""
    unit, apart = style.scale, step(style.size)
    value = INDENT * unit + widths.value
    p_value = value + CLOSE + widths.interval + INDENT * unit + widths.p_value
    room = p_value + widths.star
    labels = tuple(wrapped(line.label, room - INDENT * unit, look(line, style), 4) for line in lines)
    left, right = room + GAP * 0.7, style.width - text_width("+100", style.quiet) / 2
    difference = _rows.confidence("Difference", lines[0].difference)
    gap = room - text_width(difference, style.quiet) - text_width(P, style.quiet) - INDENT * unit
    under = [difference] if gap >= INDENT * unit else _rows.folded(difference, 0, style)
    heads: tuple[Head, ...] = (
        (0, [*wrapped(HEAD, room, style.quiet, 3), *([""] * len(under))], "left"),
        ((left + right) / 2, wrapped(SCALE_HEAD, right - left, style.quiet, 2), "center"),
        (INDENT * unit, under, "left"),
        (p_value, [P], "right"),
    )
    top = max(len(words) for _, words, _ in heads) * apart + 1.6
    headings, tops, foot = _stacked(lines, [len(block) + 1 for block in labels], room, top, style)
    middles = tuple((first + last) / 2 for first, last in tops)
    shift = [(len(block) + 1) * apart / 2 for block in labels]
    names = tuple(m - half + len(block) * apart / 2 for m, half, block in zip(middles, shift, labels, strict=True))
    under_names = tuple(m + half - apart / 2 for m, half in zip(middles, shift, strict=True))
    scale = points(_limits(lines), left, right, TIGHT * unit)
    return Plot(scale, value, p_value, top, heads, headings, labels, names, under_names, middles, foot)


def _limits(lines: Sequence[Line]) -> list[float]:
    """Return all ends of intervals."""
    return [limit for line in lines for limit in (line.difference.low, line.difference.high) if limit is not None]


def _stacked(
    lines: Sequence[Line], talls: Sequence[int], room: float | None, top: float, style: Style
) -> tuple[tuple[tuple[float, list[str]], ...], list[tuple[float, float]], float]:
    """Return the middles of group headings with their words, both ends of every line, and where the scale stands.

    ``talls`` are the lines of text of each line; headings are broken at ``room`` mm where that is given.
    """
    headings: list[tuple[float, list[str]]] = []
    ends: list[tuple[float, float]] = []
    bottom, counts, unit = top, iter(talls), style.scale
    for group, members in groupby(lines, lambda line: line.group):
        if group != "planned":
            words = wrapped(GROUPS[group], room, style.quiet, 3) if room else [GROUPS[group]]
            tall = ROW * unit + (len(words) - 1) * step(style.size)
            headings.append((bottom + APART * unit + tall / 2, words))
            bottom += APART * unit + tall
        for _ in members:
            tall = (ROW + (APART / 2 if room else 0)) * unit + (next(counts) - 1) * step(style.size)
            ends.append((bottom, bottom + tall))
            bottom += tall
    return tuple(headings), ends, bottom + 1
