"""Intervals for two paired rates from the limits of each rate and their correlation (square-and-add, MOVER).

Distances from the estimate to a limit play the part of standard errors: for the lower limit of a contrast
those towards a low index rate and a high comparator rate.
"""

from __future__ import annotations

from math import inf, isclose, sqrt
from typing import TYPE_CHECKING

from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.limits import Limits
from psmatrial.stats.rate import NO_WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from psmatrial.model import PairedTable

    RateLimit = Callable[[int, int, str, float], float]


def mover_difference(table: PairedTable, level: float, rate: str, limit: RateLimit = lower_limit) -> Limits:
    """Return limits of the rate difference, with Newcombe's correction of the correlation.

    Parameters
    ----------
    table
        Counts of patients, at least one.
    level
        Confidence level as a proportion.
    rate
        Method of the limits of each rate, ``wilson`` or ``jeffreys``.
    limit
        How their lower limits are found; a search over many tables gives one that remembers them.

    References
    ----------
    Newcombe, Stat Med 1998;17:2635 (method 10, with Wilson limits).

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 6) for limit in mover_difference(PairedTable(9, 19, 4, 18), 0.95, "wilson")[:2])
    (0.118447, 0.454354)
    """
    error = (1.0 - level) / 2.0
    return Limits(_difference_low(table, error, rate, limit), -_difference_low(table.swapped(), error, rate, limit))


def mover_ratio(table: PairedTable, level: float, rate: str, limit: RateLimit = lower_limit) -> Limits:
    """Return limits of the rate ratio, with the correlation as it was observed; some test must have found a patient.

    Parameters
    ----------
    table
        Counts of patients, at least one.
    level
        Confidence level as a proportion.
    rate
        Method of the limits of each rate, ``wilson`` or ``jeffreys``.
    limit
        How their lower limits are found; a search over many tables gives one that remembers them.

    References
    ----------
    Donner and Zou, Stat Methods Med Res 2012;21:347.
    Fagerland, Lydersen and Laake, Stat Med 2014;33:2850.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 6) for limit in mover_ratio(PairedTable(9, 19, 4, 18), 0.95, "wilson")[:2])
    (1.345862, 3.545074)
    """
    error = (1.0 - level) / 2.0
    low, inverse = _ratio_low(table, error, rate, limit), _ratio_low(table.swapped(), error, rate, limit)
    high = 1.0 / inverse if inverse else inf
    return Limits(low, high, NO_WIDTH if isclose(low, high, rel_tol=1e-12) else "")


def _difference_low(table: PairedTable, error: float, rate: str, limit: RateLimit) -> float:
    """Return the lower limit of the difference."""
    n, index, comparator = table.n, table.index_positive, table.comparator_positive
    below = index / n - limit(index, n, rate, error)
    above = 1.0 - limit(n - comparator, n, rate, error) - comparator / n
    agreement = table.both * table.neither - table.index_only * table.comparator_only
    # Newcombe takes n/2 off a positive numerator, but not beyond 0.
    numerator = max(agreement - n / 2.0, 0.0) if agreement > 0 else float(agreement)
    square = below**2 - 2.0 * _correlation(table, numerator) * below * above + above**2
    return (index - comparator) / n - sqrt(max(0.0, square))


def _ratio_low(table: PairedTable, error: float, rate: str, limit: RateLimit) -> float:
    """Return the lower limit of the ratio, in the form that has no vanishing denominator."""
    n, index, comparator = table.n, table.index_positive / table.n, table.comparator_positive / table.n
    low = limit(table.index_positive, n, rate, error)
    if low == 0.0:
        return 0.0
    below, above = index - low, 1.0 - limit(n - table.comparator_positive, n, rate, error) - comparator
    agreement = table.both * table.neither - table.index_only * table.comparator_only
    correlation = _correlation(table, float(agreement))
    # The discriminant of the quadratic, as a square and remainders that vanish at full correlation.
    far, near = index * above, comparator * below
    square = (far - near) ** 2 + (1.0 - correlation) * (2.0 * far * near - (1.0 + correlation) * (below * above) ** 2)
    product = index * comparator - correlation * below * above
    found = low * (2.0 * index - low) / (product + sqrt(max(0.0, square)))
    # At full correlation and rates of one half nothing but rounding keeps the limit off the estimate.
    return min(found, index / comparator) if comparator else found


def _correlation(table: PairedTable, numerator: float) -> float:
    """Return the correlation of the two tests with the numerator given; 0 where a margin is empty."""
    index, comparator = table.index_positive, table.comparator_positive
    margins = index * (table.n - index) * comparator * (table.n - comparator)
    return numerator / sqrt(margins) if margins else 0.0
