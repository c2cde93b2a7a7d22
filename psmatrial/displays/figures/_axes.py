"""Scales of logarithms for figures of single values: where a value stands, and which values are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import exp, floor, log, log10

from psmatrial.displays.canvas import Canvas
from psmatrial.displays.lettering import text_width
from psmatrial.displays.style import Style

APART = 2.2
MARGIN = 0.03
DIGITS: tuple[tuple[str, ...], ...] = (
    ("1", "1.5", "2", "3", "4", "5", "6", "7", "8", "9"),
    ("1", "2", "3", "5", "7"),
    ("1", "2", "5"),
    ("1", "3"),
    ("1",),
)


@dataclass(frozen=True, slots=True)
class LogScale:
    """A scale of logarithms from one place in mm to another, with the values at its ends."""

    start: float
    end: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value above 0 stands.

        Examples
        --------
        >>> round(LogScale(start=0, end=100, low=0.1, high=10).at(1), 6)
        50.0
        """
        share = (log(value) - log(self.low)) / (log(self.high) - log(self.low))
        return self.start + (self.end - self.start) * share

    def named(self, room: float) -> list[Decimal]:
        """Return round values of the scale, at least ``room`` mm apart, as many as there can be.

        Examples
        --------
        >>> [str(value) for value in LogScale(start=0, end=40, low=0.2, high=10).named(room=6)]
        ['0.2', '0.5', '1', '2', '5', '10']
        """
        powers = range(floor(log10(self.low)) - 1, floor(log10(self.high)) + 2)
        for digits in DIGITS:
            values = [Decimal(digit).scaleb(power) for power in powers for digit in digits]
            held = [value for value in values if self.low * 0.999 <= value <= self.high * 1.001]
            places = [self.at(float(value)) for value in held]
            if len(held) > 1 and all(abs(b - a) >= room for a, b in pairwise(places)):
                return [_plain(value) for value in held]
        # Less than a step of the finest division: the two ends to three digits.
        ends = [Decimal(f"{value:.3g}") for value in (self.low, self.high)]
        return [_plain(value) for value in ends] if abs(self.end - self.start) >= room else [_plain(ends[0])]


def log_scale(values: Iterable[float], start: float, end: float) -> LogScale:
    """Return a scale that holds all values with a little margin; one value alone stands in its middle.

    Examples
    --------
    >>> scale = log_scale([2.0], 0, 10)
    >>> round(scale.at(2.0), 6)
    5.0
    """
    held = [log(value) for value in values]
    low, high = min(held), max(held)
    margin = MARGIN * (high - low) or 0.7
    return LogScale(start, end, exp(low - margin), exp(high + margin))


def draw_log_axis(canvas: Canvas, scale: LogScale, foot: float, title: str) -> None:
    """Draw a lying scale of logarithms with its name under it."""
    style = canvas.style
    widest = max(text_width(f"{value:f}", style.quiet) for value in scale.named(0.5))
    named = scale.named(widest + APART * style.scale)
    places = [scale.at(float(value)) for value in named]
    canvas.rules([((scale.start, foot), (scale.end, foot))], style.ink, 0.6, "scale")
    canvas.rules([((x, foot), (x, foot + style.scale)) for x in places], style.ink, 0.6, "ticks")
    for value, x in zip(named, places, strict=True):
        half = text_width(f"{value:f}", style.quiet) / 2
        inside = min(max(x, half), canvas.width - half)
        canvas.text((inside, foot + 3 * style.scale), f"{value:f}", style.quiet, "center")
    canvas.text(((scale.start + scale.end) / 2, foot + 7 * style.scale), title, style.quiet, "center")


def axis_height(style: Style) -> float:
    """Return how much a lying scale with its name takes under its line, in mm.

    Examples
    --------
    >>> axis_height(Style())
    9.0
    """
    return 9.0 * style.scale


def _plain(value: Decimal) -> Decimal:
    """Return a number without zeros at its end and without an exponent."""
    return Decimal(f"{value.normalize():f}")
