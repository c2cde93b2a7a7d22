"""Detection against PSA: a logistic curve with its band for each test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._axes import LogScale, axis_height, draw_log_axis, log_scale
from psmatrial.displays.figures._further import illustration, left_out_words
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.figures._steps import dashed
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TALL = 52.0
LANE = 2.6
TICKS = (0, 25, 50, 75, 100)
GAP = 2.0
SAMPLE = 4.2
WIDEST_NAME = 34.0
NAME_SHARE = 0.31
DASH = 2.2
BANDS = (0.18, 0.07)


@dataclass(frozen=True, slots=True)
class Line:
    """One test: its name, its record, and the colour and place it has (0 the index test, 1 the comparator)."""

    name: str
    record: Mapping[str, Any]
    place: int

    @property
    def drawn(self) -> bool:
        """Whether there is a curve."""
        return "rate" in self.record

    @property
    def count(self) -> str:
        """How many were found of how many."""
        return f"{self.record['found']}/{self.record['n']}"


@dataclass(frozen=True, slots=True)
class Chart:
    """The two tests, single patients where they are shown, the level and unit, and the note at the foot."""

    lines: tuple[Line, ...]
    patients: tuple[Mapping[str, Any], ...]
    level: float
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the scale of PSA, where 100 and 0 percent stand, and where the scale of PSA is drawn."""

    scale: LogScale
    top: float
    foot: float
    axis: float

    def at(self, psa: float, rate: float) -> Point:
        """Return where a rate at a PSA stands."""
        return self.scale.at(psa), self.foot - rate * (self.foot - self.top)


def figure(results: Results) -> Figure | None:
    """Return the curves of the primary contrast; None where neither test has one."""
    found = results.further.get("curve") or {"tests": {}}
    return curve_figure(results, found, ("curve", "Detection rate by PSA"), "Each test has its own curve.")


def curve_figure(results: Results, found: Mapping[str, Any], named: tuple[str, str], ends: str) -> Figure | None:
    """Return the curves of a record under a name and a title; ``ends`` says how the two curves belong together."""
    pairs = results.plan.get("contrasts")
    tests = Names(pairs[0]["index"], pairs[0]["comparator"]) if pairs else _rows.names(results)
    lines = tuple(
        Line(name, found["tests"][name], place)
        for place, name in enumerate((tests.index, tests.comparator))
        if name in found["tests"]
    )
    if not any(line.drawn for line in lines):
        return None
    people = (results.further.get("patients_shown") or {}).get("patients") or ()
    note = illustration(results, named[0])
    chart = Chart(lines, tuple(people), found["level"], found["unit"], note)
    rows = [
        (line.name, *values)
        for line in lines
        if line.drawn
        for values in zip(*(line.record[key] for key in ("psa", "rate", "low", "high")), strict=True)
    ]
    return Figure(
        name=named[0],
        title=named[1],
        caption=_caption(chart, tests, ends),
        alt=" ".join([*map(partial(_words, chart), lines), note]).rstrip(),
        draw=partial(_drawn, chart),
        data=(("test", f"PSA ({chart.unit})", "rate", "low", "high"), *rows),
        illustration=bool(note),
    )


def _caption(chart: Chart, tests: Names, ends: str) -> str:
    """Say how the curves came about, for whom there is none, and who is left out."""
    fits = dict.fromkeys(line.record["words"] for line in chart.lines if line.drawn)
    by_fit = {words: [line.name for line in chart.lines if line.record.get("words") == words] for words in fits}
    many = len(fits) > 1
    how = "; ".join(f"{' and '.join(names)}: {words}" if many else words for words, names in by_fit.items())
    head = (
        f"{tests.index} (solid line, filled band) and {tests.comparator} (dashed, outlined) over the observed range of "
        f"PSA, with {numbers.level(chart.level)} confidence bands: {how}. {ends}"
    )
    said = [head]
    said += [f"No curve for {line.name}: {line.record['why']}." for line in chart.lines if not line.drawn]
    said += dict.fromkeys(f"{line.record['note']}." for line in chart.lines if line.record["note"])
    if chart.patients:
        said.append("Marks above are patients found, marks below patients not found.")
    return " ".join([*said, left_out_words(chart.lines[0].record["left_out"])]).rstrip()


def _words(chart: Chart, line: Line) -> str:
    """Say where a curve begins and ends."""
    head = f"{line.name}, found in {line.count} patients"
    if not line.drawn:
        return f"{head}: no curve, {line.record['why']}."
    ends = [f"{numbers.percent(line.record['rate'][k])} at {line.record['psa'][k]:.3g} {chart.unit}" for k in (0, -1)]
    return f"{head}: from {ends[0]} to {ends[1]}."


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the curves out, with the names of the tests on their right."""
    scale = style.scale
    side = min(WIDEST_NAME * scale, style.width * NAME_SHARE)
    names = [wrapped(line.name, side - (SAMPLE + 1) * scale, style.heading, 4) for line in chart.lines]
    lanes = LANE * scale * len(chart.lines) if chart.patients else 0.0
    ticks = max(text_width("100%", style.quiet), *(text_width(word, style.quiet) for word in _sides(chart)))
    top = max(step(style.size), step(style.size) / 2 + lanes + 1)
    foot = top + TALL * scale
    values = [psa for line in chart.lines if line.drawn for psa in (line.record["psa"][0], line.record["psa"][-1])]
    values += [one["psa"] for one in chart.patients]
    scale_of_psa = log_scale(values, ticks + GAP * scale, style.width - side - GAP * scale)
    plot = Plot(scale_of_psa, top, foot, foot + lanes + (1.4 * scale if lanes else 0))
    canvas = Canvas(style, plot.axis + axis_height(style), chart.note)
    _draw_frame(canvas, plot, chart)
    for line in sorted(chart.lines, key=lambda line: -line.place):
        _draw_band(canvas, plot, line)
    for line in chart.lines:
        _draw_curve(canvas, plot, line)
    _draw_names(canvas, plot, chart, names)
    _draw_patients(canvas, plot, chart)
    return canvas.figure


def _sides(chart: Chart) -> tuple[str, str]:
    """Return what stands beside the marks of patients, where there are any."""
    return ("found", "not found") if chart.patients else ("", "")


def _draw_frame(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Draw the scales."""
    style, scale = canvas.style, plot.scale
    heights = [plot.foot - tick / 100 * (plot.foot - plot.top) for tick in TICKS]
    canvas.rules([((scale.start, y), (scale.end, y)) for y in heights], style.rule, 0.4, "grid")
    for tick, y in zip(TICKS, heights, strict=True):
        canvas.text((scale.start - GAP * style.scale, y), f"{tick}%", style.quiet, "right")
    draw_log_axis(canvas, scale, plot.axis, f"PSA ({chart.unit}), logarithmic")


def _colour(style: Style, line: Line) -> str:
    """Return the colour of a test."""
    return (style.index, style.comparator)[line.place]


def _draw_band(canvas: Canvas, plot: Plot, line: Line) -> None:
    """Draw the band of one test: filled for the index test, outlined for the comparator."""
    if not line.drawn:
        return
    style, record = canvas.style, line.record
    low, high = ([plot.at(*pair) for pair in zip(record["psa"], record[end], strict=True)] for end in ("low", "high"))
    paint = Paint(_colour(style, line), opacity=BANDS[line.place])
    canvas.areas([[*low, *reversed(high)]], paint, f"band-{line.place}")
    if line.place:
        canvas.rules([low, high], _colour(style, line), 0.5, "band-edges")


def _draw_curve(canvas: Canvas, plot: Plot, line: Line) -> None:
    """Draw the curve of one test: solid for the index test, dashed for the comparator."""
    if not line.drawn:
        return
    points = [plot.at(*pair) for pair in zip(line.record["psa"], line.record["rate"], strict=True)]
    pieces = dashed(points, (DASH * canvas.style.scale,)) if line.place else [points]
    canvas.rules(pieces, _colour(canvas.style, line), 1.6 * canvas.style.line, f"estimates-{line.place}")


def _draw_names(canvas: Canvas, plot: Plot, chart: Chart, names: Sequence[list[str]]) -> None:
    """Write the tests beside the ends of their curves, clear of each other, each with a piece of its line."""
    style, apart = canvas.style, step(canvas.style.size)
    left = plot.scale.end + GAP * style.scale
    wanted = []
    for line, words in zip(chart.lines, names, strict=True):
        end = plot.at(line.record["psa"][-1], line.record["rate"][-1])[1] if line.drawn else plot.foot
        wanted.append((end, line, [*words, line.count]))
    top = 0.0
    wanted.sort(key=lambda item: item[0])
    talls = [len(words) * apart + 1 for *_, words in wanted]
    for number, (end, line, words) in enumerate(wanted):
        last = plot.axis + axis_height(style) - sum(talls[number + 1 :])
        middle = max(top + talls[number] / 2, min(end, last - talls[number] / 2))
        top = middle + talls[number] / 2
        first = middle - (len(words) - 1) * apart / 2
        for place, word in enumerate(words):
            look = style.quiet if place == len(words) - 1 else style.heading
            canvas.text((left + (SAMPLE + 1) * style.scale, first + place * apart), word, look)
        piece = [(left, first), (left + SAMPLE * style.scale, first)]
        if line.drawn:
            pieces = dashed(piece, (DASH * style.scale * 0.7,)) if line.place else [piece]
            canvas.rules(pieces, _colour(style, line), 1.6 * style.line, "key")


def _draw_patients(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Draw the patients: found above the curves, not found below, a lane a test."""
    if not chart.patients:
        return
    style, lane = canvas.style, LANE * canvas.style.scale
    for line in chart.lines:
        key = ("index", "comparator")[line.place]
        above = plot.top - 1 - (len(chart.lines) - line.place - 0.5) * lane
        below = plot.foot + 1 + (line.place + 0.5) * lane
        places = [(plot.scale.at(one["psa"]), above if one[key] else below) for one in chart.patients]
        if line.place:
            canvas.marks(places, "diamond", [lane * 0.62], Paint(edge=_colour(style, line)), "patients-comparator")
        else:
            ticks = [((x, y - lane * 0.36), (x, y + lane * 0.36)) for x, y in places]
            canvas.rules(ticks, _colour(style, line), 0.7, "patients-index")
    for word, y in zip(_sides(chart), (plot.top - 1 - lane, plot.foot + 1 + lane), strict=True):
        canvas.text((0, y), word, style.quiet)
