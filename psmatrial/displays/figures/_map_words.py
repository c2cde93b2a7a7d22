"""The words around a tipping-point map: what its axes count, what it found, and its key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from psmatrial.displays.canvas import Canvas
from psmatrial.displays.figures._map import Map, Plot, draw_swatch, draw_ticks
from psmatrial.displays.lettering import shortened, step, text_width, wrapped
from psmatrial.displays.style import Style

SIDE = 78.0
LARGEST = 12.0
BAND = 3.0
GAP = 3.0
BEFORE = 1.5
WIDEST_NOTE = 41.0
SWATCH = 4.4
INSET = SWATCH + 2
BETWEEN = 1.8
EDGES = "of so many, only the ways along both axes are worked out"
DEPTHS = (26.0, 34.0, 44.0, 400.0)
NARROW = 125.0
NARROW_SIDE = 66.0


@dataclass(frozen=True, slots=True)
class Words:
    """All words as lines: the end of the lower axis, under that axis, left of the upright one, and the key.

    On a narrow sheet the end of the lower axis stands under its numbers, and the key under that.
    """

    title: list[str]
    below: list[str]
    beside: list[str]
    key: tuple[list[str], ...]
    key_left: float
    key_top: float
    narrow: bool = False

    def foot(self, style: Style) -> float:
        """Return how much stands under the grid, in mm."""
        if self.narrow:
            return 3 + step(style.size) * (len(self.title) + 0.7)
        return 3 + step(style.size) * max(len(self.title) - 0.3, len(self.below) + 0.7 if any(self.below) else 0)

    def key_tops(self, style: Style) -> list[float]:
        """Return where the entries of the key begin, and where it ends, in mm from its top."""
        talls = [max(SWATCH, len(lines) * step(style.size)) + BETWEEN for lines in self.key]
        return list(accumulate(talls, initial=0.0))


def patients(chart: Map) -> str:
    """Return whom the map is about."""
    missing, kind = chart.grid["missing"], chart.grid["kind"]
    noun = "patient" if missing == 1 else "patients"
    return f"{missing} more {noun}, imagined" if kind == "imagined" else f"{missing} {noun} with a {kind} result"


def conclusion(chart: Map) -> str:
    """Return the conclusion that could be reversed, with the tests by their names."""
    first, _, rest = str(chart.grid["conclusion"]).partition(" ")
    named = {"index": chart.tests.index, "comparator": chart.tests.comparator}
    return f"{named.get(first, first)} {rest}".rstrip()


def plot_and_words(chart: Map, style: Style) -> tuple[Plot, Words]:
    """Return the places and the words: those of the upright axis on the left, the grid, and the key beside it."""
    columns, rows = (max(numbers) + 1 for numbers in zip(*chart.ways, strict=True))
    if style.width < NARROW * style.scale:
        return _narrow(chart, columns, rows, style)
    beside = wrapped(_reverses(chart.fewest[1], chart.tests.comparator), WIDEST_NOTE, style.body, 6)
    note = max(text_width(line, style.body) for line in beside)
    left = (note and note + GAP) + _tick(rows, style)
    cell = min(LARGEST, min(SIDE, style.width * 0.8 - left) / max(columns, rows))
    first = cell if chart.whole else BAND
    plot = Plot(left, step(style.size) + BETWEEN + first + (rows - 1) * cell, cell, first, columns, rows)
    title = wrapped(f"found by {chart.tests.index} only →", style.width - _beyond(plot, style), style.quiet, 3)
    below = wrapped(_reverses(chart.fewest[0], chart.tests.index), plot.right, style.body, 3)
    for depth in DEPTHS:
        row = next((j for j in range(rows) if plot.at((0, j + 1))[1] < plot.top + depth), 0)
        key_left = plot.at((max(i for i, j in chart.ways if j >= row) + 1, 0))[0] + 2 * GAP
        words = Words(title, below, beside, _key(chart, style.width - key_left - INSET, style), key_left, plot.top)
        if words.key_tops(style)[-1] <= depth:
            break
    # A map of few rows is lower than its key, which would stand on the words at the end of the lower axis.
    if words.key_top + words.key_tops(style)[-1] > plot.foot + 3:
        return _narrow(chart, columns, rows, style)
    return plot, words


def _narrow(chart: Map, columns: int, rows: int, style: Style) -> tuple[Plot, Words]:
    """Return the places of a narrow sheet: the grid over its width, and all words under it."""
    left, apart = _tick(rows, style), step(style.size)
    last = text_width(str(columns), style.heading) / 2
    side, most = min(NARROW_SIDE, style.width - left - last), max(columns, rows)
    cell = min(LARGEST, side / most if chart.whole else (side - BAND) / (most - 1))
    first = cell if chart.whole else BAND
    plot = Plot(left, apart + BETWEEN + first + (rows - 1) * cell, cell, first, columns, rows)
    title = wrapped(f"found by {chart.tests.index} only →", style.width - left, style.quiet, 3)
    tests = (chart.tests.index, chart.tests.comparator)
    room = style.width - INSET
    said = [wrapped(words, room, style.body, 4) for words in map(_reverses, chart.fewest, tests) if words]
    words = Words(title, [""], [""], (*_key(chart, room, style), *said), 0.0, 0.0, narrow=True)
    return plot, replace(words, key_top=plot.foot + words.foot(style) + BETWEEN)


def draw_words(canvas: Canvas, plot: Plot, chart: Map, words: Words) -> None:
    """Write what the axes count and, at the smallest numbers that reverse the conclusion, that they do."""
    style, (across, up) = canvas.style, chart.fewest
    apart = step(style.size)
    draw_ticks(canvas, plot, chart)
    head = shortened(f"↑ found by {chart.tests.comparator} only", canvas.width - plot.left, style.quiet)
    canvas.text((plot.left, apart / 2), head, style.quiet)
    start, under = (plot.left, 1) if words.narrow else (_beyond(plot, style), 0)
    place = (start, plot.foot + 3 + (len(words.title) - 1) / 2 * apart + under * apart)
    canvas.lines(place, words.title, style.quiet)
    if words.narrow:
        return
    if across:
        half = max(text_width(line, style.body) for line in words.below) / 2
        middle = max(half, min(plot.middle((across, 0))[0], plot.right - half))
        canvas.lines((middle, plot.foot + 3 + (len(words.below) + 1) / 2 * apart), words.below, align="center")
    if up:
        half = len(words.beside) * apart / 2
        middle = max(plot.top + half, min(plot.middle((0, up))[1], plot.foot - half))
        canvas.lines((plot.left - _tick(plot.rows, style) - GAP, middle), words.beside, align="right")


def draw_key(canvas: Canvas, words: Words) -> None:
    """Draw the key: whom the map is about, and in how many ways the conclusion holds or is reversed."""
    style, left = canvas.style, words.key_left
    tops = [words.key_top + top for top in words.key_tops(style)]
    for number, lines in enumerate(words.key):
        middle = (tops[number] + tops[number + 1] - BETWEEN) / 2
        inset, look = INSET if number else 0, style.body if number else style.heading
        canvas.lines((left + inset, middle), lines, look)
        if number in (1, 2):
            place = Plot(left, middle + SWATCH / 2, SWATCH / 2, SWATCH / 2, 2, 2)
            draw_swatch(canvas, place, reversing=number == 2)


def _beyond(plot: Plot, style: Style) -> float:
    """Return where words begin that stand at the end of the lower axis, clear of its last number."""
    last = plot.middle((plot.columns - 1, 0))[0] + text_width(str(plot.columns), style.heading) / 2
    return max(plot.right, last) + GAP


def _key(chart: Map, width: float, style: Style) -> tuple[list[str], ...]:
    """Return the lines of the key."""
    ways, reversals = chart.grid["ways"], chart.grid["reversals"]
    entries = (
        wrapped(patients(chart), width + INSET, style.heading, 3),
        wrapped(f"{conclusion(chart)}: {ways - reversals} of {ways} ways", width, style.body, 3),
        wrapped(f"conclusion reversed: {reversals} of {ways} ways", width, style.body, 3),
    )
    return entries if chart.whole else (*entries, wrapped(EDGES, width, style.body, 3))


def _reverses(count: int, test: str) -> str:
    """Say that so many reverse the conclusion; nothing of none."""
    verb = "reverses" if count == 1 else "reverse"
    return f"{count} more found by {test} only {verb} it" if count else ""


def _tick(count: int, style: Style) -> float:
    """Return the width of a column of numbers below ``count``."""
    return text_width(str(count - 1), style.heading) + BEFORE
