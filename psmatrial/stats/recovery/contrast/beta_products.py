"""The distribution behind Fay and Lumbard's limits, without libraries that take a while to load."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, log, log1p, sqrt

from psmatrial.stats._incomplete_beta import first_logit, log_density, log_logistic
from psmatrial.stats.distributions import beta_cdf, beta_quantile
from psmatrial.stats.quadrature import rule

# Points of the rule for T.
_POINTS = 40
# Standard deviations of B over which a rule of so many points gives ten digits and more.
_WIDE = {2: 0.03, 3: 0.15, 4: 0.4}
# From such parameters on, ends are taken from an expansion.
_MANY = 20


def product_below(x: float, split: tuple[int, int], share: tuple[int, int], lost: float) -> float:
    """Return P(T (2B - 1) <= x), T ~ Beta(share) and B ~ Beta(split), as an integral over T.

    Between the values of T at which B is asked, its distribution function is integrated as well: that takes a fraction
    of the time of asking it anew.

    Parameters
    ----------
    x
        A number between -1 and 1.
    split, share
        Parameters of the two beta variables.
    lost
        The probability of T that may be lost on either side, about.

    Examples
    --------
    >>> round(product_below(0.0958, (19, 5), (23, 28), 1e-15), 4)
    0.025
    """
    first, second = share
    low, high = _end(first, second, lost), 1.0 - _end(second, first, lost)
    certain = beta_cdf(x, first, second) if x > low else 0.0
    low = max(low, abs(x))
    half = (high - low) / 2.0
    if half <= 0.0:
        return certain
    nodes = [(low + half + half * node, weight) for node, weight in rule(_POINTS)]
    top = _height(first, second)
    stands = (weight * exp(top + (first - 1) * log(t) + (second - 1) * log1p(-t)) for t, weight in nodes)
    below = _below([(1.0 + x / t) / 2.0 for t, _ in nodes], *split)
    return certain + half * fsum(stand * b for stand, b in zip(stands, below, strict=True))


def _below(values: Sequence[float], a: int, b: int) -> list[float]:
    """Return the distribution function of a beta variable at values that rise or fall."""
    n = a + b
    top, deviation = _height(a, b), sqrt(a * b / (n * n * (n + 1.0)))
    middle = len(values) // 2
    found = [beta_cdf(values[middle], a, b)] * len(values)
    for step, places in ((1, range(middle + 1, len(values))), (-1, range(middle - 1, -1, -1))):
        for place in places:
            y, before = values[place], values[place - step]
            far = abs(y - before) / deviation
            points = next((points for points, wide in _WIDE.items() if far < wide), 0)
            if not points:
                found[place] = beta_cdf(y, a, b)
                continue
            half, centre = (y - before) / 2.0, (y + before) / 2.0
            area = 0.0
            for node, weight in rule(points):
                at = centre + half * node
                area += weight * exp(top + (a - 1) * log(at) + (b - 1) * log1p(-at))
            found[place] = found[place - step] + half * area
    return found


def _end(a: int, b: int, lost: float) -> float:
    """Return a number below which a beta variable is with about a probability; at most a thousand times as much."""
    return exp(log_logistic(first_logit(log(lost), a, b))) if min(a, b) >= _MANY else beta_quantile(lost, a, b)


def _height(a: int, b: int) -> float:
    """Return the logarithm of 1 / B(a, b)."""
    mean = a / (a + b)
    return log_density(mean, 1.0 - mean, a, b) - a * log(mean) - b * log1p(-mean)
