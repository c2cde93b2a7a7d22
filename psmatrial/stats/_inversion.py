"""Limits of a rate difference by inverting unconditional tests, proven from the end of the range inwards.

The p-value jumps where two tables change places in the ordering, so a root of "p = alpha" need not be the outermost
one. A search finds a difference that the test does not reject; a proof then walks towards it from -1 in steps, and
for every step shows that the test rejects all differences in it. Two facts make one calculation enough for a step
from x1 to x2. Tango's statistic falls as the difference rises, so all tables that are ever as extreme as the
observed one are in the region of x1 cut at the statistic of x2. And at a fixed position s of the nuisance parameter
a larger difference means more patients found by the index test only and fewer by the comparator only, so that
region is most probable at x2; for the opposite tail the same holds with the ends exchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from psmatrial.stats._supremum import COARSE, Enclosure, supremum
from psmatrial.stats._tails import probability, staircase, tango, thresholds
from psmatrial.stats.distributions import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from psmatrial.stats._tails import Counts, Staircase

TOLERANCE = 1e-7
_EXPONENT = 32.0
_TIE = 1e-9
_OVERSHOOT = 1.1
_ROUNDS = 100
_HALF = 0.5


class Inversion(NamedTuple):
    """A table's counts and the test that is inverted: both tails at ``alpha``, or the upper one alone."""

    n: int
    b: int
    c: int
    alpha: float
    two_sided: bool

    def statistic(self, x: float) -> float:
        """Return the observed statistic at the difference x."""
        return float(tango(self.n, self.b, self.c, x))

    def regions(self, low: float, high: float) -> tuple[Counts, Counts]:
        """Return the edges of all tables as extreme as the observed one at any difference from low to high.

        The second is the opposite tail, with the two discordant counts exchanged. Ties are taken in.
        """
        least = self.statistic(high)
        least -= _TIE * (1.0 + abs(least))
        opposite = thresholds(self.n, -high, least) if self.two_sided else np.zeros(0, dtype=np.int64)
        return thresholds(self.n, low, least), opposite

    def p_value(self, low: float, high: float) -> Enclosure:
        """Return bounds of the largest probability of ``regions`` over the nuisance parameter."""
        upper, opposite = (staircase(self.n, first) for first in self.regions(low, high))
        return supremum(lambda s: _both(upper, opposite, (high, -low), s), self.n, COARSE)


def lower_limit(inversion: Inversion) -> float:
    """Return a lower limit below which every difference is rejected, at most about 1e-6 under the highest such one.

    An upper limit is minus the lower limit of the table with the tests exchanged.
    """
    n, alpha = inversion.n, inversion.alpha
    if inversion.c == n:
        return -1.0
    # Below this, nearly surely all patients are found by the comparator only, which is not as extreme.
    start = -((1.0 - alpha) ** (1.0 / n))
    if abs(float(tango(n, 0, n, start))) >= inversion.statistic(start):
        return -1.0
    return _proven(inversion, start, _accepted(inversion, start))


def _accepted(inversion: Inversion, start: float) -> float:
    """Return a difference just below which p falls to alpha, by secant steps that aim a little too far."""
    estimate = (inversion.b - inversion.c) / inversion.n
    rejected, accepted = start, estimate
    z = normal_quantile(1.0 - inversion.alpha / (1 + inversion.two_sided))
    x = _crossing(inversion, z, start, estimate)
    for _ in range(_ROUNDS):
        p = inversion.p_value(x, x).low
        if p > inversion.alpha:
            accepted = x
        else:
            rejected = x
        if accepted - rejected < TOLERANCE:
            break
        x = _next(inversion, x, p, (rejected, accepted))
    return _zero_or(accepted, inversion)


def _next(inversion: Inversion, x: float, p: float, bracket: tuple[float, float]) -> float:
    """Return the next difference to try: p is nearly normal in x; halve the bracket where that leads out of it."""
    rejected, accepted = bracket
    estimate = (inversion.b - inversion.c) / inversion.n
    sides = 1 + inversion.two_sided
    if 0.0 < p < 1.0 and inversion.statistic(x) > 0.0:
        gap = normal_quantile(p / sides) - normal_quantile(inversion.alpha / sides)
        step = _OVERSHOOT * gap * (estimate - x) / inversion.statistic(x)
        step += TOLERANCE / 4.0 if gap > 0.0 else -TOLERANCE / 4.0
        if rejected < x - step < accepted:
            return x - step
    return (rejected + accepted) / 2.0


def _crossing(inversion: Inversion, z: float, low: float, high: float) -> float:
    """Return the difference at which the observed statistic is z, to three digits."""
    for _ in range(12):
        middle = (low + high) / 2.0
        low, high = (middle, high) if inversion.statistic(middle) > z else (low, middle)
    return (low + high) / 2.0


def _zero_or(accepted: float, inversion: Inversion) -> float:
    """Return 0 instead of a positive limit when no difference is accepted: at 0 alone, many tables are tied."""
    return 0.0 if accepted > 0.0 and inversion.p_value(0.0, 0.0).high > inversion.alpha else accepted


def _proven(inversion: Inversion, proven: float, goal: float) -> float:
    """Return how far up from ``proven`` every difference can be shown to be rejected; not beyond ``goal``."""
    goal -= TOLERANCE
    part = _HALF
    while proven < goal:
        rest = goal - proven
        whole = part == _HALF and _unchanged(inversion, proven, goal)
        end = goal if whole else proven + part * rest
        if inversion.p_value(proven, end).high <= inversion.alpha:
            proven, part = end, _HALF
        elif end - proven < TOLERANCE / 4.0:
            break
        else:
            part = 0.45 * (end - proven) / rest
    return proven


def _unchanged(inversion: Inversion, low: float, high: float) -> bool:
    """Tell whether no table becomes or ceases to be extreme between two differences."""
    wide, narrow = inversion.regions(low, high), inversion.regions(high, high)
    return all(np.array_equal(one, other) for one, other in zip(wide, narrow, strict=True))


def _both(upper: Staircase, opposite: Staircase, at: tuple[float, float], s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of two opposite regions at each position s."""
    return probability(upper, at[0], s, _EXPONENT) + probability(opposite, at[1], s, _EXPONENT)
