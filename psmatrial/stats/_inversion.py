"""Limits of a rate difference by inverting unconditional tests, proven from the end of the range inwards.

The p-value jumps where two tables change places in the ordering, so a root of "p = alpha" need not be the outermost
one. Instead of searching a root, a proof walks from -1 upwards, and for every step shows that the test rejects all
differences in it; the limit is where that can no longer be shown for the smallest step. Two facts make one
calculation enough for a step from x1 to x2. Tango's statistic falls as the difference rises, so all tables that are
ever as extreme as the observed one are in the region of x1 cut at the statistic of x2. And at a fixed position s of
the nuisance parameter a larger difference means more patients found by the index test only and fewer by the
comparator only, so that region is most probable at x2; for the opposite tail the same holds with the ends exchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from psmatrial.stats._supremum import COARSE, ROUGH, Enclosure, supremum
from psmatrial.stats._tails import probability, staircase, tango, thresholds
from psmatrial.stats.distributions import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from psmatrial.stats._tails import Counts

SMALLEST_STEP = 3e-8
_EXPONENT = 32.0
_TIE = 1e-9
_GLANCE = np.sin(np.linspace(0.0, np.pi / 2.0, 9)) ** 2


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

    def largest(self, low: float, high: float) -> Enclosure:
        """Return bounds of the largest probability of ``regions`` over the nuisance parameter.

        They are as wide as the comparison with alpha allows: a few positions are enough to see that it is above.
        """
        upper, opposite = (staircase(self.n, first) for first in self.regions(low, high))

        def weights(s: NDArray[np.float64]) -> NDArray[np.float64]:
            return probability(upper, high, s, _EXPONENT) + probability(opposite, -low, s, _EXPONENT)

        seen = weights(_GLANCE)
        if seen.max() > self.alpha:
            return Enclosure(float(seen.max()), 1.0, float(_GLANCE[seen.argmax()]))
        rough = supremum(weights, self.n, ROUGH, ceiling=2.0)
        if rough.high <= self.alpha or rough.low > self.alpha:
            return rough
        return supremum(weights, self.n, COARSE, ceiling=2.0)


def lower_limit(inversion: Inversion) -> float:
    """Return a limit below which the test rejects every difference, as near to the lowest it accepts as can be shown.

    An upper limit is minus the lower limit of the table with the tests exchanged.
    """
    n = inversion.n
    # At a difference of 1 the statistic has no variance.
    estimate = min((inversion.b - inversion.c) / n, 1.0 - 1e-9)
    if inversion.c == n:
        return -1.0
    # Below this, nearly surely all patients are found by the comparator only, which is not as extreme.
    proven = -((1.0 - inversion.alpha) ** (1.0 / n))
    if abs(float(tango(n, 0, n, proven))) >= inversion.statistic(proven):
        return -1.0
    step = (estimate - proven) / 50.0
    while step >= SMALLEST_STEP and proven < estimate:
        end = min(proven + step, estimate)
        p = inversion.largest(proven, end)
        rejected = p.high <= inversion.alpha
        step = (end - proven) * _growth(inversion, proven, end, p.low, rejected=rejected)
        if rejected:
            proven = end
    return float(min(proven, estimate))


def _growth(inversion: Inversion, low: float, high: float, p: float, *, rejected: bool) -> float:
    """Return how much longer the next step should be, taking p for a normal tail whose z falls as a step gets longer.

    Over the step just tried the observed statistic falls by ``fall``, and z by twice that or more.
    """
    sides = 1 + inversion.two_sided
    if p >= sides / 2.0:
        return 0.3
    if p < 1e-9 * inversion.alpha:
        return 2.0
    fall = inversion.statistic(low) - inversion.statistic(high)
    room = normal_quantile(inversion.alpha / sides) - normal_quantile(p / sides)
    if rejected:
        return min(max(0.45 * (room / fall + 1.0), 0.4), 2.0)
    return min(max(0.45 * (room / fall + 2.0), 0.2), 0.6)
