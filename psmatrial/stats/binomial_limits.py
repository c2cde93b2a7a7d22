"""Lower confidence limits of a proportion; upper limits are their mirror images.

Every method here treats patients found and patients not found alike, so that the upper limit of x of n is
1 less the lower limit of n - x of n. Writing only the lower one makes swapping the tests mirror the print.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from psmatrial.stats.blaker import blaker_lower
from psmatrial.stats.distributions import beta_quantile, binomial_pmf, binomial_tail, normal_quantile, root

if TYPE_CHECKING:
    from collections.abc import Callable


def lower_limit(count: int, n: int, method: str, error: float) -> float:
    """Return the limit below which a proportion is believed not to lie, with a one-sided ``error``.

    Parameters
    ----------
    count, n
        Patients found and patients, 0 <= count <= n, n > 0.
    method
        One of the keys of ``LOWER_LIMITS``.
    error
        Probability of error of this limit: 0.025 for an interval at level 0.95.

    Returns
    -------
    float
        A proportion; 0 by every method when no patient was found.

    Examples
    --------
    >>> round(lower_limit(28, 50, "clopper-pearson", 0.025), 6)
    0.412544
    """
    return min(1.0, max(0.0, LOWER_LIMITS[method](count, n, error))) if count else 0.0


def _clopper_pearson(x: int, n: int, error: float) -> float:
    """Solve P(X >= x) = error."""
    return beta_quantile(error, x, n - x + 1)


def _mid_p(x: int, n: int, error: float) -> float:
    """Solve P(X > x) + P(X = x)/2 = error, between the Clopper-Pearson limits at this error and at its double."""
    if x == n:
        return float((2.0 * error) ** (1.0 / n))
    return root(
        lambda p: binomial_tail(x + 1, n, p) + binomial_pmf(x, n, p) / 2.0 - error,
        beta_quantile(error, x, n - x + 1),
        beta_quantile(2.0 * error, x, n - x + 1),
    )


def _wilson(x: int, n: int, error: float) -> float:
    """Invert the score test."""
    z = -normal_quantile(error)
    return (x + z * z / 2.0 - z * sqrt(z * z / 4.0 + x * (n - x) / n)) / (n + z * z)


def _wilson_corrected(x: int, n: int, error: float) -> float:
    """Invert the score test with a continuity correction of 1/(2n), whatever the count."""
    z = -normal_quantile(error)
    root_of = z * z - 2.0 - 1.0 / n + 4.0 * x * (n - x + 1) / n
    return (2.0 * x + z * z - 1.0 - z * sqrt(root_of)) / (2.0 * (n + z * z))


def _agresti_coull(x: int, n: int, error: float) -> float:
    """Add z²/2 patients found and as many not found, and take Wald's limit."""
    z = -normal_quantile(error)
    larger = n + z * z
    share = (x + z * z / 2.0) / larger
    return share - z * sqrt(share * (1.0 - share) / larger)


def _jeffreys(x: int, n: int, error: float) -> float:
    """Take the quantile of the posterior distribution under the prior Beta(1/2, 1/2)."""
    return beta_quantile(error, x + 0.5, n - x + 0.5)


def _wald(x: int, n: int, error: float) -> float:
    """Go z standard errors below the estimate."""
    return x / n + normal_quantile(error) * sqrt(x * (n - x) / n) / n


LOWER_LIMITS: dict[str, Callable[[int, int, float], float]] = {
    "clopper-pearson": _clopper_pearson,
    "mid-p": _mid_p,
    "wilson": _wilson,
    "wilson-corrected": _wilson_corrected,
    "agresti-coull": _agresti_coull,
    "jeffreys": _jeffreys,
    "blaker": blaker_lower,
    "wald": _wald,
}
