"""On which side of a number a costly lower limit of a difference lies, told without solving for the limit.

A limit is where a statistic or a probability passes a bound, so that one value of it at the number is enough. Each
function takes a table and a number and returns something above 0 where the lower limit is above the number, below 0
where it is below. Upper limits are those of the exchanged tests, mirrored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from math import exp, log, sqrt
from sys import modules

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import beta_cdf, beta_quantile, binomial_tail
from psmatrial.stats.recovery.contrast import beta_products
from psmatrial.stats.recovery.contrast.closed import Line
from psmatrial.stats.recovery.rates.binomial_intervals import Window, tails_reach

# The share of the error that may be lost beyond the ends of an integral.
LOST = 1e-13
# The factor T is let stray as far as it does with so small a part of the error.
PARTS = 8.0
# Integrals of Fay and Lumbard's that are worked out before scipy is loaded for them.
_FEW = 150
# Limits this near to a number, and less, are rounded.
NEAR = 1e-7
FAY_LUMBARD = "fay-lumbard"
UNCONDITIONAL = {"exact-unconditional": True, "exact-unconditional-tails": False}


@lru_cache(maxsize=4096)
def fay_lumbard_side(table: PairedTable, x: float, level: float) -> float:
    """Compare the error with P(T (2B - 1) <= x); few tables are decided by bounds from one value of each factor.

    Where it is not exactly 1 or -1, it is not farther from 0 than the error less this probability.
    """
    error = (1.0 - level) / 2.0
    b, c, m, n = table.index_only, table.comparator_only, table.discordant, table.n
    if not -1.0 < x < 1.0:
        return -1.0 - x if x <= -1.0 and c == n else -x
    if b == 0:
        return beta_cdf(max(-x, 0.0), m + 1, n - m) - (1.0 - error)
    positive = _is_positive(b, m, error)
    if x == 0.0 or (x > 0.0) != positive:
        return error - binomial_tail(b, m, 0.5) if x == 0.0 else 1.0 if positive else -1.0
    if m == n and not positive:
        return 2.0 * beta_quantile(error, b, c + 1) - 1.0 - x
    share = (m, n - m + 1) if positive else (m + 1, n - m)
    if not _by_arrays():
        at_least, at_most = _product_bounds(x, (b, c + 1), share)
        if at_most < error or at_least > error:
            return error - (at_most if at_most < error else at_least)
    return error - _product(x, (b, c + 1), share, error)


def _is_positive(b: int, m: int, error: float) -> bool:
    """Return whether the limit is above 0, as in the exact test of b of m; bounds of its tail mostly tell."""
    reached = tails_reach(b, m, 0.5, error)
    return binomial_tail(b, m, 0.5) < error if reached is None else not reached


def fay_lumbard_clear(table: PairedTable, x: float, level: float) -> bool:
    """Return whether the limit is on the same side of all numbers as near to x as limits are rounded.

    With b and m the patients found by the index test alone and by one test, B has the density m P(X = b - 1), X one
    of m - 1 patients' binomial counts, which is at most m. So P(T (2B - 1) <= x) changes with x by at most m/2 times
    the mean of 1/T, which is n/(m - 1) or n/m: by n at most for m above 1. Without patients found by the index test
    alone it is 1 less a distribution function of T, with a density of n at most likewise. At 0, where another T takes
    over, both agree, and where the side comes from the sign of x alone 0 is not near.
    """
    side = fay_lumbard_side(table, x, level)
    if abs(x) > 1.0 + NEAR:
        return True
    if table.discordant < 2 or not NEAR < abs(x) < 1.0 - NEAR:
        return False
    return abs(side) > NEAR * (table.n + 1)


def fay_lumbard_short(line: Line, k: int, edges: tuple[Window, Window], error: float) -> bool:
    """Return whether both limits at a count are certainly not as far apart as printed, by Chernoff's inequality."""
    return any(_above(seen, k, window.high, error) for seen, window in zip((line, line.swapped()), edges, strict=True))


def _above(line: Line, k: int, x: float, error: float) -> bool:
    """Return whether the lower limit is certainly above x, as P(T (2B - 1) <= x) is so small by the same split.

    For x above 0 one of T <= t and 2B - 1 <= x/t is needed, for x below 0 one of T >= t and 2B - 1 <= x/t.
    """
    n, m = line.n, abs(line.excess) + 2 * k
    b = k + max(0, line.excess)
    if b in (0, m) or not -1.0 < x < 1.0 or x == 0.0:
        return False
    share, room = m / n, log(PARTS / error) / n
    off = sqrt(2.0 * share * (1.0 - share) * room) + room
    t = share - off if x > 0.0 else min(share + off, 1.0)
    if t <= x or (s := (1.0 + x / t) / 2.0) >= b / m:
        return False
    return _tail(m, b / m, max(s, 0.0)) + _tail(n, share, t) < error


def _tail(n: int, share: float, p: float) -> float:
    """Return Chernoff's bound of the probability that n patients at p are as far on the side of a share."""
    if p in (0.0, 1.0):
        # Nothing lies beyond the ends of the range.
        return 0.0
    distance = share * log(share / p) if share > 0.0 else 0.0
    distance += (1.0 - share) * log((1.0 - share) / (1.0 - p)) if share < 1.0 else 0.0
    return exp(-n * distance)


def _product_bounds(x: float, split: tuple[int, int], share: tuple[int, int]) -> tuple[float, float]:
    """Return bounds of P(T W <= x), W = 2B - 1, from both factors at one t.

    For x above 0 T <= t and W <= x/t together are enough, and one of them is needed. For x below 0 the same holds
    with T >= t.
    """
    m, n = sum(split) - 1, sum(share) - 1
    mean = share[0] / (n + 1)
    t = mean
    if x > 0.0:
        w = (split[0] - split[1] + 1) / m
        spread_t, spread_w = (1.0 - mean) / m, 4.0 * split[0] * split[1] / (m * m * (m + 1)) / (w * w)
        t = min(max(mean * (x / (mean * w)) ** (spread_t / (spread_t + spread_w)), x), 1.0)
    first = beta_cdf(t, *share) if x > 0.0 else 1.0 - beta_cdf(t, *share)
    second = beta_cdf(min(max((1.0 + x / t) / 2.0, 0.0), 1.0), *split)
    return first * second - 1e-12, first + second - first * second + 1e-12


@lru_cache(maxsize=4096)
def _product(x: float, split: tuple[int, int], share: tuple[int, int], error: float) -> float:
    """Return P(T (2B - 1) <= x), T ~ Beta(share) and B ~ Beta(split), as an integral over T."""
    if _by_arrays():
        from psmatrial.stats.recovery.contrast._products import product_below

        return product_below(x, split, share, error * LOST)
    return beta_products.product_below(x, split, share, error * LOST)


def _by_arrays() -> bool:
    """Return whether the libraries are loaded, or so many tables were asked that they are worth it."""
    return "scipy.special" in modules or _product.cache_info().misses > _FEW


def unconditional_side(table: PairedTable, x: float, level: float, *, two_sided: bool) -> float:
    """Ask the unconditional test at x, and only where it rejects x whether it also rejects all below."""
    b, c, n = table.index_only, table.comparator_only, table.n
    alpha = (1.0 - level) * (1.0 if two_sided else 0.5)
    if not -1.0 < x < (b - c) / n:
        # The estimate itself is never rejected.
        return unconditional_low(n, b, c, alpha, two_sided=two_sided) - x if x <= -1.0 or b - c == n else -1.0
    if _accepted(n, b, c, alpha, two_sided, x):
        return -1.0
    return unconditional_low(n, b, c, alpha, two_sided=two_sided) - x


@lru_cache(maxsize=4096)
def unconditional_low(n: int, b: int, c: int, alpha: float, *, two_sided: bool) -> float:
    """Return the lower unconditional limit, remembered."""
    from psmatrial.stats._inversion import Inversion, lower_limit

    return lower_limit(Inversion(n, b, c, alpha, two_sided))


@lru_cache(maxsize=4096)
def _accepted(n: int, b: int, c: int, alpha: float, two_sided: bool, x: float) -> bool:  # noqa: FBT001
    """Return whether the unconditional test does not reject the difference x, so that the limit is not above it."""
    from psmatrial.stats._inversion import Inversion

    return Inversion(n, b, c, alpha, two_sided).largest(x, x).low > alpha


SIDES: dict[str, Callable[[PairedTable, float, float], float]] = {
    FAY_LUMBARD: fay_lumbard_side,
    **{name: partial(unconditional_side, two_sided=two_sided) for name, two_sided in UNCONDITIONAL.items()},
}
