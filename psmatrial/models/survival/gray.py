"""Whether the incidence of an event is the same in all groups when another end may come first: Gray's test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from psmatrial.models.survival._matrix import Matrix, inverse, quadratic
from psmatrial.models.survival.follow_up import COMPETING, EVENT, FollowUp

CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class GrayTest:
    """Chi-squared with its degrees of freedom; the statistic is None where nothing can be compared.

    ``linked`` has the groups that are compared with each other, then each group alone that is compared with none,
    for it had nobody at risk at any event, and that takes a degree of freedom away.
    """

    groups: tuple[str, ...]
    statistic: float | None
    df: int
    linked: tuple[tuple[str, ...], ...]


def gray(follow_up: FollowUp, groups: Sequence[str], cause: int = EVENT) -> GrayTest:
    """Return Gray's test of equal cumulative incidence in two or more groups.

    It compares the hazards of the incidence itself: those who had the other end first go on counting as at risk, as
    far as they would not have been censored.

    Parameters
    ----------
    follow_up
        Times and ends of the patients.
    groups
        The group of each patient.
    cause
        1 for the event, 2 for the competing one.

    References
    ----------
    Gray, Ann Stat 1988;16:1141.

    Examples
    --------
    >>> follow_up = FollowUp((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (1, 1, 2, 1, 0, 2))
    >>> round(gray(follow_up, ["a", "a", "b", "b", "b", "a"]).statistic, 4)
    0.9958
    """
    names = tuple(sorted(set(groups)))
    places = {name: k for k, name in enumerate(names)}
    labels = [places[name] for name in groups]
    other = COMPETING if cause == EVENT else EVENT
    seen = Counter(zip(follow_up.times, labels, strict=True))
    ends = Counter(zip(follow_up.times, labels, follow_up.ends, strict=True))
    sums = _Sums(Counter(labels), len(names))
    for time in sorted(set(follow_up.times)):
        own, rival = ([ends[time, k, end] for k in range(len(names))] for end in (cause, other))
        if any(own) or any(rival):
            sums.take(own, rival)
        for k in range(len(names)):
            sums.risk[k] -= seen[time, k]
    score, variance = sums.score, sums.variance()
    there = [k for k in range(len(names)) if variance[k][k] > 0]
    kept = there[1:]
    turned = inverse([[variance[i][j] for j in kept] for i in kept]) if kept else None
    statistic = quadratic([score[k] for k in kept], turned) if turned else None
    linked = tuple(names[k] for k in there)
    alone = ((name,) for name in names if name not in linked)
    return GrayTest(names, statistic, len(kept), (*([linked] if linked else []), *alone))


@dataclass(slots=True)
class _Sums:
    """What is summed over time: the score of each group, and the parts of its variance.

    In each group ``free`` is the share without any end and ``height`` the incidence of the event, just before the time
    that comes next; ``common`` is the incidence if it is the same in all groups. ``reach[i][k]`` is how strongly what
    happens in group k has moved the score of group i so far. The score is a sum of such reaches times martingales, so
    its variance is that of a quadratic in the final reach, whose sums are ``spread``, ``cross`` and ``base``.
    """

    risk: Counter[int]
    size: int
    common: float = 0.0
    free: list[float] = field(init=False)
    height: list[float] = field(init=False)
    score: list[float] = field(init=False)
    spread: list[float] = field(init=False)
    reach: Matrix = field(init=False)
    cross: Matrix = field(init=False)
    base: Matrix = field(init=False)

    def __post_init__(self) -> None:
        """Begin before the first time."""
        self.free = [1.0] * self.size
        self.height, self.score, self.spread = ([0.0] * self.size for _ in range(3))
        self.reach, self.cross, self.base = ([[0.0] * self.size for _ in range(self.size)] for _ in range(3))

    def take(self, own: Sequence[int], rival: Sequence[int]) -> None:
        """Add one time: how many had the event in each group, and how many the other end."""
        there = [k for k in range(self.size) if self.risk[k] > 0]
        # Those at risk as if nobody had been censored by the other end: for the hazard of the common incidence.
        open_ = {k: self.risk[k] / self.free[k] for k in there}
        whole = sum(open_.values())
        standing = {k: open_[k] * (1 - self.height[k]) for k in there}
        events = sum(own)
        for k in there:
            self.score[k] += own[k] - events * standing[k] / sum(standing.values())
        weights = {(i, k): open_[i] * ((i == k) - open_[k] / whole) for i in there for k in there}
        # One group alone at risk reaches nobody, even where all that was left of the common incidence is used up.
        for (i, k), weight in weights.items() if self.common < 1 - CLOSE else ():
            self.reach[i][k] += weight * events / (whole * (1 - self.common))
        after = self.common + events / whole
        before = dict(enumerate(self.free))
        for k in there:
            self.height[k] += self.free[k] * own[k] / self.risk[k]
            self.free[k] *= (self.risk[k] - own[k] - rival[k]) / self.risk[k]
        for k in there:
            ratio = (1 - after) / self.free[k] if self.free[k] > 0 else 0.0
            if events:
                direct = 1 - ratio if self.free[k] > 0 else 1.0
                tied = 1 - (events - 1) / (whole * before[k] - 1) if events > 1 else 1.0
                size = tied * before[k] * events / (whole * self.risk[k])
                self._spread(k, direct, [weights.get((i, k), 0.0) for i in range(self.size)], size)
            if rival[k] and self.free[k] > 0:
                tied = 1 - (rival[k] - 1) / (self.risk[k] - 1) if rival[k] > 1 else 1.0
                size = tied * before[k] ** 2 * rival[k] / self.risk[k] ** 2
                self._spread(k, -ratio, [0.0] * self.size, size)
        self.common = after

    def _spread(self, k: int, late: float, now: Sequence[float], size: float) -> None:
        """Add what one kind of end in group k adds to the variance of all scores.

        ``late`` is how much of the reach still to come it moves, ``now`` what it moves at once, ``size`` its variance.
        """
        self.spread[k] += late * late * size
        moved = [now[i] - late * self.reach[i][k] for i in range(self.size)]
        for i in range(self.size):
            self.cross[i][k] += moved[i] * late * size
            for j in range(self.size):
                self.base[i][j] += moved[i] * moved[j] * size

    def variance(self) -> Matrix:
        """Return the covariance of the scores."""
        groups = range(self.size)
        reach, cross = self.reach, self.cross
        return [
            [
                self.base[i][j]
                + sum(
                    reach[i][k] * reach[j][k] * self.spread[k] + reach[i][k] * cross[j][k] + reach[j][k] * cross[i][k]
                    for k in groups
                )
                for j in groups
            ]
            for i in groups
        ]
