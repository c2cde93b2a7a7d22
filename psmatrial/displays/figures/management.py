"""Treatment before and after the scans: how many patients went from which to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures._further import illustration, patients
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TALL = 56.0
NODE = 2.6
GAP = 1.6
SLOT = 2.0
WIDEST_LABEL = 46.0
LABEL_SHARE = 0.3
CURVE = 24
SAID = {"none": "no change", "other": "other change", "major": "major change"}


@dataclass(frozen=True, slots=True)
class Chart:
    """The categories on both sides, the patients from each to each, their number, the classes of change, the note."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    n: int
    classes: Mapping[str, int]
    note: str

    def totals(self) -> tuple[list[int], list[int]]:
        """Return the patients of each category before and after."""
        return [sum(row) for row in self.counts], [sum(column) for column in zip(*self.counts, strict=True)]


@dataclass(frozen=True, slots=True)
class Side:
    """The categories of one side: left edge of their bars, their tops, their patients, and their labels as lines."""

    left: float
    tops: tuple[float, ...]
    counts: tuple[int, ...]
    labels: tuple[list[str], ...]


def figure(results: Results) -> Figure | None:
    """Return the flow from treatment to treatment; None where the results hold none."""
    found: Mapping[str, Any] | None = results.further.get("management")
    if not found or not sum(map(sum, found["counts"])):
        return None
    note = illustration(results, "management")
    counts = tuple(tuple(row) for row in found["counts"])
    chart = Chart(tuple(found["before"]), tuple(found["after"]), counts, found["n"], found.get("classes") or {}, note)
    moves = [
        (before, after, n)
        for before, row in zip(chart.before, chart.counts, strict=True)
        for after, n in zip(chart.after, row, strict=True)
    ]
    return Figure(
        name="management",
        title="Treatment before and after the scans",
        caption=f"Each band is as high as the patients it stands for: grey where the treatment stayed, coloured and "
        f"outlined where it changed. {patients(chart.n).capitalize()}. {_classes(chart)}{_missing(found)}".rstrip(),
        alt=" ".join([*(f"{a} to {b}: {n}." for a, b, n in moves if n), _classes(chart), note]).strip(),
        draw=partial(_drawn, chart),
        data=(("before", "after", "patients"), *moves),
        illustration=bool(note),
    )


def _classes(chart: Chart) -> str:
    """Say how many changes of which class there were."""
    if not chart.classes or not chart.n:
        return ""
    parts = []
    for name, n in chart.classes.items():
        parts.append(f"{SAID.get(name, name)} {n} ({numbers.percent(Fraction(n, chart.n))})")
    return f"Of {chart.n}: {', '.join(parts)}."


def _missing(found: Mapping[str, Any]) -> str:
    """Say how many patients are left out for want of one of the two treatments."""
    left = found.get("missing")
    return f" Left out: {patients(left)} without one of the two." if left else ""


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay both sides out, with the bands between them and the classes of change under them."""
    apart = step(style.size)
    head = apart + 1.2 * style.scale
    sides, foot = _sides(chart, head, style)
    said = wrapped(_classes(chart), style.width, style.body, 4) if _classes(chart) else []
    canvas = Canvas(style, foot + (len(said) * apart + 3 * style.scale if said else 0.5), chart.note)
    _draw_bands(canvas, chart, sides, _unit(chart, style))
    for side, align in zip(sides, ("right", "left"), strict=True):
        _draw_side(canvas, side, _unit(chart, style), right=align == "left")
    for x, words, align in ((sides[0].left + NODE * style.scale, "before", "right"), (sides[1].left, "after", "left")):
        canvas.text((x, apart / 2), words, style.quiet, "right" if align == "right" else "left")
    canvas.lines((0, foot + 3 * style.scale + len(said) * apart / 2 - 0.5), said)
    return canvas.figure


def _unit(chart: Chart, style: Style) -> float:
    """Return the height of one patient in mm."""
    return TALL * style.scale / max(1, sum(map(sum, chart.counts)))


def _sides(chart: Chart, head: float, style: Style) -> tuple[tuple[Side, Side], float]:
    """Return both sides and where they end: every category has room for its label, however few its patients are."""
    room = min(WIDEST_LABEL * style.scale, style.width * LABEL_SHARE)
    unit, apart = _unit(chart, style), step(style.size)
    made: list[tuple[list[list[str]], list[int], list[float]]] = []
    for names, counts in zip((chart.before, chart.after), chart.totals(), strict=True):
        labels = [
            [*wrapped(name, room, style.body, 3), f"{n} ({numbers.percent(Fraction(n, sum(counts)))})"]
            for name, n in zip(names, counts, strict=True)
        ]
        talls = [max(n * unit, len(lines) * apart) for n, lines in zip(counts, labels, strict=True)]
        slots = [tall + SLOT * style.scale for tall in talls]
        made.append((labels, counts, slots))
    whole = max(sum(slots) for *_, slots in made)
    wide = [max(text_width(line, style.body) for lines in labels for line in lines) for labels, *_ in made]
    lefts = (wide[0] + GAP * style.scale, style.width - wide[1] - (GAP + NODE) * style.scale)
    sides = []
    for (labels, counts, slots), left in zip(made, lefts, strict=True):
        tops, top, spare = [], head, (whole - sum(slots)) / len(slots)
        for n, slot in zip(counts, slots, strict=True):
            tops.append(top + (slot + spare - n * unit) / 2)
            top += slot + spare
        sides.append(Side(left, tuple(tops), tuple(counts), tuple(labels)))
    return (sides[0], sides[1]), head + whole


def _draw_side(canvas: Canvas, side: Side, unit: float, *, right: bool) -> None:
    """Draw the bars of one side with their labels outside of them."""
    style = canvas.style
    wide = NODE * style.scale
    bars = [(side.left, top, wide, n * unit) for top, n in zip(side.tops, side.counts, strict=True) if n]
    canvas.boxes(bars, Paint(style.ink), "bars")
    x = side.left + wide + GAP * style.scale if right else side.left - GAP * style.scale
    for top, n, lines in zip(side.tops, side.counts, side.labels, strict=True):
        middle, apart = top + n * unit / 2, step(style.size)
        first = middle - (len(lines) - 1) * apart / 2
        for number, line in enumerate(lines):
            look = style.quiet if number == len(lines) - 1 else style.body
            canvas.text((x, first + number * apart), line, look, "left" if right else "right")


def _draw_bands(canvas: Canvas, chart: Chart, sides: tuple[Side, Side], unit: float) -> None:
    """Draw the bands: grey where the treatment stayed, coloured and outlined where it changed."""
    style = canvas.style
    start, end = sides[0].left + NODE * style.scale, sides[1].left
    left, right = list(sides[0].tops), list(sides[1].tops)
    kept: list[list[Point]] = []
    changed: list[list[Point]] = []
    for i, before in enumerate(chart.before):
        for j, after in enumerate(chart.after):
            if n := chart.counts[i][j]:
                upper = _curve((start, left[i]), (end, right[j]))
                lower = [(x, y + n * unit) for x, y in upper]
                (kept if before == after else changed).append([*upper, *reversed(lower)])
                left[i], right[j] = left[i] + n * unit, right[j] + n * unit
    canvas.areas(kept, Paint(style.muted, opacity=0.28), "flows-kept")
    canvas.areas(changed, Paint(style.index, style.index, opacity=0.3), "flows-changed")


def _curve(start: Point, end: Point) -> Sequence[Point]:
    """Return a line that leaves and arrives level."""
    points = []
    for k in range(CURVE + 1):
        share = k / CURVE
        ease = share * share * (3 - 2 * share)
        points.append((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * ease))
    return points
