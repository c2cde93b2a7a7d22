"""The unconditional test of equal rates: McNemar's statistic, maximised over the probability of discordance.

Given m discordant patients the index test found B ~ Bin(m, 1/2) of them alone, so n + 1 conditional tails say
everything about the n^2 / 2 tables that could have been seen.
"""

from __future__ import annotations

from functools import lru_cache
from math import lgamma
from typing import TYPE_CHECKING

import numpy as np

from psmatrial.stats._mixture import mixed, stirling_error, thinned
from psmatrial.stats._supremum import supremum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Counts = NDArray[np.int64]

# Counts that are gone through together: what is made of each takes ten numbers.
_PIECE = 1 << 14


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
    mixture = thinned(tails)
    found = supremum(lambda s: mixed(mixture, s), n, within=within)
    return min(1.0, found.high)


def upper_tails(n: int, discordant: int, excess: int, *, strict: bool) -> Array:
    """Return P(B - C >= z0 sqrt(m)) for m = 0 to n discordant patients, or P(B - C > z0 sqrt(m)).

    Without any, Z is 0 and in neither tail. From m to m + 1 the smallest count in the tail stays or rises by one, and
    the tail gains or loses half of one binomial term.
    """
    m = np.arange(n + 1)
    counts = _smallest(m, discordant, excess, strict=strict)
    tails = np.zeros(n + 1)
    inside = np.flatnonzero(counts[1:] <= m[1:]) + 1
    if not len(inside):
        return tails
    m, j = m[inside[0] : n], counts[inside[0] :]
    # Losing, the term is the one at j itself; gaining, the one below.
    loses = np.diff(j) == 1
    pieces = [slice(at, at + _PIECE) for at in range(0, max(1, len(m)), _PIECE)]
    term = np.where(loses, j[:-1], j[:-1] - 1)
    halves = np.concatenate([np.exp(_log_coin(m[piece], term[piece])) / 2.0 for piece in pieces])
    tails[inside[0]] = 0.5 ** float(inside[0])
    tails[inside[0] + 1 :] = np.where(loses, -halves, halves)
    return np.maximum(np.cumsum(tails), 0.0)


def _log_coin(m: Counts, j: Counts) -> Array:
    """Return log P(J = j) of J ~ Bin(m, 1/2), with all digits at any m."""
    ends = (j == 0) | (j == m)
    k = np.where(ends, 1, j).astype(float)
    size = np.where(ends, 2, m).astype(float)
    rest, away = size - k, (2.0 * k - size) / size
    height = stirling_error(size) - stirling_error(k) - stirling_error(rest)
    height += np.log(size / (2.0 * np.pi * k * rest)) / 2.0
    return np.asarray(np.where(ends, m * -np.log(2.0), height - k * np.log1p(away) - rest * np.log1p(-away)))


def log_factorials(n: int) -> Array:
    """Return log k! for k = 0 to n."""
    return _log_factorials(1 << n.bit_length())[: n + 1]


@lru_cache(maxsize=4)
def _log_factorials(count: int) -> Array:
    """Return log k! for so many k from 0 on."""
    return np.array([lgamma(k + 1.0) for k in range(count)])


def _smallest(m: Counts, discordant: int, excess: int, *, strict: bool) -> Counts:
    """Return for each m the smallest index-only count j with (2j - m) sqrt(discordant) at or above excess sqrt(m).

    Decided in integers: tables with the same statistic are ties, however their square roots are rounded.
    """
    target = excess * excess * m
    if strict:
        root = _isqrt(target // discordant) + 1
    else:
        root = _isqrt(np.maximum(-(-target // discordant) - 1, 0)) + (target > 0)
    return np.asarray((m + root + 1) // 2)


def _isqrt(squares: Counts) -> Counts:
    """Return the whole part of square roots."""
    root = np.sqrt(squares.astype(float)).astype(np.int64)
    root -= root * root > squares
    return np.asarray(root + ((root + 1) * (root + 1) <= squares))
