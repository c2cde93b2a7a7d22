"""Exact tail weights over all outcomes of several strata, in whole numbers, split in two halves and joined."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

Outcome = tuple[int, int, int]
Half = dict[int, dict[int, int]]

# Steps for one half of the strata: a million take some tenths of a second, a trial of 50 patients needs some thousand.
MOST_OUTCOMES = 1_000_000
TOO_MANY = "too many outcomes to enumerate exactly"
MORE_THAN = f"{TOO_MANY}: half of the strata have more than {MOST_OUTCOMES:,}"


def within_reach(lengths: Iterable[int]) -> bool:
    """Return whether strata with so many outcomes each can be enumerated, before any outcome is written down.

    Examples
    --------
    >>> within_reach([9, 9, 4]), within_reach([4000, 3000, 2000, 1000])
    (True, False)
    """
    left = right = 1
    for length in sorted(lengths, reverse=True):
        left, right = min(left, right) * length, max(left, right)
        if left > MOST_OUTCOMES:
            return False
    return True


def halves(
    strata: Iterable[Sequence[Outcome]],
    fits: Callable[[int], bool],
    combine: Callable[[int, int], int] = operator.add,
) -> tuple[Half, Half] | None:
    """Return the outcomes of two halves of the strata, or None where there are too many.

    An outcome of one stratum is its key, its value and its weight. Over strata keys add up, values are combined and
    weights are multiplied. Joining two halves looks at far fewer outcomes than listing all.

    Parameters
    ----------
    strata
        The outcomes of each stratum.
    fits
        Whether a sum of keys over some strata can still become that over all strata; others are dropped.
    combine
        How values of two strata become one: the sum, or the product of positive values.

    Returns
    -------
    tuple of two dict or None
        Each maps key to value to summed weight. None if a half would need more than ``MOST_OUTCOMES`` steps.

    Examples
    --------
    >>> coin = [(0, 0, 1), (1, 1, 1)]
    >>> halves([coin, coin], lambda heads: heads <= 1)
    ({0: {0: 1}, 1: {1: 1}}, {0: {0: 1}, 1: {1: 1}})
    """
    neutral = 0 if combine is operator.add else 1
    left: Half = {0: {neutral: 1}}
    right: Half = {0: {neutral: 1}}
    for outcomes in sorted(strata, key=len, reverse=True):
        if _size(left) > _size(right):
            left, right = right, left
        if _size(left) * len(outcomes) > MOST_OUTCOMES:
            return None
        left = _extended(left, outcomes, fits, combine)
    return left, right


def weight_from(pair: tuple[Half, Half], total: int, least: Callable[[int], int]) -> int:
    """Return the weight of the outcomes whose keys add up to ``total`` and whose value is large enough.

    Parameters
    ----------
    pair
        What ``halves`` returned.
    total
        Sum of the keys.
    least
        The smallest value of the one half that is enough, given the value of the other.

    Returns
    -------
    int
        The summed weight, exact.

    Examples
    --------
    Two coins, at least one head:

    >>> coin = [(0, 0, 1), (0, 1, 1)]
    >>> weight_from(halves([coin, coin], lambda key: key == 0), 0, lambda value: 1 - value)
    3
    """
    left, right = pair
    weight = 0
    for key, values in left.items():
        others = sorted(right.get(total - key, {}).items())
        tails = list(accumulate((w for _, w in reversed(others)), initial=0))
        ordered = [value for value, _ in others]
        for value, times in values.items():
            weight += times * tails[len(ordered) - bisect_left(ordered, least(value))]
    return weight


def _size(half: Half) -> int:
    """Return how many outcomes a half holds."""
    return sum(map(len, half.values()))


def _extended(
    half: Half, outcomes: Sequence[Outcome], fits: Callable[[int], bool], combine: Callable[[int, int], int]
) -> Half:
    """Return the outcomes of a half and one more stratum."""
    more: Half = {}
    for key, values in half.items():
        for step, value, weight in outcomes:
            if not fits(key + step):
                continue
            target = more.setdefault(key + step, {})
            for had, times in values.items():
                now = combine(had, value)
                target[now] = target.get(now, 0) + times * weight
    return more
