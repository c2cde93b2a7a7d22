"""How many patients a paired trial needs.

Power does not rise with every patient: the error that a test may make is spent in steps. So a number of patients is
told with that from which on power stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from math import fsum
from operator import mul
from typing import NamedTuple

from psmatrial.errors import InputError
from psmatrial.stats.power.chances import discordant, reaching
from psmatrial.stats.power.critical import UNCONDITIONAL, critical
from psmatrial.stats.power.power import DUST, LARGEST_UNCONDITIONAL, Truth, checked, margin_power, power

LARGEST = 200_000
# Where the test itself looks at the number of patients, up to so many.
LARGEST_SEARCHED = 20_000
# How far it is looked beyond the first number of patients that is enough, and before it where nothing is proved: at
# least and at most.
_AHEAD = 20, 100


class SampleSize(NamedTuple):
    """How many patients are enough.

    Parameters
    ----------
    n
        The smallest number of patients with the power asked for.
    power
        The power with so many.
    stays
        The number from which on power stays as large, as far as it was looked.
    looked
        Between which numbers of patients each was looked at, or proved to be too small.
    """

    n: int
    power: float
    stays: int
    looked: tuple[int, int]


def sample_size(truth: Truth, target: float = 0.8, test: str = "exact", level: float = 0.95) -> SampleSize:
    """Return how many patients a two-sided test of equal rates needs.

    Parameters
    ----------
    truth
        Probabilities of being found by the index test only, and by the comparator only, which differ.
    target
        The power, as a proportion: how often the test that truly detects more is to be found to do so.
    test
        As in ``power``.
    level
        Confidence level as a proportion, 0.5 or more: 0.95 for a two-sided error of 0.05.

    Returns
    -------
    SampleSize
        Of the conditional tests no smaller number is enough, by proof; of the unconditional one none of those that were
        looked at.

    Raises
    ------
    InputError
        If more than 200,000 patients (2000 for the unconditional test) would be needed, or as in ``power``.

    Examples
    --------
    >>> found = sample_size(Truth(0.25, 0.05))
    >>> found.n, round(found.power, 4), found.stays
    (61, 0.8052, 61)
    """
    checked(1, truth, level)
    _checked_target(target)
    if abs(truth.difference) <= DUST:
        message = "both tests find the same share of the patients: there is no difference to be found."
        raise InputError(message, "Assume a difference, or give a margin.")
    towards = truth if truth.difference > 0.0 else Truth(truth.comparator_only, truth.index_only)
    if test == UNCONDITIONAL:
        return _searched(lambda n: power(n, towards, test, level).for_index, target, LARGEST_UNCONDITIONAL)
    return _proved(towards, target, test, checked(1, truth, level))


def margin_sample_size(truth: Truth, margin: float, target: float = 0.8, level: float = 0.95) -> SampleSize:
    """Return how many patients the score test needs to find the index test better than a margin.

    Parameters
    ----------
    truth
        Probabilities of being found by the index test only, and by the comparator only.
    margin
        Rate of the index test minus that of the comparator, below the assumed difference.
    target
        The power, as a proportion.
    level
        As in ``margin_power``.

    Raises
    ------
    InputError
        If more than 20,000 patients would be needed, the assumed difference is not above the margin, or as in
        ``margin_power``.

    Examples
    --------
    >>> margin_sample_size(Truth(0.10, 0.10), -0.10).n
    165
    """
    margin_power(1, truth, margin, level)
    _checked_target(target)
    if truth.difference <= margin + DUST:
        message = f"the assumed difference {truth.difference:g} is not above the margin {margin:g}."
        raise InputError(
            message, "What is not true cannot be shown: assume a larger difference, or give another margin."
        )
    return _searched(lambda n: margin_power(n, truth, margin, level).for_index, target, LARGEST_SEARCHED)


def _checked_target(target: float) -> None:
    """Refuse a power that none can have."""
    if not 0.0 < target < 1.0:
        raise InputError(f"power {target!r} is not between 0 and 1.", "Give a proportion such as 0.80.")


def _proved(truth: Truth, target: float, test: str, error: float) -> SampleSize:
    """Return the sample size of a test that sees the discordant patients alone.

    Given m of them it rejects with some probability. Let that be replaced by the largest for m or fewer: then power is
    nowhere smaller, and rises with every patient, so that what is too few by it is too few.
    """
    chances = reaching(critical(test, error, 1), truth.share)
    given: list[float] = []

    def mean(values: Callable[[], list[float]], n: int) -> float:
        first, weights = discordant(n, truth.discordant)
        given.extend(islice(chances, max(0, first + len(weights) - len(given))))
        return fsum(map(mul, weights, values()[first:]))

    largest: list[float] = []

    def at_most() -> list[float]:
        largest.extend(islice(accumulate(given[len(largest) :], max, initial=largest[-1] if largest else 0.0), 1, None))
        return largest

    most = _doubled(lambda n: mean(at_most, n) >= target, LARGEST)
    first = _halved(lambda n: mean(at_most, n) >= target, most // 2, most)
    return _stepped(lambda n: mean(lambda: given, n), target, (1, first), LARGEST)


def _searched(of: Callable[[int], float], target: float, largest: int) -> SampleSize:
    """Return the sample size of a test whose power has to be asked for each number of patients."""
    most = _doubled(lambda n: of(n) >= target, largest)
    found = _halved(lambda n: of(n) >= target, most // 2, most)
    first = max(1, found - _some(found))
    return _stepped(of, target, (first, first), largest)


def _doubled(is_enough: Callable[[int], bool], largest: int) -> int:
    """Return a number of patients that is enough, of which half is not."""
    n = 1
    while not is_enough(n):
        if n >= largest:
            raise InputError(f"more than {largest} patients would be needed.", "Assume a larger difference.")
        n = min(2 * n, largest)
    return n


def _halved(is_enough: Callable[[int], bool], few: int, enough: int) -> int:
    """Return a number of patients that is enough, while one fewer is not."""
    while enough - few > 1:
        n = (few + enough) // 2
        few, enough = (few, n) if is_enough(n) else (n, enough)
    return enough


def _stepped(of: Callable[[int], float], target: float, start: tuple[int, int], largest: int) -> SampleSize:
    """Look at every number of patients from one on, all before it being known, and beyond the first that is enough."""
    known, first = start

    def powers() -> Iterator[tuple[int, float]]:
        return ((n, of(n)) for n in range(first, largest + 1))

    rest = powers()
    found = next(((n, value) for n, value in rest if value >= target), None)
    if found is None:
        raise InputError(f"more than {largest} patients would be needed.", "Assume a larger difference.")
    n, value = found
    last = n + _some(n)
    stays = max((later + 1 for later, other in islice(rest, last - n) if other < target), default=n)
    return SampleSize(n, value, stays, (known, last))


def _some(n: int) -> int:
    """Return how many more than some patients are looked at."""
    return min(max(_AHEAD[0], n // 50), _AHEAD[1])
