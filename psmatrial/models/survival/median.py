"""The time by which half of the patients, or another share, have had the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.models.survival.kaplan_meier import KaplanMeier

# A share reached exactly is one reached but for the rounding of the products behind it.
CLOSE = 1.5e-8


@dataclass(frozen=True, slots=True)
class Quantile:
    """A time with its limits; None where the curve, or the limits of it, never come down far enough."""

    value: float | None
    low: float | None
    high: float | None


def median(curve: KaplanMeier, level: float = 0.95, scale: str = "log-log") -> Quantile:
    """Return the median time to the event, with the times at which the limits of the curve reach a half.

    Where the curve is exactly a half on a stretch, the middle of that stretch.

    References
    ----------
    Brookmeyer and Crowley, Biometrics 1982;38:29.

    Examples
    --------
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> from psmatrial.models.survival.kaplan_meier import kaplan_meier
    >>> median(kaplan_meier(FollowUp((2.0, 3.0, 5.0, 9.0), (1, 1, 1, 0)))).value
    4.0
    """
    return quantile(curve, 0.5, level, scale)


def quantile(curve: KaplanMeier, free: float, level: float = 0.95, scale: str = "log-log") -> Quantile:
    """Return the time at which a share of the patients is still free of the event.

    Parameters
    ----------
    curve
        The survival.
    free
        The share, such as 0.75 for the time by which a quarter has had the event.
    level, scale
        Confidence level, and scale of the limits of the curve.

    Examples
    --------
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> from psmatrial.models.survival.kaplan_meier import kaplan_meier
    >>> quantile(kaplan_meier(FollowUp((2.0, 3.0, 5.0), (1, 1, 0))), 0.8).value
    2.0
    """
    ends = [curve.limits(time, level, scale) for time in curve.times]
    return Quantile(
        _reached(curve.times, curve.survival, free),
        _reached(curve.times, [low for low, _ in ends], free),
        _reached(curve.times, [high for _, high in ends], free),
    )


def _reached(times: Sequence[float], values: Sequence[float | None], free: float) -> float | None:
    """Return the first time at which values that fall with time are down at a share."""
    down = [
        (time, value) for time, value in zip(times, values, strict=True) if value is not None and value < free + CLOSE
    ]
    if not down:
        return None
    first, there = down[0]
    lower = [time for time, value in down if value < there]
    return (first + lower[0]) / 2 if abs(there - free) < CLOSE and lower else first
