"""The smallest difference that so many patients find with a given power.

Power rises with the difference. A test that rejects does so too with one patient more whom the index test alone finds,
or one fewer whom the comparator alone does; so it rejects more often where the first become more frequent and the
second rarer. Of the tests of equality that follows from their p-values; of the score test of a margin the tests look.
Where the share of discordant patients is fixed, it is enough that a test rejects from a split on, as all of them do.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import NamedTuple

from psmatrial.stats.power.power import Power, Truth, checked_margin, margin_power, power
from psmatrial.stats.power.sample_size import checked_target, halved

# Steps of the difference in one: it is told to 0.1 points.
STEPS = 1000


class Truths(NamedTuple):
    """Truths of which the difference alone is open.

    Parameters
    ----------
    of
        The truth with a difference; the larger it is, the more patients are found by the index test only, or as many,
        and the fewer by the comparator only, or as many.
    least, most
        Between which differences there is one.
    """

    of: Callable[[float], Truth]
    least: float
    most: float


class Detectable(NamedTuple):
    """The smallest difference that is found with a given power.

    Parameters
    ----------
    difference
        It, in steps of 0.1 points; where none is enough the largest that there can be.
    power
        The power with it.
    enough
        Whether that is the power asked for.
    """

    difference: float
    power: Power
    enough: bool


def detectable(n: int, truths: Truths, target: float = 0.8, test: str = "exact", level: float = 0.95) -> Detectable:
    """Return the smallest difference above 0 that a two-sided test of equal rates finds.

    Parameters
    ----------
    n
        Patients, at least one.
    truths
        What is assumed beside the difference.
    target
        The power, as a proportion: how often the index test is to be found to detect more.
    test, level
        As in ``power``.

    Returns
    -------
    Detectable
        Rounded up, so that power is reached.

    Raises
    ------
    InputError
        If the power is no proportion, or as in ``power``.

    Examples
    --------
    Three of ten patients are discordant.

    >>> three = Truths(lambda difference: Truth(0.15 + difference / 2, 0.15 - difference / 2), -0.3, 0.3)
    >>> found = detectable(100, three)
    >>> found.difference, round(found.power.for_index, 4)
    (0.159, 0.8027)
    """
    return _smallest(lambda truth: power(n, truth, test, level), truths, 0.0, target)


def margin_detectable(n: int, truths: Truths, margin: float, target: float = 0.8, level: float = 0.95) -> Detectable:
    """Return the smallest difference above a margin with which the score test finds the index test better than that.

    Parameters
    ----------
    n
        Patients, at least one.
    truths
        What is assumed beside the difference.
    margin
        Rate of the index test minus that of the comparator.
    target
        The power, as a proportion.
    level
        As in ``margin_power``.

    Returns
    -------
    Detectable
        Rounded up, so that power is reached.

    Raises
    ------
    InputError
        If the power is no proportion, or as in ``margin_power``.

    Examples
    --------
    >>> two = Truths(lambda difference: Truth(0.1 + difference / 2, 0.1 - difference / 2), -0.2, 0.2)
    >>> margin_detectable(165, two, -0.10).difference
    0.0
    """
    checked_margin(margin)
    return _smallest(lambda truth: margin_power(n, truth, margin, level), truths, margin, target)


def _smallest(power_of: Callable[[Truth], Power], truths: Truths, above: float, target: float) -> Detectable:
    """Return the smallest difference above another with the power asked for, by halving."""
    checked_target(target)

    def difference(step: int) -> float:
        return min(max(step / STEPS, truths.least), truths.most)

    def found(step: int) -> Power:
        return power_of(truths.of(difference(step)))

    below, last = floor(above * STEPS), ceil(truths.most * STEPS)
    largest = found(last)
    if last <= below or largest.for_index < target:
        return Detectable(difference(last), largest, enough=False)
    step = halved(lambda step: found(step).for_index >= target, below, last)
    return Detectable(difference(step), found(step), enough=True)
