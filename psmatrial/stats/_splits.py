"""The unconditional test of equal rates: McNemar's statistic, maximised over the probability of discordance.

Given m discordant patients the index test found B ~ Bin(m, 1/2) of them alone, so n + 1 conditional tails say
everything about the n^2 / 2 tables that could have been seen.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt, lgamma
from typing import TYPE_CHECKING

import numpy as np

from psmatrial.stats._supremum import supremum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_EXPONENT = 45.0


def unconditional_p(n: int, discordant: int, excess: int, *, two_sided: bool, within: tuple[float, float]) -> float:
    """Return the largest P(Z >= z0), or P(|Z| >= |z0|), over a range of the probability of a discordant patient.

    ``excess`` is index only minus comparator only, ``discordant`` their sum and above 0; z0 is excess/sqrt(discordant).
    An upper bound is returned, at most a relative 1e-10 above the supremum.
    """
    if excess == 0 and two_sided:
        return 1.0
    if excess <= 0 and not two_sided:
        if within[0] == 0.0:
            return 1.0
        tails = 1.0 - upper_tails(n, discordant, -excess, strict=True)
    else:
        tails = upper_tails(n, discordant, abs(excess), strict=False) * (2.0 if two_sided else 1.0)
    found = supremum(lambda s: _mixtures(tails, s), n, within=within)
    return min(1.0, found.high)


def upper_tails(n: int, discordant: int, excess: int, *, strict: bool) -> Array:
    """Return P(B - C >= z0 sqrt(m)) for m = 0 to n discordant patients, or P(B - C > z0 sqrt(m)).

    Without any, Z is 0 and in neither tail. From m to m + 1 the smallest count in the tail stays or rises by one, and
    the tail gains or loses half of one binomial term.
    """
    counts = [_smallest(m, discordant, excess, strict=strict) for m in range(n + 1)]
    factorials = log_factorials(n)
    tails = np.zeros(n + 1)
    inside = [m for m in range(1, n + 1) if counts[m] <= m]
    if not inside:
        return tails
    m, j = np.arange(inside[0], n), np.array(counts[inside[0] :])
    # Losing, the term is the one at j itself; gaining, the one below.
    loses = np.diff(j) == 1
    term = np.where(loses, j[:-1], j[:-1] - 1)
    halves = np.exp(factorials[m] - factorials[term] - factorials[m - term] - (m + 1) * np.log(2.0))
    tails[inside[0]] = 0.5 ** inside[0]
    tails[inside[0] + 1 :] = np.where(loses, -halves, halves)
    return np.maximum(np.cumsum(tails), 0.0)


@lru_cache(maxsize=4)
def log_factorials(n: int) -> Array:
    """Return log k! for k = 0 to n."""
    return np.array([lgamma(k + 1.0) for k in range(n + 1)])


def _smallest(m: int, discordant: int, excess: int, *, strict: bool) -> int:
    """Return the smallest index-only count j of m with (2j - m) sqrt(discordant) at or above excess sqrt(m).

    Decided in integers: tables with the same statistic are ties, however their square roots are rounded.
    """
    target = excess * excess * m
    root = isqrt(target // discordant) + 1 if strict else isqrt(max(-(-target // discordant) - 1, 0)) + (target > 0)
    return (m + root + 1) // 2


def _mixtures(tails: Array, positions: Array) -> Array:
    """Return the sum of Bin(m; n, s) tails[m] at each position s, over the counts m that matter."""
    n = len(tails) - 1
    factorials = log_factorials(n)
    s = np.clip(positions, 1e-300, 1.0 - 1e-16)
    reach = _EXPONENT / 3.0 + np.sqrt(_EXPONENT**2 / 9.0 + 2.0 * _EXPONENT * n * s * (1.0 - s))
    width = min(n + 1, 2 * int(reach.max()) + 3)
    start = np.clip((n * s).astype(int) - width // 2, 0, n + 1 - width)
    m = start[:, None] + np.arange(width)
    weights = (factorials[n] - factorials - factorials[::-1])[m]
    weights += m * np.log(s)[:, None] + (n - m) * np.log1p(-s)[:, None]
    return np.asarray(np.einsum("ij,ij->i", np.exp(weights), tails[m]))
