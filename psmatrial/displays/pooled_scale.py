"""The scale of a forest of pooled studies: percentage points or percent as they are, ratios by their logarithm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.analysis.results import Row
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.pooling_words import Spoken

# Ratios beyond this many times or parts are drawn as arrows.
FARTHEST = 50.0
ROOM = 9.0
RATIOS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a scale in mm and in the quantity, its ticks, and how its numbers are written."""

    left: float
    right: float
    low: float
    high: float
    ticks: tuple[float, ...]
    said: Spoken

    def at(self, value: float) -> float:
        """Return where a value stands; what is beyond the ends stands on them.

        Examples
        --------
        >>> from psmatrial.displays.pooling_words import RATIO
        >>> round(Scale(0, 10, 0.1, 10, (), RATIO).at(1.0), 9)
        5.0
        """
        low, high, inside = (self._scaled(one) for one in (self.low, self.high, min(max(value, self.low), self.high)))
        return self.left + (self.right - self.left) * (inside - low) / (high - low)

    def holds(self, value: float) -> bool:
        """Return whether a value is on the scale.

        Examples
        --------
        >>> from psmatrial.displays.pooling_words import RATIO
        >>> Scale(0, 10, 0.1, 10, (), RATIO).holds(float("inf"))
        False
        """
        return self.low - 1e-9 <= value <= self.high + 1e-9

    def _scaled(self, value: float) -> float:
        """Return a value as it is drawn."""
        return math.log(value) if self.said.logarithmic else value


def scale_of(rows: Sequence[Row], said: Spoken, left: float, right: float) -> Scale:
    """Return a scale that holds the intervals of rows; of ratios not what is farther than 50 times from 1.

    Examples
    --------
    >>> from psmatrial.displays.pooling_words import DIFFERENCE
    >>> scale_of([Row("a", value=0.1, low=-0.05, high=0.22)], DIFFERENCE, 0, 30).ticks
    (-0.2, 0.0, 0.2, 0.4)
    """
    ends = [end for row in rows for end in (row.low, row.high) if end is not None and math.isfinite(end)]
    ends += [said.none] if said.none is not None else []
    return _of_ratios(ends, said, left, right) if said.logarithmic else _of_points(ends, said, left, right)


def draw_scale(canvas: Canvas, scale: Scale, top: float, foot: float) -> None:
    """Draw the scale, and the line of no difference up to ``top``."""
    style = canvas.style
    canvas.rules([((scale.left, foot), (scale.right, foot))], style.ink, 0.6, "scale")
    places = [scale.at(tick) for tick in scale.ticks]
    canvas.rules([((x, foot), (x, foot + 1)) for x in places], style.ink, 0.6, "ticks")
    if scale.said.none is not None:
        x = scale.at(scale.said.none)
        canvas.rules([((x, top), (x, foot))], style.muted, 0.6, "none")
    for tick, x in zip(scale.ticks, places, strict=True):
        canvas.text((x, foot + 3 * style.scale), _tick_text(tick, scale.said), style.quiet, "center")


def _tick_text(tick: float, said: Spoken) -> str:
    """Return the number of a tick."""
    return f"{tick:g}" if said.logarithmic else said.value(tick)


def _of_ratios(ends: Sequence[float], said: Spoken, left: float, right: float) -> Scale:
    """Return a scale of ratios between round numbers."""
    # A limit of 0 is an arrow, as an infinite one is.
    held = [min(max(end, 1 / FARTHEST), FARTHEST) for end in ends if end > 0.0]
    low = max(one for one in RATIOS if one <= min([*held, 0.5]) + 1e-12)
    high = min(one for one in RATIOS if one >= max([*held, 2.0]) - 1e-12)
    ticks = [one for one in RATIOS if low <= one <= high]
    while len(ticks) > 3 and (right - left) / (len(ticks) - 1) < ROOM:
        ticks = [one for place, one in enumerate(ticks) if (place - ticks.index(1.0)) % 2 == 0]
    return Scale(left, right, low, high, tuple(ticks), said)


def _of_points(ends: Sequence[float], said: Spoken, left: float, right: float) -> Scale:
    """Return a scale of proportions between round numbers."""
    held = list(ends) or [0.0, 1.0]
    for one in STEPS:
        low, high = math.floor(min(held) / one + 1e-9), math.ceil(max(held) / one - 1e-9)
        high = max(high, low + 1)
        if (right - left) / (high - low) >= ROOM:
            break
    ticks = tuple(place * one for place in range(low, high + 1))
    return Scale(left, right, ticks[0], ticks[-1], tuple(round(tick, 10) for tick in ticks), said)
