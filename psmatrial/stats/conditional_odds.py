"""The conditional odds ratio of two rates in different patients, beside Fisher's test: given how many were found."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log

from psmatrial.stats.distributions import root

_CLOSE = 1e-12


def conditional_odds_ratio(first: tuple[int, int], second: tuple[int, int]) -> float | None:
    """Return the conditional maximum likelihood estimate of the odds ratio of two rates in different patients.

    With it the noncentral hypergeometric distribution expects as many in the first arm as were found there.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.

    Returns
    -------
    float or None
        0 or infinite where a count of 0 makes it so; None where nobody or everybody was found.

    References
    ----------
    Mantel and Hankey, Am Stat 1975;29:143 (it is nearer to 1 than the ratio of the odds).

    Examples
    --------
    >>> round(conditional_odds_ratio((45, 59), (26, 60)), 4)
    4.1492
    """
    shared = _Shared(first, second)
    if shared.least == shared.most:
        return None
    if shared.found in (shared.least, shared.most):
        return 0.0 if shared.found == shared.least else inf
    return shared.solved(lambda one: shared.mean(one) - shared.found, 0.5)


def conditional_odds_limits(
    first: tuple[int, int], second: tuple[int, int], level: float = 0.95
) -> tuple[float, float] | None:
    """Return the exact limits of the odds ratio of two rates in different patients, each by one tail.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.
    level
        Confidence level, a proportion.

    Returns
    -------
    tuple of float or None
        None where nobody or everybody was found.

    References
    ----------
    Cornfield, Proc Third Berkeley Symp 1956;4:135.

    Examples
    --------
    >>> [round(limit, 4) for limit in conditional_odds_limits((45, 59), (26, 60))]
    [1.7906, 10.036]
    """
    shared, tail = _Shared(first, second), (1.0 - level) / 2.0
    if shared.least == shared.most:
        return None
    low, high = 0.0, inf
    if shared.found > shared.least:
        low = shared.solved(lambda one: shared.tail(one, shared.found) - tail, tail)
    if shared.found < shared.most:
        high = shared.solved(lambda one: shared.tail(one, shared.found + 1) - (1.0 - tail), tail)
    return low, high


class _Shared:
    """How many of the patients found may be in the first arm, and the ways of each number as logarithms."""

    def __init__(self, first: tuple[int, int], second: tuple[int, int]) -> None:
        (self.found, n1), (x2, n2) = first, second
        total = self.found + x2
        self.least, self.most = max(0, total - n2), min(n1, total)
        steps = [log((n1 - x) * (total - x) / ((x + 1) * (n2 - total + x + 1))) for x in range(self.least, self.most)]
        self._ways = [0.0]
        for step in steps:
            self._ways.append(self._ways[-1] + step)
        self._steepest = max(map(abs, steps), default=0.0)

    def solved(self, rising: Callable[[float], float], tail: float) -> float:
        """Return the odds ratio of whose logarithm something is 0 that leaves no more than ``tail`` in one end."""
        # Beyond this every number is less than tail/e times as likely as the next, so that one end has nearly all.
        reach = self._steepest + log(1.0 / tail) + 1.0
        return exp(root(rising, -reach, reach, _CLOSE))

    def tail(self, log_odds: float, count: int) -> float:
        """Return the probability of a number or more in the first arm."""
        weights = self._weights(log_odds)
        return sum(weights[count - self.least :]) / sum(weights)

    def mean(self, log_odds: float) -> float:
        """Return how many are expected in the first arm."""
        weights = self._weights(log_odds)
        return self.least + sum(place * weight for place, weight in enumerate(weights)) / sum(weights)

    def _weights(self, log_odds: float) -> list[float]:
        """Return the probability of each number, times something."""
        logs = [ways + place * log_odds for place, ways in enumerate(self._ways)]
        most = max(logs)
        return [exp(one - most) for one in logs]
