"""The distribution behind Fay and Lumbard's limits by libraries that take a while to load: for many tables."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, betaln

Array = NDArray[np.float64]


class _Places(NamedTuple):
    """Values of T between two ends, and the probabilities for which they stand."""

    low: float
    high: float
    t: Array
    weights: Array


def product_below(x: float, split: tuple[int, int], share: tuple[int, int], lost: float) -> float:
    """Return P(T (2B - 1) <= x), T ~ Beta(share) and B ~ Beta(split), as an integral over T.

    Parameters
    ----------
    x
        A number between -1 and 1.
    split, share
        Parameters of the two beta variables.
    lost
        The probability of T that may be lost on either side.

    Examples
    --------
    >>> round(product_below(0.0958, (19, 5), (23, 28), 1e-15), 4)
    0.025
    """
    places = _places(share, lost)
    certain = float(betainc(*share, x)) if x > 0.0 else 0.0
    if abs(x) > places.low:
        places = _between(share, abs(x), places.high)
    return certain + float(places.weights @ betainc(*split, (1.0 + x / places.t) / 2.0))


@lru_cache(maxsize=4096)
def _places(share: tuple[int, int], lost: float) -> _Places:
    """Return where T can be; tables that follow one another often have the same number of discordant patients."""
    first, second = share
    return _between(share, float(betaincinv(first, second, lost)), 1.0 - float(betaincinv(second, first, lost)))


def _between(share: tuple[int, int], low: float, high: float) -> _Places:
    """Return values of T between two numbers, of no weight where the first is not below the second."""
    first, second = share
    nodes, weights = _rule()
    if low >= high:
        return _Places(low, high, np.ones_like(nodes), np.zeros_like(nodes))
    t = low + (high - low) * nodes
    density = np.exp((first - 1) * np.log(t) + (second - 1) * np.log1p(-t) - betaln(first, second))
    return _Places(low, high, t, (high - low) * weights * density)


@lru_cache(maxsize=1)
def _rule() -> tuple[Array, Array]:
    """Return Gauss and Legendre's 40 points between 0 and 1, and their weights."""
    nodes, weights = leggauss(40)
    return (nodes + 1.0) / 2.0, weights / 2.0
