"""Both tails of McNemar's statistic for every number of discordant patients, and how n patients mix them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from psmatrial.stats._splits import log_factorials
from psmatrial.stats._supremum import COARSE, nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Terms below exp(-45) are left out.
_EXPONENT = 45.0


def both_tails(n: int, square: Fraction) -> Array:
    """Return P(Z^2 >= z^2) given m discordant patients, for m = 0 to n and z^2 above 0.

    Ties are decided in whole numbers. From m to m + 1 the smallest count in a tail stays or rises by one, and the
    tail gains or loses half of one binomial term.
    """
    m = np.arange(n + 1)
    targets = -(-square.numerator * m // square.denominator)
    roots = np.ceil(np.sqrt(targets)).astype(np.int64)
    roots -= (roots - 1) ** 2 >= targets
    roots += roots**2 < targets
    smallest = (m + roots + 1) // 2
    inside = np.flatnonzero(smallest <= m)
    inside = inside[inside > 0]
    tails = np.zeros(n + 1)
    if len(inside) == 0:
        return tails
    start = int(inside[0])
    steps, factorials = m[start:n], log_factorials(n)
    loses = np.diff(smallest[start:]) == 1
    term = np.where(loses, smallest[start:-1], smallest[start:-1] - 1)
    halves = np.exp(factorials[steps] - factorials[term] - factorials[steps - term] - (steps + 1) * np.log(2.0))
    tails[start] = 0.5**start
    tails[start + 1 :] = np.where(loses, -halves, halves)
    return np.asarray(2.0 * np.maximum(np.cumsum(tails), 0.0))


def mixed(n: int, tails: Array) -> Array:
    """Return the sum of Bin(m; n, s) tails[m] at each position s that coarse bounds need."""
    m, weights = _mixing(n)
    return np.asarray(np.einsum("ij,ij->i", weights, tails[m]))


@lru_cache(maxsize=8)
def _mixing(n: int) -> tuple[NDArray[np.int64], Array]:
    """Return the numbers m that matter at each position, one position a row, and their probabilities."""
    s = np.clip(nodes(n, COARSE), 1e-300, 1.0 - 1e-16)
    reach = _EXPONENT / 3.0 + np.sqrt(_EXPONENT**2 / 9.0 + 2.0 * _EXPONENT * n * s * (1.0 - s))
    width = min(n + 1, 2 * int(reach.max()) + 3)
    start = np.clip((n * s).astype(np.int64) - width // 2, 0, n + 1 - width)
    m = start[:, None] + np.arange(width)
    logs = _log_choose(n)[m] + m * np.log(s)[:, None] + (n - m) * np.log1p(-s)[:, None]
    return m, np.exp(logs)


def _log_choose(n: int) -> Array:
    """Return the logarithms of the binomial coefficients of n."""
    factorials = log_factorials(n)
    return np.asarray(factorials[n] - factorials - factorials[::-1])
