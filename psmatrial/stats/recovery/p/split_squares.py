"""z^2 = (b - c)^2/(b + c): at which smaller discordant counts it lies where, and which belongs to a p-value."""

from __future__ import annotations

from functools import lru_cache
from math import inf, log, nextafter, sqrt

from psmatrial.stats.distributions import binomial_pmf, binomial_tail, normal_quantile

_DOUBT = 1e-8
_LEAST = 1e-300
# For a smaller p-value the first guess may be too far off for the steps from it to be exact.
_SMALLEST = 1e-15
# Numbers of patients for which it is found together what happens when all disagree.
_BLOCK = 16


def least(excess: int, square: float, counts: range) -> int:
    """Return the first count of a range at which the z^2 of a difference lies below a number, its end if none does.

    Examples
    --------
    >>> [least(15, square, range(8)) for square in (0.0, 8.9, 9.0, 9.1, 20.0, float("inf"))]
    [8, 6, 6, 5, 0, 0]
    """
    if square < _LEAST:
        return counts.stop
    c = max(counts.start, int(min((excess * excess / square - excess) / 2.0, counts.stop)))
    while c < counts.stop and excess * excess / (excess + 2 * c) >= square:
        c += 1
    while c > counts.start and excess * excess / (excess + 2 * c - 2) < square:
        c -= 1
    return c


def strictly_between(excess: int, counts: range, above: float, below: float) -> range:
    """Return the counts of a range at which the z^2 of a difference lies between two numbers.

    Examples
    --------
    >>> strictly_between(15, range(8), 9.0, 11.25), strictly_between(15, range(8), 9.0, 9.1)
    (range(3, 5), range(5, 5))
    """
    first = least(excess, below, counts)
    if first == counts.stop or excess * excess / (excess + 2 * first) <= above:
        return range(first, first)
    return range(first, least(excess, nextafter(above, inf), range(first + 1, counts.stop)))


def normal(p: float) -> float:
    """Return the z whose two-sided p-value is a number, 0 for numbers that none has.

    Examples
    --------
    >>> round(normal(0.05), 6), abs(normal(1.2))
    (1.959964, 0.0)
    """
    return -normal_quantile(min(max(p, _LEAST), 1.0) / 2.0)


def hoeffding(p: float) -> float:
    """Return a z^2 beyond which no p-value is as large as a number, for no tail is above exp(-z^2 / 2).

    Examples
    --------
    >>> round(hoeffding(0.05), 3), hoeffding(0.0), hoeffding(1.5)
    (7.378, inf, 0.0)
    """
    if p <= 0.0:
        return inf
    return 2.0 * log(2.0 / p) if p <= 1.0 else 0.0


def all_disagree(p: float, n: int) -> float | None:
    """Return the z^2 up to which its probability reaches p when all n patients are discordant, None without certainty.

    There is none for a p so small that the first guess may be far from it.
    The z^2 is the square of a difference over n, and the probability that of such a difference or a larger one.

    Examples
    --------
    >>> 2 * 0.5**5, 2 * 0.5**6, [all_disagree(0.05, n) for n in (5, 6)] == [5**2 / 5, 4**2 / 6]
    (0.0625, 0.03125, True)
    """
    return _from(p, n - n % _BLOCK)[n % _BLOCK] if _SMALLEST < p < 1.0 else None


@lru_cache(maxsize=256)
def _from(p: float, first: int) -> list[float | None]:
    """Return the same for a number of patients and those that follow.

    The smallest count k whose two tails are below p stays or rises by one with one patient more: P(X >= k) of n + 1 is
    P(X >= k) + P(X = k - 1)/2 of n. What the steps round is far below the doubt.
    """
    # From a guess on, the tail and the term below it.
    k = min(int((first + normal(p) * sqrt(first)) / 2.0) + 1, first + 1)
    tail, below = binomial_tail(k, first, 0.5) if k <= first else 0.0, binomial_pmf(k - 1, first, 0.5)
    while 2.0 * (tail + below) < p:
        tail, k = tail + below, k - 1
        below *= k / (first + 1 - k)
    found: list[float | None] = []
    for n in range(first, first + _BLOCK):
        while 2.0 * tail >= p:
            below *= (n + 1 - k) / k
            tail -= below
            k += 1
        certain = 2 * k > n > 0 and 2.0 * tail <= p * (1.0 - _DOUBT) and 2.0 * (tail + below) >= p * (1.0 + _DOUBT)
        found.append(max(0, 2 * k - n - 2) ** 2 / n if certain else None)
        tail += below / 2.0
        below *= (n + 1) / (2.0 * (n + 2 - k))
    return found
