"""Every table that n patients can make, and how probable each is when the probabilities of the cells are known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# What tells one table from another to a method: a count of patients found, the discordant counts, or all four cells.
COUNT, DISCORDANT, CELLS = "count", "discordant", "cells"


def binomial(n: int, p: float) -> Array:
    """Return P(X = x) for x = 0 to n of X ~ Bin(n, p).

    Examples
    --------
    >>> [round(float(chance), 4) for chance in binomial(2, 0.5)]
    [0.25, 0.5, 0.25]
    """
    import numpy as np

    from psmatrial.stats._splits import log_factorials

    x = np.arange(n + 1)
    ways = log_factorials(n)
    return np.asarray(np.exp(ways[n] - ways[x] - ways[n - x] + _powers(x, p) + _powers(n - x, 1.0 - p)))


def pairs(n: int, index_only: float, comparator_only: float) -> Array:
    """Return the probability of every pair of discordant counts, in the order of ``counts``.

    Examples
    --------
    >>> [round(float(chance), 2) for chance in pairs(1, 0.3, 0.1)]
    [0.6, 0.1, 0.3]
    """
    import numpy as np

    b, c, ways = _pairs_of(n)
    chances = _powers(b, index_only) + _powers(c, comparator_only)
    return np.asarray(np.exp(ways + chances + _powers(n - b - c, 1.0 - index_only - comparator_only)))


def cells(n: int, index_only: float, comparator_only: float, both: float) -> Array:
    """Return the probability of every table; ``both`` is the share of "found by both" among the concordant.

    Tables stand in the order of their discordant counts, as in ``pairs``, and then of the count of both.

    Examples
    --------
    >>> [round(float(chance), 2) for chance in cells(1, 0.3, 0.1, 0.25)]
    [0.45, 0.15, 0.1, 0.3]
    """
    import numpy as np

    b, c, _ = _pairs_of(n)
    return np.repeat(pairs(n, index_only, comparator_only), n - b - c + 1) * _splits(n, both)


def counts(n: int) -> list[tuple[int, int]]:
    """Return every pair of index only and comparator only among n patients.

    Examples
    --------
    >>> counts(1)
    [(0, 0), (0, 1), (1, 0)]
    """
    return [(b, c) for b in range(n + 1) for c in range(n + 1 - b)]


@lru_cache(maxsize=16)
def _pairs_of(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return the counts of every pair as two arrays, and the logarithm of how many ways lead to it."""
    import numpy as np

    from psmatrial.stats._splits import log_factorials

    b, c = np.array(counts(n)).T
    ways = log_factorials(n)
    return b, c, np.asarray(ways[n] - ways[b] - ways[c] - ways[n - b - c])


@lru_cache(maxsize=4)
def _splits(n: int, both: float) -> Array:
    """Return, for every pair of discordant counts one after the other, how the concordant patients are shared out."""
    import numpy as np

    by_size = [binomial(size, both) for size in range(n + 1)]
    return np.concatenate([by_size[n - b - c] for b, c in counts(n)])


def _powers(count: NDArray[np.int64], p: float) -> Array:
    """Return count log p; the power 0 of 0 is 1, and every other power of it nothing."""
    import numpy as np

    return np.asarray(count * np.log(p) if p > 0.0 else np.where(count > 0, -np.inf, 0.0))
