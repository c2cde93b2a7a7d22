"""Intervals by inversion of the score tests: Tango's for the difference, Tang's for the ratio of paired rates.

The statistics fall steadily as the hypothesis rises, so each limit is the one root of an equation. Only the
lower limit is solved; the upper one is that of the exchanged tests, mirrored, so that the two agree exactly.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

from psmatrial.stats.distributions import root, z_of
from psmatrial.stats.limits import Limits
from psmatrial.stats.score import difference_moments, ratio_moments

if TYPE_CHECKING:
    from psmatrial.model import PairedTable


def tango_limits(table: PairedTable, level: float) -> Limits:
    """Return the rate differences that Tango's test does not reject.

    References
    ----------
    Tango, Stat Med 1998;17:891.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 10) for limit in tango_limits(PairedTable(9, 19, 4, 18), 0.95)[:2])
    (0.1213176154, 0.4623695068)
    """
    z = z_of(level)
    return Limits(_tango_low(table, z), -_tango_low(table.swapped(), z))


def tang_limits(table: PairedTable, level: float) -> Limits:
    """Return the rate ratios that the score test does not reject; 0 and infinity where a test found nobody.

    References
    ----------
    Nam and Blackwelder, Stat Med 2002;21:689.
    Tang, Tang and Chan, Stat Med 2003;22:1217.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 6) for limit in tang_limits(PairedTable(9, 19, 4, 18), 0.95)[:2])
    (1.340205, 3.61952)
    """
    z = z_of(level)
    inverse = _tang_low(table.swapped(), z)
    return Limits(_tang_low(table, z), 1.0 / inverse if inverse else inf)


def _tango_low(table: PairedTable, z: float) -> float:
    """Return the lower limit; in closed form where variance and deviation vanish together at the estimate."""
    n = table.n
    if table.comparator_only == n:
        return -1.0
    if table.discordant == 0:
        return -z * z / (n + z * z)
    if table.index_only == n:
        return (n - z * z) / (n + z * z)

    def excess(difference: float) -> float:
        moments = difference_moments(table, difference)
        return moments.deviation - z * sqrt(moments.variance)

    return root(excess, -1.0, (table.index_only - table.comparator_only) / n)


def _tang_low(table: PairedTable, z: float) -> float:
    """Return the lower limit of the ratio; in closed form where variance and deviation vanish together."""
    index, comparator = table.index_positive, table.comparator_positive
    if index == 0:
        return 0.0
    if table.discordant == 0:
        return index / (index + z * z)
    if comparator == 0:
        return index / (z * z)

    def excess(tilt: float) -> float:
        moments = ratio_moments(table, tilt)
        return moments.deviation - z * sqrt(moments.variance)

    tilt = root(excess, -1.0, (index - comparator) / (index + comparator))
    return (1.0 + tilt) / (1.0 - tilt)
