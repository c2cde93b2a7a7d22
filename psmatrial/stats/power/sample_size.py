"""How many patients a paired trial needs.

Power does not rise with every patient: the error that a test may make is spent in steps. So a number of patients is
told with that from which on power stays.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, islice
from math import ceil, fsum
from operator import mul
from typing import NamedTuple

from psmatrial.errors import InputError
from psmatrial.stats.power.chances import discordant, reaching
from psmatrial.stats.power.critical import UNCONDITIONAL, critical
from psmatrial.stats.power.power import (
    DUST,
    LARGEST,
    LARGEST_UNCONDITIONAL,
    Truth,
    checked,
    checked_margin,
    margin_power,
    power,
)

# Up to so many patients the power of a margin is asked for.
LARGEST_MARGIN = 20_000
# How many numbers of patients in a row tell that power stays, or that none before is enough: so many at least, a part
# of those that are enough, and some steps of the test, each about as many patients as bring one more that counts.
_ROW, _PART, _STEPS = 20, 100, 3


class TooManyError(InputError):
    """More patients would be needed than are looked for.

    Parameters
    ----------
    most
        How many are.
    """

    def __init__(self, most: int) -> None:
        """Say so."""
        self.most = most
        super().__init__(f"more than {most} patients would be needed.", "Fewer are by another test, or for less power.")


class SampleSize(NamedTuple):
    """How many patients are enough.

    Parameters
    ----------
    n
        The smallest number of patients with the power asked for, of those in ``looked``.
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
    TooManyError
        If more than 200,000 patients (2000 for the unconditional test) would be needed.
    InputError
        If there is no difference, the power is no proportion, or as in ``power``.

    Examples
    --------
    >>> found = sample_size(Truth(0.25, 0.05))
    >>> found.n, round(found.power, 4), found.stays
    (61, 0.8052, 61)
    """
    error = checked(1, truth, level)
    checked_target(target)
    if abs(truth.difference) <= DUST:
        message = "both tests find the same share of the patients: there is no difference to be found."
        raise InputError(message, "Assume a difference, or give a margin.")
    towards = truth if truth.difference > 0.0 else Truth(truth.comparator_only, truth.index_only)
    if test == UNCONDITIONAL:
        search = _Search(lambda n: power(n, towards, test, level).for_index, target, truth.discordant)
        return search.around(LARGEST_UNCONDITIONAL)
    return _proved(towards, target, test, error)


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

    Returns
    -------
    SampleSize
        Of the numbers that were looked at no smaller one is enough.

    Raises
    ------
    TooManyError
        If more than 20,000 patients would be needed.
    InputError
        If the assumed difference is not above the margin, the power is no proportion, or as in ``margin_power``.

    Examples
    --------
    >>> margin_sample_size(Truth(0.10, 0.10), -0.10).n
    165
    """
    checked(1, truth, level)
    checked_margin(margin)
    checked_target(target)
    if truth.difference <= margin + DUST:
        message = f"the assumed difference {truth.difference:g} is not above the margin {margin:g}."
        raise InputError(
            message, "What is not true cannot be shown: assume a larger difference, or give another margin."
        )
    rarest = min(part for part in (truth.discordant, abs(margin), 1.0) if part)
    search = _Search(lambda n: margin_power(n, truth, margin, level).for_index, target, rarest)
    return search.around(LARGEST_MARGIN)


def checked_target(target: float) -> None:
    """Refuse a power that none can have.

    Raises
    ------
    InputError
        If it is not strictly between 0 and 1.
    """
    if not 0.0 < target < 1.0:
        raise InputError(f"power {target!r} is not between 0 and 1.", "Give a proportion such as 0.80.")


def _proved(truth: Truth, target: float, test: str, error: float) -> SampleSize:
    """Return the sample size of a test that sees the discordant patients alone.

    Given m of them it rejects with some probability. Let that be replaced by the largest for m or fewer: then power is
    nowhere smaller, and rises with every patient, so that what is too few by it is too few.
    """
    chances = reaching(critical(test, error, 1), truth.share)
    given: list[float] = []
    largest: list[float] = []

    def mean(values: list[float], n: int) -> float:
        first, weights = discordant(n, truth.discordant)
        more = list(islice(chances, max(0, first + len(weights) - len(given))))
        given.extend(more)
        largest.extend(islice(accumulate(more, max, initial=largest[-1] if largest else 0.0), 1, None))
        return fsum(map(mul, weights, values[first:]))

    few, enough = _doubled(lambda n: mean(largest, n) >= target, LARGEST)
    first = halved(lambda n: mean(largest, n) >= target, few, enough)
    search = _Search(lambda n: mean(given, n), target, truth.discordant)
    return search.onwards(search.first(first, LARGEST), 1, LARGEST)


def _doubled(is_enough: Callable[[int], bool], most: int) -> tuple[int, int]:
    """Return a number of patients that is not enough, and one that is."""
    few, n = 0, 1
    while not is_enough(n):
        if n >= most:
            raise TooManyError(most)
        few, n = n, min(2 * n, most)
    return few, n


def halved(is_enough: Callable[[int], bool], few: int, enough: int) -> int:
    """Return a number, of patients say, that is enough, while one fewer is not.

    Examples
    --------
    >>> halved(lambda n: n * n >= 50, 0, 50)
    8
    """
    while enough - few > 1:
        n = (few + enough) // 2
        few, enough = (few, n) if is_enough(n) else (n, enough)
    return enough


class _Search:
    """The numbers of patients that are looked at one by one.

    ``of`` is the power of a number of patients, ``rarest`` the part of them that a step of the test depends on.
    """

    def __init__(self, of: Callable[[int], float], target: float, rarest: float) -> None:
        self._powers: dict[int, float] = {}
        self._of, self._target, self._rarest = of, target, rarest

    def power(self, n: int) -> float:
        """Return the power of so many patients, remembered."""
        if n not in self._powers:
            self._powers[n] = self._of(n)
        return self._powers[n]

    def is_enough(self, n: int) -> bool:
        """Return whether so many patients are enough."""
        return self.power(n) >= self._target

    def row(self, n: int) -> int:
        """Return how many numbers of patients in a row tell enough, about so many."""
        return max(_ROW, n // _PART, ceil(_STEPS / self._rarest))

    def first(self, start: int, most: int) -> int:
        """Return the first number of patients from one on that is enough."""
        found = next(filter(self.is_enough, range(start, most + 1)), None)
        if found is None:
            raise TooManyError(most)
        return found

    def around(self, most: int) -> SampleSize:
        """Return the sample size where nothing is proved: no number in a row before it is enough."""
        first = halved(self.is_enough, *_doubled(self.is_enough, most))
        looked = first
        while looked > max(1, first - self.row(first)):
            looked -= 1
            first = looked if self.is_enough(looked) else first
        return self.onwards(first, looked, most)

    def onwards(self, first: int, looked: int, most: int) -> SampleSize:
        """Return the sample size with the number from which on power stays for a row of numbers."""
        n = stays = first
        while n < min(most, stays + self.row(first)):
            n += 1
            if not self.is_enough(n):
                stays = n + 1
        return SampleSize(first, self.power(first), stays, (looked, n))
