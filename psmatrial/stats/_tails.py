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

_BLOCK = 32_000


class Staircase(NamedTuple):
    """The edge of a region, ready to be weighed.

    With index-only count B ~ Bin(N, theta) among the N = n - c others, P(B >= first[c]) is a sum of binomial terms
    at the edge over all counts from c upwards, none of them negative: one term times j/N to step from c + 1 to
    c, and whole terms where the step is higher than one. ``starts[c]`` is where those of c begin. Terms are given
    by c, j and rest = N - j.
    """

    n: int
    first: Counts
    starts: Counts
    c: Counts
    j: Array
    rest: Array
    log_weight: Array
    log_choose: Array


class Chances(NamedTuple):
    """The chances of one patient at several positions; ``others`` is that of not "comparator only"."""

    comparator_only: Array
    others: Array
    index_only: Array
    concordant: Array


def tango(n: int, b: Array | float, c: Array | float, x: float) -> Array:
    """Return Tango's statistic of index-only and comparator-only counts at the difference x, -1 < x < 1."""
    if x < 0.0:
        # Where the index test is favoured no root is of a difference of nearly equal numbers.
        return -tango(n, c, b, -x)
    linear = 2 * n * x - b * (1.0 + x) - c * (1.0 - x)
    root = np.sqrt(linear * linear + (8.0 * n * x * (1.0 - x)) * c)
    variance = (root + b * (1.0 + x) + c * (1.0 - x) - 2.0 * n * x * x) / 2.0
    if x == 0.0:
        variance = np.where(variance > 0.0, variance, 1.0)
    return np.asarray((b - c - n * x) / np.sqrt(np.maximum(variance, n * x * (1.0 - x))))


def thresholds(n: int, x: float, least: float) -> Counts:
    """Return for c = 0, 1, ... the smallest index-only count whose statistic reaches ``least``, if there is one."""
    sides = (least * sqrt(n * abs(x) * (1.0 - abs(x))), least * sqrt(n * (1.0 - x * x)))
    c = np.arange(n + 1.0)
    c = c[: np.count_nonzero(np.floor(2.0 * c + n * x + min(sides)) - 1.0 <= n)]
    low = np.maximum(np.floor(c + (n * x + min(sides))) - 1.0, 0.0)
    high = np.minimum(np.maximum(np.ceil(c + (n * x + max(sides))) + 1.0, 0.0), n - c + 1.0)
    low = np.minimum(low, high)
    width = float((high - low).max()) if len(c) else 0.0
    for _ in range(int(width).bit_length()):
        middle = np.floor((low + high) / 2.0)
        reached = (tango(n, middle, c, x) >= least) | (low == high)
        low, high = np.where(reached, low, middle + 1.0), np.where(reached, middle, high)
    first = low[: np.count_nonzero(low <= n - c)]
    # Rounding may not make a step where the statistic has none.
    return np.asarray(np.minimum.accumulate(first[::-1])[::-1].astype(np.int64))


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
    log_choose = factorials[n] - factorials - factorials[::-1]
    return Staircase(n, first, starts, c, j.astype(float), (trials - j).astype(float), log_weight, log_choose)


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
    chances = _chances(x, positions)
    terms = len(region.j) + len(region.first)
    if len(positions) * terms <= _BLOCK:
        return _weighed(region, chances, 0, slice(0, len(region.first)))
    size = max(8, 48_000 // terms)
    blocks = [Chances(*(part[i : i + size] for part in chances)) for i in range(0, len(positions), size)]
    return np.concatenate([_weighed(region, block, *_window(region, block, exponent)) for block in blocks])


def _chances(x: float, s: Array) -> Chances:
    """Return the chances of one patient at each position."""
    share = s * ((1.0 - abs(x)) / 2.0)
    index_only = np.maximum(share + max(0.0, x), 1e-300)
    concordant = np.maximum((1.0 - s) * (1.0 - abs(x)), 1e-300)
    return Chances(np.maximum(share + max(0.0, -x), 1e-300), index_only + concordant, index_only, concordant)


def _weighed(region: Staircase, chances: Chances, lowest: int, columns: slice) -> Array:
    """Return the probabilities of the part of a region over some columns c; none below ``lowest`` has any weight."""
    if columns.start >= columns.stop:
        return np.zeros(len(chances.others))
    c = np.arange(lowest, columns.stop)
    others = np.log(chances.others)[:, None]
    terms = (np.log(chances.comparator_only)[:, None] - others) * c
    terms += region.n * others + region.log_choose[lowest : columns.stop]
    at_most = np.cumsum(np.exp(terms), axis=1)
    part = slice(region.starts[columns.start], region.starts[columns.stop])
    edge = (np.log(chances.index_only)[:, None] - others) * region.j[part]
    edge += (np.log(chances.concordant)[:, None] - others) * region.rest[part]
    edge += region.log_weight[part]
    return np.asarray(np.einsum("ij,ij->i", np.exp(edge), at_most[:, region.c[part] - lowest]))


def _window(region: Staircase, chances: Chances, exponent: float) -> tuple[int, slice]:
    """Return the first c of any weight, and the columns whose edge has any weight, by Bernstein's inequality."""
    n, q = region.n, chances.comparator_only
    theta = chances.index_only / chances.others
    lowest = max(0, int((n * q - _reach(n * q * (1.0 - q), exponent)).min()))
    reach = float(_reach(n * theta * (1.0 - theta), exponent).max())
    least, most = float(theta.min()), float(theta.max())
    # The edge of column c runs from first[c] to first[c + 1], and its mean is (n - c) theta.
    columns = np.arange(len(region.first))
    left = int(np.searchsorted(region.first + least * columns, n * least - reach)) - 1
    right = int(np.searchsorted(region.first + most * columns, n * most + reach, side="right"))
    return min(lowest, len(columns)), slice(max(left, lowest), right)


def _reach(variance: Array, exponent: float) -> Array:
    """Return how far from its mean a binomial count strays with a probability above exp(-exponent)."""
    return np.asarray(exponent / 3.0 + 1.0 + np.sqrt(exponent**2 / 9.0 + 2.0 * exponent * variance))
