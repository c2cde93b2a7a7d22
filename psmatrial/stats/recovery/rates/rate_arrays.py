"""Lower limits of thousands of rates, worked out together: see ``binomial_limits`` for those of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.distributions import normal_quantile

Array = NDArray[np.float64]


def limits(name: str, x: Array, n: Array, error: float) -> Array:
    """Return the lower limits of x of n by a method, one of ``LIMIT_ARRAYS``; not a number where one is not known.

    Examples
    --------
    >>> [round(float(limit), 6) for limit in limits("clopper-pearson", np.array([28.0, 0.0]), np.array(50.0), 0.025)]
    [0.412544, 0.0]
    """
    return np.where(x > 0.0, np.clip(LIMIT_ARRAYS[name](x, n, error), 0.0, 1.0), 0.0)


def clopper_pearson(x: Array, n: Array, error: float) -> Array:
    """Return the lower limits of Clopper and Pearson of x of n, x above 0."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(np.maximum(x, 1.0), n - x + 1.0, error), dtype=np.float64)


def wilson(x: Array, n: Array, error: float) -> Array:
    """Return Wilson's lower limits of x of n."""
    z = -normal_quantile(error)
    found: Array = (x + z * z / 2.0 - z * np.sqrt(z * z / 4.0 + x * (n - x) / n)) / (n + z * z)
    return found


def wilson_corrected(x: Array, n: Array, error: float) -> Array:
    """Return Wilson's lower limits with correction of x of n, x above 0."""
    z = -normal_quantile(error)
    root = np.sqrt(np.maximum(z * z - 2.0 - 1.0 / n + 4.0 * x * (n - x + 1.0) / n, 0.0))
    found: Array = (2.0 * x + z * z - 1.0 - z * root) / (2.0 * (n + z * z))
    return found


def agresti_coull(x: Array, n: Array, error: float) -> Array:
    """Return the lower limits of Agresti and Coull of x of n."""
    z = -normal_quantile(error)
    larger = n + z * z
    return wald(x + z * z / 2.0, larger, error)


def jeffreys(x: Array, n: Array, error: float) -> Array:
    """Return the lower limits of Jeffreys of x of n."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(x + 0.5, n - x + 0.5, error), dtype=np.float64)


def wald(x: Array, n: Array, error: float) -> Array:
    """Return Wald's lower limits of x of n."""
    share = x / n
    found: Array = share + normal_quantile(error) * np.sqrt(share * (1.0 - share) / n)
    return found


LIMIT_ARRAYS: Mapping[str, Callable[[Array, Array, float], Array]] = {
    "clopper-pearson": clopper_pearson,
    "wilson": wilson,
    "wilson-corrected": wilson_corrected,
    "agresti-coull": agresti_coull,
    "jeffreys": jeffreys,
    "wald": wald,
}
