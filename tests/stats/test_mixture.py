"""Binomial means of many numbers: against the plain sum."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from psmatrial.stats._mixture import mixed, stirling_error, thinned
from psmatrial.stats._splits import upper_tails
from psmatrial.stats.distributions import binomial_pmf


@pytest.mark.parametrize("n", [1, 2, 5, 60, 900])
def test_a_mean_agrees_with_the_plain_sum(n) -> None:
    numbers = np.random.default_rng(n).random(n + 1)
    positions = np.sin(np.linspace(0.0, np.pi / 2.0, 23)) ** 2
    plain = [sum(binomial_pmf(m, n, float(s)) * numbers[m] for m in range(n + 1)) for s in positions]
    assert mixed(thinned(numbers), positions) == pytest.approx(plain, rel=1e-12)


def test_a_hundred_thousand_counts_become_few_points_with_the_same_mean() -> None:
    n = 100_000
    numbers = np.arange(n + 1.0) ** 2
    thin = thinned(numbers)
    assert len(thin.points) < n / 8
    positions = np.array([0.001, 0.2, 0.5, 0.97, 1.0])
    expected = n * positions * (1 - positions) + (n * positions) ** 2
    assert mixed(thin, positions) == pytest.approx(expected, rel=1e-12)


def test_tails_of_fair_coins_are_those_of_whole_numbers() -> None:
    # 2j - m >= z sqrt(m) with z = 6/sqrt(20).
    tails = upper_tails(60, 20, 6, strict=False)
    for m in range(1, 61):
        ways = sum(comb(m, j) for j in range(m + 1) if 2 * j > m and (2 * j - m) ** 2 * 20 >= 36 * m)
        assert tails[m] == pytest.approx(float(Fraction(ways, 2**m)), rel=1e-12)


def test_what_stirling_lacks_joins_its_table() -> None:
    n = np.array([1.0, 2.0, 15.0, 16.0, 17.0])
    factorial = np.array([1.0, 2.0, 1307674368000.0, 20922789888000.0, 355687428096000.0])
    assert stirling_error(n) == pytest.approx(
        np.log(factorial) - (n + 0.5) * np.log(n) + n - np.log(2 * np.pi) / 2, abs=1e-13
    )
