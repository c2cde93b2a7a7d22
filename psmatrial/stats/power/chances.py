"""How often discordant patients split at a critical count or beyond it, and how many are discordant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psmatrial.stats.distributions import binomial_pmf, binomial_tail

# What is rarer than the most frequent number of discordant patients by this factor counts no more.
_LEAST = 1e-19


def reaching(counts: Iterable[int], share: float, first: int = 0) -> Iterator[float]:
    """Go through P(X >= t) of X ~ Bin(m, share), m rising by one.

    Parameters
    ----------
    counts
        The numbers t.
    share
        Probability that a discordant patient is one of those counted, 0 to 1.
    first
        The first m.

    Examples
    --------
    >>> [round(chance, 4) for chance in reaching([1, 2, 2, 3], 0.5)]
    [0.0, 0.0, 0.25, 0.125]
    """
    if share in (0.0, 1.0):
        yield from (float(t <= m * share) for m, t in enumerate(counts, first))
        return
    odds, last, tail, below = share / (1.0 - share), -1, 0.0, 0.0
    for m, t in enumerate(counts, first):
        if last >= 1 and last <= t <= last + 1:
            # Of one throw more: at least as many, and one fewer than these.
            tail += share * below
            below *= (1.0 - share) * m / (m + 1 - last)
            if t > last:
                below *= odds * (m + 1 - last) / last
                tail -= below
        else:
            tail, below = binomial_tail(t, m, share), binomial_pmf(t - 1, m, share)
        last = t
        # What lies beyond m is impossible, however the steps were rounded.
        yield 0.0 if t > m else min(max(tail, 0.0), 1.0)


def discordant(n: int, share: float) -> tuple[int, list[float]]:
    """Return how many of n patients may be discordant: the smallest number that matters, and probabilities from it on.

    Parameters
    ----------
    n
        Patients.
    share
        Probability that a patient is discordant, 0 to 1.

    Examples
    --------
    >>> first, chances = discordant(2, 0.5)
    >>> first, [round(chance, 3) for chance in chances]
    (0, [0.25, 0.5, 0.25])
    """
    if share in (0.0, 1.0):
        return round(n * share), [1.0]
    odds, most = share / (1.0 - share), min(int((n + 1) * share), n)
    top = binomial_pmf(most, n, share)
    below, at = [], top
    for m in range(most, 0, -1):
        at *= m / (n + 1 - m) / odds
        if at < _LEAST * top:
            break
        below.append(at)
    above, at = [top], top
    for m in range(most, n):
        at *= (n - m) / (m + 1) * odds
        if at < _LEAST * top:
            break
        above.append(at)
    return most - len(below), [*reversed(below), *above]
