"""Kaplan-Meier estimates from their printed limits: standard errors, and what they make of a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt

from psmatrial.errors import InputError
from psmatrial.stats.distributions import normal_tail, z_of


@dataclass(frozen=True, slots=True)
class SurvivalEstimate:
    """A survival proportion with its printed limits, all strictly between 0 and 1.

    Examples
    --------
    >>> round(SurvivalEstimate(0.755, 0.625, 0.846).standard_error(), 3)
    0.056
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse what has no log-log scale."""
        if not 0.0 < self.low < self.high < 1.0 or not 0.0 < self.value < 1.0:
            raise InputError(
                f"{self.value:g} ({self.low:g} to {self.high:g}) is not a survival estimate with limits.",
                "Give proportions strictly between 0 and 1, the lower limit first.",
            )

    def standard_error(self, level: float = 0.95, scale: str = "log-log") -> float:
        """Return the standard error of the proportion, Greenwood's, by the delta method from limits on a scale.

        Examples
        --------
        Of 40 patients 24 are free of events: the root of 0.6 x 0.4/40 is 0.0775, and the limits are those of the log.

        >>> round(SurvivalEstimate(0.600, 0.466, 0.773).standard_error(scale="log"), 3)
        0.077
        """
        transform, step = _ON_SCALE[scale]
        return step(self.value) * (abs(transform(self.low) - transform(self.high)) / (2.0 * z_of(level)))


def _log_log(survival: float) -> float:
    return log(-log(survival))


# What limits are symmetric in, by scale, and how far a small step there moves a proportion.
_ON_SCALE: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "log-log": (_log_log, lambda survival: -survival * log(survival)),
    "log": (log, lambda survival: survival),
    "logit": (lambda survival: log(survival / (1.0 - survival)), lambda survival: survival * (1.0 - survival)),
    "plain": (lambda survival: survival, lambda _: 1.0),
}
SCALES = tuple(_ON_SCALE)


def centre(low: float, high: float, scale: str = "log-log") -> float:
    """Return the estimate in the middle of two limits of a survival proportion.

    Parameters
    ----------
    low, high
        Proportions strictly between 0 and 1.
    scale
        ``"log-log"``, ``"log"``, ``"logit"`` or ``"plain"``: where the interval is symmetric.

    References
    ----------
    Borgan and Liestøl, Scand J Stat 1990;17:35 (scales).

    Examples
    --------
    Lawal et al. 2023: 83.2% is printed between 70.0 and 91.0.

    >>> round(centre(0.700, 0.910), 3), round(centre(0.700, 0.910, "plain"), 3)
    (0.832, 0.805)
    """
    if scale == "plain":
        return (low + high) / 2.0
    if scale == "log":
        return sqrt(low * high)
    if scale == "logit":
        odds = sqrt(low / (1.0 - low) * high / (1.0 - high))
        return odds / (1.0 + odds)
    return exp(-exp((_log_log(low) + _log_log(high)) / 2.0))


def survival_difference(
    first: SurvivalEstimate,
    second: SurvivalEstimate,
    level: float = 0.95,
    factor: float = 1.0,
    scale: str = "log-log",
) -> tuple[float, float, float, float]:
    """Return the difference of two independent survival proportions, its limits and its two-sided p-value.

    The standard errors come from the printed limits; the difference is tested by z on the plain scale.

    Parameters
    ----------
    first, second
        Estimates of two groups of different patients, at the same time.
    level
        Level of the printed limits, and of those returned.
    factor
        What the standard error is multiplied by: 0.5 shows what half of it would print.
    scale
        Where the printed limits are symmetric, as in :func:`centre`.

    Returns
    -------
    tuple of float
        Difference, lower limit, upper limit, p-value.

    References
    ----------
    Klein, Logan, Harhoff and Andersen, Stat Med 2007;26:4505.

    Examples
    --------
    >>> found = survival_difference(SurvivalEstimate(0.83, 0.70, 0.91), SurvivalEstimate(0.66, 0.51, 0.77))
    >>> [round(value, 3) for value in found]
    [0.17, 0.004, 0.336, 0.044]
    """
    difference = first.value - second.value
    error = factor * sqrt(first.standard_error(level, scale) ** 2 + second.standard_error(level, scale) ** 2)
    reach = z_of(level) * error
    return difference, difference - reach, difference + reach, 2.0 * normal_tail(abs(difference) / error)


def log_log_p(first: SurvivalEstimate, second: SurvivalEstimate, level: float = 0.95, scale: str = "log-log") -> float:
    """Return the two-sided p-value of two survival proportions compared on the log-log scale.

    ``scale`` is where the printed limits are symmetric, which may be another one.

    Examples
    --------
    >>> round(log_log_p(SurvivalEstimate(0.832, 0.700, 0.910), SurvivalEstimate(0.665, 0.516, 0.778)), 3)
    0.058
    """
    step = _ON_SCALE["log-log"][1]
    error = sqrt(sum((one.standard_error(level, scale) / step(one.value)) ** 2 for one in (first, second)))
    return 2.0 * normal_tail(abs(_log_log(first.value) - _log_log(second.value)) / error)


def error_ratio(
    first: SurvivalEstimate,
    second: SurvivalEstimate,
    low: float,
    high: float,
    level: float = 0.95,
    scale: str = "log-log",
) -> float:
    """Return the standard error that a printed interval of a difference implies, over the one its two groups imply.

    Near 1 they agree; near 0.5 the printed interval is half as wide as it should be.

    Examples
    --------
    >>> groups = SurvivalEstimate(0.80, 0.70, 0.87), SurvivalEstimate(0.65, 0.54, 0.74)
    >>> _, low, high, _ = survival_difference(*groups, factor=0.5)
    >>> round(error_ratio(*groups, low, high), 6)
    0.5
    """
    _, whole_low, whole_high, _ = survival_difference(first, second, level, scale=scale)
    return (high - low) / (whole_high - whole_low)
