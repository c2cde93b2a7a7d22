"""The mean of a sequence of numbers under a binomial distribution, at many values of its probability.

A binomial weight is a smooth function of the count, so over a block of counts that is some standard deviations wide it
is a polynomial of modest degree. Each block is replaced by as many points, with numbers that give the same mean of
every such polynomial (the rule of Chebyshev's points): a hundred thousand counts become some thousands of points.
"""

from __future__ import annotations

from math import ceil, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Points of a block, which is three standard deviations wide: the polynomial is within 1e-14 of the largest weight.
_NODES = 26
_WIDTH = 3.0
# Fewer counts than this stay as they are, and those so near to an end where Stirling's series does not hold.
_FEWEST = 36
_END = 40
# Blocks on each side of the own one of a probability: what is further away weighs less than exp(-45).
_NEIGHBOURS = 4


class Thinned(NamedTuple):
    """Points in place of counts 0 to n: their places, the numbers there, and where each block begins."""

    n: int
    points: Array
    numbers: Array
    starts: NDArray[np.int64]


def thinned(numbers: Array) -> Thinned:
    """Return few points in place of the counts 0 to n, with the same means under every binomial distribution."""
    n = len(numbers) - 1
    blocks = max(1, ceil(pi * sqrt(n) / _WIDTH))
    cuts = np.ceil(n * np.sin(np.linspace(0.0, pi / 2.0, blocks + 1)) ** 2 - 1e-9).astype(np.int64)
    cuts[0], cuts[-1] = 0, n + 1
    lengths = np.diff(cuts)
    dense = (lengths >= _FEWEST) & (cuts[:-1] >= _END) & (cuts[1:] <= n - _END)
    sums = _moments(numbers, cuts, lengths)
    angles = (2.0 * np.arange(_NODES) + 1.0) * (pi / (2.0 * _NODES))
    rule = np.cos(np.outer(np.arange(_NODES), angles)) * (2.0 / _NODES)
    rule[0] /= 2.0
    there, kept = [], []
    for block in range(blocks):
        first, length = cuts[block], lengths[block]
        if dense[block]:
            half = (length - 1) / 2.0
            there.append(first + half + half * np.cos(angles))
            kept.append(sums[:, block] @ rule)
        else:
            there.append(np.arange(first, first + length, dtype=float))
            kept.append(numbers[first : first + length])
    starts = np.concatenate(([0], np.cumsum([len(part) for part in there])))
    return Thinned(n, np.concatenate(there), np.concatenate(kept), starts)


def _moments(numbers: Array, cuts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Array:
    """Return for each block the sums of the numbers times Chebyshev's polynomials of the place in the block."""
    halves = np.repeat(np.maximum(lengths - 1, 1) / 2.0, lengths)
    place = (np.arange(len(numbers)) - np.repeat(cuts[:-1], lengths)) / halves - 1.0
    sums = np.zeros((_NODES, len(lengths)))
    occupied = np.flatnonzero(lengths)
    before, now = numbers * place, numbers
    for degree in range(_NODES):
        sums[degree, occupied] = np.add.reduceat(now, cuts[:-1][occupied])
        before, now = now, 2.0 * place * now - before
    return sums


def mixed(mixture: Thinned, positions: Array) -> Array:
    """Return the mean of the numbers under Bin(n, s) for rising positions s in [0, 1].

    Counts beyond about 9 standard deviations are left out.
    """
    n, blocks = mixture.n, len(mixture.starts) - 1
    own = np.minimum((np.arcsin(np.sqrt(positions)) * (2.0 * blocks / pi)).astype(int), blocks - 1)
    cuts = np.searchsorted(own, np.arange(blocks + 1))
    found = np.zeros(len(positions))
    heights = _heights(n, mixture.points)
    for block in np.flatnonzero(np.diff(cuts)):
        part = slice(cuts[block], cuts[block + 1])
        angle = (block + 0.5) * pi / (2.0 * blocks)
        centre, other = np.sin(angle) ** 2, np.cos(angle) ** 2
        first, last = max(0, int(block) - _NEIGHBOURS), min(blocks, int(block) + _NEIGHBOURS + 1)
        near = slice(mixture.starts[first], mixture.starts[last])
        x = mixture.points[near]
        # From the nearer end, where a number between 0 and 1 has most digits.
        away = positions[part] - centre if centre < other else other - (1.0 - positions[part])
        up, down = _log_factor(away / centre), _log_factor(-away / other)
        # Small exponents: the weight at the middle of the block, times that of s over that of the middle.
        exponents = np.outer(up, x) + np.outer(down, n - x)
        found[part] = np.exp(exponents + (heights[near] - _deviance(n, x, centre, other))) @ mixture.numbers[near]
    return found


def _log_factor(change: Array) -> Array:
    """Return log(1 + change); minus infinity, at the ends, as a number that leaves 0 of it 0 and all else nothing."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(np.log1p(np.maximum(change, -1.0)), -1e4))


def _heights(n: int, x: Array) -> Array:
    """Return the logarithm of the largest binomial weight that each count has at any probability."""
    inner = np.where((x > 0.0) & (x < n), x, max(n, 2) / 2.0)
    rest = n - inner if n > 1 else inner
    height = stirling_error(np.array([float(n)])) - stirling_error(inner) - stirling_error(rest)
    height += np.log(n / (2.0 * pi * inner * rest)) / 2.0
    return np.where((x > 0.0) & (x < n), height, 0.0)


def _deviance(n: int, x: Array, s: float, other: float) -> Array:
    """Return x log(x/(n s)) + (n - x) log((n - x)/(n other)), other being 1 - s; the two terms nearly cancel."""
    away = x - n * s if s < other else n * other - (n - x)
    first = np.where(x > 0.0, x * np.log1p(-away / np.where(x > 0.0, x, 2.0 * n)), 0.0)
    rest = n - x
    second = np.where(rest > 0.0, rest * np.log1p(away / np.where(rest > 0.0, rest, 2.0 * n)), 0.0)
    return np.asarray(-first - second)


def stirling_error(z: Array) -> Array:
    """Return what Stirling's formula lacks of log z!, z above 0; exact tables below 16, the series from there on."""
    square = 1.0 / (z * z)
    series = square / 1188
    for coefficient in (1 / 1680, 1 / 1260, 1 / 360):
        np.subtract(coefficient, series, out=series)
        series *= square
    series = (1 / 12 - series) / z
    small = np.flatnonzero(z < len(_SMALL))
    series[small] = _SMALL[z[small].astype(int)]
    return np.asarray(series)


def _small_errors() -> Array:
    """Return the errors at 1 to 15 from factorials."""
    from math import lgamma, log

    values = [lgamma(k + 1.0) - (k + 0.5) * log(k) + k - log(2.0 * pi) / 2.0 for k in range(1, 16)]
    return np.array([0.0, *values])


_SMALL = _small_errors()
