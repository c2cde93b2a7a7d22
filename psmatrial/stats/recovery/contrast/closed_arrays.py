"""The closed forms of ``closed`` for many lines at once.

Where a search goes through thousands of pairs of rates, most of its time is Python's own between one formula and the
next. The formulas are those of ``closed``, step by step, and differ from them by rounding alone. That decides nothing:
a count this near to where a limit passes its window is always tried by the limit itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import inf

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.recovery.contrast.closed import CLOSED, NEAR, At, Error

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]
_STEPS = 100
_CLOSE = 1e-14


@dataclass(frozen=True)
class RateLimits:
    """Lower limits of the shares of patients whom the two tests found, and did not find."""

    index: Array
    not_index: Array
    comparator: Array
    not_comparator: Array

    def both_ways(self) -> RateLimits:
        """Return the limits beside those with the tests exchanged."""
        first, second = (self.index, self.not_index), (self.comparator, self.not_comparator)
        return RateLimits(*map(_stacked, (*first, *second), (*second, *first)))


@dataclass(frozen=True)
class Many:
    """Lines of tables, see ``closed.Line``, each an entry of the arrays.

    Parameters
    ----------
    n
        Patients.
    index, comparator
        Patients found by the two tests; where a method sees their difference alone, any two with that difference.
    limits
        Limits of their rates, by method.
    """

    n: Array
    index: Array
    comparator: Array
    limits: Mapping[str, RateLimits] = field(default_factory=dict)

    @property
    def excess(self) -> Array:
        """Difference of the two discordant counts."""
        return self.index - self.comparator

    def both_ways(self) -> Many:
        """Return the lines beside those of the exchanged tests: two rows, each with room for several numbers."""
        limits = {rate: of.both_ways() for rate, of in self.limits.items()}
        return Many(self.n, _stacked(self.index, self.comparator), _stacked(self.comparator, self.index), limits)

    def margins(self) -> Array:
        """Return the denominators of the correlation of the two tests; 0 where there is none."""
        found: Array = np.sqrt(self.index * (self.n - self.index) * self.comparator * (self.n - self.comparator))
        return found


# For lines, numbers and the error of a limit: the counts at which the lower limit passes the numbers, not a number
# where no closed form tells.
ManyAt = Callable[[Many, Array, Error], Array]


def _stacked(first: Array, second: Array) -> Array:
    """Return two rows, with an axis between them and their entries."""
    return np.stack((first, second))[:, None]


def _by_variance(of: Many, x: Array, error: Error, *, added: int = 0, extra: int = 0, off: int = 0) -> Array:
    """Return the counts at Wald's limit with patients added to n and to the discordant ones, and d moved to 0."""
    n, d = of.n + added, of.excess
    half, shrunk = d / n - x, abs(d) - off
    found = (half * half * n * n / (error.z * error.z) + shrunk * shrunk / n - extra - abs(d)) / 2.0
    return np.where(half < 0.0, -inf, found)


def fay_lumbard(of: Many, x: Array, error: Error) -> Array:
    """Return about the counts at Fay and Lumbard's limit."""
    return _by_variance(of, x + 1.0 / of.n, error)


def _at_variance(of: Many, x: Array, v: Array) -> Array:
    """Return the counts at which the restricted variance of one patient's difference at x is v."""
    y, d = abs(x), np.where(x >= 0.0, of.excess, -of.excess)
    spread = y * (1.0 - y)
    q = (v - spread) / 2.0
    above = (2.0 * of.n * q + (2.0 * of.n - d) * y - abs(d)) * q - np.maximum(0.0, -d) * spread
    found = np.where(q + spread > 0.0, above / (2.0 * q + spread), 0.0)
    return np.where(q < 0.0, -inf, found)


def _tango(of: Many, x: Array, error: Error) -> Array:
    """Return the counts at Tango's limit."""
    deviation = of.excess / of.n - x
    return np.where(deviation > 0.0, _at_variance(of, x, of.n * (deviation / error.z) ** 2), -inf)


def _scas_difference(of: Many, x: Array, error: Error) -> Array:
    """Return the counts at the limit by the corrected score."""
    n, deviation, y = of.n, of.excess / of.n - x, abs(x)
    bend = (error.z**2 - 1.0) / 6.0 * (n - 1.0) / (n * n) * x
    root = _largest_root(error.z, deviation + 3.0 * bend, 0.0 * n, bend * (1.0 - y * y) / (n - 1.0))
    v = (n - 1.0) * root * root
    third = x * (1.0 - y * y - 3.0 * v) / (n * n)
    found = np.where(_turns(root, third, error.z), _at_variance(of, x, v), np.where(x >= 0.0, np.nan, -inf))
    return np.where((n == 1.0) | (deviation <= 0.0) | (root <= 0.0), -inf, found)


def _turns(root: Array, third: Array, z: float) -> Truths:
    """Return whether the corrected score that is bent by a third moment reaches z at all."""
    found: Truths = root**3 + third * z / 3.0 > 0.0
    return found


def _largest_root(cube: float, square: Array, linear: Array, constant: Array) -> Array:
    """Return the largest roots of cube s^3 - square s^2 - linear s + constant, -1 where not right of all bends."""
    bend = square * square + 3.0 * cube * linear
    least = np.where(bend > 0.0, (square + np.sqrt(np.maximum(bend, 0.0))) / (3.0 * cube), 0.0)
    none = (bend > 0.0) & (((cube * least - square) * least - linear) * least + constant > 0.0)
    s = np.maximum(abs(square) / cube, np.sqrt(abs(linear) / cube))
    s = 2.0 * np.maximum(s, np.cbrt(abs(constant) / cube))
    for _ in range(_STEPS):
        slope = (3.0 * cube * s - 2.0 * square) * s - linear
        value = ((cube * s - square) * s - linear) * s + constant
        step = np.where(none | ~(slope > 0.0), 0.0, value / slope)
        s = s - step
        if not (abs(step) > _CLOSE * abs(s)).any():
            break
    return np.where(none, -1.0, s)


@dataclass(frozen=True)
class _Tilted:
    """A hypothesis about the ratio, seen from the test that it favours; see ``closed``."""

    tilt: Array
    sign: Array
    deviation: Array
    shift: Array
    favoured: Array
    first: Array
    second: Array


def _tilted(of: Many, x: Array) -> _Tilted:
    """Return a hypothesis on the scale of the tilt."""
    t = (x - 1.0) / (x + 1.0)
    deviation = (of.index * (1.0 - t) - of.comparator * (1.0 + t)) / of.n
    sign = np.where(t >= 0.0, 1.0, -1.0)
    first, second = np.where(t >= 0.0, of.index, of.comparator), np.where(t >= 0.0, of.comparator, of.index)
    t = abs(t)
    weighed = (second * (1.0 + t) ** 2 + first * (1.0 - t) ** 2) / 2.0
    return _Tilted(t, sign, deviation, sign * t * deviation, weighed, first, second)


def _at_tilted(of: Many, at: _Tilted, v: Array) -> Array:
    """Return the counts at which the restricted variance of one patient's tilted difference is v."""
    n, t = of.n, at.tilt
    found = v * (n * v / 2.0 + at.favoured) / ((1.0 - t * t) * (v - at.shift)) - np.maximum(at.first, at.second)
    return np.where(v <= np.maximum(2.0 * t * (1.0 - t) * at.first / n, at.shift), -inf, found)


def _tang(of: Many, x: Array, error: Error) -> Array:
    """Return the counts at Tang's limit, both tests having found patients."""
    at = _tilted(of, x)
    return np.where(at.deviation > 0.0, _at_tilted(of, at, of.n * (at.deviation / error.z) ** 2), -inf)


def _scas_ratio(of: Many, x: Array, error: Error) -> Array:
    """Return the counts at the limit of the ratio by the corrected score."""
    n, z = of.n, error.z
    at = _tilted(of, x)
    bend = (z * z - 1.0) / 6.0 * (n - 1.0) / (n * n) * at.sign * at.tilt
    constant = at.deviation * at.shift + 2.0 * bend * (at.favoured / n + 2.0 * at.shift)
    root = _largest_root(z, at.deviation + 3.0 * bend, z * at.shift / (n - 1.0), constant / (n - 1.0))
    v = (n - 1.0) * root * root
    skew = 2.0 * at.tilt * at.sign * ((v / 2.0 + at.favoured / n) / (v - at.shift) - 2.0)
    turned = _turns(root, skew * v / (n * n), z)
    found = np.where(turned, _at_tilted(of, at, v), np.where(at.sign > 0.0, np.nan, -inf))
    return np.where((n == 1.0) | (at.deviation <= 0.0) | (root <= 0.0) | (v <= at.shift), -inf, found)


def _wald_ratio(of: Many, x: Array, error: Error, *, added: int = 0) -> Array:
    """Return the counts at Wald's limit of the ratio, with patients added, both tests having found patients."""
    half, product = np.log(of.index / of.comparator / x), (of.index + added) * (of.comparator + added)
    found = (half * half * product / error.z**2 - abs(of.excess)) / 2.0 - added
    return np.where(half >= 0.0, found, -inf)


def _at_least(of: Many, least: Array, product: Array, *, corrected: bool) -> Array:
    """Return the counts at which the correlation makes what is left of two squares 0."""
    numerator = least / (2.0 * product) * of.margins()
    if corrected:
        numerator = np.where(numerator > 0.0, numerator + of.n / 2.0, numerator)
    found = np.minimum(of.index, of.comparator) - (numerator + of.index * of.comparator) / of.n
    found = np.where(product > 0.0, found, np.nan)
    return np.where(of.margins() == 0.0, np.where(least <= 0.0, inf, -inf), found)


def _mover_difference(of: Many, x: Array, _error: Error, *, rate: str) -> Array:
    """Return the counts at the limit from those of the two rates."""
    limits, half = of.limits[rate], of.excess / of.n - x
    below, above = of.index / of.n - limits.index, 1.0 - limits.not_comparator - of.comparator / of.n
    found = _at_least(of, below * below + above * above - half * half, below * above, corrected=True)
    return np.where(half < 0.0, -inf, found)


def _mover_ratio(of: Many, x: Array, _error: Error, *, rate: str) -> Array:
    """Return the counts at the limit of the ratio from those of the two rates."""
    low, far = of.limits[rate].index, (of.index - x * of.comparator) / of.n
    below, above = of.index / of.n - low, x * (1.0 - of.limits[rate].not_comparator - of.comparator / of.n)
    found = _at_least(of, below * below + above * above - far * far, below * above, corrected=False)
    return np.where((low == 0.0) | (far < 0.0), -inf, found)


_ARRAYS: Mapping[str, Callable[..., Array]] = {
    one.__name__: one
    for one in (
        _by_variance,
        _mover_difference,
        _tango,
        _scas_difference,
        _wald_ratio,
        _tang,
        _mover_ratio,
        _scas_ratio,
    )
}


def _for_arrays(at: At) -> ManyAt:
    """Return the formula of a method for arrays, with the same settings."""
    formula, settings = (at.func, at.keywords) if isinstance(at, partial) else (at, {})
    return partial(_ARRAYS[formula.__name__], **settings)


# By printed interval: the methods of ``closed.CLOSED``, and one that is near Bonett and Price's.
BONETT_PRICE = "bonett-price"
NEAR_BONETT_PRICE = _for_arrays(NEAR["ratio_ci"][BONETT_PRICE])
CLOSED_ARRAYS: Mapping[str, Mapping[str, ManyAt]] = {
    key: {name: _for_arrays(at) for name, at in methods.items()} for key, methods in CLOSED.items()
}
