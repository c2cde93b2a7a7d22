"""Score statistics of paired rates at a hypothesised difference or ratio, and the estimates restricted to it.

Under a hypothesis the cells are estimated by maximum likelihood among the tables that obey it. What is observed
is then judged by the variance (and, for the skewness correction, the third moment) that those cells imply.
Everything is worked out where the hypothesis favours the index test and mirrored elsewhere: there no term is a
difference of nearly equal numbers, and exchanging the tests changes signs and nothing else.
"""

from __future__ import annotations

from math import copysign, inf, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from psmatrial.model import PairedTable


class Moments(NamedTuple):
    """How far the observed rates are from a hypothesis, with variance and third moment of that distance under it."""

    deviation: float
    variance: float
    third: float

    def mirrored(self) -> Moments:
        """Return the moments as seen with index test and comparator exchanged."""
        return Moments(-self.deviation, self.variance, -self.third)

    def z(self) -> float:
        """Return the deviation in standard errors; 0 without a deviation, infinite without a variance."""
        if self.deviation == 0.0:
            return 0.0
        if self.variance <= 0.0:
            return copysign(inf, self.deviation)
        return self.deviation / sqrt(self.variance)


def restricted_comparator_only(table: PairedTable, difference: float) -> float:
    """Return the probability of "found by the comparator only" that is most likely under a rate difference.

    Tango's restricted estimate q; the probability of "index only" is then q + difference.

    Parameters
    ----------
    table
        Counts of patients, at least one.
    difference
        Hypothesised rate of the index test minus that of the comparator, -1 to 1.

    Returns
    -------
    float
        Between max(0, -difference) and (1 - difference) / 2.

    References
    ----------
    Tango, Stat Med 1998;17:891.

    Examples
    --------
    Without a difference, half of the discordant patients.

    >>> from psmatrial.model import PairedTable
    >>> restricted_comparator_only(PairedTable(9, 19, 4, 18), 0.0)
    0.23
    """
    b, c = table.index_only, table.comparator_only
    if difference < 0.0:
        return _rarer(c, b, table.n, -difference) - difference
    return _rarer(b, c, table.n, difference)


def tango_statistic(table: PairedTable, difference: float) -> float:
    """Return Tango's signed score statistic of a rate difference.

    Positive where the observed difference is above the hypothesised one. At 0 its square is McNemar's
    chi-squared.

    Parameters
    ----------
    table
        Counts of patients, at least one.
    difference
        Hypothesised rate of the index test minus that of the comparator, -1 to 1.

    Returns
    -------
    float
        0 where hypothesis and observation are equal; infinite where the hypothesis excludes the observation.

    References
    ----------
    Tango, Stat Med 1998;17:891.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> round(tango_statistic(PairedTable(9, 19, 4, 18), -0.10), 6)
    4.037723
    """
    return difference_moments(table, difference).z()


def tang_statistic(table: PairedTable, ratio: float) -> float:
    """Return the signed score statistic of a rate ratio (Nam and Blackwelder, Tang).

    Positive where the observed ratio is above the hypothesised one. At 1 its square is McNemar's chi-squared.

    Parameters
    ----------
    table
        Counts of patients, at least one.
    ratio
        Hypothesised rate of the index test over that of the comparator, above 0.

    Returns
    -------
    float
        0 where hypothesis and observation are equal, and where neither test found anybody.

    References
    ----------
    Nam and Blackwelder, Stat Med 2002;21:689.
    Tang, Tang and Chan, Stat Med 2003;22:1217.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> round(tang_statistic(PairedTable(9, 19, 4, 18), 0.8), 6)
    3.985522
    """
    return ratio_moments(table, (ratio - 1.0) / (ratio + 1.0)).z()


def difference_moments(table: PairedTable, difference: float) -> Moments:
    """Return the moments of the observed minus the hypothesised rate difference, -1 to 1."""
    if difference < 0.0:
        return difference_moments(table.swapped(), -difference).mirrored()
    b, c, n, x = table.index_only, table.comparator_only, table.n, difference
    discordant = 2.0 * _rarer(b, c, n, x) + x
    # A patient adds +1, -1 or 0; these are the central moments of that variable over n and n squared.
    variance = max(0.0, discordant - x * x) / n
    third = x * (1.0 - 3.0 * discordant + 2.0 * x * x) / (n * n)
    return Moments((b - c - n * x) / n, variance, third)


def ratio_moments(table: PairedTable, tilt: float) -> Moments:
    """Return the moments of (1 - tilt) index rate - (1 + tilt) comparator rate, whose mean is 0 under the hypothesis.

    The tilt (ratio - 1) / (ratio + 1) lies strictly between -1 and 1. It puts ratios from 0 to infinity on a
    bounded scale on which exchanging the tests changes the sign.
    """
    if tilt < 0.0:
        return ratio_moments(table.swapped(), -tilt).mirrored()
    n, t = table.n, tilt
    up, down, found = 1.0 + t, 1.0 - t, (table.both + table.discordant) / n
    comparator = _rarer_by_ratio(table, t)
    index = (comparator * down + 2.0 * t * found) / up
    both = max(0.0, found * down - 2.0 * comparator) / up
    variance = down**2 * index + up**2 * comparator + (2.0 * t) ** 2 * both
    third = down**3 * index - up**3 * comparator - (2.0 * t) ** 3 * both
    deviation = (table.index_positive * down - table.comparator_positive * up) / n
    return Moments(deviation, variance / n, third / (n * n))


def _rarer(b: int, c: int, n: int, x: float) -> float:
    """Return Tango's restricted estimate of the rarer discordant cell, x being 0 or more."""
    return _positive_root(2.0 * n, (2 * n - b + c) * x - b - c, -c * x * (1.0 - x))


def _rarer_by_ratio(table: PairedTable, t: float) -> float:
    """Return the restricted estimate of the comparator-only cell, the tilt being 0 or more."""
    a, b, c, n = table.both, table.index_only, table.comparator_only, table.n
    linear = ((a + c) * (1.0 + t) ** 2 - (a + b + 2 * c) * (1.0 - t) ** 2) / 2.0
    return _positive_root(n * (1.0 - t), linear, -c * t * (1.0 - t) * (a + b + c) / n)


def _positive_root(square: float, linear: float, constant: float) -> float:
    """Return the root that is not negative of a quadratic with ``square`` > 0 >= ``constant``, without cancellation."""
    width = sqrt(linear * linear - 4.0 * square * constant)
    if linear > 0.0:
        return -2.0 * constant / (linear + width)
    return (width - linear) / (2.0 * square)
