"""A scale of percentage points on both sides of zero, and the words that say which side favours which test."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.figures._rows import Names
from psmatrial.displays.lettering import shortened, text_width

UNITS = (0.1, 0.2, 0.5, 1.0)
TICK = 9.5
FOOT = 9.5


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
        return [k * self.unit for k in range(round(self.low / self.unit), round(self.high / self.unit) + 1)]


def points(limits: Iterable[float], left: float, right: float) -> Points:
    """Return a scale between two places: round numbers that hold every limit, on both sides of zero.

    Examples
    --------
    >>> points([0.12, 0.46], 0, 100).ticks
    [-0.1, 0.0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5]
    """
    held = [0.0, *limits]
    for unit in UNITS:
        low = max(-1.0, min(-unit, math.floor(min(held) / unit + 1e-9) * unit))
        high = min(1.0, max(unit, math.ceil(max(held) / unit - 1e-9) * unit))
        if (right - left) * unit / (high - low) >= TICK:
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
        canvas.text((x, foot + 3), numbers.points(tick), style.quiet, "center")


def draw_directions(canvas: Canvas, scale: Points, tests: Names, foot: float) -> None:
    """Say which side favours which test."""
    zero, style = scale.at(0), canvas.style
    words = text_width("← found more", style.quiet) + 2
    index = shortened(tests.index, canvas.width - zero - 2 - words, style.quiet)
    comparator = shortened(tests.comparator, zero - 2 - words, style.quiet)
    canvas.text((zero + 2, foot + 7.5), f"{index} found more →", style.quiet)
    canvas.text((zero - 2, foot + 7.5), f"← {comparator} found more", style.quiet, "right")
