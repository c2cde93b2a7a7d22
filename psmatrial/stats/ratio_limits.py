"""Ratios and differences against their own printed limits: the middle of an interval, and the p-value it implies."""

from __future__ import annotations

from math import inf, log, sqrt

from psmatrial.errors import InputError
from psmatrial.stats.distributions import normal_quantile, normal_tail, z_of


def ratio_centre(low: float, high: float) -> float:
    """Return the ratio in the middle of limits that are symmetric on the logarithm, as those of models are.

    Examples
    --------
    >>> round(ratio_centre(1.06, 3.93), 2)
    2.04
    """
    return sqrt(low * high)


def ratio_p(value: float, low: float, high: float, level: float = 0.95) -> float:
    """Return the two-sided Wald p-value that a ratio and its limits imply, for a ratio of 1.

    Parameters
    ----------
    value, low, high
        Above 0, low below high.
    level
        Level of the limits.

    Raises
    ------
    InputError
        If the limits are not above 0 and in order.

    Examples
    --------
    >>> round(ratio_p(2.04, 1.06, 3.93), 4)
    0.0329
    """
    if not 0.0 < low < high or value <= 0.0:
        raise InputError(f"{value:g} ({low:g} to {high:g}) is not a ratio with limits.", "Give the lower limit first.")
    return 2.0 * normal_tail(abs(log(value)) * 2.0 * z_of(level) / (log(high) - log(low)))


def log_rank_span(low: float, high: float, ratio: float) -> tuple[float, float]:
    """Return the p-values that a log-rank test can have beside Wald p-values of the hazard ratio of the same patients.

    At equal variance z of the log-rank test, a score test, is sinh(b/2)/(b/2) times that of Wald, about 1 + b^2/24,
    with b the logarithm of the ratio. Taken are 0.9 to 1.15 + b^2/12 times, and 0.1 more on both sides: this leaves
    room for the two ways of Cox's model with ties, for few patients and for a likelihood ratio test.

    Parameters
    ----------
    low, high
        Smallest and largest Wald p-value that the print allows.
    ratio
        The hazard ratio, above 0.

    References
    ----------
    Schoenfeld, Biometrika 1981;68:316 (the log-rank test and the logarithm of the hazard ratio).

    Examples
    --------
    A simulated trial: hazard ratio 1.80 (1.04 to 3.11), Wald p 0.036, log-rank p 0.033.

    >>> [round(p, 3) for p in log_rank_span(0.034, 0.037, 1.80)]
    [0.009, 0.076]
    """
    most, least = (-normal_quantile(p / 2.0) if p / 2.0 > 0.0 else inf for p in (low, high))
    reach = (1.15 + log(ratio) ** 2 / 12.0) * most + 0.1
    return 2.0 * normal_tail(reach), 2.0 * normal_tail(max(0.0, 0.9 * least - 0.1))


def difference_p(value: float, low: float, high: float, level: float = 0.95) -> float:
    """Return the two-sided Wald p-value that a difference and its limits imply, for a difference of 0.

    Raises
    ------
    InputError
        If the limits are not in order.

    Examples
    --------
    >>> round(difference_p(0.10, 0.0, 0.20), 3)
    0.05
    """
    if not low < high:
        raise InputError(f"{low:g} to {high:g} are not limits.", "Give the lower limit first.")
    return 2.0 * normal_tail(abs(value) * 2.0 * z_of(level) / (high - low))
