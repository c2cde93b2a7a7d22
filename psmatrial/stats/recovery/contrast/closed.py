"""How many discordant patients of the rarer kind a given limit needs: solved instead of searched for.

Along a line (see ``nested``) n and the difference d of the discordant counts stay, for some methods both rates, and
the smaller discordant count k runs up. A lower limit then falls, and for nearly every method the k at which it passes
a number x is in closed form, because k stands in the formula but once:

- Wald's formulas for the difference and the ratio: the discordant patients are linear in the squared half width.
- Newcombe and MOVER: the radicand gives the correlation, and its numerator ad - bc is n (a + b - b) less a constant,
  so that it falls by n with each k.
- Score methods: the deviation of the estimate from x fixes the variance v of one patient's +1, 0 or -1 that is just
  not rejected, v = n deviation^2 / z^2. The restricted estimate q follows from v (difference: v = 2q + x - x^2; ratio:
  v = 2 (1 - t)(q + t f), with the tilt t = (x - 1)/(x + 1) and f the share found by any test), and the quadratic of
  which q is the root is linear in k; for the ratio too, because the squares of f cancel.
- SCAS: the third moment is linear in v (difference) or a ratio of polynomials in it, and the square root of v/(n - 1)
  is the largest root of a cubic.

Upper limits are lower limits of the exchanged tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import cbrt, inf, log, sqrt
from typing import NamedTuple

from psmatrial.model import PairedTable
from psmatrial.stats.recovery.contrast.reach import RATES
from psmatrial.stats.recovery.rates.rate_limits import rate_limit

_STEPS = 100
_CLOSE = 1e-14


class Line(NamedTuple):
    """Tables that differ in their discordance alone.

    Parameters
    ----------
    n
        Patients.
    excess
        Difference of the two discordant counts, index only less comparator only.
    index_positive
        Patients found by the index test; -1 where only the difference of the rates counts.
    """

    n: int
    excess: int
    index_positive: int = -1

    @property
    def comparator_positive(self) -> int:
        """Patients found by the comparator."""
        return self.index_positive - self.excess

    def table(self, k: int) -> PairedTable:
        """Return the table with ``k`` patients in the smaller discordant cell."""
        b, c = k + max(0, self.excess), k + max(0, -self.excess)
        both = self.index_positive - b if self.index_positive >= 0 else 0
        return PairedTable(both, b, c, self.n - both - b - c)

    def swapped(self) -> Line:
        """Return the line of the exchanged tests."""
        return Line(self.n, -self.excess, self.comparator_positive if self.index_positive >= 0 else -1)


class Error(NamedTuple):
    """The probability of error of one limit, and the normal quantile that belongs to it."""

    share: float
    z: float


def _by_variance(line: Line, x: float, error: Error, *, added: int = 0, extra: int = 0, off: int = 0) -> float:
    """Return the count at Wald's limit with patients added to n and to the discordant ones, and d moved to 0."""
    n, d = line.n + added, line.excess
    half = d / n - x
    if half < 0.0:
        return -inf
    shrunk = abs(d) - off
    return (half * half * n * n / (error.z * error.z) + shrunk * shrunk / n - extra - abs(d)) / 2.0


def _fay_lumbard(line: Line, x: float, error: Error) -> float:
    """Return about the count at Fay and Lumbard's limit: their product has Wald's variance, and d - 1 for its mean."""
    return _by_variance(line, x + 1.0 / line.n, error)


def _at_variance(line: Line, x: float, v: float) -> float:
    """Return the count at which the restricted variance of one patient's difference at x is v."""
    y, d = abs(x), line.excess if x >= 0.0 else -line.excess
    spread = y * (1.0 - y)
    q = (v - spread) / 2.0
    if q < 0.0:
        return -inf
    above = (2.0 * line.n * q + (2 * line.n - d) * y - abs(d)) * q - max(0, -d) * spread
    return above / (2.0 * q + spread) if q + spread > 0.0 else 0.0


def _tango(line: Line, x: float, error: Error) -> float:
    """Return the count at Tango's limit."""
    deviation = line.excess / line.n - x
    return _at_variance(line, x, line.n * (deviation / error.z) ** 2) if deviation > 0.0 else -inf


def _scas_difference(line: Line, x: float, error: Error) -> float | None:
    """Return the count at the limit by the corrected score."""
    n, deviation, y = line.n, line.excess / line.n - x, abs(x)
    if n == 1 or deviation <= 0.0:
        return -inf
    bend = (error.z**2 - 1.0) / 6.0 * (n - 1) / (n * n) * (y if x >= 0.0 else -y)
    root = _largest_root(error.z, deviation + 3.0 * bend, 0.0, bend * (1.0 - y * y) / (n - 1))
    v = (n - 1) * root * root
    third = (x if x >= 0.0 else -y) * (1.0 - y * y - 3.0 * v) / (n * n)
    if root <= 0.0:
        return -inf
    if not _turns(root, third, error.z):
        return None if x >= 0.0 else -inf
    return _at_variance(line, x, v)


def _turns(root: float, third: float, z: float) -> bool:
    """Return whether the corrected score that is bent by a third moment reaches z at all.

    Where the moment is below 0, that score has a largest value, which falls with the variance.
    """
    return root**3 + third * z / 3.0 > 0.0


def _largest_root(cube: float, square: float, linear: float, constant: float) -> float:
    """Return the largest root of cube s^3 - square s^2 - linear s + constant, -1 where it is not right of all bends."""
    bend = square * square + 3.0 * cube * linear
    least = (square + sqrt(bend)) / (3.0 * cube) if bend > 0.0 else 0.0
    if bend > 0.0 and ((cube * least - square) * least - linear) * least + constant > 0.0:
        return -1.0
    # From the right of all roots Newton's steps go down and never beyond the largest.
    s = 2.0 * max(abs(square) / cube, sqrt(abs(linear) / cube), cbrt(abs(constant) / cube))
    for _ in range(_STEPS):
        slope = (3.0 * cube * s - 2.0 * square) * s - linear
        if slope <= 0.0:
            break
        step = (((cube * s - square) * s - linear) * s + constant) / slope
        s -= step
        if abs(step) <= _CLOSE * abs(s):
            break
    return s


class _Tilted(NamedTuple):
    """A hypothesis about the ratio, seen from the test that it favours."""

    tilt: float
    deviation: float
    shift: float
    favoured: float
    first: int
    second: int
    sign: int


def _tilted(line: Line, x: float) -> _Tilted | None:
    """Return a hypothesis on the scale of the tilt; None where the estimate is not above it."""
    t = (x - 1.0) / (x + 1.0)
    index, comparator = line.index_positive, line.comparator_positive
    deviation = (index * (1.0 - t) - comparator * (1.0 + t)) / line.n
    if deviation <= 0.0:
        return None
    sign = 1 if t >= 0.0 else -1
    first, second, t = (index, comparator, t) if t >= 0.0 else (comparator, index, -t)
    weighed = (second * (1.0 + t) ** 2 + first * (1.0 - t) ** 2) / 2.0
    return _Tilted(t, deviation, sign * t * deviation, weighed, first, second, sign)


def _at_tilted(line: Line, at: _Tilted, v: float) -> float:
    """Return the count at which the restricted variance of one patient's tilted difference is v."""
    n, t = line.n, at.tilt
    if v <= max(2.0 * t * (1.0 - t) * at.first / n, at.shift):
        # Already without patients of the rarer kind the variance is as large.
        return -inf
    if t == 1.0:
        # A ratio so large that it cannot be told from an infinite one.
        return inf
    found = v * (n * v / 2.0 + at.favoured) / ((1.0 - t * t) * (v - at.shift))
    return found - max(at.first, at.second)


def _tang(line: Line, x: float, error: Error) -> float:
    """Return the count at Tang's limit."""
    if line.comparator_positive == 0:
        return inf if x <= line.index_positive / error.z**2 else -inf
    at = _tilted(line, x)
    return _at_tilted(line, at, line.n * (at.deviation / error.z) ** 2) if at else -inf


def _scas_ratio(line: Line, x: float, error: Error) -> float | None:
    """Return the count at the limit of the ratio by the corrected score."""
    n, z = line.n, error.z
    at = _tilted(line, x)
    if n == 1 or at is None:
        return -inf
    bend = (z * z - 1.0) / 6.0 * (n - 1) / (n * n) * at.sign * at.tilt
    constant = at.deviation * at.shift + 2.0 * bend * (at.favoured / n + 2.0 * at.shift)
    root = _largest_root(z, at.deviation + 3.0 * bend, z * at.shift / (n - 1), constant / (n - 1))
    v = (n - 1) * root * root
    if root <= 0.0 or v <= at.shift:
        return -inf
    skew = 2.0 * at.tilt * at.sign * ((v / 2.0 + at.favoured / n) / (v - at.shift) - 2.0)
    if not _turns(root, skew * v / (n * n), z):
        return None if at.sign > 0 else -inf
    return _at_tilted(line, at, v)


def _wald_ratio(line: Line, x: float, error: Error, *, added: int = 0) -> float:
    """Return the count at Wald's limit of the ratio, with patients added to each rate and each discordant count."""
    x1, x2 = line.index_positive, line.comparator_positive
    if x1 * x2 == 0:
        return -inf
    half, product = log(x1 / x2 / x), (x1 + added) * (x2 + added)
    return (half * half * product / error.z**2 - abs(line.excess)) / 2.0 - added if half >= 0.0 else -inf


def _at_numerator(line: Line, agreement: float) -> float:
    """Return the count at which both x neither - index only x comparator only is a number."""
    x1, x2 = line.index_positive, line.comparator_positive
    return min(x1, x2) - (agreement + x1 * x2) / line.n


def _margins(line: Line) -> float:
    """Return the denominator of the correlation of the two tests; 0 where it has none."""
    x1, x2, n = line.index_positive, line.comparator_positive, line.n
    return sqrt(x1 * (n - x1) * x2 * (n - x2))


def _mover_difference(line: Line, x: float, error: Error, *, rate: str) -> float | None:
    """Return the count at the limit from those of the two rates."""
    n, x1, x2 = line.n, line.index_positive, line.comparator_positive
    half = line.excess / n - x
    if half < 0.0:
        return -inf
    below = x1 / n - rate_limit(x1, n, rate, error.share)
    above = 1.0 - rate_limit(n - x2, n, rate, error.share) - x2 / n
    product, least = below * above, below * below + above * above - half * half
    margins = _margins(line)
    if not margins:
        return inf if least <= 0.0 else -inf
    if product <= 0.0:
        return None
    numerator = least / (2.0 * product) * margins
    # Newcombe takes n/2 off a numerator above 0.
    return _at_numerator(line, numerator + n / 2.0 if numerator > 0.0 else numerator)


def _mover_ratio(line: Line, x: float, error: Error, *, rate: str) -> float | None:
    """Return the count at the limit of the ratio from those of the two rates."""
    n, x1, x2 = line.n, line.index_positive, line.comparator_positive
    low = rate_limit(x1, n, rate, error.share)
    far = (x1 - x * x2) / n
    if low == 0.0 or far < 0.0:
        return -inf
    below, above = x1 / n - low, x * (1.0 - rate_limit(n - x2, n, rate, error.share) - x2 / n)
    product, least = below * above, below * below + above * above - far * far
    margins = _margins(line)
    if not margins:
        return inf if least <= 0.0 else -inf
    return _at_numerator(line, least / (2.0 * product) * margins) if product > 0.0 else None


At = Callable[[Line, float, Error], float | None]
_DIFFERENCE: Mapping[str, At] = {
    "wald": _by_variance,
    "wald-corrected": partial(_by_variance, off=1),
    "agresti-min": partial(_by_variance, added=2, extra=1),
    "bonett-price": partial(_by_variance, added=2, extra=2),
    **{name: partial(_mover_difference, rate=rate) for name, rate in RATES.items()},
    "tango": _tango,
    "scas": _scas_difference,
}
_RATIO: Mapping[str, At] = {
    "wald": _wald_ratio,
    "tang": _tang,
    "mover-wilson": partial(_mover_ratio, rate="wilson"),
    "mover-jeffreys": partial(_mover_ratio, rate="jeffreys"),
    "scas": _scas_ratio,
}
# By printed interval: methods with a closed form, and for each other method one like it.
CLOSED = {"difference_ci": _DIFFERENCE, "ratio_ci": _RATIO}
NEAR: Mapping[str, Mapping[str, At]] = {
    "difference_ci": dict.fromkeys(("scas", "exact-unconditional", "exact-unconditional-tails"), _tango)
    | dict.fromkeys(("newcombe", "mover-jeffreys"), _DIFFERENCE["wald"])
    | {"fay-lumbard": _fay_lumbard},
    "ratio_ci": dict.fromkeys(_RATIO, _wald_ratio) | {"bonett-price": partial(_wald_ratio, added=1)},
}
