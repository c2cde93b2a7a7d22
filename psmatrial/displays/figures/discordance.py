"""Who was found by one test only, by PSA; where the plan shows single patients, each of them on the scale of PSA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays.canvas import Align, Box, Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._further import TINT, illustration, left_out_words
from psmatrial.displays.figures._rows import Compared, Names
from psmatrial.displays.figures._single import Strip, draw_strip, strip
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.words.english import counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

BAR = 4.0
ROW = 7.2
GAP = 3.0
BETWEEN = 7.0
WIDEST_LABEL = 40.0
LABEL_SHARE = 0.3
NARROWEST = 0.35


@dataclass(frozen=True, slots=True)
class Chart:
    """The strata with their heading, single patients where they are shown, the tests, and the note at the foot."""

    heading: str
    groups: tuple[Compared, ...]
    patients: tuple[Mapping[str, Any], ...]
    unit: str
    tests: Names
    note: str

    def labels(self) -> tuple[str, str, str, str]:
        """Return the words of the four cells."""
        return f"{self.tests.index} only", f"{self.tests.comparator} only", "both", "neither"


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the line between the tests, a patient's length, right ends of two columns, the top of the rows."""

    zero: float
    unit: float
    both: float
    neither: float
    top: float
    row: float

    def middle(self, number: int) -> float:
        """Return where the middle of a row stands."""
        return self.top + (number + 0.5) * self.row


def figure(results: Results) -> Figure | None:
    """Return the discordant patients by stratum and one by one; None without strata and without single patients."""
    groups = tuple(group for group in _rows.strata(results) if group.index.both is not None)
    single = results.further.get("patients_shown") or {}
    people = tuple(single.get("patients") or ())
    if not any(group.n for group in groups) and not people:
        return None
    tests = _rows.names(results)
    marks = _rows.illustration_note([group.difference for group in groups]).removeprefix("* ")
    note = marks or (illustration(results, "patients_shown") if people else "")
    heading = _rows.strata_heading(results, groups) if groups else ""
    chart = Chart(heading, groups, people, single.get("unit", ""), tests, note)
    return Figure(
        name="discordance",
        title="Found by one test only, by PSA",
        caption=_caption(chart, single),
        alt=" ".join([*map(partial(_words, chart), groups), *_spread(chart), note]).rstrip(),
        draw=partial(_drawn, chart),
        data=_data(chart),
        illustration=bool(note),
    )


def _caption(chart: Chart, single: Mapping[str, Any]) -> str:
    """Say what the bars and marks are."""
    tests, said = chart.tests, []
    if chart.groups:
        said.append(
            f"Patients found by {tests.comparator} only (to the left) and by {tests.index} only (to the right); those "
            f"found by both or neither do not tell the tests apart and stand as numbers."
        )
    if chart.patients:
        said.append("Each mark is one patient; those of about the same PSA stand over one another.")
    return " ".join([*said, left_out_words(single.get("left_out") or ())]).rstrip()


def _cells(group: Compared) -> tuple[int, int, int, int]:
    """Return index only, comparator only, both and neither."""
    row = group.index
    return row.index_only or 0, row.comparator_only or 0, row.both or 0, row.neither or 0


def _words(chart: Chart, group: Compared) -> str:
    """Say what the bars of a stratum show."""
    parts = ", ".join(f"{n} by {label}" for n, label in zip(_cells(group), chart.labels(), strict=True))
    return f"{group.label}: {parts}."


def _spread(chart: Chart) -> list[str]:
    """Say how many single patients are shown, and from which PSA to which."""
    if not chart.patients:
        return []
    first, last = chart.patients[0]["psa"], chart.patients[-1]["psa"]
    return [f"{counted(len(chart.patients), 'patient')} one by one, PSA {first:g} to {last:g} {chart.unit}."]


def _data(chart: Chart) -> tuple[tuple[object, ...], ...]:
    """Return the counts of the strata, and under them the patients."""
    header = ("stratum or patient", "PSA", *chart.labels())
    rows = [(group.label, None, *_cells(group)) for group in chart.groups]
    cells = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}
    people = [
        (one["number"], one["psa"], *(int(k == cells[one["index"], one["comparator"]]) for k in range(4)))
        for one in chart.patients
    ]
    return header, *rows, *people


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the bars out over the strip of single patients."""
    height, plot = 0.0, None
    labels: list[list[str]] = []
    heads: list[list[str]] = []
    if chart.groups:
        labels = _labels(chart, style)
        plot, heads = _plot(chart, labels, style)
        height = plot.top + len(chart.groups) * plot.row
    lanes: Strip | None = None
    if chart.patients:
        lanes = strip(chart.patients, chart.labels(), height + (BETWEEN * style.scale if plot else 0), style)
        height = lanes.bottom(style)
    canvas = Canvas(style, height + 1, chart.note)
    if plot:
        _draw_head(canvas, plot, chart, heads)
        for number, lines in enumerate(labels):
            _draw_label(canvas, plot, number, lines, chart.groups[number])
        _draw_bars(canvas, plot, chart)
    if lanes:
        draw_strip(canvas, lanes, f"PSA ({chart.unit}), one mark a patient")
    return canvas.figure


def _labels(chart: Chart, style: Style) -> list[list[str]]:
    """Return the names of the strata as lines."""
    room = min(WIDEST_LABEL * style.scale, style.width * LABEL_SHARE)
    return [wrapped(group.label, room, style.heading, 2) for group in chart.groups]


def _plot(chart: Chart, labels: Sequence[list[str]], style: Style) -> tuple[Plot, list[list[str]]]:
    """Return the places and the headings: columns as wide as their words, and the rest for the bars."""
    scale, apart = style.scale, step(style.size)
    room = min(WIDEST_LABEL * scale, style.width * LABEL_SHARE)
    left = max(text_width(line, style.heading) for lines in labels for line in lines)
    left = max(left, *(text_width(f"n = {group.n}", style.quiet) for group in chart.groups))
    left = max(left, min(room, text_width(chart.heading, style.quiet)))
    neither, both = (
        max(text_width(word, style.quiet), *(text_width(str(_cells(one)[k]), style.body) for one in chart.groups))
        for k, word in ((3, "neither"), (2, "both"))
    )
    start, end = left + GAP * scale, style.width - neither - both - 2.4 * GAP * scale
    count = max(text_width(str(n), style.body) for group in chart.groups for n in _cells(group)[:2]) + 2.4 * scale
    most = [max(1, *(_cells(group)[k] for group in chart.groups)) for k in (1, 0)]
    reach = end - start - 2 * count
    side = reach * min(1 - NARROWEST, max(NARROWEST, most[0] / sum(most)))
    zero = start + count + side
    heads = [
        wrapped(chart.heading, left, style.quiet, 3),
        wrapped(f"← {chart.tests.comparator} only", zero - 1, style.quiet, 3),
        wrapped(f"{chart.tests.index} only →", style.width - zero - 1, style.quiet, 3),
    ]
    row = max(ROW * scale, (max(map(len, labels)) + 1) * apart + 1.6 * scale)
    top = (max(map(len, heads[1:])) + len(heads[0])) * apart + 1.2 * scale
    unit = min(side / most[0], (reach - side) / most[1])
    return Plot(zero, unit, style.width - neither - GAP * scale, style.width, top, row), heads


def _draw_head(canvas: Canvas, plot: Plot, chart: Chart, heads: Sequence[list[str]]) -> None:
    """Write what both sides count, under it the headings of the columns, and a rule."""
    quiet, apart = canvas.style.quiet, step(canvas.style.size)
    heading, bottom = heads[0], plot.top - 1.2 * canvas.style.scale
    foot = bottom - len(heading) * apart
    sides: tuple[tuple[float, Align], ...] = ((plot.zero - 1, "right"), (plot.zero + 1, "left"))
    for lines, (x, align) in zip(heads[1:], sides, strict=True):
        canvas.lines((x, foot - len(lines) * apart / 2), lines, quiet, align)
    canvas.lines((0, bottom - len(heading) * apart / 2), heading, quiet)
    canvas.text((plot.both, bottom - apart / 2), "both", quiet, "right")
    canvas.text((plot.neither, bottom - apart / 2), "neither", quiet, "right")
    line = plot.top - 0.6 * canvas.style.scale
    canvas.rules([((0, line), (canvas.width, line))], canvas.style.ink, 0.6, "head")
    foot = plot.top + len(chart.groups) * plot.row
    canvas.rules([((plot.zero, line), (plot.zero, foot))], canvas.style.ink, 0.6, "zero")


def _draw_label(canvas: Canvas, plot: Plot, number: int, lines: list[str], group: Compared) -> None:
    """Write a stratum with its patients, and the numbers of both and neither."""
    style, apart = canvas.style, step(canvas.style.size)
    middle = plot.middle(number)
    first = middle - len(lines) * apart / 2
    for place, line in enumerate(lines):
        canvas.text((0, first + place * apart), line, style.heading)
    canvas.text((0, first + len(lines) * apart), f"n = {group.n}", style.quiet)
    for x, count in zip((plot.both, plot.neither), _cells(group)[2:], strict=True):
        canvas.text((x, middle), str(count), style.quiet, "right")


def _draw_bars(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Draw the discordant patients to both sides of a line, each bar with its count at its end."""
    style, scale = canvas.style, canvas.style.scale
    filled: list[Box] = []
    outlined: list[Box] = []
    for number, group in enumerate(chart.groups):
        cell, middle = _cells(group), plot.middle(number)
        top, tall = middle - BAR * scale / 2, BAR * scale
        right, left = cell[0] * plot.unit, cell[1] * plot.unit
        filled += [(plot.zero, top, right, tall)] if cell[0] else []
        outlined += [(plot.zero - left, top, left, tall)] if cell[1] else []
        canvas.text((plot.zero + right + 1.2 * scale, middle), str(cell[0]))
        canvas.text((plot.zero - left - 1.2 * scale, middle), str(cell[1]), align="right")
    canvas.boxes(filled, Paint(style.index), "bars-index")
    canvas.boxes(outlined, Paint(style.comparator, style.comparator, TINT), "bars-comparator")
