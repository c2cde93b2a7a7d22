"""Time to an event: the curve of each group with its band, and the numbers at risk under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures._further import illustration, left_out_words
from psmatrial.displays.figures._steps import dashed, stepped
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.outcome_words import group_words, label_of, of_outcome, planned_test
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.words.english import counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TALL = 62.0
TICKS = (0, 25, 50, 75, 100)
GAP = 2.0
SAMPLE = 7.0
NAME_SHARE = 0.28
WIDEST_NAME = 40.0
BAND = 0.16
# One line a group, told apart without colour: whole, dashed, dotted, dash and dot, and longer ones.
PATTERNS: tuple[tuple[float, ...], ...] = (
    (),
    (2.2, 2.2),
    (0.9, 1.1),
    (3.4, 1.0, 0.9, 1.0),
    (4.4, 1.3),
    (1.6, 0.9),
    (3.0, 0.9, 0.9, 0.9, 0.9, 0.9),
    (0.5, 0.8),
)
FURTHER = ("#009E73", "#CC79A7", "#7F6A00", "#56B4E9")
CURVES = {"survival": (1.0, "without the event"), "incidence": (0.0, "with the event")}
OTHER = "competing-incidence"


@dataclass(frozen=True, slots=True)
class Chart:
    """The curves with their names, what they show, the times under them, the test in words, and the note."""

    curves: tuple[Mapping[str, Any], ...]
    names: tuple[str, ...]
    kind: str
    unit: str
    ticks: tuple[float, ...]
    test: str
    note: str

    @property
    def longest(self) -> float:
        """The longest follow-up of all groups."""
        return max(float(curve["longest"]) for curve in self.curves) or 1.0

    @property
    def banded(self) -> bool:
        """Whether bands are drawn: those of more than two groups would hide each other."""
        return len(self.curves) < 3

    def look(self, number: int) -> int:
        """Return which line a group has: the reference that of the comparator, the next that of the index test."""
        return 1 - number if len(self.curves) > 1 and number < 2 else number


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: the ends of the time scale, where all and none stand, and the longest time."""

    left: float
    right: float
    top: float
    foot: float
    longest: float

    def at(self, point: Point) -> Point:
        """Return where a share at a time stands."""
        x = self.left + (self.right - self.left) * point[0] / self.longest
        return x, self.foot - point[1] * (self.foot - self.top)


def figure(results: Results) -> Figure | None:
    """Return the curves; None where the plan names no outcome, or nobody has one."""
    record = of_outcome(results)
    if not record or not record["n"]:
        return None
    note = illustration(results, "outcome")
    kind = "incidence" if record["competing"] else "survival"
    test = planned_test(results)
    said = f"{label_of(test)}, {numbers.p_phrase(test.p_value)}" if test and test.p_value is not None else ""
    curves = tuple(curve for curve in record["curves"] if curve["n"])
    names = tuple(group_words(record, curve["group"]) for curve in curves)
    chart = Chart(curves, names, kind, record["unit"], tuple(record["ticks"]), said, note)
    name = record["name"]
    return Figure(
        name="survival",
        title=f"{name[:1].upper()}{name[1:]}" if kind == "survival" else "Cumulative incidence",
        caption=_caption(chart, record),
        alt=" ".join([*(_words(chart, k) for k in range(len(curves))), f"{said}." if said else "", note]).strip(),
        draw=partial(_drawn, chart),
        data=(("group", "curve", f"time ({chart.unit})", "share", "low", "high"), *_data(chart)),
        illustration=bool(note),
    )


def _data(chart: Chart) -> Iterator[tuple[object, ...]]:
    """Yield every step of every curve."""
    for curve, name in zip(chart.curves, chart.names, strict=True):
        for kind in (chart.kind, OTHER):
            points = curve.get(kind) or {"times": ()}
            for values in zip(
                *(points[key] for key in ("times", "height", "low", "high") if key in points), strict=True
            ):
                yield name, kind, *values


def _caption(chart: Chart, record: Mapping[str, Any]) -> str:
    """Say what the curves are, how their bands came about, and who is left out."""
    level, scale = numbers.level(record["level"]), record["interval"]
    bands = f" with {level} bands ({scale}, each time on its own)" if chart.banded else ""
    if chart.kind == "survival":
        head = f"Kaplan-Meier curves{bands}"
    else:
        head = f"Cumulative incidence of the event (Aalen-Johansen){bands}; thin lines are the competing event"
    said = [f"{head}, and the patients still followed up at each time."]
    said += [f"{chart.test[:1].upper()}{chart.test[1:]}."] if chart.test else []
    left = [{**item, "reason": f"({item['reason']})"} for item in record["left_out"]]
    return " ".join([*said, left_out_words(left)]).rstrip()


def _words(chart: Chart, number: int) -> str:
    """Say where the curve of a group ends."""
    curve = chart.curves[number]
    heights = curve[chart.kind]["height"] or [CURVES[chart.kind][0]]
    share = numbers.percent(heights[-1])
    end = f"{share} {CURVES[chart.kind][1]} after {curve['longest']:g} {chart.unit}"
    return f"{chart.names[number]}: {counted(curve['events'], 'event')} in {counted(curve['n'], 'patient')}; {end}."


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the key, the curves and the numbers at risk out from top to foot."""
    scale, apart = style.scale, step(style.size)
    room = min(WIDEST_NAME * scale, style.width * NAME_SHARE)
    names = [wrapped(name, room, style.body, 3) for name in chart.names]
    last = max(text_width(str(curve["at_risk"][-1]), style.body) for curve in chart.curves)
    left = max(text_width("100%", style.quiet), *(text_width(line, style.body) for lines in names for line in lines))
    keys = [wrapped(_key(chart, k), style.width - (SAMPLE + GAP) * scale, style.heading, 3) for k in range(len(names))]
    head = (sum(len(lines) for lines in keys) + 1.5) * apart + 2 * scale
    plot = Plot(
        left + 2 * GAP * scale,
        style.width - last / 2 - 0.5,
        head,
        head + TALL * scale,
        max(chart.longest, chart.ticks[-1]),
    )
    below = plot.foot + 10.5 * scale
    foot = below + apart * (1 + sum(len(lines) for lines in names)) + 1.5 * scale
    canvas = Canvas(style, foot, chart.note)
    _draw_frame(canvas, plot, chart)
    for number in reversed(range(len(chart.curves))) if chart.banded else ():
        _draw_band(canvas, plot, chart, number)
    for number in reversed(range(len(chart.curves))):
        _draw_curve(canvas, plot, chart, number)
    _draw_key(canvas, chart, keys)
    _draw_at_risk(canvas, plot, chart, names, below)
    return canvas.figure


def _key(chart: Chart, number: int) -> str:
    """Return what the key says of a group."""
    curve = chart.curves[number]
    return f"{chart.names[number]}: {counted(curve['events'], 'event')} in {counted(curve['n'], 'patient')}"


def _colour(style: Style, look: int) -> str:
    """Return the colour of a line."""
    return (style.index, style.comparator, FURTHER[0], FURTHER[1], style.ink, FURTHER[2], FURTHER[3], style.muted)[look]


def _draw_frame(canvas: Canvas, plot: Plot, chart: Chart) -> None:
    """Draw both scales with their names."""
    style, scale = canvas.style, canvas.style.scale
    heights = [plot.at((0, tick / 100))[1] for tick in TICKS]
    canvas.rules([((plot.left, y), (plot.right, y)) for y in heights], style.rule, 0.4, "grid")
    for tick, y in zip(TICKS, heights, strict=True):
        canvas.text((plot.left - GAP * scale, y), f"{tick}%", style.quiet, "right")
    places = [plot.at((tick, 0))[0] for tick in chart.ticks]
    canvas.rules([((plot.left, plot.foot), (plot.right, plot.foot))], style.ink, 0.6, "scale")
    canvas.rules([((x, plot.foot), (x, plot.foot + scale)) for x in places], style.ink, 0.6, "ticks")
    for word, x in _thinned(canvas, [f"{tick:g}" for tick in chart.ticks], places):
        canvas.text((x, plot.foot + 3 * scale), word, style.quiet, "center")
    title = f"{chart.unit[:1].upper()}{chart.unit[1:]}"
    canvas.text(((plot.left + plot.right) / 2, plot.foot + 7 * scale), title, style.quiet, "center")
    canvas.text((0, plot.top - step(style.size)), f"Patients {CURVES[chart.kind][1]}", style.quiet)


def _thinned(canvas: Canvas, words: Sequence[str], places: Sequence[float]) -> list[tuple[str, float]]:
    """Return the words under a scale that have room beside each other: all, every second, or fewer."""
    style = canvas.style
    wide = max(text_width(word, style.body) for word in words) + 1.6 * style.scale
    gap = places[1] - places[0] if len(places) > 1 else wide
    every = max(1, -int(-wide // gap))
    return list(zip(words, places, strict=True))[::every]


def _draw_band(canvas: Canvas, plot: Plot, chart: Chart, number: int) -> None:
    """Draw the band of one curve, filled; that of the reference outlined as well."""
    curve, look = chart.curves[number], chart.look(number)
    points, start = curve[chart.kind], CURVES[chart.kind][0]
    known = [k for k, low in enumerate(points["low"]) if low is not None and points["high"][k] is not None]
    times = [points["times"][k] for k in known]
    end = curve["longest"] if len(known) == len(points["times"]) else points["times"][len(known)]
    edges = [
        [plot.at(point) for point in stepped(times, [points[key][k] for k in known], start, end)]
        for key in ("low", "high")
    ]
    colour = _colour(canvas.style, look)
    canvas.areas(
        [[*edges[0], *reversed(edges[1])]], Paint(colour, opacity=BAND if look != 1 else BAND / 2), f"band-{number}"
    )
    if look == 1:
        canvas.rules(edges, colour, 0.4, "band-edges")


def _draw_curve(canvas: Canvas, plot: Plot, chart: Chart, number: int) -> None:
    """Draw one curve, and thin the one of the competing event."""
    style, curve, look = canvas.style, chart.curves[number], chart.look(number)
    for kind, width in ((chart.kind, 1.6), (OTHER, 0.7)):
        if kind in curve:
            points = curve[kind]
            start = CURVES.get(kind, (0.0, ""))[0]
            line = [plot.at(point) for point in stepped(points["times"], points["height"], start, curve["longest"])]
            pieces = dashed(line, [length * style.scale for length in PATTERNS[look]])
            canvas.rules(pieces, _colour(style, look), width * style.line, f"estimates-{kind}-{number}")


def _draw_key(canvas: Canvas, chart: Chart, keys: Sequence[list[str]]) -> None:
    """Name the lines above the curves, each with a piece of it."""
    style, apart, top = canvas.style, step(canvas.style.size), 0.0
    for number, lines in enumerate(keys):
        y, look = top + apart / 2, chart.look(number)
        pieces = dashed([(0.0, y), (SAMPLE * style.scale, y)], [length * style.scale for length in PATTERNS[look]])
        canvas.rules(pieces, _colour(style, look), 1.6 * style.line, "key")
        for place, words in enumerate(lines):
            canvas.text(((SAMPLE + GAP) * style.scale, y + place * apart), words, style.heading)
        top += len(lines) * apart


def _draw_at_risk(canvas: Canvas, plot: Plot, chart: Chart, names: Sequence[list[str]], top: float) -> None:
    """Write the patients still followed up under the time scale, a row a group."""
    style, apart = canvas.style, step(canvas.style.size)
    canvas.text((0, top + apart / 2), "Still followed up", style.quiet)
    y = top + apart * 1.5
    for curve, lines in zip(chart.curves, names, strict=True):
        canvas.lines((0, y + (len(lines) - 1) * apart / 2), lines, style.body)
        places = [plot.at((tick, 0))[0] for tick in chart.ticks]
        for count, x in _thinned(canvas, [str(n) for n in curve["at_risk"]], places):
            canvas.text((x, y), count, style.body, "center")
        y += len(lines) * apart
