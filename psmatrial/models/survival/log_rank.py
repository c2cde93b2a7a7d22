"""Whether the event comes equally fast in all groups: the log-rank test, also within strata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.models.survival._matrix import Matrix, inverse, quadratic
from psmatrial.models.survival.follow_up import EVENT, FollowUp, groups_of


@dataclass(frozen=True, slots=True)
class LogRank:
    """Events observed and expected in each group, and chi-squared with its degrees of freedom.

    The statistic is None where nothing can be compared: no event while two groups were at risk.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float | None
    df: int


def log_rank(follow_up: FollowUp, groups: Sequence[str], strata: Sequence[str] = (), weight: float = 0.0) -> LogRank:
    """Return the log-rank test of two or more groups.

    At each time of an event the events expected in a group are its share of those at risk; the variance is that of the
    hypergeometric distribution. With strata, patients are compared within their own stratum only.

    Parameters
    ----------
    follow_up
        Times and ends; competing events count as censorings.
    groups
        The group of each patient.
    strata
        The stratum of each patient; none for all together.
    weight
        Power of the survival just before each time by which the time is weighted: 0 is the log-rank test, 1 that of
        Peto and Peto, which looks at early times.

    References
    ----------
    Mantel, Cancer Chemother Rep 1966;50:163. Peto and Peto, J R Stat Soc A 1972;135:185.
    Harrington and Fleming, Biometrika 1982;69:553.

    Examples
    --------
    >>> found = log_rank(FollowUp((1.0, 2.0, 3.0), (1, 1, 0)), ["a", "b", "b"])
    >>> found.observed, [round(x, 4) for x in found.expected], round(found.statistic, 4)
    ((1, 1), [0.3333, 1.6667], 2.0)
    """
    names = tuple(sorted(set(groups)))
    places = {name: k for k, name in enumerate(names)}
    observed, expected = [0.0] * len(names), [0.0] * len(names)
    variance = [[0.0] * len(names) for _ in names]
    for inside in groups_of(strata or ["all"] * follow_up.n).values():
        part = follow_up.of(inside)
        labels = [places[groups[k]] for k in inside]
        _add_stratum(part, labels, weight, (observed, expected, variance))
    kept = [k for k, value in enumerate(expected) if value > 0][1:]
    excess = [observed[k] - expected[k] for k in kept]
    turned = inverse([[variance[i][j] for j in kept] for i in kept]) if kept else None
    statistic = quadratic(excess, turned) if turned else None
    if not weight:
        observed = [round(value) for value in observed]
    return LogRank(names, tuple(observed), tuple(expected), statistic, len(kept))


def _add_stratum(
    part: FollowUp, labels: Sequence[int], weight: float, sums: tuple[list[float], list[float], Matrix]
) -> None:
    """Add what one stratum has observed and expected, and its variance."""
    observed, expected, variance = sums
    seen = Counter(zip(part.times, labels, strict=True))
    ended = zip(part.times, part.ends, labels, strict=True)
    events = Counter((time, label) for time, end, label in ended if end == EVENT)
    risk = Counter(labels)
    free = 1.0
    for time in sorted(set(part.times)):
        here = [events[time, k] for k in range(len(expected))]
        d, n = sum(here), risk.total()
        if d:
            w = free**weight
            share = [risk[k] / n for k in range(len(expected))]
            spread = w * w * d * (n - d) / (n - 1) if n > 1 else 0.0
            for i, p in enumerate(share):
                observed[i] += w * here[i]
                expected[i] += w * d * p
                for j, q in enumerate(share):
                    variance[i][j] += spread * p * ((i == j) - q)
            free *= 1 - d / n
        for k in range(len(expected)):
            risk[k] -= seen[time, k]
