"""Where a line crosses 0, as the PSA at which half of the patients are found, with Fieller's set."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

INTERVAL, RAYS, LINE, EMPTY = "interval", "rays", "line", "empty"


@dataclass(frozen=True, slots=True)
class HalfPoint:
    """Where intercept + slope * x is 0, and the set of x that the data do not reject.

    ``kind`` is ``interval`` (low to high), ``rays`` (below low and above high), ``line`` (every x) or ``empty`` (none);
    ``value`` is None with a slope of 0.
    """

    value: float | None
    kind: str
    low: float
    high: float


def half_point(line: tuple[float, float], covariance: tuple[float, float, float], critical: float) -> HalfPoint:
    """Return the place where a line is 0, with the set of places where it may be.

    A place x belongs to the set when intercept + slope * x is within ``critical`` standard errors of 0. The set is an
    interval exactly when the slope is farther than that from 0.

    Parameters
    ----------
    line
        Intercept and slope.
    covariance
        Variance of the intercept, covariance, variance of the slope.
    critical
        The quantile of the interval.

    References
    ----------
    Fieller, J R Stat Soc B 1954;16:175.

    Examples
    --------
    A line of slope 1 through 0, both coefficients with variance 0.25: |x| <= 0.5 sqrt(1 + x²), x² = 1/3.

    >>> found = half_point((0.0, 1.0), (0.25, 0.0, 0.25), 1.0)
    >>> found.kind, round(found.high ** 2, 6)
    ('interval', 0.333333)
    >>> half_point((0.0, 0.5), (1.0, 0.0, 1.0), 1.0).kind
    'line'
    """
    (start, slope), (first, mixed, second), square = line, covariance, critical**2
    value = -start / slope if slope else None
    # (start + slope x)² - critical² (first + 2 mixed x + second x²) <= 0
    a, b, c = slope**2 - square * second, start * slope - square * mixed, start**2 - square * first
    inside = b * b - a * c
    if a == 0.0:
        return _half_line(value, b, c)
    if inside < 0.0:
        return HalfPoint(value, EMPTY if a > 0 else LINE, -inf, inf)
    # The larger root first, so that no digits cancel.
    far = -(b + sqrt(inside)) if b >= 0 else sqrt(inside) - b
    one, other = sorted((far / a, c / far if far else far / a))
    return HalfPoint(value, INTERVAL if a > 0 else RAYS, one, other)


def _half_line(value: float | None, b: float, c: float) -> HalfPoint:
    """Return the set where the condition is 2 b x + c <= 0."""
    if b == 0.0:
        return HalfPoint(value, LINE if c <= 0 else EMPTY, -inf, inf)
    end = -c / (2.0 * b)
    return HalfPoint(value, INTERVAL, end if b < 0 else -inf, end if b > 0 else inf)
