"""The proven largest value of a probability over its nuisance parameter.

Every probability of an event about n independent patients whose cell probabilities move along a straight line is
a Bernstein polynomial of degree n in the position s on that line, with coefficients between 0 and 1. Put
s = (1 - cos t) / 2: it becomes a cosine series in t, and because the polynomial is bounded by its largest
coefficient times exp(2 n v^2) at a distance v from the real axis, the k-th coefficient of the series is at most
twice that times exp(-k^2 / 2n). Some multiple of sqrt(n) values therefore determine the whole function, with a
known error. A Taylor bound around each point of a dense grid then encloses the maximum; the places that may still
hold it are divided again until nothing is in doubt.
"""

from __future__ import annotations

from functools import lru_cache
from math import acos, ceil, cos, exp, log, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

OVERSAMPLING = 8
FEWEST = 512
PARTS = 16
FINE = 8.5
COARSE = 6.0
ROUGH = 4.5


class Series(NamedTuple):
    """A cosine series on 0 to pi, and by how much it may be wrong: a part of its maximum, and an amount."""

    coefficients: Array
    relative: float
    absolute: float


class Enclosure(NamedTuple):
    """Two numbers between which a supremum lies, and about the position s where it is reached."""

    low: float
    high: float
    at: float


def nodes(degree: int, spread: float) -> Array:
    """Return the positions s in [0, 1] whose values determine a polynomial of this degree."""
    count = min(degree, ceil(spread * sqrt(degree)))
    return np.asarray(np.sin(np.arange(count + 1) * (pi / (2 * count))) ** 2)


def series(values: Array, degree: int, ceiling: float | None) -> Series:
    """Return the cosine series through values at ``nodes``, with its error."""
    count = len(values) - 1
    mirrored = np.concatenate((values, values[-2:0:-1]))
    coefficients = np.fft.rfft(mirrored).real / count
    coefficients[[0, -1]] /= 2.0
    # Logarithms of factorials near n log n carry the rounding error of the values themselves.
    rounding = 5e-16 * (degree * log(degree + 2) + count)
    left_out = 4.0 * degree / count * exp(-count * count / (2 * degree)) if count < degree else 0.0
    if ceiling is not None:
        return Series(coefficients, rounding, ceiling * left_out)
    # Some s gives the largest coefficient of the polynomial a weight of 1 / (1.5 sqrt(n)) or more.
    return Series(coefficients, rounding + 1.5 * sqrt(degree) * left_out, 0.0)


def supremum(
    probability: Callable[[Array], Array],
    degree: int,
    spread: float = FINE,
    within: tuple[float, float] = (0.0, 1.0),
    ceiling: float | None = None,
) -> Enclosure:
    """Return bounds of the largest value of a Bernstein polynomial on an interval of s.

    Parameters
    ----------
    probability
        The polynomial as a function of positions s, not negative.
    degree
        Its degree, 1 or more.
    spread
        ``FINE`` bounds the supremum to a relative 1e-10. ``COARSE``, to about 1e-6, and ``ROUGH``, to about 0.005,
        do so without any refinement.
    within
        The interval of s.
    ceiling
        A number that no coefficient of the polynomial exceeds; it makes coarse bounds better.

    Returns
    -------
    Enclosure
        The supremum is at most ``high``, and at least ``low`` up to rounding; ``at`` is about where it is reached.
    """
    curve = series(probability(nodes(degree, spread)), degree, ceiling)
    ends = (acos(1.0 - 2.0 * within[0]), acos(1.0 - 2.0 * within[1]))
    found = _refined(curve.coefficients, ends, passes=4 if spread == FINE else 0)
    low, high = found.low * (1.0 - curve.relative), found.high * (1.0 + 2.0 * curve.relative)
    return Enclosure(low - curve.absolute, high + curve.absolute, found.at)


def glance(values: Array, degree: int, ceiling: float) -> Enclosure:
    """Return quick bounds of the largest value of a Bernstein polynomial, mostly to less than 0.001 of it.

    Between two points h apart a function is above the larger of its values there by at most h^2/8 of what its second
    derivative can be.

    Parameters
    ----------
    values
        The polynomial at ``nodes(degree, COARSE)``, not negative.
    degree
        Its degree, 1 or more.
    ceiling
        A number that no coefficient of the polynomial exceeds.

    Returns
    -------
    Enclosure
        As from ``supremum``.

    Examples
    --------
    >>> found = glance(np.sin(pi * nodes(50, COARSE)), 50, 1.0)
    >>> found.low <= 1.0 <= found.high < 1.001
    True
    """
    curve = series(values, degree, ceiling)
    count = len(values) - 1
    points = _smooth(max(OVERSAMPLING * count, FEWEST))
    # Padded with zeros; the transform counts every coefficient but the first twice.
    spectrum = curve.coefficients * (float(points))
    spectrum[0] *= 2.0
    there = np.fft.irfft(spectrum, 2 * points)[: points + 1]
    best = int(there.argmax())
    top, bend = float(there[best]), float(np.abs(curve.coefficients) @ _squares(count))
    high = (top + bend * (pi / points) ** 2 / 8.0) * (1.0 + 2.0 * curve.relative) + curve.absolute
    return Enclosure(top * (1.0 - curve.relative) - curve.absolute, high, sin(best * pi / (2 * points)) ** 2)


@lru_cache(maxsize=8)
def _squares(count: int) -> Array:
    """Return the squares of the numbers from 0 on."""
    return np.arange(count + 1.0) ** 2


def _refined(coefficients: Array, ends: tuple[float, float], passes: int) -> Enclosure:
    """Enclose the maximum of a cosine series between two ends, dividing what may hold it."""
    count = len(coefficients) - 1
    orders = np.arange(count + 1.0)
    third = float(np.sum(np.abs(coefficients) * orders**3))
    points = _smooth(max(OVERSAMPLING * count, FEWEST))
    radius = pi / (2 * points)
    centres: Array = np.arange(points + 1.0) * (2.0 * radius)
    low, bounds, at = _bounds(_on_grid(coefficients, points), centres, radius, ends, third)
    for _ in range(passes):
        doubtful = bounds > low * (1.0 + 1e-12)
        if not doubtful.any():
            break
        radius /= PARTS
        offsets = (2.0 * np.arange(float(PARTS)) + 1.0 - PARTS) * radius
        centres = (centres[doubtful][:, None] + offsets).ravel()
        derivatives = _at(coefficients, orders, centres)
        better, bounds, there = _bounds(derivatives, centres, radius, ends, third)
        low, at = (better, there) if better > low else (low, at)
    return Enclosure(low, max(low, float(bounds.max())), (1.0 - cos(at)) / 2.0)


def _on_grid(coefficients: Array, points: int) -> Array:
    """Return a cosine series and its two derivatives at evenly spaced points from 0 to pi, both included."""
    count = len(coefficients) - 1
    spectrum = np.zeros((3, points + 1), dtype=complex)
    orders = np.arange(count + 1)
    spectrum[0, : count + 1] = coefficients
    spectrum[1, : count + 1] = 1j * orders * coefficients
    spectrum[2, : count + 1] = -(orders**2.0) * coefficients
    spectrum[:, 1:] /= 2.0
    return np.asarray(np.fft.irfft(spectrum, 2 * points, axis=1)[:, : points + 1] * (2 * points))


def _smooth(number: int) -> int:
    """Return a number, at most an eighth larger, without a large prime factor: its transforms need least time and room.

    Examples
    --------
    >>> _smooth(27496), _smooth(1536)
    (28672, 1536)
    """
    power = 1 << max(0, number.bit_length() - 4)
    return -(-number // power) * power


def _at(coefficients: Array, orders: Array, points: Array) -> Array:
    """Return a cosine series and its two derivatives at any points."""
    angles = points[:, None] * orders
    cosines = np.cos(angles)
    slopes = -(np.sin(angles) @ (orders * coefficients))
    return np.stack((cosines @ coefficients, slopes, -(cosines @ (orders**2.0 * coefficients))))


def _bounds(
    derivatives: Array, centres: Array, radius: float, ends: tuple[float, float], third: float
) -> tuple[float, Array, float]:
    """Return a value that the series reaches, what it cannot exceed near each centre, and the centre near that value.

    Around a centre the series is its quadratic Taylor polynomial, give or take radius^3 third / 6.
    """
    value, slope, bend = derivatives
    first = np.maximum(-radius, ends[0] - centres)
    last = np.minimum(radius, ends[1] - centres)
    outside = first > last
    with np.errstate(divide="ignore", invalid="ignore"):
        peak = np.where(bend < 0.0, -slope / bend, first)
    best = np.full_like(value, -np.inf)
    for step in (first, last, np.clip(np.nan_to_num(peak, posinf=radius, neginf=-radius), first, last)):
        best = np.maximum(best, value + step * (slope + step * bend / 2.0))
    best[outside] = -np.inf
    slack = third * radius**3 / 6.0
    return float(best.max()) - slack, best + slack, float(centres[best.argmax()])
