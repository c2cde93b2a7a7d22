"""Where the parts of a forest stand: with counts in columns of their own, or under the labels of a narrow sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Align
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._points import TICK, TIGHT, Points, points
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Style

ROW = 4.8
APART = 1.8
GAP = 4.0
CLOSE = 1.6
INDENT = 2.5
WIDEST_LABEL = 46.0
WIDEST_HEAD = 24.0
NARROWEST = 34.0
COLUMN_LABEL = 28.0
SCALE_HEAD = "Percentage points"

Head = tuple[float, list[str], Align]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its label, its difference (None where it heads others), what each test found, and its kind.

    ``index`` and ``comparator`` are counts with percentages in words, ``found`` the patients whom each test found.
    """

    label: str
    difference: Row | None = None
    index: str = ""
    comparator: str = ""
    found: tuple[int | None, int | None] = (None, None)
    kind: str = "part"
    group: str = ""

    @property
    def counts(self) -> str:
        """What each test found, as it stands under the label of a narrow sheet; empty where nothing was counted."""
        n = self.difference.n if self.difference else None
        return f"{self.found[0] or 0} v {self.found[1] or 0} of {n or 0}" if self.index else ""

    @property
    def name(self) -> str:
        """The label together with the heading that it stands under."""
        return f"{self.group} {self.label}".lstrip()


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm, and words as lines.

    ``columns`` are the right ends of the columns of counts; without them, on a narrow sheet, ``counts`` stand under the
    labels.
    """

    scale: Points
    columns: tuple[float, ...]
    value: float
    top: float
    heads: tuple[Head, ...]
    labels: tuple[list[str], ...]
    counts: tuple[list[str], ...]
    middles: tuple[float, ...]
    foot: float


@dataclass(frozen=True, slots=True)
class _Estimates:
    """The column of estimates: its heading, where its values end, how wide it is, and all limits."""

    head: str
    value: float
    wide: float
    limits: tuple[float, ...]


def estimate_words(row: Row | None) -> tuple[str, str]:
    """Return a difference and its interval as they stand in the column on the right."""
    if row is None or row.value is None:
        return numbers.ABSENT, ""
    return numbers.points_of(row), f"({numbers.points_interval(row.low, row.high)}){_rows.star(row)}"


def plot_of(lines: Sequence[Line], tests: Names, style: Style) -> Plot:
    """Return the places: counts in columns where that leaves room for the scale."""
    estimates = _estimates(lines, style)
    return _wide(lines, tests, estimates, style) or _narrow(lines, tests, estimates, style)


def _estimates(lines: Sequence[Line], style: Style) -> _Estimates:
    """Return the column of estimates."""
    texts = [estimate_words(line.difference) for line in lines]
    head = _rows.confidence("Difference", next(line.difference for line in lines if line.difference))
    value = max(text_width(words, style.heading) for words, _ in texts)
    interval = _widest([words for _, words in texts], style)
    limits = [limit for line in lines if (row := line.difference) for limit in (row.low, row.high)]
    return _Estimates(head, value, interval, tuple(limit for limit in limits if limit is not None))


def _wide(lines: Sequence[Line], tests: Names, estimates: _Estimates, style: Style) -> Plot | None:
    """Return columns as wide as their widest text, and all the rest for the scale; None where that is too little."""
    unit, value = style.scale, estimates.value
    labels = tuple(wrapped(_rows.sentence(line.label), WIDEST_LABEL * unit, style.heading, 2) for line in lines)
    index, comparator = (wrapped(test, WIDEST_HEAD * unit, style.quiet, 3) for test in (tests.index, tests.comparator))
    label = max(text_width(words, style.heading) for block in labels for words in block) + INDENT * unit
    interval = max(estimates.wide, text_width(estimates.head, style.quiet) - value - CLOSE)
    first = label + GAP + _widest([*(line.index for line in lines), *index], style)
    second = first + GAP + _widest([*(line.comparator for line in lines), *comparator], style)
    left, right = second + GAP + 2, style.width - interval - CLOSE - value - GAP - 2
    if right - left < NARROWEST * unit:
        return None
    heads: tuple[Head, ...] = (
        (first, index, "right"),
        (second, comparator, "right"),
        ((left + right) / 2, [SCALE_HEAD], "center"),
        (style.width, [estimates.head], "right"),
    )
    top = max(len(words) for _, words, _ in heads) * step(style.size) + 1.6
    middles, bottom = _middles(lines, [len(block) for block in labels], top, style)
    scale = points(estimates.limits, left, right, TICK * unit)
    return Plot(scale, (first, second), style.width - interval - CLOSE, top, heads, labels, (), middles, bottom + 1)


def _narrow(lines: Sequence[Line], tests: Names, estimates: _Estimates, style: Style) -> Plot:
    """Return the places of a narrow sheet: labels with their counts under them, the scale, the estimates."""
    unit = style.scale
    room = COLUMN_LABEL * unit
    labels = tuple(
        wrapped(
            _rows.sentence(line.label),
            style.width if line.kind == "heading" else room - INDENT * unit,
            style.heading,
            5,
        )
        for line in lines
    )
    counts = tuple(wrapped(line.counts, room - INDENT * unit, style.quiet, 2) if line.counts else [] for line in lines)
    head = wrapped(f"Found by {tests.index} v {tests.comparator}", room, style.quiet, 9)
    held = [words for line, block in zip(lines, labels, strict=True) if line.kind != "heading" for words in block]
    label = max(text_width(words, style.heading) for words in held) + INDENT * unit
    label = max(label, *(text_width(words, style.quiet) for words in head))
    label = max(label, *(text_width(words, style.quiet) + INDENT * unit for block in counts for words in block))
    wide = estimates.value + CLOSE + estimates.wide
    left, right = label + GAP, style.width - wide - GAP
    heads: tuple[Head, ...] = (
        (0, head, "left"),
        ((left + right) / 2, wrapped(SCALE_HEAD, right - left, style.quiet, 2), "center"),
        (style.width, _rows.folded(estimates.head, wide, style), "right"),
    )
    top = max(len(words) for _, words, _ in heads) * step(style.size) + 1.6
    talls = [len(block) + len(below) for block, below in zip(labels, counts, strict=True)]
    middles, bottom = _middles(lines, talls, top, style)
    scale = points(estimates.limits, left, right, TIGHT * unit)
    return Plot(scale, (), style.width - estimates.wide - CLOSE, top, heads, labels, counts, middles, bottom + 1)


def _middles(lines: Sequence[Line], talls: Sequence[int], top: float, style: Style) -> tuple[tuple[float, ...], float]:
    """Return the middles of all lines, each so many lines of text tall, and where the last one ends."""
    tall = [ROW * style.scale + (count - 1) * step(style.size) for count in talls]
    above = [APART * style.scale if line.kind == "heading" else 0 for line in lines]
    bottoms = list(accumulate(map(add, tall, above), initial=top))
    middles = tuple(bottom + free + high / 2 for bottom, free, high in zip(bottoms, above, tall, strict=False))
    return middles, bottoms[-1]


def _widest(texts: Sequence[str], style: Style) -> float:
    """Return the width of the widest of some texts."""
    return max(text_width(words, style.body) for words in texts)
