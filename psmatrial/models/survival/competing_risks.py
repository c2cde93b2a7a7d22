"""The share of patients who have had the event when another end may come first: Aalen and Johansen's estimate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from psmatrial.models.survival.follow_up import EVENT, FollowUp, Step, steps
from psmatrial.models.survival.scales import Limits, limits


@dataclass(frozen=True, slots=True)
class Incidence:
    """A curve that rises at every time of its event: its times, its height and the standard error there.

    ``longest`` is the longest follow-up, beyond which nothing is known.
    """

    times: tuple[float, ...]
    height: tuple[float, ...]
    errors: tuple[float, ...]
    longest: float

    def at(self, time: float) -> float | None:
        """Return the share with the event by a time; None beyond the longest follow-up.

        Examples
        --------
        >>> incidence(FollowUp((2.0, 3.0, 5.0), (1, 2, 0))).at(4.0)
        0.3333333333333333
        """
        if time > self.longest:
            return None
        place = bisect_right(self.times, time)
        return self.height[place - 1] if place else 0.0

    def error(self, time: float) -> float:
        """Return the standard error of the share by a time.

        Examples
        --------
        >>> round(incidence(FollowUp((2.0, 3.0, 5.0), (1, 2, 0))).error(4.0), 6)
        0.272166
        """
        place = bisect_right(self.times, time)
        return self.errors[place - 1] if place else 0.0

    def limits(self, time: float, level: float = 0.95, scale: str = "log-log") -> Limits:
        """Return the limits of the share by a time; None where it is 0 or not known.

        Examples
        --------
        >>> incidence(FollowUp((2.0, 3.0, 5.0), (1, 2, 0))).limits(1.0)
        (None, None)
        """
        value = self.at(time)
        return (None, None) if value is None else limits(value, self.error(time), level, scale)


def incidence(follow_up: FollowUp, cause: int = EVENT) -> Incidence:
    """Return the cumulative incidence of one end in the presence of the other.

    Patients with the other end can no longer have this one. Taking them for censored, as one minus Kaplan and Meier's
    estimate would, overstates it. The variance is that of the infinitesimal jackknife: of how much each patient weighs.

    Parameters
    ----------
    follow_up
        Times and ends of the patients.
    cause
        1 for the event, 2 for the competing one.

    References
    ----------
    Aalen and Johansen, Scand J Stat 1978;5:141.

    Examples
    --------
    >>> found = incidence(FollowUp((2.0, 3.0, 5.0, 6.0), (1, 2, 1, 0)))
    >>> found.height
    (0.25, 0.5)
    """
    times, heights, errors = [], [], []
    for step, height, variance in _heights(steps(follow_up), cause):
        if step.events if cause == EVENT else step.competing:
            times.append(step.time)
            heights.append(height)
            errors.append(sqrt(max(0.0, variance)))
    return Incidence(tuple(times), tuple(heights), tuple(errors), follow_up.longest)


def _heights(found: list[Step], cause: int) -> Iterator[tuple[Step, float, float]]:
    """Yield each time with the incidence after it and its variance.

    The incidence I(t) is a sum over times s of free(s-) times hazard(s). What happens at s moves it directly, and by
    -(I(t) - I(s)) through those who stay free. The squares of these, summed over s, are a quadratic in I(t), whose
    three coefficients are kept.
    """
    free, height = 1.0, 0.0
    squared = mixed = plain = 0.0
    rivals = 0
    for step in found:
        either = step.events + step.competing
        own = step.events if cause == EVENT else step.competing
        rivals += either - own
        n, stay = step.at_risk, step.at_risk - either
        height += free * own / n
        if either:
            if stay:
                late, both = either / (n * stay), free * own / n**2
                squared += late
                mixed += late * height + both
                plain += late * height**2 + 2 * both * height
            plain += free**2 * own * (n - own) / n**3
            free *= stay / n
        # Where this end has come to all who were left, and no other to anybody, sums would be off by rounding.
        done = not free and not rivals
        yield step, 1.0 if done else height, 0.0 if done else squared * height**2 - 2 * mixed * height + plain
