"""The flow of patients as STARD 2015 asks for it: from the file over both tests to the four cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._boxes import EDGE, Frame, Text, draw_arrow, draw_frame, framed, unbroken
from psmatrial.displays.figures._further import patients
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.policies import Policy, policies
from psmatrial.displays.style import Style, settings
from psmatrial.model import CELLS

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

MAIN = 0.48
SIDE = 0.6
BETWEEN = 5.0
# Between boxes beside or under each other that no arrow joins.
APART = 0.2
COUNTED_AS = {
    "negative": "missing results counted as negative",
    "worst": "missing results counted against the index test",
    "best": "missing results counted for the index test",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """The counts from top to bottom: in the file, each test, both tests, the four cells."""

    scans: Mapping[str, Any]
    excluded: tuple[Mapping[str, Any], ...]
    cells: tuple[int, int, int, int]
    tests: Names
    policy: str
    note: str
    others: tuple[Policy, ...] = ()

    def labels(self) -> tuple[str, str, str, str]:
        """Return the words of the four cells."""
        return "both", f"{self.tests.index} only", f"{self.tests.comparator} only", "neither"

    def outcomes(self, test: str) -> list[Text]:
        """Return what became of the scans of one test."""
        found = self.scans["tests"][test]
        lines = [Text(test, heading=True)]
        for result in ("positive", "negative"):
            lines.append(Text(f"{result}: {found[result]}"))
            if found["equivocal"][result]:
                lines.append(Text(f"of these by equivocal readings: {found['equivocal'][result]}", part=True))
        missing = sum(item["n"] for item in found["no_result"])
        lines.append(Text(f"no result: {missing}"))
        return lines + [Text(f"{item['reason']}: {item['n']}", part=True) for item in found["no_result"]]


def figure(results: Results) -> Figure | None:
    """Return the flow of patients; None where the results do not say what became of the scans."""
    scans = results.further.get("scans")
    tests = _rows.names(results)
    if not scans or not {tests.index, tests.comparator} <= set(scans["tests"]):
        return None
    row = results.row(str(results.primary["row"]))
    before = {item["reason"] for item in scans["left_out"]}
    excluded = tuple(item for item in results.patients["excluded"] if item["reason"] not in before)
    both, index_only, comparator_only, neither = (getattr(row, name) or 0 for name in CELLS)
    reading = results.plan.get("reading") or {}
    policy = COUNTED_AS.get(reading.get("missing", ""), "")
    note = _rows.illustration_note([row]).removeprefix("* ")
    others = tuple(one for one in policies(results) if not one.planned)
    chart = Chart(scans, excluded, (both, index_only, comparator_only, neither), tests, policy, note, others)
    rows = _data(chart)
    caption = (
        "Flow of patients after STARD 2015. Results are those of the readers together, by the plan's rules; a patient "
        "without a result under a test is counted with the reason."
    )
    if others:
        caption += " At the foot: the same with one other way to count equivocal or missing results; not the result."
    return Figure(
        name="stard",
        title="Flow of patients",
        caption=caption,
        alt=f"{' '.join(f'{step}, {what}: {n}.' for step, what, n in rows[1:])} {note}".rstrip(),
        draw=partial(_drawn, chart),
        data=rows,
        illustration=row.illustration,
    )


def _data(chart: Chart) -> tuple[tuple[object, ...], ...]:
    """Return every number of the diagram with its step."""
    rows: list[tuple[object, ...]] = [("in the file", "patients", chart.scans["read"])]
    rows += [("left out", item["reason"], item["n"]) for item in chart.scans["left_out"]]
    for test in (chart.tests.index, chart.tests.comparator):
        found = chart.scans["tests"][test]
        rows += [(test, result, found[result]) for result in ("positive", "negative")]
        rows += [(test, f"{result} by equivocal readings", n) for result, n in found["equivocal"].items() if n]
        rows += [(test, f"no result: {item['reason']}", item["n"]) for item in found["no_result"]]
    rows += [("left out", item["reason"], item["n"]) for item in chart.excluded]
    rows.append(("both tests", "analysed", sum(chart.cells)))
    rows += [("found by", label, n) for label, n in zip(chart.labels(), chart.cells, strict=True)]
    for one in chart.others:
        rows.append((one.label, "analysed", one.n))
        rows += [(one.label, label, n) for n, label in one.cells]
    return ("step", "what", "patients"), *rows


@settings()
def _drawn(chart: Chart, style: Style) -> Drawn:
    """Lay the boxes out from top to bottom."""
    apart, width = BETWEEN * style.scale, style.width
    first, out = _step(0.0, [Text(f"{patients(chart.scans['read'])} in the file")], chart.scans["left_out"], style)
    top = first.foot + (max(2 * apart, out.tall + 1.9 * apart) if out else apart * 1.4)
    tests = (chart.tests.index, chart.tests.comparator)
    scans = [
        framed(left, top, MAIN * width, chart.outcomes(test), style)
        for left, test in zip((0.0, (1 - MAIN) * width), tests, strict=True)
    ]
    tall = max(frame.tall for frame in scans)
    bend = top + tall + 0.7 * apart
    left = _left_out(bend + apart / 2, chart.excluded, style)
    both = _analysed((left.foot if left else bend) + 0.7 * apart, chart, style)
    fourth = (width - 3 * APART) / 4
    cells = [
        framed(number * (fourth + APART), both.foot + 1.4 * apart, fourth, _cell(n, label), style)
        for number, (n, label) in enumerate(zip(chart.cells, chart.labels(), strict=True))
    ]
    foot = max(cell.foot for cell in cells)
    others = _others(chart, foot + apart, style)
    canvas = Canvas(style, max([foot, *(frame.top + tall for frame, tall in others)]) + EDGE, chart.note)
    _draw_down(canvas, first, out, scans)
    for frame, colour in zip(scans, (style.index, style.comparator), strict=True):
        draw_frame(canvas, frame, tall, colour)
        start = (frame.middle, top + tall)
        draw_arrow(canvas, start, (frame.middle, bend), (both.middle, bend), (both.middle, both.entry))
    if left:
        _draw_left_out(canvas, both.middle, left)
    _draw_down(canvas, both, None, cells)
    for cell, colour in zip(cells, ("", style.index, style.comparator, ""), strict=True):
        draw_frame(canvas, cell, max(one.tall for one in cells), colour)
    for frame, tall in others:
        draw_frame(canvas, frame, tall)
    return canvas.figure


def _others(chart: Chart, top: float, style: Style) -> list[tuple[Frame, float]]:
    """Return a box with its height for each other way to count, two of the same height beside each other."""
    boxes: list[tuple[Frame, float]] = []
    wide = (style.width - APART) / 2
    for first in range(0, len(chart.others), 2):
        row = [
            framed(place * (wide + APART), top, wide, _other(one, wide, style), style)
            for place, one in enumerate(chart.others[first : first + 2])
        ]
        tall = max(frame.tall for frame in row)
        boxes += [(frame, tall) for frame in row]
        top += tall + APART
    return boxes


def _other(one: Policy, wide: float, style: Style) -> list[Text]:
    """Return the words of one other way to count; a count stays with what it counts."""
    cells = [f"{n} {label}," for n, label in one.cells]
    cells[-1] = cells[-1].removesuffix(",")
    head = unbroken([f"{one.label}:", patients(one.n)], wide, style)
    return [*head, *unbroken(cells, wide, style, part=True)]


def _step(
    top: float, words: Sequence[Text], left_out: Sequence[Mapping[str, Any]], style: Style
) -> tuple[Frame, Frame | None]:
    """Return a box of the way down and, where somebody leaves it, the box beside the way that says who and why."""
    left = 0.0 if left_out else (1 - MAIN) / 2 * style.width
    main = framed(left, top, MAIN * style.width, words, style)
    return main, _left_out(main.foot + BETWEEN * style.scale / 2, left_out, style)


def _left_out(top: float, left_out: Sequence[Mapping[str, Any]], style: Style) -> Frame | None:
    """Return the box beside the way that says who leaves it and why, where somebody does."""
    if not left_out:
        return None
    total = sum(item["n"] for item in left_out)
    texts = [Text(f"left out: {total}"), *(Text(f"{item['reason']}: {item['n']}", part=True) for item in left_out)]
    return framed(SIDE * style.width, top, (1 - SIDE) * style.width, texts, style)


def _analysed(top: float, chart: Chart, style: Style) -> Frame:
    """Return the box of the patients with both tests, under all who left."""
    whom = "analysed" if chart.policy else "with both tests, analysed"
    words = [Text(f"{patients(sum(chart.cells))} {whom}")]
    words += [Text(chart.policy, part=True)] if chart.policy else []
    return framed((1 - MAIN) / 2 * style.width, top, MAIN * style.width, words, style)


def _cell(n: int, label: str) -> list[Text]:
    """Return the words of one of the four cells."""
    return [Text(str(n), heading=True), Text(f"found by {label}")]


def _draw_down(canvas: Canvas, start: Frame, aside: Frame | None, ends: Sequence[Frame]) -> None:
    """Draw a box of the way down, who leaves there, and the ways to the next boxes."""
    draw_frame(canvas, start)
    bend = ends[0].top - 0.7 * BETWEEN * canvas.style.scale
    if aside:
        _draw_left_out(canvas, start.middle, aside)
    for end in ends:
        middle = ((start.middle, bend), (end.middle, bend))
        draw_arrow(canvas, (start.middle, start.foot), *middle, (end.middle, end.entry))


def _draw_left_out(canvas: Canvas, way: float, aside: Frame) -> None:
    """Draw who leaves the way, which runs down at ``way`` mm from the left."""
    draw_frame(canvas, aside)
    across = aside.top + aside.tall / 2
    draw_arrow(canvas, (way, across), (aside.left + EDGE, across))
