"""Fay and Lumbard's interval for the paired difference, which agrees with the exact McNemar test.

The difference is the share of discordant patients times (2 x share of them found by the index test - 1). Each
factor gets the beta distribution behind its own Clopper-Pearson limit; the limit of the product is a quantile
of their product.
"""

from __future__ import annotations

from functools import partial
from math import isclose
from typing import TYPE_CHECKING

from psmatrial.stats.distributions import beta_cdf, beta_quantile, binomial_pmf, binomial_tail, root
from psmatrial.stats.limits import Limits
from psmatrial.stats.quadrature import integral

if TYPE_CHECKING:
    from psmatrial.model import PairedTable

# Points of the rule, and the share of the error that may be lost beyond the ends of the range.
_POINTS = 40
_LOST = 1e-13
# Relative to the limit; the printed interval needs eight digits.
_TOLERANCE = 1e-12


def fay_lumbard_limits(table: PairedTable, level: float) -> Limits:
    """Return limits that leave out 0 exactly where the exact test has p below 1 - level, and end there at equality.

    References
    ----------
    Fay and Lumbard, Stat Med 2021;40:1147.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 6) for limit in fay_lumbard_limits(PairedTable(9, 19, 4, 18), 0.95)[:2])
    (0.095847, 0.476681)
    """
    error = (1.0 - level) / 2.0
    return Limits(_low(table, error), -_low(table.swapped(), error))


def _low(table: PairedTable, error: float) -> float:
    """Return the smaller of the quantiles that belong to the two distributions of the discordant share.

    A larger share moves the product away from 0, so the sign of the limit says which of the two is needed;
    and the sign is that of the exact test, because the product is below 0 where its second factor is.
    """
    b, c, m, n = table.index_only, table.comparator_only, table.discordant, table.n
    if b == 0:
        return -beta_quantile(1.0 - error, m + 1, n - m)
    below_zero = binomial_tail(b, m, 0.5)
    if isclose(below_zero, error, rel_tol=_TOLERANCE):
        return 0.0
    if below_zero > error and m == n:
        return 2.0 * beta_quantile(error, b, c + 1) - 1.0
    positive = below_zero < error
    share = (m, n - m + 1) if positive else (m + 1, n - m)
    ends = beta_quantile(error * _LOST, *share), 1.0 - beta_quantile(error * _LOST, *reversed(share))
    distribution = partial(_distribution, split=(b, c + 1), share=share, ends=ends)

    def excess(difference: float) -> float:
        return (distribution(difference) if difference else below_zero) - error

    return root(excess, 0.0 if positive else -1.0, 1.0 if positive else 0.0, _TOLERANCE)


def _distribution(x: float, *, split: tuple[int, int], share: tuple[int, int], ends: tuple[float, float]) -> float:
    """Return P(T (2B - 1) <= x), B ~ Beta(split), T ~ Beta(share) between its ends, all parameters 1 or more."""
    first, second = share
    low, high = max(abs(x), ends[0]), ends[1]
    total = first + second - 1

    def density(t: float) -> float:
        return total * binomial_pmf(first - 1, total - 1, t) * beta_cdf((1.0 + x / t) / 2.0, *split)

    certain = beta_cdf(x, first, second) if x > 0.0 else 0.0
    return certain + (integral(density, low, high, _POINTS) if low < high else 0.0)
