"""The region of tables that favour the index test at least as much as the observed one, beyond a margin.

A margin is a decimal number that somebody typed, and at such numbers different tables can have the same statistic.
Where floating-point numbers cannot tell two of them apart, integers and fractions decide.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from psmatrial.stats._supremum import supremum
from psmatrial.stats._tails import probability, staircase, tango, thresholds

if TYPE_CHECKING:
    from psmatrial.stats._tails import Counts

_DOUBTFUL = 1e-9
# Terms that a double-precision number cannot hold.
_EXPONENT = 745.0


class _Score(NamedTuple):
    """Tango's statistic as ``excess`` / sqrt((sqrt(radicand) + rest) / 2), with rational parts."""

    excess: Fraction
    radicand: Fraction
    rest: Fraction


def margin_p_value(n: int, b: int, c: int, margin: float) -> float:
    """Return the largest P(T >= t) over the nuisance parameter at the margin, from above."""
    region = staircase(n, region_edge(n, b, c, margin))
    return min(1.0, supremum(lambda s: probability(region, margin, s, _EXPONENT), n).high)


def region_edge(n: int, b: int, c: int, margin: float) -> Counts:
    """Return for c = 0, 1, ... the smallest index-only count of a table at least as extreme as the observed one."""
    observed = float(tango(n, b, c, margin))
    doubt = _DOUBTFUL * (1.0 + abs(observed))
    first = thresholds(n, margin, observed - doubt)
    columns = np.arange(len(first))
    exact = Fraction(str(margin))
    for column in np.flatnonzero(tango(n, first.astype(float), columns.astype(float), margin) < observed + doubt):
        if not at_least(n, exact, (int(first[column]), int(column)), (b, c)):
            first[column] += 1
    return first[: np.count_nonzero(first <= n - columns)]


def at_least(n: int, x: Fraction, table: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell exactly whether one table, as (index only, comparator only), has no smaller statistic than another."""
    one, two = _score(n, x, *table), _score(n, x, *other)
    signs = _sign(one.excess), _sign(two.excess)
    if signs[0] != signs[1] or signs[0] == 0:
        return signs[0] >= signs[1]
    # Cross-multiplied squares: first^2 variance(two) - second^2 variance(one).
    first, second = one.excess**2, two.excess**2
    ahead = _sign_of_roots((first, two.radicand), (second, one.radicand), first * two.rest - second * one.rest)
    return ahead * signs[0] >= 0


def _score(n: int, x: Fraction, b: int, c: int) -> _Score:
    """Return the rational parts of the statistic."""
    linear = 2 * n * x - b * (1 + x) - c * (1 - x)
    rest = b * (1 + x) + c * (1 - x) - 2 * n * x * x
    return _Score(b - c - n * x, linear * linear + 8 * n * c * x * (1 - x), rest)


def _sign_of_roots(plus: tuple[Fraction, Fraction], minus: tuple[Fraction, Fraction], rest: Fraction) -> int:
    """Return the sign of u sqrt(p) - v sqrt(q) + rest, for u, v above 0 and p, q not below."""
    (u, p), (v, q) = plus, minus
    left = _sign_of_root(u, p, rest)
    if left <= 0 or q == 0:
        return left if left or q == 0 else -1
    return _sign_of_root(2 * u * rest, p, u * u * p + rest * rest - v * v * q)


def _sign_of_root(factor: Fraction, radicand: Fraction, rest: Fraction) -> int:
    """Return the sign of factor sqrt(radicand) + rest."""
    root = _sign(factor) if radicand else 0
    if root * _sign(rest) >= 0:
        return root or _sign(rest)
    return root * _sign(factor * factor * radicand - rest * rest)


def _sign(number: Fraction) -> int:
    """Return -1, 0 or 1."""
    return (number > 0) - (number < 0)
