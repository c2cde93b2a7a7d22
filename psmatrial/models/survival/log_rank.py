"""Whether the event comes equally fast in all groups: the log-rank test, also within strata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.models.survival._matrix import Matrix
from psmatrial.models.survival.follow_up import EVENT, FollowUp, groups_of


@dataclass(frozen=True, slots=True)
class LogRank:
    """Events observed and expected in each group, and chi-squared with its degrees of freedom.

    An event links the groups that are at risk when it comes, unless all at risk have it at once. ``linked`` has the
    sets of groups that are linked, directly or through others; each takes one degree of freedom away. The statistic
    is None where no two groups are linked.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float | None
    df: int
    linked: tuple[tuple[str, ...], ...]


def log_rank(follow_up: FollowUp, groups: Sequence[str], strata: Sequence[str] = (), weight: float = 0.0) -> LogRank:
    """Return the log-rank test of two or more groups.

    At each time of an event the events expected in a group are its share of those at risk; the variance is that of the
    hypergeometric distribution. With strata, patients are compared within their own stratum only. Where events do not
    link all groups, chi-squared is the sum of those of the linked sets.

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
    links = [[0.0] * len(names) for _ in names]
    for inside in groups_of(strata or ["all"] * follow_up.n).values():
        part = follow_up.of(inside)
        labels = [places[groups[k]] for k in inside]
        _add_stratum(part, labels, weight, (observed, expected, links))
    statistic, sets = _compared([o - e for o, e in zip(observed, expected, strict=True)], links)
    df = len(names) - len(sets)
    if not weight:
        observed = [round(value) for value in observed]
    linked = tuple(tuple(names[k] for k in sorted(members)) for members in sorted(sets))
    return LogRank(names, tuple(observed), tuple(expected), statistic if df else None, df, linked)


def _compared(excess: list[float], links: Matrix) -> tuple[float, list[list[int]]]:
    """Return chi-squared of the events in excess of those expected, and the sets of groups that are linked.

    ``links`` are the covariances with their sign turned round. One group after the other is taken out and what it
    shares given to those it is linked with. Nothing is subtracted, so that only groups without a link have exactly 0.
    """
    statistic, sets = 0.0, []
    members = [[k] for k in range(len(excess))]
    for k, row in enumerate(links):
        later = [j for j in range(k + 1, len(excess)) if row[j] > 0]
        if not later:
            sets.append(members[k])
            continue
        whole = sum(row[j] for j in later)
        statistic += excess[k] ** 2 / whole
        members[later[0]] += members[k]
        for j in later:
            excess[j] += excess[k] * row[j] / whole
            for i in later:
                links[j][i] += row[j] * row[i] / whole
    return statistic, sets


def _add_stratum(
    part: FollowUp, labels: Sequence[int], weight: float, sums: tuple[list[float], list[float], Matrix]
) -> None:
    """Add what one stratum has observed and expected, and how strongly it links each two groups."""
    observed, expected, links = sums
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
                    links[i][j] += spread * p * q
            free *= 1 - d / n
        for k in range(len(expected)):
            risk[k] -= seen[time, k]
