"""Which counts of many numbers of patients can have printed limits of their rate, told together.

The limits by every method lie between the least and the largest of a few that are quick to compute for thousands of
counts: those by Wilson with and without correction, Agresti and Coull, Wald and Jeffreys, and Clopper and Pearson's at
the error and at its double, between which lie those of mid-p and of Blaker. (Their tails are at most P(X >= x) and
half of it at least, and Blaker's test accepts where P(X >= x) alone is twice the error.)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.recovery.binomial_intervals import Window

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]
# More than limits are rounded by.
_SLACK = 1e-9


def narrowed(counts: Mapping[int, range], windows: tuple[Window, Window], error: float) -> dict[int, range]:
    """Return, by number of patients, counts among which are all whose limits lie in two windows.

    Parameters
    ----------
    counts
        The counts of patients found that are asked, by number of patients.
    windows
        Shares between which the lower and the upper limit must lie.
    error
        Probability of error on each side.

    Examples
    --------
    >>> narrowed({50: range(51), 60: range(61)}, (Window(0.405, 0.415), Window(0.695, 0.705)), 0.025)
    {50: range(28, 29), 60: range(0, 0)}
    """
    low, high = windows
    n = np.concatenate([np.full(len(run), m, dtype=float) for m, run in counts.items()])
    x = np.concatenate([np.arange(run.start, run.stop, dtype=float) for run in counts.values()])
    kept = _may_lie(x, n, low, error)
    x, n = x[kept], n[kept]
    kept = _may_lie(n - x, n, Window(1.0 - high.high, 1.0 - high.low), error)
    x, n = x[kept], n[kept]
    found = dict.fromkeys(counts, range(0))
    patients, first = np.unique(n, return_index=True)
    last = np.append(first, len(n))[1:] - 1
    for m, start, end in zip(patients.tolist(), x[first].tolist(), x[last].tolist(), strict=True):
        found[int(m)] = range(int(start), int(end) + 1)
    return found


def _may_lie(x: Array, n: Array, window: Window, error: float) -> Truths:
    """Return whether the lower limit by some method may lie in a window."""
    least, most = extremes(x, n, error)
    outside: Truths = (most < window.low - _SLACK) | (least > window.high + _SLACK)
    return ~outside


def extremes(x: Array, n: Array, error: float) -> tuple[Array, Array]:
    """Return the least and the largest lower limit of x of n; not a number where one is not known."""
    from scipy.special import betaincinv

    z = -normal_quantile(error)
    larger, share = n + z * z, x / n
    middle = (x + z * z / 2.0) / larger
    corrected = np.sqrt(np.maximum(z * z - 2.0 - 1.0 / n + 4.0 * x * (n - x + 1.0) / n, 0.0))
    limits = [
        share - z * np.sqrt(share * (1.0 - share) / n),
        wilson(x, n, error),
        middle - z * np.sqrt(middle * (1.0 - middle) / larger),
        (2.0 * x + z * z - 1.0 - z * corrected) / (2.0 * larger),
        jeffreys(x, n, error),
        betaincinv(np.maximum(x, 1.0), n - x + 1.0, error),
        betaincinv(np.maximum(x, 1.0), n - x + 1.0, 2.0 * error),
    ]
    clipped = np.where(x > 0.0, np.clip(limits, 0.0, 1.0), 0.0)
    return clipped.min(axis=0), clipped.max(axis=0)


def wilson(x: Array, n: Array, error: float) -> Array:
    """Return Wilson's lower limits of x of n."""
    z = -normal_quantile(error)
    found: Array = (x + z * z / 2.0 - z * np.sqrt(z * z / 4.0 + x * (n - x) / n)) / (n + z * z)
    return found


def jeffreys(x: Array, n: Array, error: float) -> Array:
    """Return the lower limits of Jeffreys of x of n."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(x + 0.5, n - x + 0.5, error), dtype=np.float64)
