"""Regions of tables that favour the index test beyond a hypothesised difference, and their probabilities.

Tables are ordered by Tango's statistic at a difference x. It rises with the patients found by the index test only
and falls with those found by the comparator only, so a region is a staircase: from each comparator-only count c
the smallest index-only count that belongs to it.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from psmatrial.stats._splits import log_factorials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Counts = NDArray[np.int64]

_BLOCK = 16_000


class Staircase(NamedTuple):
    """The edge of a region, ready to be weighed.

    With index-only count B ~ Bin(N, theta) among the N = n - c others, P(B >= first[c]) is a sum of binomial terms
    at the edge over all counts from c upwards, none of them negative: one term times j/N to step from c + 1 to
    c, and whole terms where the step is higher than one. ``starts[c]`` is where those of c begin.
    """

    n: int
    first: Counts
    starts: Counts
    c: Counts
    trials: Array
    j: Array
    log_weight: Array


def tango(n: int, b: Array | float, c: Array | float, x: float) -> Array:
    """Return Tango's statistic of index-only and comparator-only counts at the difference x, -1 < x < 1."""
    if x < 0.0:
        return -tango(n, c, b, -x)
    linear = (2 * n - b + c) * x - (b + c)
    root = np.sqrt(linear * linear + 8.0 * n * x * (1.0 - x) * c)
    variance = np.maximum((root + (b + c) + (b - c) * x - 2.0 * n * x * x) / 2.0, n * x * (1.0 - x))
    return np.asarray((b - c - n * x) / np.sqrt(np.where(variance > 0.0, variance, 1.0)))


def thresholds(n: int, x: float, least: float) -> Counts:
    """Return for c = 0, 1, ... the smallest index-only count whose statistic at x reaches ``least``, while there is one."""
    sides = (least * sqrt(n * abs(x) * (1.0 - abs(x))), least * sqrt(n * (1.0 - x * x)))
    c = np.arange(n + 1)
    low = np.maximum(np.floor(c + n * x + min(sides)).astype(np.int64) - 1, 0)
    high = np.clip(np.ceil(c + n * x + max(sides)).astype(np.int64) + 1, 0, n - c + 1)
    low = np.minimum(low, high)
    while (low < high).any():
        middle = (low + high) // 2
        reached = (tango(n, middle.astype(float), c.astype(float), x) >= least) | (low == high)
        low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
        high = np.maximum(low, high)
    # Rounding may not make a step where the statistic has none.
    first = low[: np.count_nonzero(low <= n - c)]
    return np.asarray(np.minimum.accumulate(first[::-1])[::-1])


def staircase(n: int, first: Counts) -> Staircase:
    """Return the staircase of a region from the smallest index-only count for each comparator-only count."""
    size = len(first)
    columns = np.arange(size)
    last = np.append(first[1:] + 1, n - size + 2)
    lengths = np.maximum(last - first, 0)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    c = np.repeat(columns, lengths)
    j = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths) + np.repeat(first, lengths)
    trials = n - c
    weight = np.ones(len(j))
    steps = starts[1:-1] - 1
    weight[steps] = j[steps] / np.maximum(trials[steps], 1)
    factorials = log_factorials(n)
    log_weight = np.log(np.maximum(weight, 1e-300)) + factorials[trials] - factorials[j] - factorials[trials - j]
    return Staircase(n, first, starts, c, trials.astype(float), j.astype(float), log_weight)


def probability(region: Staircase, x: float, positions: Array, exponent: float) -> Array:
    """Return the probability of a region at the difference x and each nuisance position s in [0, 1].

    Parameters
    ----------
    region
        A region of tables.
    x
        The true difference; P(comparator only) is max(0, -x) + s (1 - |x|) / 2.
    positions
        Rising values of s.
    exponent
        Terms below exp(-exponent) are left out.
    """
    if len(region.first) == 0:
        return np.zeros(len(positions))
    size = max(8, _BLOCK // (len(region.j) + len(region.first)))
    blocks = [positions[start : start + size] for start in range(0, len(positions), size)]
    return np.concatenate([_block(region, x, block, exponent) for block in blocks])


def _block(region: Staircase, x: float, s: Array, exponent: float) -> Array:
    """Return the probabilities of a region at a few positions that are close together."""
    share = s * ((1.0 - abs(x)) / 2.0)
    q = np.maximum(share + max(0.0, -x), 1e-300)
    index_only = np.maximum(share + max(0.0, x), 1e-300)
    concordant = np.maximum((1.0 - s) * (1.0 - abs(x)), 1e-300)
    others = index_only + concordant
    theta = index_only / others
    lowest, left, right = _window(region, q, theta, exponent)
    if left >= right:
        return np.zeros(len(s))
    columns = np.arange(lowest, right)
    log_choose = _log_choose(region.n)[lowest:right]
    terms = log_choose + np.log(q)[:, None] * columns + np.log(others)[:, None] * (region.n - columns)
    at_most = np.cumsum(np.exp(terms), axis=1)
    part = slice(region.starts[left], region.starts[right])
    j, trials = region.j[part], region.trials[part]
    edge = region.log_weight[part] + np.log(theta)[:, None] * j + np.log(concordant / others)[:, None] * (trials - j)
    return np.asarray(np.einsum("ij,ij->i", np.exp(edge), at_most[:, region.c[part] - lowest]))


def _window(region: Staircase, q: Array, theta: Array, exponent: float) -> tuple[int, int, int]:
    """Return the first c of any weight, and the range of c whose edge has any weight, by Bernstein's inequality."""
    n, first = region.n, region.first
    columns = np.arange(len(first))
    lowest = max(0, int(np.min(n * q - _reach(n * q * (1.0 - q), exponent))))
    reach = float(np.max(_reach(n * theta * (1.0 - theta), exponent)))
    higher = np.append(first[1:], n)
    left = int(np.searchsorted(higher - (n - columns) * float(theta.min()), -reach))
    right = int(np.searchsorted(first - (n - columns) * float(theta.max()), reach, side="right"))
    return min(lowest, len(first)), max(left, lowest), right


def _reach(variance: Array, exponent: float) -> Array:
    """Return how far from its mean a binomial count strays with a probability above exp(-exponent)."""
    return np.asarray(exponent / 3.0 + 1.0 + np.sqrt(exponent**2 / 9.0 + 2.0 * exponent * variance))


def _log_choose(n: int) -> Array:
    """Return log C(n, k) for k = 0 to n."""
    factorials = log_factorials(n)
    return np.asarray(factorials[n] - factorials - factorials[::-1])
