"""Student's t distribution, through the beta distribution."""

from __future__ import annotations

from functools import lru_cache
from math import inf, sqrt

from psmatrial.stats.distributions import beta_cdf, beta_quantile


@lru_cache(maxsize=64)
def t_of(level: float, df: int) -> float:
    """Return the t quantile that belongs to a two-sided interval at ``level``; infinite without a degree of freedom.

    Examples
    --------
    >>> round(t_of(0.95, 49), 6), round(t_of(0.95, 1), 6)
    (2.009575, 12.706205)
    """
    if df < 1:
        return inf
    inside = beta_quantile(level, 0.5, df / 2.0)
    # Near 1 the share inside has lost the digits that the share outside still has.
    outside = beta_quantile(1.0 - level, df / 2.0, 0.5) if inside > 0.5 else 1.0 - inside
    return sqrt(df * inside / outside)


def t_tails(t: float, df: int) -> float:
    """Return P(|T| >= |t|) of Student's t with ``df`` degrees of freedom, 1 or more.

    Examples
    --------
    >>> round(t_tails(2.009575, 49), 6)
    0.05
    """
    square = t * t
    if square < 1.0:  # the share outside would be all but 1
        return 1.0 - beta_cdf(square / (df + square), 0.5, df / 2.0)
    return beta_cdf(df / (df + square), df / 2.0, 0.5)
