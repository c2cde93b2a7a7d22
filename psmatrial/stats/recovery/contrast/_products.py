"""The distribution behind Fay and Lumbard's limits by libraries that take a while to load: for many tables."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
# Values of T that stand for so little are left out where many tables are asked at once, and how many there are.
_LIGHT, _POINTS = 1e-8, 40
OFF = _LIGHT * _POINTS


def product_below(x: float, split: tuple[int, int], share: tuple[int, int], lost: float) -> float:
    """Return P(T (2B - 1) <= x), T ~ Beta(share) and B ~ Beta(split), like ``beta_products.product_below``.

    Examples
    --------
    >>> round(product_below(0.0958, (19, 5), (23, 28), 1e-15), 4)
    0.025
    """
    certain = float(betainc(*share, x)) if x > 0.0 else 0.0
    low, high = _ends(share, lost)
    t, weights = _between(share, max(low, abs(x)), high)
    return certain + float(weights @ betainc(*split, (1.0 + x / t) / 2.0))


def products_below(x: Array, split: tuple[Counts, Counts], share: tuple[Counts, Counts], lost: float) -> Array:
    """Return these probabilities for many tables at once, each less than ``OFF`` too small.

    B is below a number with a probability of 1 at most, so that a value of T adds no more than what it stands for.

    Examples
    --------
    >>> counts = [np.array([count]) for count in (19, 5, 23, 28)]
    >>> products_below(np.array([0.0958]), (counts[0], counts[1]), (counts[2], counts[3]), 1e-15).round(4).tolist()
    [0.025]
    """
    first, second = share
    nodes, weights = _rule()
    low = np.maximum(betaincinv(first, second, lost), abs(x))
    wide = np.maximum(1.0 - betaincinv(second, first, lost) - low, 0.0)
    t = low[:, None] + wide[:, None] * nodes
    log_density = (first - 1)[:, None] * np.log(t) + (second - 1)[:, None] * np.log1p(-t)
    stands = wide[:, None] * weights * np.exp(log_density - betaln(first, second)[:, None])
    rows, columns = np.nonzero(stands > _LIGHT)
    below = betainc(split[0][rows], split[1][rows], (1.0 + x[rows] / t[rows, columns]) / 2.0)
    inside = np.bincount(rows, stands[rows, columns] * below, len(x))
    return np.asarray(betainc(first, second, np.maximum(x, 0.0)) + inside, dtype=np.float64)


@lru_cache(maxsize=4096)
def _ends(share: tuple[int, int], lost: float) -> tuple[float, float]:
    """Return between which numbers T can be; the same for tables with the same number of discordant patients."""
    first, second = share
    return float(betaincinv(first, second, lost)), 1.0 - float(betaincinv(second, first, lost))


@lru_cache(maxsize=4096)
def _between(share: tuple[int, int], low: float, high: float) -> tuple[Array, Array]:
    """Return values of T between two numbers, and the probabilities for which they stand; 0 if they are exchanged."""
    first, second = share
    nodes, weights = _rule()
    if low >= high:
        return np.ones_like(nodes), np.zeros_like(nodes)
    t = low + (high - low) * nodes
    density = np.exp((first - 1) * np.log(t) + (second - 1) * np.log1p(-t) - betaln(first, second))
    return t, (high - low) * weights * density


@lru_cache(maxsize=1)
def _rule() -> tuple[Array, Array]:
    """Return Gauss and Legendre's 40 points between 0 and 1, and their weights."""
    nodes, weights = leggauss(_POINTS)
    return (nodes + 1.0) / 2.0, weights / 2.0
