"""Fay and Lumbard's interval for the paired difference, which agrees with the exact McNemar test.

The difference is the share of discordant patients times (2 x share of them found by the index test - 1). Each
factor gets the beta distribution behind its own Clopper-Pearson limit; the limit of the product is a quantile
of their product.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from math import acos, ceil, cos, fsum, isclose, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

from psmatrial.stats.distributions import beta_cdf, beta_quantile, binomial_pmf, binomial_tail, normal_quantile, root
from psmatrial.stats.limits import Limits
from psmatrial.stats.quadrature import integral

if TYPE_CHECKING:
    from collections.abc import Callable

    from psmatrial.model import PairedTable

# Points of the rule, and the share of the error that may be lost beyond the ends of the range.
_POINTS = 40
_LOST = 1e-13
# Relative to the limit; the printed interval needs eight digits.
_TOLERANCE = 1e-12
# The quantile is sought first within so many standard deviations of where a normal curve would have it.
_DOUBT = 0.1
# From so many discordant patients of each kind on, B is nearly normal.
_LARGE = 100


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


@lru_cache(maxsize=64)
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
    # The nodes rarely change from one difference to the next, and their densities with them.
    density = cache(partial(binomial_pmf, share[0] - 1, n - 1))
    distribution = partial(_distribution, split=(b, c + 1), share=share, ends=ends, density=density)
    likely = _likely((b, c + 1), share, error)
    few = _few((b, c + 1), ends, n, density, max(map(abs, likely)))

    @cache
    def excess(difference: float) -> float:
        if few and abs(difference) <= few.furthest:
            return few.mean(lambda t: beta_cdf((1.0 + difference / t) / 2.0, b, c + 1)) - error
        return (distribution(difference) if difference else below_zero) - error

    low, high = (0.0, 1.0) if positive else (-1.0, 0.0)
    left, right = (min(max(x, low), high) for x in likely)
    if excess(left) > 0.0:
        left, right = low, left
    elif excess(right) < 0.0:
        left, right = right, high
    return root(excess, left, right, _TOLERANCE)


def _likely(split: tuple[int, int], share: tuple[int, int], error: float) -> tuple[float, float]:
    """Return two differences between which the quantile mostly is, by the mean and variance of the product."""
    (mean_b, var_b), (mean_t, var_t) = _moments(*split), _moments(*share)
    excess = 2.0 * mean_b - 1.0
    deviation = sqrt(var_t * excess * excess + 4.0 * var_b * (mean_t * mean_t + var_t))
    middle = mean_t * excess + normal_quantile(error) * deviation
    return middle - _DOUBT * deviation, middle + _DOUBT * deviation


class _Few(NamedTuple):
    """Few values of T, with weights, that stand for its distribution in products up to ``furthest`` from 0."""

    furthest: float
    values: tuple[tuple[float, float], ...]

    def mean(self, f: Callable[[float], float]) -> float:
        """Return the mean of a function that hardly changes over the likely values of T."""
        return fsum(weight * f(t) for t, weight in self.values)


def _few(
    split: tuple[int, int], ends: tuple[float, float], n: int, density: Callable[[float], float], likely: float
) -> _Few | None:
    """Return Chebyshev's points in place of T, or None where they would be no fewer than those of the integral.

    The distribution function of B is asked at (1 + x/T)/2. In a large trial that varies by a fraction of B's standard
    deviation over all likely T, and there the function is a polynomial of low degree.
    """
    low, high = ends
    furthest = 1.3 * likely
    if furthest >= low or min(split) < _LARGE:
        return None
    wide = furthest * (1.0 / low - 1.0 / high) / 2.0 / sqrt(_moments(*split)[1])
    points = ceil(14.0 + 6.0 * wide)
    if points >= _POINTS - 6:
        return None
    middle, half = (high + low) / 2.0, (high - low) / 2.0

    def moment(degree: int) -> float:
        """Return the mean of a Chebyshev polynomial of T."""
        return n * integral(lambda t: density(t) * cos(degree * acos((t - middle) / half)), low, high, _POINTS)

    first, *others = (moment(degree) for degree in range(points))
    angles = [(2 * j + 1) * pi / (2 * points) for j in range(points)]
    weights = (first + 2.0 * fsum(m * cos(d * angle) for d, m in enumerate(others, start=1)) for angle in angles)
    return _Few(
        furthest,
        tuple((middle + half * cos(angle), w / points) for angle, w in zip(angles, weights, strict=True)),
    )


def _moments(a: int, b: int) -> tuple[float, float]:
    """Return mean and variance of a beta variable."""
    n = a + b
    return a / n, a * b / (n * n * (n + 1.0))


def _distribution(
    x: float,
    *,
    split: tuple[int, int],
    share: tuple[int, int],
    ends: tuple[float, float],
    density: Callable[[float], float],
) -> float:
    """Return P(T (2B - 1) <= x), B ~ Beta(split), T ~ Beta(share) between its ends, all parameters 1 or more.

    ``density`` is that of T over the sum of its parameters less 1.
    """
    first, second = share
    low, high = max(abs(x), ends[0]), ends[1]

    def weighed(t: float) -> float:
        return density(t) * beta_cdf((1.0 + x / t) / 2.0, *split)

    certain = beta_cdf(x, first, second) if x > 0.0 else 0.0
    total = first + second - 1
    return certain + (total * integral(weighed, low, high, _POINTS) if low < high else 0.0)
