"""A scale of percentage points on both sides of zero, and the words that say which side favours which test."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from psmatrial.displays import numbers
from psmatrial.displays.canvas import Align, Canvas
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import shortened, step, text_width
from psmatrial.displays.style import Style

UNITS = (0.1, 0.2, 0.5, 1.0)
# The least distance of two numbers of a scale for text of eight points, and that of a narrow sheet.
TICK = 9.5
TIGHT = 8.2
FOOT = 9.5
INSET = 2.0


@dataclass(frozen=True, slots=True)
class Points:
    """The ends of the scale in mm, the differences there, and the step from tick to tick."""

    left: float
    right: float
    low: float
    high: float
    unit: float

    def at(self, value: float) -> float:
        """Return where a difference stands.

        Examples
        --------
        >>> Points(left=50, right=90, low=-0.2, high=0.2, unit=0.1).at(0.0)
        70.0
        """
        return self.left + (self.right - self.left) * (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The differences that the scale names."""
        first, last = math.ceil(self.low / self.unit - 1e-9), math.floor(self.high / self.unit + 1e-9)
        return [k * self.unit for k in range(first, last + 1)]


def points(limits: Iterable[float], left: float, right: float, room: float = TICK) -> Points:
    """Return a scale between two places: round numbers that hold every limit, on both sides of zero.

    Where only few numbers have ``room`` in mm, the ends stand between them.

    Examples
    --------
    >>> points([0.12, 0.46], 0, 100).ticks
    [-0.1, 0.0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5]
    >>> points([0.12, 0.76], 0, 20).ticks
    [0.0, 0.5]
    >>> points([-0.12, 0.76], 0, 10).ticks
    [0.0, 1.0]
    """
    held = [0.0, *limits]
    for unit in UNITS:
        end = min(unit, 0.2) if unit < 0.5 else 0.1
        low = max(-1.0, min(-end, math.floor(min(held) / end + 1e-9) * end))
        high = min(1.0, max(end, math.ceil(max(held) / end - 1e-9) * end))
        if max(high, -low) < unit:
            low, high = (low, unit) if high >= -low else (-unit, high)
        if (right - left) * unit / (high - low) >= room:
            break
    return Points(left, right, low, high, unit)


def draw_scale(canvas: Canvas, scale: Points, top: float, foot: float) -> None:
    """Draw the scale, and the line of no difference up to ``top``."""
    style = canvas.style
    places = [scale.at(tick) for tick in scale.ticks]
    canvas.rules([((scale.left, foot), (scale.right, foot))], style.ink, 0.6, "scale")
    canvas.rules([((x, foot), (x, foot + 1)) for x in places], style.ink, 0.6, "ticks")
    canvas.rules([((scale.at(0), top), (scale.at(0), foot))], style.muted, 0.6, "zero")
    for tick, x in zip(scale.ticks, places, strict=True):
        canvas.text((x, foot + 3 * style.scale), numbers.points(tick), style.quiet, "center")


def directions(scale: Points, tests: Names, style: Style) -> list[tuple[float, str, Align]]:
    """Return which side favours which test, with their places: beside zero, or on two lines of a narrow sheet."""
    zero, room = scale.at(0), style.width - text_width("← found more ", style.quiet)
    index, comparator = (shortened(test, room, style.quiet) for test in (tests.index, tests.comparator))
    right, left = f"{index} found more →", f"← {comparator} found more"
    before, after = zero - INSET - text_width(left, style.quiet), style.width - text_width(right, style.quiet)
    if before >= 0 and after >= zero + INSET:
        return [(zero + INSET, right, "left"), (zero - INSET, left, "right")]
    return [(min(zero + INSET, after), right, "left"), (max(0.0, before), left, "left")]


def below(scale: Points, tests: Names, style: Style) -> float:
    """Return how much stands under the line of the scale, in mm."""
    one_line = directions(scale, tests, style)[1][2] == "right"
    return FOOT * style.scale + (0 if one_line else step(style.size))


def draw_directions(canvas: Canvas, scale: Points, tests: Names, foot: float) -> None:
    """Say which side favours which test."""
    style = canvas.style
    said = directions(scale, tests, style)
    for number, (x, words, align) in enumerate(said):
        line = 0 if said[1][2] == "right" else 1 - number
        canvas.text((x, foot + 7.5 * style.scale + line * step(style.size)), words, style.quiet, align)
