"""At which split of the discordant patients a test rejects, by how many are discordant.

Among tables with equally many discordant patients the p-value falls the more unequally they split. So one number says
all: the smallest count of patients found by the favoured test alone that is rejected, one more than all of them where
none is. ``operating_size`` finds the same for every test of the catalogue by asking it, which takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from math import ceil, isqrt, sqrt

from psmatrial.errors import InputError, choices
from psmatrial.model import PairedTable
from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.power.least_square import least_square
from psmatrial.stats.score import tango_statistic

TESTS = ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")
# The test whose critical splits depend on the number of patients.
UNCONDITIONAL = "exact-unconditional"
# So near to the error, relatively, the test itself is asked.
_DOUBT = 1e-9


def critical(test: str, error: float, n: int) -> Iterator[int]:
    """Go through the critical counts of a two-sided test of equality, from no discordant patient on.

    Parameters
    ----------
    test
        One of ``TESTS``.
    error
        The two-sided error, above 0 and at most one half.
    n
        Patients; only the unconditional test looks at them.

    Returns
    -------
    Iterator of int
        For 0, 1, 2, ... discordant patients the smallest larger count that is rejected. It has no end.

    Raises
    ------
    InputError
        If there is no such test.

    Examples
    --------
    >>> from itertools import islice
    >>> list(islice(critical("exact", 0.05, 50), 10))
    [1, 2, 3, 4, 5, 6, 6, 7, 8, 8]
    """
    if test not in TESTS:
        raise InputError(f"there is no power of a test {test!r}.", choices(test, TESTS))
    if test == UNCONDITIONAL:
        return _beyond(*least_square(n, error))
    if test in ("exact", "mid-p"):
        return _walked(test, error)
    return _solved(test, error)


def _walked(test: str, error: float) -> Iterator[int]:
    """Go through the critical counts of the two conditional tests, each from the one before."""
    # What of the observed split counts not.
    spared = 0.5 if test == "mid-p" else 0.0
    t, tail, below = 1, 0.0, 1.0
    for m in count(1):
        yield t
        # Of a fair coin thrown m times: at least t heads, and t - 1 of them.
        tail += below / 2.0
        below *= m / (m + 1 - t) / 2.0
        while t <= m:
            at = below * (m + 1 - t) / t
            if _is_rejected(test, (t, m - t), 2.0 * (tail - spared * at), error):
                break
            t, tail, below = t + 1, tail - at, at


def _is_rejected(test: str, split: tuple[int, int], about: float, error: float) -> bool:
    """Return whether a test rejects a split, of which the p-value is about known."""
    if abs(about - error) > _DOUBT * error:
        return about < error
    p_value = mcnemar(PairedTable(0, *split, 0), test).p_value
    return p_value is not None and p_value <= error


def _solved(test: str, error: float) -> Iterator[int]:
    """Go through the critical counts of the tests that refer to the normal distribution."""
    z, less = -normal_quantile(error / 2.0), int(test == "corrected")
    yield 1
    for m in count(1):
        least = (m + less + z * sqrt(m)) / 2.0
        near = round(least)
        if near <= m and abs(least - near) < _DOUBT * m:
            split = near, m - near
            yield near if _is_rejected(test, split, error, error) else near + 1
        else:
            yield min(ceil(least), m + 1)


def _beyond(square: int, discordant: int) -> Iterator[int]:
    """Go through the critical counts of a test that rejects from a z^2 = square/discordant on; never if that is 0/0."""
    yield 1
    for m in count(1):
        if not discordant:
            yield m + 1
            continue
        excess = isqrt((square * m - 1) // discordant) + 1
        yield min((m + excess + 1) // 2, m + 1)


def critical_of_margin(margin: float, error: float, n: int, first: int = 0) -> Iterator[int]:
    """Go through the critical counts of the score test that the index test is better than a margin.

    Parameters
    ----------
    margin
        Rate of the index test minus that of the comparator, between -1 and 1.
    error
        The one-sided error, above 0 and at most one half.
    n
        Patients, at least one.
    first
        The number of discordant patients with which to begin.

    Returns
    -------
    Iterator of int
        For ``first`` to n discordant patients the smallest count of index only with which the index test is said to
        be better than the margin.

    Examples
    --------
    >>> list(critical_of_margin(-0.10, 0.025, 50, first=45))
    [27, 28, 28, 29, 29, 30]
    """
    z, t = -normal_quantile(error), first // 2
    rejects: Callable[[int, int], bool] = lambda b, m: tango_statistic(PairedTable(0, b, m - b, n - m), margin) >= z  # noqa: E731
    for m in range(first, n + 1):
        while t > 0 and rejects(t - 1, m):
            t -= 1
        while t <= m and not rejects(t, m):
            t += 1
        yield t
