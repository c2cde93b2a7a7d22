"""The scales on which an interval of a probability can be built from its standard error."""

from __future__ import annotations

from collections.abc import Callable
from math import asin, exp, log, pi, sin, sqrt
from statistics import NormalDist

from psmatrial.errors import InputError, choices

Limits = tuple[float | None, float | None]


def limits(value: float, error: float, level: float = 0.95, scale: str = "log-log") -> Limits:
    """Return the limits of a probability, symmetric about it on a scale.

    Parameters
    ----------
    value
        A probability: survival, or cumulative incidence.
    error
        Its standard error.
    level
        Confidence level.
    scale
        ``log-log``, ``log``, ``logit``, ``arcsin`` or ``plain``.

    Returns
    -------
    tuple
        Within 0 and 1. At 1, where nothing has happened yet, both are 1: a width of zero, not an interval. At 0 both
        are None.

    Raises
    ------
    InputError
        If there is no such scale.

    References
    ----------
    Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980 (log-log).

    Examples
    --------
    >>> [round(limit, 4) for limit in limits(0.8, 0.1789)]
    [0.2038, 0.9692]
    """
    if scale not in SCALES:
        raise InputError(f"there is no scale {scale!r}.", choices(scale, list(SCALES)))
    if not 0 < value < 1:
        return (1.0, 1.0) if value >= 1 else (None, None)
    low, high = SCALES[scale](value, NormalDist().inv_cdf((1 + level) / 2) * error)
    return max(0.0, low), min(1.0, high)


def _plain(value: float, reach: float) -> tuple[float, float]:
    """Return limits on the scale itself."""
    return value - reach, value + reach


def _log(value: float, reach: float) -> tuple[float, float]:
    """Return limits on the scale of the logarithm."""
    factor = exp(reach / value)
    return value / factor, value * factor


def _log_log(value: float, reach: float) -> tuple[float, float]:
    """Return limits on the scale of the logarithm of the cumulative hazard."""
    power = exp(-reach / (value * log(value)))
    return value**power, value ** (1 / power)


def _logit(value: float, reach: float) -> tuple[float, float]:
    """Return limits on the scale of log odds."""
    odds, factor = value / (1 - value), exp(reach / (value * (1 - value)))
    return odds / factor / (1 + odds / factor), 1 / (1 + 1 / (odds * factor))


def _arcsin(value: float, reach: float) -> tuple[float, float]:
    """Return limits on the scale of the arcsine of the root."""
    middle, half = asin(sqrt(value)), reach / (2 * sqrt(value * (1 - value)))
    return sin(max(0.0, middle - half)) ** 2, sin(min(pi / 2, middle + half)) ** 2


SCALES: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "log-log": _log_log,
    "log": _log,
    "logit": _logit,
    "arcsin": _arcsin,
    "plain": _plain,
}
