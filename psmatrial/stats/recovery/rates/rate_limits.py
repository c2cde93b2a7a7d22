"""Lower limits of rates, remembered; where many of one number of patients are asked, all are worked out together."""

from __future__ import annotations

from functools import lru_cache

from psmatrial.stats.binomial_limits import lower_limit

JEFFREYS = "jeffreys"
# After so many limits by Jeffreys, and so many of the same number of patients, arrays are worth their loading.
_MANY, _FEW = 1000, 40


def rate_limit(x: int, n: int, rate: str, error: float) -> float:
    """Return the lower limit of x of n, exact but for rounding.

    Parameters
    ----------
    x, n
        Patients found and patients, n above 0.
    rate
        Method, ``"wilson"`` or ``"jeffreys"``.
    error
        The error of the limit.

    Examples
    --------
    >>> round(rate_limit(28, 50, "jeffreys", 0.025), 6)
    0.422275
    """
    known = _known(n, rate, error)
    if x not in known:
        if rate != JEFFREYS:
            known[x] = lower_limit(x, n, rate, error)
        elif len(known) < _FEW or _jeffreys.cache_info().misses < _MANY:
            known[x] = _jeffreys(x, n, error)
        else:
            known.update(enumerate(_together(n, error)))
    return known[x]


@lru_cache(maxsize=64)
def _known(_n: int, _rate: str, _error: float) -> dict[int, float]:
    """Return the limits of one number of patients that are known, by count."""
    return {}


@lru_cache(maxsize=8192)
def _jeffreys(x: int, n: int, error: float) -> float:
    """Return the lower limit by Jeffreys."""
    return lower_limit(x, n, JEFFREYS, error)


def _together(n: int, error: float) -> list[float]:
    """Return the lower limits by Jeffreys of 0 to n patients."""
    import numpy as np

    from psmatrial.stats.recovery.rates.rate_arrays import limits

    found: list[float] = limits(JEFFREYS, np.arange(n + 1, dtype=np.float64), np.array(float(n)), error).tolist()
    return found
