"""Which smaller discordant counts give a conditional p-value in a window: two tests are walked through, two solved for.

At a given difference of the discordant counts each p-value rises with the smaller one, so that those in a window
follow one another. The exact one and its mid-p follow from those one count before; the other two are normal tails, of
which the z tells where they lie.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache
from math import erfc, inf, sqrt

from psmatrial.stats.distributions import binomial_pmf, binomial_tail, normal_quantile
from psmatrial.stats.recovery.nested import inside

# By how much, relatively, a count that was solved for may be off.
_DOUBT = 1e-6
# Differences of the discordant counts that a bound of their p-values needs.
_NEAR = 3
# The p-value of a count.
PValue = Callable[[int], float]


def walked(excess: int, counts: range, low: float, high: float) -> tuple[bool, dict[str, tuple[range, PValue]]]:
    """Return the counts whose p-value lies in a window, with the p-values, by conditional test.

    Parameters
    ----------
    excess
        Difference of the two discordant counts, 0 or more.
    counts
        Smaller discordant counts without gaps, at least one; without a difference from 1 on.
    low, high
        The window.

    Returns
    -------
    bool, dict
        Whether all p-values beyond the last count are above the window; and the counts by test. Those of the normal
        tails may be one too many at either end.

    Examples
    --------
    >>> found = walked(15, range(20), 0.00255, 0.00265)[1]
    >>> found["exact"][0], round(found["exact"][1](4), 5)
    (range(4, 5), 0.0026)
    """
    first, walk = counts.start, _walk(excess, counts.start)
    walk.on(high, len(counts))
    size = min(len(walk.mid), len(counts))
    ended = walk.mid[size - 1] > high
    found: dict[str, tuple[range, PValue]] = {}
    for name, p_values in (("exact", walk.exact), ("mid-p", walk.mid)):
        run = range(first + bisect_left(p_values, low, 0, size), first + bisect_right(p_values, high, 0, size))
        found[name] = run, _listed(p_values, first)
    for name, distance in (("asymptotic", excess), ("corrected", max(excess - 1, 0))):
        least, most = _count(excess, distance, min(low, 1.0 - _DOUBT)), _count(excess, distance, high)
        found[name] = inside(counts, least, most, _DOUBT), _normal(excess, distance)
        ended &= most < counts[-1] - 1
    return ended, found


class _Walk:
    """The exact p-values and the mid-p from a smaller count on, as far as they were asked for.

    Parameters
    ----------
    excess
        Difference of the two discordant counts, 0 or more.
    first
        The count; without a difference 1 or more.
    """

    def __init__(self, excess: int, first: int) -> None:
        """Begin before the first count."""
        self.exact: list[float] = []
        self.mid: list[float] = []
        self._excess, self._next = excess, first
        m = excess + 2 * first
        self._at = binomial_pmf(first, m, 0.5) if first else 0.5**excess
        self._tail = binomial_tail(m - first, m, 0.5) if first and excess else self._at

    def on(self, high: float, many: int) -> None:
        """Go on for so many counts in all, or until both p-values are above a number."""
        if self.mid and (len(self.mid) >= many or self.mid[-1] > high):
            return
        (self._apart if self._excess else self._level)(high, many)

    def _level(self, high: float, many: int) -> None:
        """Go on where the counts are equal: two tails that meet are together all but the half of what they share."""
        c, at = self._next, self._at
        while len(self.mid) < many:
            self.exact.append(1.0)
            self.mid.append(1.0 - at / 2.0)
            at *= (2 * c + 1) / (2 * c + 2)
            c += 1
            if self.mid[-1] > high:
                break
        self._next, self._at = c, at

    def _apart(self, high: float, many: int) -> None:
        """Go on where the counts differ."""
        c, excess, tail, at = self._next, self._excess, self._tail, self._at
        m = excess + 2 * c
        while len(self.mid) < many:
            p = 2.0 * tail
            mid = p - at
            self.exact.append(p)
            self.mid.append(mid)
            tail += at * ((c + excess) / (c + 1) - 1.0) / 4.0
            at *= (m + 1) * (m + 2) / ((c + 1) * (c + 1 + excess)) / 4.0
            c, m = c + 1, m + 2
            if mid > high:
                break
        self._next, self._tail, self._at = c, tail, at


@lru_cache(maxsize=256)
def _walk(excess: int, first: int) -> _Walk:
    """Return a walk from a count on: who asks of rounded values and of cut-off ones walks once."""
    return _Walk(excess, first)


def _listed(p_values: list[float], first: int) -> PValue:
    """Return the p-values in a list by count."""
    return lambda c: p_values[c - first]


def _normal(excess: int, distance: int) -> PValue:
    """Return the normal tails beyond a distance between the discordant counts."""
    return lambda c: erfc(distance / sqrt(2.0 * (excess + 2 * c)))


def _count(excess: int, distance: int, p: float) -> float:
    """Return the count at which a normal tail reaches a number: z = distance/sqrt(excess + 2 count)."""
    if p <= 0.0 or distance == 0:
        return -inf if p < 1.0 else inf
    if p >= 1.0:
        return inf
    return ((distance / normal_quantile(p / 2.0)) ** 2 - excess) / 2.0


def below(excess: int, z: float) -> int:
    """Return a smaller count below which each of the four p-values is below that of z; 0 where none is known.

    None of the four is above erfc((excess - 2)/sqrt(2m)) at m discordant patients. The exact one is not, for by the
    bounds of ``binomial_intervals`` it is at most erfc(sqrt(m D)), where D is how far, as a deviance a patient, one
    half is from a share of one more than the smaller count: at least 2 ((excess - 2)/(2m))^2 (Pinsker).

    Examples
    --------
    >>> below(30, 3.0)
    27
    """
    if excess < _NEAR or z <= 0.0:
        return 0
    return max(0, int((((excess - 2) / z) ** 2 - excess) / 2.0) - 1)
