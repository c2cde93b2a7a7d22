"""Which smaller discordant counts give a conditional p-value in a window: two tests are walked through, two solved for.

At a given difference of the discordant counts each p-value rises with the smaller one, so that those in a window
follow one another. The exact one and its mid-p follow from those one count before; the other two are normal tails, of
which the z tells where they lie.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
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
    exact, mid = _tails(excess, counts, high)
    ended = len(mid) < len(counts)
    first = counts.start
    found: dict[str, tuple[range, PValue]] = {}
    for name, p_values in (("exact", exact), ("mid-p", mid)):
        run = range(first + bisect_left(p_values, low), first + bisect_right(p_values, high))
        found[name] = run, _listed(p_values, first)
    for name, distance in (("asymptotic", excess), ("corrected", max(excess - 1, 0))):
        least, most = _count(excess, distance, min(low, 1.0 - _DOUBT)), _count(excess, distance, high)
        found[name] = inside(counts, least, most, _DOUBT), _normal(excess, distance)
        ended &= most < counts[-1] - 1
    return ended, found


def _tails(excess: int, counts: range, high: float) -> tuple[list[float], list[float]]:
    """Return the exact p-values and the mid-p from the first count on, up to where both are above a number."""
    c = counts.start
    m = excess + 2 * c
    exact, mid = [], []
    if not excess:
        # One of two tails that meet, so that both together are all but the half of what they share.
        at = binomial_pmf(c, m, 0.5)
        for c in counts:
            if (p := 1.0 - at / 2.0) > high:
                break
            exact.append(1.0)
            mid.append(p)
            at *= (2 * c + 1) / (2 * c + 2)
        return exact, mid
    tail, at = (binomial_tail(m - c, m, 0.5), binomial_pmf(c, m, 0.5)) if c else (0.5**excess,) * 2
    for c in counts:
        p = 2.0 * tail
        if p - at > high:
            break
        exact.append(p)
        mid.append(p - at)
        tail += at * ((c + excess) / (c + 1) - 1.0) / 4.0
        at *= (m + 1) * (m + 2) / ((c + 1) * (c + 1 + excess)) / 4.0
        m += 2
    return exact, mid


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
