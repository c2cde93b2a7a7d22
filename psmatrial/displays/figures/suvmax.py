"""SUVmax of every patient, under both tests, from high to low; only where the plan shows single patients."""

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
from psmatrial.displays.figures._axes import LogScale, log_scale
from psmatrial.displays.figures._further import illustration, patients
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import shortened, step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

TALL = 52.0
GAP = 2.0
LARGEST = 2.4
SMALLEST = 0.5
WIDEST_PITCH = 8.0
TICK = 4.5
KINDS = ("index", "comparator")


@dataclass(frozen=True, slots=True)
class Chart:
    """The patients from the highest value of the index test to the lowest, the unit, the tests, and the note."""

    patients: tuple[Mapping[str, Any], ...]
    unit: str
    tests: Names
    note: str

    def values(self, kind: str) -> list[float]:
        """Return the values of one test that there are."""
        return [one[kind] for one in self.patients if _held(one[kind])]


def figure(results: Results) -> Figure | None:
    """Return both values of every patient; None where the results hold none."""
    found = results.further.get("suvmax")
    shown = [one for one in (found or {}).get("patients") or () if _held(one["index"]) or _held(one["comparator"])]
    if not found or not shown:
        return None
    tests, note = _rows.names(results), illustration(results, "suvmax")
    unit = "SUVmax" if found["unit"].lower() == "suvmax" else found["unit"]
    chart = Chart(tuple(sorted(shown, key=_order)), unit, tests, note)
    rows = [
        (number, *(one[kind] for kind in KINDS), *("yes" if one[f"{kind}_found"] else "no" for kind in KINDS))
        for number, one in enumerate(chart.patients, start=1)
    ]
    header = ("patient", *(getattr(tests, kind) for kind in KINDS), f"{tests.index} found", f"{tests.comparator} found")
    return Figure(
        name="suvmax",
        title=f"{chart.unit} under both tests, patient by patient",
        caption=_caption(chart, len(found["patients"])),
        alt=f"{_alt(chart)} {note}".rstrip(),
        draw=partial(_drawn, chart),
        data=(header, *rows),
        illustration=bool(note),
    )


def _held(value: float | None) -> bool:
    """Return whether a value has a place on a scale of logarithms."""
    return value is not None and value > 0


def _order(one: Mapping[str, Any]) -> tuple[float, float]:
    """Return the place of a patient: by the index test, then by the comparator; those without the first come last."""
    index, comparator = (one[kind] if _held(one[kind]) else 0.0 for kind in KINDS)
    return -index, -comparator


def _caption(chart: Chart, all_patients: int) -> str:
    """Say what the marks are, and who has none."""
    tests, said = chart.tests, []
    said.append(
        f"Each column is one patient: {tests.index} (discs) and {tests.comparator} (diamonds), from the highest "
        f"{chart.unit} of {tests.index} to the lowest, on a scale of logarithms. Open marks: the test did not find "
        f"disease in this patient."
    )
    if left := all_patients - len(chart.patients):
        said.append(f"Left out: {patients(left)} without a value above 0.")
    return " ".join(said)


def _alt(chart: Chart) -> str:
    """Say how many values there are, and which one is higher in how many patients."""
    both = [one for one in chart.patients if _held(one["index"]) and _held(one["comparator"])]
    pairs = [(one["index"], one["comparator"]) for one in both]
    higher, lower = sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)
    tests = (chart.tests.index, chart.tests.comparator)
    said = f"{patients(len(chart.patients))}, {len(pairs)} with both values: higher with {tests[0]} in {higher}, "
    said += f"with {tests[1]} in {lower}."
    for name, kind in zip(tests, KINDS, strict=True):
        if values := chart.values(kind):
            said += f" {name} from {_number(min(values))} to {_number(max(values))}."
    return said


def _number(value: float) -> str:
    """Return a value as it is told."""
    return numbers.decimal(value, 1)


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the patients out from left to right."""
    scale, apart = style.scale, step(style.size)
    names = (chart.tests.index, chart.tests.comparator)
    key = [wrapped(name, style.width / 2 - 6 * scale, style.heading, 2) for name in names]
    head = max(map(len, key)) * apart + 1.2 * scale
    top = head + 1.6 * apart
    foot = top + TALL * scale
    up = log_scale([*chart.values("index"), *chart.values("comparator")], foot, top)
    named = up.named(TICK * scale)
    left = max(text_width(f"{value:f}", style.quiet) for value in named) + GAP * scale
    pitch = min(WIDEST_PITCH * scale, (style.width - left - GAP * scale) / len(chart.patients))
    title = wrapped("patients, one a column", style.width - left, style.quiet, 2)
    canvas = Canvas(style, foot + 2 * scale + len(title) * apart, chart.note)
    right = left + pitch * len(chart.patients) + GAP * scale
    _draw_scale(canvas, up, (left, right), [(f"{value:f}", float(value)) for value in named])
    unit = shortened(f"{chart.unit}, logarithmic", style.width, style.quiet)
    canvas.text((0, head + apart / 2), unit, style.quiet)
    _draw_marks(canvas, up, chart, left + GAP * scale / 2, pitch)
    canvas.lines((left, foot + 2 * scale + len(title) * apart / 2), title, style.quiet)
    _draw_names(canvas, key)
    return canvas.figure


def _draw_scale(canvas: Canvas, up: LogScale, sides: Point, named: Sequence[tuple[str, float]]) -> None:
    """Draw the standing scale with thin lines behind the marks."""
    style, (left, right) = canvas.style, sides
    places = [up.at(value) for _, value in named]
    canvas.rules([((left, y), (right, y)) for y in places], style.rule, 0.4, "grid")
    canvas.rules([((left, up.end), (left, up.start)), ((left, up.start), (right, up.start))], style.ink, 0.6, "scale")
    for (words, _), y in zip(named, places, strict=True):
        canvas.text((left - GAP * style.scale, y), words, style.quiet, "right")


def _draw_marks(canvas: Canvas, up: LogScale, chart: Chart, left: float, pitch: float) -> None:
    """Draw both marks of every patient, joined by a line; filled where the test found the patient."""
    style = canvas.style
    size = max(SMALLEST, min(LARGEST * style.scale, pitch * 0.85))
    joints: list[tuple[Point, Point]] = []
    marks: dict[tuple[str, bool], list[Point]] = {(kind, found): [] for kind in KINDS for found in (True, False)}
    for number, one in enumerate(chart.patients):
        x = left + (number + 0.5) * pitch
        places = {kind: (x, up.at(one[kind])) for kind in KINDS if _held(one[kind])}
        if len(places) == 2:
            joints.append((places["index"], places["comparator"]))
        for kind, place in places.items():
            marks[kind, bool(one[f"{kind}_found"])].append(place)
    canvas.rules(joints, style.muted, 0.6, "intervals")
    for (kind, found), places_of_kind in marks.items():
        colour = style.index if kind == "index" else style.comparator
        shape, wide = ("circle", size) if kind == "index" else ("diamond", size * 1.15)
        paint = Paint(colour) if found else Paint(style.paper, colour)
        canvas.marks(places_of_kind, shape, [wide if found else wide * 0.86], paint, f"estimates-{kind}")


def _draw_names(canvas: Canvas, key: Sequence[list[str]]) -> None:
    """Write the tests over everything, each with its mark."""
    style, apart = canvas.style, step(canvas.style.size)
    size = LARGEST * style.scale
    looks = (("circle", style.index), ("diamond", style.comparator))
    for left, lines, (shape, colour) in zip((0.0, style.width / 2), key, looks, strict=True):
        canvas.marks([(left + size, apart / 2)], shape, [size], Paint(colour), "key")
        canvas.lines((left + 2.2 * size, len(lines) * apart / 2), lines, style.heading)
