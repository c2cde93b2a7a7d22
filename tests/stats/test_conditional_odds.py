"""The conditional odds ratio of two rates in different patients, and its exact limits."""

from __future__ import annotations

import time
from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.stats.conditional_odds import conditional_odds_limits, conditional_odds_ratio
from psmatrial.stats.unpaired import unpaired_one_sided_p, unpaired_ratio


@pytest.mark.parametrize(
    ("first", "second", "value", "low", "high"),
    [
        # scipy 1.17.1, odds_ratio(kind="conditional"); the first two are the tea and the twins of R's fisher.test.
        ((3, 4), (1, 4), 6.408319658199662, 0.21173559544657966, 626.2435305888141),
        ((2, 12), (15, 18), 0.04693663904968003, 0.003317163950657363, 0.36318960235668074),
        ((45, 59), (26, 60), 4.149179144085813, 1.7905915969611574, 10.036013345897198),
        ((30, 40), (18, 40), 3.60400728790077, 1.2932632049030608, 10.654947306952538),
    ],
)
def test_conditional_odds_ratios_and_exact_limits_against_scipy(first, second, value, low, high):
    assert conditional_odds_ratio(first, second) == pytest.approx(value, rel=1e-8)
    assert conditional_odds_limits(first, second) == pytest.approx((low, high), rel=1e-8)


def test_the_conditional_odds_ratio_of_three_of_four_against_one_of_four_by_hand():
    # With 0 to 4 in the first arm the ways are 1, 16, 36, 16, 1: (3 - x) times them, times powers of it, add up to 0.
    odds = conditional_odds_ratio((3, 4), (1, 4))
    assert 3 + 32 * odds + 36 * odds**2 == pytest.approx(odds**4, rel=1e-10)


def test_exact_limits_of_three_of_four_against_one_of_four_by_hand():
    # At the lower one 3 or 4 in the first arm have 1/40 of 1 + 16x + 36x^2 + 16x^3 + x^4, at the upper one 0 to 3 have.
    low, high = conditional_odds_limits((3, 4), (1, 4))
    assert 40 * (16 * low**3 + low**4) == pytest.approx(1 + 16 * low + 36 * low**2 + 16 * low**3 + low**4, rel=1e-10)
    below = 1 + 16 * high + 36 * high**2 + 16 * high**3
    assert 40 * below == pytest.approx(below + high**4, rel=1e-10)


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [((0, 40), (3, 42), 0.0), ((3, 40), (0, 42), inf), ((40, 40), (21, 42), inf), ((20, 40), (42, 42), 0.0)],
)
def test_a_count_of_nought_leaves_one_limit(first, second, value):
    low, high = conditional_odds_limits(first, second)
    assert conditional_odds_ratio(first, second) == value
    assert (low == 0.0, high == inf) == (value == 0.0, value == inf)
    assert 0.0 < (low or high) < inf


@pytest.mark.parametrize("pair", [((0, 40), (0, 42)), ((40, 40), (42, 42)), ((0, 0), (3, 7))])
def test_where_nobody_or_everybody_was_found_there_is_no_odds_ratio(pair):
    assert conditional_odds_ratio(*pair) is conditional_odds_limits(*pair) is None


@given(x1=st.integers(1, 30), x2=st.integers(1, 23))
def test_laws_of_the_conditional_odds_ratio(x1, x2):
    first, second = (x1, 31), (x2, 24)
    value, usual = conditional_odds_ratio(first, second), float(unpaired_ratio(first, second, "odds-ratio"))
    low, high = conditional_odds_limits(first, second)
    assert low < value < high
    # Nearer to 1 than the ratio of the odds, on the same side; the arms exchanged give one over it.
    assert -1e-9 <= log(value) * (1 if usual >= 1 else -1) <= abs(log(usual)) + 1e-9
    assert conditional_odds_ratio(second, first) == pytest.approx(1 / value, rel=1e-8)
    assert conditional_odds_limits(second, first) == pytest.approx((1 / high, 1 / low), rel=1e-8)
    # The limits leave 1 out where half of the level lies above Fisher's one tail.
    assert (not low <= 1 <= high) == (unpaired_one_sided_p(first, second, "fisher") < 0.025)


def test_many_patients_take_milliseconds():
    started = time.process_time()
    for x in range(230, 250):
        conditional_odds_ratio((x, 500), (200, 500))
        conditional_odds_limits((x, 500), (200, 500))
    assert time.process_time() - started < 1.0
