"""Ratios and differences against their own printed limits: the middle of an interval, and the p-value it implies."""

from __future__ import annotations

from math import log, sqrt

from psmatrial.errors import InputError
from psmatrial.stats.distributions import normal_tail, z_of


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
