"""How often two readers agree, pair by pair, under each test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Box, Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._further import illustration
from psmatrial.displays.lettering import shortened, step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

COUNTS = ("both", "first_only", "second_only", "neither")
LARGEST = 17.0
TALLEST = 10.5
GAP = 7.0
LEAST_NAME = 12.0
WIDEST_NAME = 40.0
DARKEST = 0.55
FLOOR = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readers by their places, in how many patients they agree, and how many both read."""

    column: int
    row: int
    agree: int
    n: int

    @property
    def share(self) -> Fraction | None:
        """The share of patients on whom the two agree; None where no patient was read by both."""
        return Fraction(self.agree, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Panel:
    """One test with its pairs, and the colour it has: 0 the index test, 1 the comparator."""

    test: str
    pairs: tuple[Pair, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Sizes in mm: a cell's width and height, a panel's width; panels in a row; what a cell says (0 nothing, 3 all)."""

    wide: float
    tall: float
    panel: float
    across: int
    words: int


def figure(results: Results) -> Figure | None:
    """Return the agreement of all pairs of readers; None where one reader read."""
    found = results.further.get("readers")
    tests = _rows.names(results)
    if not found or len(found["names"]) < 2:
        return None
    chosen = [(name, found["tests"][name]) for name in (tests.index, tests.comparator) if name in found["tests"]]
    panels = tuple(Panel(name, _pairs(found["names"], pairs), k) for k, (name, pairs) in enumerate(chosen))
    note = illustration(results, "readers")
    return Figure(
        name="agreement",
        title="Agreement between readers",
        caption="Share of the patients read by both readers on whom the two agree (both positive or both negative), "
        "with the counts; the stronger the colour of a cell, the more. Agreement by chance is part of it.",
        alt=" ".join([*(_words(found["names"], panel) for panel in panels), note]).rstrip(),
        draw=partial(_drawn, tuple(found["names"]), panels, note),
        data=(
            ("test", "first reader", "second reader", "both positive", "first only", "second only", "neither"),
            *(
                (name, one["first"], one["second"], *(one[cell] for cell in COUNTS))
                for name, pairs in chosen
                for one in pairs
            ),
        ),
        illustration=bool(note),
    )


def _pairs(names: Sequence[str], pairs: Sequence[Mapping[str, Any]]) -> tuple[Pair, ...]:
    """Return the pairs of one test by the places of their readers."""
    place = {name: k for k, name in enumerate(names)}
    return tuple(
        Pair(place[one["first"]], place[one["second"]], one["both"] + one["neither"], sum(one[cell] for cell in COUNTS))
        for one in pairs
    )


def _words(names: Sequence[str], panel: Panel) -> str:
    """Say how often each pair agrees."""
    parts = [f"{names[one.column]} and {names[one.row]} {numbers.share(one.agree, one.n)}" for one in panel.pairs]
    return f"{panel.test}: {', '.join(parts)}."


@settings()
def _drawn(names: tuple[str, ...], panels: Sequence[Panel], note: str, style: Style) -> Drawn:
    """Lay the panels out beside each other, or under each other where they are wide."""
    plot = _plot(names, panels, style)
    unit = " (%)" if plot.words == 1 else ""
    heads = [wrapped(panel.test + unit, plot.panel, style.heading, 3) for panel in panels]
    top = max(map(len, heads)) * step(style.size) + 1.5 * style.scale
    height = top + step(style.size) + (len(names) - 1) * plot.tall
    down = -(-len(panels) // plot.across)
    canvas = Canvas(style, down * height + (down - 1) * GAP * style.scale, note)
    for number, panel in enumerate(panels):
        left = number % plot.across * (plot.panel + GAP * style.scale)
        start = number // plot.across * (height + GAP * style.scale)
        canvas.lines((left, start + len(heads[number]) * step(style.size) / 2), heads[number], style.heading)
        _draw_panel(canvas, plot, panel, names, (left, start + top))
    return canvas.figure


def _plot(names: Sequence[str], panels: Sequence[Panel], style: Style) -> Plot:
    """Return the sizes: cells with as many words as they have room for, first with all panels in one row."""
    scale = style.scale
    name = min(WIDEST_NAME * scale, max(LEAST_NAME * scale, *(text_width(one, style.heading) + 2 for one in names)))
    widest = {words: _widest(panels, words, style) + (0.8 if words == 1 else 2) * scale for words in (3, 2, 1)}
    for across in dict.fromkeys((len(panels), 1)):
        panel = (style.width - (across - 1) * GAP * scale) / across
        wide = (panel - name) / (len(names) - 1)
        for words, least in widest.items():
            if wide >= least and (words > 1 or across == 1):
                cell = min(wide, max(LARGEST * scale, least))
                return Plot(cell, (TALLEST if words == 3 else 6.0) * scale, panel, across, words)
    wide = max(1.0, style.width - name) / (len(names) - 1)
    return Plot(wide, max(step(style.size), min(wide, 6.0 * scale)), style.width, 1, 0)


def _widest(panels: Sequence[Panel], words: int, style: Style) -> float:
    """Return the width of the widest text of a cell."""
    cells = [_cell(one, words) for panel in panels for one in panel.pairs]
    shares, counts = ([pair[k] for pair in cells] for k in (0, 1))
    return max(*(text_width(one, style.heading) for one in shares), *(text_width(one, style.body) for one in counts))


def _cell(one: Pair, words: int) -> tuple[str, str]:
    """Return the share and the counts of a cell, as far as it has room for them."""
    share = numbers.percent(one.share)
    return "" if not words else share.rstrip("%") if words == 1 else share, f"{one.agree}/{one.n}" if words == 3 else ""


def _draw_panel(canvas: Canvas, plot: Plot, panel: Panel, names: Sequence[str], corner: Point) -> None:
    """Draw the lower half of a square of readers; each reader's name stands in the diagonal, over its column."""
    style, left = canvas.style, corner[0]
    # The first reader heads a column and no row: the name alone needs room there.
    top = corner[1] + step(style.size) - plot.tall
    colour = (style.index, style.comparator)[panel.place]
    frames: list[Box] = []
    for one in panel.pairs:
        box = (left + one.column * plot.wide, top + one.row * plot.tall, plot.wide, plot.tall)
        frames.append(box)
        if one.share is not None and one.share > FLOOR:
            shade = float((one.share - FLOOR) / (1 - FLOOR)) * DARKEST
            canvas.boxes([box], Paint(colour, opacity=shade), "shade")
        middle, texts = (box[0] + plot.wide / 2, box[1] + plot.tall / 2), _cell(one, plot.words)
        apart = step(style.size) / 2 if texts[1] else 0.0
        canvas.text((middle[0], middle[1] - apart), texts[0], style.heading, "center")
        canvas.text((middle[0], middle[1] + apart), texts[1], style.body, "center")
    for number, name in enumerate(names):
        start = left + number * plot.wide + (0.0 if number == 0 else 1.0) * style.scale
        room = left + plot.panel - start
        line = top + (number + 0.5) * plot.tall + ((plot.tall - step(style.size)) / 2 if number == 0 else 0)
        canvas.text((start, line), shortened(name, room, style.heading), style.heading)
    canvas.boxes(frames, Paint(edge=style.muted), "frame")
    edges = [((left, top + plot.tall), (left, top + len(names) * plot.tall))]
    canvas.rules(edges, style.muted, style.line, "border")
