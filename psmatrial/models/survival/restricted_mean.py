"""The mean time without the event up to a horizon: the area under the curve."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from psmatrial.models.survival.kaplan_meier import KaplanMeier


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """A mean time up to a horizon, with its standard error."""

    value: float
    error: float


def restricted_mean(curve: KaplanMeier, horizon: float) -> RestrictedMean | None:
    """Return the mean time without the event within the first ``horizon`` units of time.

    The variance is the sum, over the times of events, of the squared area to the right of the time, up to the horizon,
    times events / (at risk * (at risk - events)); a time at which nobody is left adds nothing. No factor for small
    samples.

    Returns
    -------
    RestrictedMean or None
        None where the curve is not known up to the horizon.

    References
    ----------
    Irwin, J Hyg 1949;47:188. Royston and Parmar, BMC Med Res Methodol 2013;13:152.

    Examples
    --------
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> from psmatrial.models.survival.kaplan_meier import kaplan_meier
    >>> found = restricted_mean(kaplan_meier(FollowUp((2.0, 4.0), (1, 0))), 4.0)
    >>> found.value, round(found.error, 6)
    (3.0, 0.707107)
    """
    if curve.at(horizon) is None:
        return None
    inside = [k for k, time in enumerate(curve.times) if time <= horizon]
    corners = [0.0, *(curve.times[k] for k in inside), horizon]
    heights = [1.0, *(curve.survival[k] for k in inside)]
    areas = [height * (end - start) for height, (start, end) in zip(heights, pairwise(corners), strict=True)]
    right, variance = 0.0, 0.0
    for k in reversed(inside):
        right += areas[k + 1]
        stay = curve.at_risk[k] - curve.events[k]
        variance += right**2 * curve.events[k] / (curve.at_risk[k] * stay) if stay else 0.0
    return RestrictedMean(sum(areas), sqrt(variance))
