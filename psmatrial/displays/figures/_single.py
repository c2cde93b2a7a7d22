"""Single patients on a scale of PSA: a lane for each of the four cells, one mark a patient, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.figures._axes import LogScale, axis_height, draw_log_axis, log_scale
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style

CELLS = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}
SIZES = (2.2, 1.6, 1.1, 0.8, 0.5)
MOST_LEVELS = 9
PAD = 1.4
GAP = 3.0
WIDEST_LABEL = 40.0
LABEL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Strip:
    """A scale, the size of a mark in mm, and the lanes: their labels, middles, edges and the places of their marks."""

    scale: LogScale
    size: float
    labels: tuple[list[str], ...]
    edges: tuple[float, ...]
    places: tuple[list[Point], ...]

    def bottom(self, style: Style) -> float:
        """Return where the strip ends, the scale with its name included."""
        return self.edges[-1] + axis_height(style)


def strip(patients: Sequence[Mapping[str, Any]], labels: Sequence[str], top: float, style: Style) -> Strip:
    """Return the places of all patients: those of about the same PSA stand over one another.

    Parameters
    ----------
    patients
        With ``psa`` above 0, ``index`` and ``comparator``.
    labels
        Of the lanes: index only, comparator only, both, neither.
    top
        Where the strip begins, in mm.
    style
        The look, which holds the width.
    """
    room = min(WIDEST_LABEL * style.scale, style.width * LABEL_SHARE)
    words = tuple(wrapped(label, room, style.heading, 3) for label in labels)
    left = max(text_width(line, style.heading) for lines in words for line in lines) + GAP * style.scale
    scale = log_scale((one["psa"] for one in patients), left, style.width - 1)
    across: list[list[float]] = [[], [], [], []]
    for one in patients:
        across[CELLS[one["index"], one["comparator"]]].append(scale.at(one["psa"]))
    for size in SIZES:
        levels = [stacked(places, size * style.scale * 1.08) for places in across]
        if max(max(level, default=0) for level in levels) < MOST_LEVELS:
            break
    edges, places = [top], []
    for lines, xs, level in zip(words, across, levels, strict=True):
        pitch = size * style.scale * 1.08
        highest = max(level, default=0) + 1
        tall = max(highest * pitch, len(lines) * step(style.size)) + PAD * style.scale
        middle = edges[-1] + tall / 2
        first = middle + (highest - 1) * pitch / 2
        places.append([(x, first - up * pitch) for x, up in zip(xs, level, strict=True)])
        edges.append(edges[-1] + tall)
    return Strip(scale, size * style.scale, words, tuple(edges), tuple(places))


def stacked(places: Iterable[float], pitch: float) -> list[int]:
    """Return the level of each mark, from left to right: the lowest on which it does not touch its neighbour.

    Examples
    --------
    >>> stacked([0.0, 0.5, 0.9, 2.0], pitch=1.0)
    [0, 1, 2, 0]
    """
    ends: list[float] = []
    levels = []
    for x in places:
        level = next((k for k, end in enumerate(ends) if x - end >= pitch), len(ends))
        ends[level : level + 1] = [x]
        levels.append(level)
    return levels


def draw_strip(canvas: Canvas, lanes: Strip, title: str) -> None:
    """Draw the lanes with their marks: a disc, a diamond, a disc of both colours, a ring, over the scale."""
    style = canvas.style
    stripes = [
        (lanes.scale.start, top, lanes.scale.end - lanes.scale.start, foot - top)
        for top, foot in list(zip(lanes.edges, lanes.edges[1:], strict=False))[::2]
    ]
    canvas.boxes(stripes, Paint(style.rule, opacity=0.22), "stripes")
    middles = [(top + foot) / 2 for top, foot in zip(lanes.edges, lanes.edges[1:], strict=False)]
    for lines, middle in zip(lanes.labels, middles, strict=True):
        canvas.lines((0, middle), lines, style.heading)
    index, comparator, hollow = Paint(style.index), Paint(style.comparator), Paint(edge=style.muted)
    disc, half, diamond, ring = ("circle", 0.9, index), ("half", 0.9, comparator), ("diamond", 1.0, comparator), None
    for lane, shapes in enumerate(((disc,), (diamond,), (disc, half), (ring,))):
        for shape in shapes:
            kind, size, paint = shape or ("circle", 0.78, hollow)
            canvas.marks(lanes.places[lane], kind, [size * lanes.size], paint, f"patients-{lane + 1}-{kind}")
    draw_log_axis(canvas, lanes.scale, lanes.edges[-1], title)
