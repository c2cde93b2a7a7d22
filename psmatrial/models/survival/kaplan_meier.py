"""The share of patients still without the event, at every time: Kaplan and Meier's estimate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import inf, sqrt

from psmatrial.models.survival.follow_up import FollowUp, steps
from psmatrial.models.survival.scales import Limits, limits


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """A curve that drops at every time of an event and is level in between.

    ``times``, ``at_risk``, ``events`` and ``survival`` have one entry for each time of an event; ``greenwood`` is the
    running sum of events / (at risk * (at risk - events)), infinite once nobody is left; ``followed`` holds the times
    of all patients in order.
    """

    times: tuple[float, ...]
    at_risk: tuple[int, ...]
    events: tuple[int, ...]
    survival: tuple[float, ...]
    greenwood: tuple[float, ...]
    followed: tuple[float, ...]

    def at(self, time: float) -> float | None:
        """Return the survival at a time; None beyond the longest follow-up, unless nobody was left before.

        Examples
        --------
        >>> curve = kaplan_meier(FollowUp((2.0, 5.0), (1, 0)))
        >>> curve.at(1.9), curve.at(2.0), curve.at(6.0)
        (1.0, 0.5, None)
        """
        place = bisect_right(self.times, time)
        value = self.survival[place - 1] if place else 1.0
        known = bool(self.followed) and (time <= self.followed[-1] or value == 0)
        return value if known else None

    def error(self, time: float) -> float:
        """Return Greenwood's standard error of the survival at a time; 0 where the survival is 0 or 1.

        Examples
        --------
        >>> round(kaplan_meier(FollowUp((2.0, 5.0), (1, 0))).error(3.0), 6)
        0.353553
        """
        place = bisect_right(self.times, time)
        if not place or self.greenwood[place - 1] == inf:
            return 0.0
        return self.survival[place - 1] * sqrt(self.greenwood[place - 1])

    def limits(self, time: float, level: float = 0.95, scale: str = "log-log") -> Limits:
        """Return the limits of the survival at a time; None where it is 0 or not known.

        Examples
        --------
        >>> curve = kaplan_meier(FollowUp((2.0, 5.0), (1, 0)))
        >>> [round(limit, 4) for limit in curve.limits(3.0)]
        [0.006, 0.9104]
        """
        value = self.at(time)
        return (None, None) if value is None else limits(value, self.error(time), level, scale)

    def number_at_risk(self, time: float) -> int:
        """Return how many patients were followed up until this time or longer.

        Examples
        --------
        >>> kaplan_meier(FollowUp((2.0, 5.0), (1, 0))).number_at_risk(2.0)
        2
        """
        return len(self.followed) - bisect_left(self.followed, time)


def kaplan_meier(follow_up: FollowUp) -> KaplanMeier:
    """Return the product-limit estimate of the share without the event.

    A competing event counts as a censoring: then this is no estimate of how many patients stay free of the event, and
    ``competing_risks.incidence`` is the answer.

    Parameters
    ----------
    follow_up
        Times and ends of the patients.

    Returns
    -------
    KaplanMeier
        Without any step where nobody has the event.

    References
    ----------
    Kaplan and Meier, J Am Stat Assoc 1958;53:457.
    Greenwood, Reports on Public Health and Medical Subjects 1926;33:1.

    Examples
    --------
    >>> curve = kaplan_meier(FollowUp((2.0, 3.0, 3.0, 5.0), (1, 1, 0, 1)))
    >>> curve.survival
    (0.75, 0.5, 0.0)
    """
    drops = [step for step in steps(follow_up) if step.events]
    value, summed = 1.0, 0.0
    survival, greenwood = [], []
    for step in drops:
        stay = step.at_risk - step.events
        value *= stay / step.at_risk
        summed += step.events / (step.at_risk * stay) if stay else inf
        survival.append(value)
        greenwood.append(summed)
    return KaplanMeier(
        tuple(step.time for step in drops),
        tuple(step.at_risk for step in drops),
        tuple(step.events for step in drops),
        tuple(survival),
        tuple(greenwood),
        tuple(sorted(follow_up.times)),
    )
