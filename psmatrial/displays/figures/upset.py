"""Which sets of regions were positive together, with both tests side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays.canvas import Box, Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._further import TINT, draw_key, illustration, key_lines, patients
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TALLEST = 34.0
BAR = 3.4
BETWEEN = 2.6
WIDEST_COLUMN = 19.0
WIDEST_BAR = 6.0
ROW = 5.2
DOT = 2.7
RING = 1.7
GAP = 3.0
WIDEST_LABEL = 46.0
LABEL_SHARE = 0.32
SAID = 8


@dataclass(frozen=True, slots=True)
class Column:
    """One set of regions with its patients; ``others`` counts the sets that a column adds up."""

    regions: tuple[str, ...]
    index: int
    comparator: int
    others: int = 0

    @property
    def patients(self) -> int:
        """How often either test showed the set."""
        return self.index + self.comparator


@dataclass(frozen=True, slots=True)
class Chart:
    """The regions from top to bottom, the sets from common to rare with that of no region last, and the tests."""

    regions: tuple[str, ...]
    columns: tuple[Column, ...]
    tests: Names


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the first column, the width of a bar, the feet of bars and rows, and the lines of the labels."""

    left: float
    bar: float
    pitch: float
    foot: float
    rows: tuple[float, ...]
    row: float
    labels: tuple[list[str], ...]

    def middle(self, column: int) -> float:
        """Return where the middle of a column stands."""
        return self.left + (column + 0.5) * self.pitch

    @property
    def bottom(self) -> float:
        """The lower end of the last row."""
        return self.rows[-1] + self.row / 2


def figure(results: Results) -> Figure | None:
    """Return the sets of regions of the primary contrast; None where fewer than two regions were compared."""
    found = results.further.get("patterns")
    if not found or not found[0]["n"]:
        return None
    first: Mapping[str, Any] = found[0]
    tests, note = Names(first["index"], first["comparator"]), illustration(results, "patterns")
    chart = Chart(tuple(first["regions"]), _columns(first), tests)
    left_out = f" Left out: {patients(first['left_out'])} without a result in every region under both tests."
    caption = (
        f"Patients by the set of regions in which {tests.index} (filled bars) and {tests.comparator} (outlined) were "
        f"positive, each region by its own readings; joined dots are one set, rings are regions not positive. "
        f"{patients(first['n']).capitalize()}.{left_out if first['left_out'] else ''}"
    )
    return Figure(
        name="upset",
        title="Regions that were positive together",
        caption=caption,
        alt=f"{_alt(chart)} {note}".rstrip(),
        draw=partial(_drawn, chart, note),
        data=(
            ("positive regions", tests.index, tests.comparator),
            *((_name(column), column.index, column.comparator) for column in chart.columns),
        ),
        illustration=bool(note),
    )


def _columns(found: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return all sets, common ones first, that of no region last."""
    sets = [Column(tuple(item["regions"]), item["index"], item["comparator"]) for item in found["sets"]]
    return tuple(sorted(sets, key=lambda column: (not column.regions, -column.patients)))


def _name(column: Column) -> str:
    """Return a set in words."""
    return " + ".join(column.regions) or "no region"


def _alt(chart: Chart) -> str:
    """Say how often each test showed each set."""
    tests = chart.tests
    parts = [f"{_name(one)}: {tests.index} {one.index}, {tests.comparator} {one.comparator}." for one in chart.columns]
    more = f" And {len(parts) - SAID} rarer sets." if len(parts) > SAID else ""
    return " ".join(parts if not more else [*parts[: SAID - 1], parts[-1]]) + more


@settings()
def _drawn(chart: Chart, note: str, style: Style) -> Drawn:
    """Lay the sets out as columns."""
    plot = _plot(chart, style)
    columns = _fitting(chart.columns, max(2, int((style.width - plot.left) / plot.pitch + 1e-6)))
    words = [_below(column) for column in columns]
    foot = plot.bottom + max(map(len, words)) * step(style.size) + 0.6
    canvas = Canvas(style, foot, note)
    _draw_bars(canvas, plot, columns)
    _draw_rows(canvas, plot, chart, columns)
    for number, lines in enumerate(words):
        place = (plot.middle(number), plot.bottom + 0.4 + len(lines) * step(style.size) / 2)
        canvas.lines(place, lines, style.quiet, "center")
    draw_key(canvas, (0, 0), key_lines(chart.tests, plot.left - GAP * style.scale, style))
    return canvas.figure


def _below(column: Column) -> list[str]:
    """Return what stands under a column that dots do not explain."""
    if column.others:
        return ["other", f"{column.others} sets"]
    return [] if column.regions else ["none"]


def _fitting(columns: Sequence[Column], room: int) -> list[Column]:
    """Return the columns that have room: the common sets, all rarer ones as one, and that of no region."""
    none = [column for column in columns if not column.regions]
    sets = [column for column in columns if column.regions]
    if len(columns) <= room:
        return [*sets, *none]
    kept = room - 1 - len(none)
    rest = sets[kept:]
    other = Column((), sum(one.index for one in rest), sum(one.comparator for one in rest), len(rest))
    return [*sets[:kept], other, *none]


def _plot(chart: Chart, style: Style) -> Plot:
    """Return the places: bars as wide as the widest count over them, labels in what a third of the width leaves."""
    scale, apart = style.scale, step(style.size)
    total = [sum(getattr(one, test) for one in chart.columns if one.regions) for test in ("index", "comparator")]
    counts = [*total, *(max(one.index, one.comparator) for one in chart.columns)]
    widest = max(text_width(str(count), style.body) for count in counts)
    bar = max(BAR * scale, widest + 0.7 * scale)
    pitch = max(2 * bar + BETWEEN * scale, text_width("99 sets", style.quiet) + 1)
    room = min(WIDEST_LABEL * scale, style.width * LABEL_SHARE, style.width - 2 * pitch - GAP * scale)
    names = [_rows.sentence(region) for region in chart.regions]
    labels = tuple(wrapped(name, room, style.body, 3) for name in names)
    key = key_lines(chart.tests, room, style)
    wide = max(text_width(line, style.body) for lines in labels for line in lines)
    wide = max(wide, *(text_width(line, style.heading) + 5 * scale for lines in key for line in lines))
    row = max(ROW * scale, max(map(len, labels)) * apart + 1.2 * scale)
    foot = max(apart + TALLEST * scale, sum(map(len, key)) * apart + 2)
    rows = tuple(foot + 2 * scale + (number + 0.5) * row for number in range(len(labels)))
    left = min(wide, room) + GAP * scale
    pitch = max(pitch, min(WIDEST_COLUMN * scale, (style.width - left) / len(chart.columns)))
    bar = max(bar, min(WIDEST_BAR * scale, (pitch - BETWEEN * scale) / 2))
    return Plot(left, bar, pitch, foot, rows, row, labels)


def _draw_bars(canvas: Canvas, plot: Plot, columns: Sequence[Column]) -> None:
    """Draw two bars a set with their counts over them, on one line."""
    style = canvas.style
    most = max(max(one.index, one.comparator) for one in columns) or 1
    unit = TALLEST * style.scale / most
    filled: list[Box] = []
    outlined: list[Box] = []
    for number, column in enumerate(columns):
        middle = plot.middle(number)
        for count, boxes, left in ((column.index, filled, middle - plot.bar), (column.comparator, outlined, middle)):
            tall = count * unit
            if count:
                boxes.append((left + 0.15 * style.scale, plot.foot - tall, plot.bar - 0.3 * style.scale, tall))
            place = (left + plot.bar / 2, plot.foot - tall - step(style.size) / 2)
            canvas.text(place, str(count), align="center")
    canvas.boxes(filled, Paint(style.index), "bars-index")
    canvas.boxes(outlined, Paint(style.comparator, style.comparator, TINT), "bars-comparator")
    right = plot.left + len(columns) * plot.pitch
    canvas.rules([((plot.left, plot.foot), (right, plot.foot))], style.ink, 0.6, "zero")


def _draw_rows(canvas: Canvas, plot: Plot, chart: Chart, columns: Sequence[Column]) -> None:
    """Draw the matrix: a row a region, joined dots for a set."""
    style, right = canvas.style, plot.left + len(columns) * plot.pitch
    bands = [(0.0, middle - plot.row / 2, right, plot.row) for middle in plot.rows[::2]]
    canvas.boxes(bands, Paint(style.rule, opacity=0.22), "stripes")
    for lines, middle in zip(plot.labels, plot.rows, strict=True):
        canvas.lines((0.8 * style.scale, middle), lines)
    dots: list[Point] = []
    rings: list[Point] = []
    joints: list[tuple[Point, Point]] = []
    for number, column in enumerate(columns):
        if column.others:
            continue
        places = [(plot.middle(number), middle) for middle in plot.rows]
        held = [place for place, region in zip(places, chart.regions, strict=True) if region in column.regions]
        dots += held
        rings += [place for place in places if place not in held]
        joints += [(held[0], held[-1])] if len(held) > 1 else []
    canvas.rules(joints, style.ink, 1.4, "zero-joints")
    canvas.marks(rings, "circle", [RING * style.scale], Paint(edge=style.muted), "patients-rings")
    canvas.marks(dots, "circle", [DOT * style.scale], Paint(style.ink), "patients-dots")
