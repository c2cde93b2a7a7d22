"""Two rates in different patients."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, inf, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.unpaired import (
    TESTS,
    unpaired_difference,
    unpaired_one_sided_p,
    unpaired_p,
    unpaired_ratio,
    unpaired_ratio_limits,
)


@pytest.mark.parametrize(
    ("first", "second", "pearson", "corrected", "fisher"),
    [
        # EMPIRE-2, change of decision and of field: 0.1225 and 0.150; 0.0456, 0.0701 and 0.0600 (scipy 1.17.1).
        ((19, 65), (29, 69), 0.12253155732143593, 0.17257258698749536, 0.15020390219180096),
        ((43, 60), (33, 61), 0.04558979587285416, 0.07013015707127458, 0.060030670532924865),
    ],
)
def test_tests_of_two_rates_against_scipy(first, second, pearson, corrected, fisher):
    found = [unpaired_p(first, second, test) for test in TESTS]
    assert found == pytest.approx([pearson, corrected, fisher], rel=1e-10)


def test_fisher_by_hand():
    # 3 of 4 against 1 of 4: tables with 4, 3, 2, 1, 0 in the first arm weigh 1, 16, 36, 16, 1 of 70.
    assert unpaired_p((3, 4), (1, 4), "fisher") == pytest.approx(34 / 70, rel=1e-14)


def test_fisher_of_many_patients_against_scipy():
    # 1120/2000 against 760/1900 (scipy 1.17.1).
    assert unpaired_p((1120, 2000), (760, 1900), "fisher") == pytest.approx(1.6716463074088048e-23, rel=1e-10)


@given(x1=st.integers(0, 31), x2=st.integers(0, 24))
def test_fisher_is_the_sum_of_all_tables_that_are_not_more_likely(x1, x2):
    found = x1 + x2
    ways = {k: comb(31, k) * comb(24, found - k) for k in range(max(0, found - 24), min(31, found) + 1)}
    extreme = sum(one for one in ways.values() if one <= ways[x1])
    assert unpaired_p((x1, 31), (x2, 24), "fisher") == extreme / comb(55, found)
    side = sum(one for k, one in ways.items() if (k <= x1 if x1 * 24 < x2 * 31 else k >= x1))
    assert unpaired_one_sided_p((x1, 31), (x2, 24), "fisher") == (side / comb(55, found) if 0 < found < 55 else 0.5)


def test_one_sided_p_by_hand():
    # 3 of 4 against 1 of 4: 3 or 4 in the first arm are 16 + 1 of 70; exchanged, 1 or 0 are as many. Nobody found: 1/2.
    for pair in (((3, 4), (1, 4)), ((1, 4), (3, 4))):
        assert unpaired_one_sided_p(*pair, "fisher") == pytest.approx(17 / 70, rel=1e-14)
        assert unpaired_one_sided_p(*pair) == pytest.approx(unpaired_p(*pair) / 2, rel=1e-14)
    assert unpaired_one_sided_p((0, 5), (0, 7), "fisher") == 0.5


@given(x1=st.integers(0, 12), x2=st.integers(0, 9))
@settings(max_examples=60)
def test_arms_exchanged_have_one_p_value(x1, x2):
    for test in TESTS:
        assert unpaired_p((x1, 12), (x2, 9), test) == pytest.approx(unpaired_p((x2, 9), (x1, 12), test), rel=1e-12)


@pytest.mark.parametrize("pair", [((0, 5), (0, 7)), ((5, 5), (7, 7)), ((0, 0), (3, 7))])
def test_rates_that_cannot_differ_are_no_evidence(pair):
    assert [unpaired_p(*pair, test) for test in TESTS] == [1.0, 1.0, 1.0]


def test_a_count_above_its_total_is_refused():
    with pytest.raises(InputError, match="are not two rates"):
        unpaired_p((6, 5), (1, 5))


@pytest.mark.parametrize("asked", [unpaired_p, unpaired_one_sided_p, unpaired_difference])
def test_a_method_that_is_not_known_is_refused_with_those_that_are(asked):
    with pytest.raises(
        InputError,
        match=r"method 'wilson' is not known\. Accepted: (pearson, pearson-corrected, fisher|newcombe, wald)",
    ):
        asked((19, 65), (29, 69), "wilson")


def test_a_corrected_difference_of_nearly_nothing_is_no_evidence():
    assert unpaired_p((5, 10), (5, 10), "pearson-corrected") == 1.0


def test_limits_of_a_difference_by_hand():
    reach = 1.959963984540054 * sqrt(0.5 * 0.5 / 20 + 0.25 * 0.75 / 40)
    assert unpaired_difference((10, 20), (10, 40), "wald") == pytest.approx((0.25 - reach, 0.25 + reach), rel=1e-12)


def test_limits_of_ratios_by_hand():
    value, limits = (made((10, 20), (10, 40), "rate-ratio") for made in (unpaired_ratio, unpaired_ratio_limits))
    reach = 1.959963984540054 * sqrt(1 / 10 - 1 / 20 + 1 / 10 - 1 / 40)
    assert (value, *limits) == pytest.approx((2.0, exp(log(2.0) - reach), exp(log(2.0) + reach)), rel=1e-12)
    assert unpaired_ratio((10, 20), (10, 40), "odds-ratio") == 3


@pytest.mark.parametrize(("pair", "quantity"), [(((0, 5), (2, 5)), "rate-ratio"), (((5, 5), (2, 5)), "odds-ratio")])
def test_a_ratio_without_a_logarithm_has_no_limits(pair, quantity):
    assert unpaired_ratio_limits(*pair, quantity) is None


@pytest.mark.parametrize(
    ("first", "second", "odds", "rates"),
    [
        ((0, 40), (3, 42), 0, 0),
        ((3, 40), (0, 42), inf, inf),
        ((0, 40), (0, 42), None, None),
        ((40, 40), (42, 42), None, 1),
        ((40, 40), (21, 42), inf, 2),
        ((20, 40), (42, 42), 0, Fraction(1, 2)),
    ],
)
def test_a_count_of_nought_leaves_the_ratio_itself(first, second, odds, rates):
    assert unpaired_ratio(first, second, "odds-ratio") == odds
    assert unpaired_ratio(first, second, "rate-ratio") == rates


def test_half_a_patient_added_to_each_count_by_hand():
    # 0.5, 40.5, 3.5 and 39.5: odds 0.5 x 39.5/(40.5 x 3.5), rates 0.5/41 over 3.5/43.
    pair, half = ((0, 40), (3, 42)), Fraction(1, 2)
    assert unpaired_ratio(*pair, "odds-ratio", half) == Fraction(1975, 14175)
    assert unpaired_ratio(*pair, "rate-ratio", half) == Fraction(215, 1435)
    reach = 1.959963984540054 * sqrt(1 / 0.5 + 1 / 40.5 + 1 / 3.5 + 1 / 39.5)
    middle = log(1975 / 14175)
    limits = unpaired_ratio_limits(*pair, "odds-ratio", added=half)
    assert limits == pytest.approx((exp(middle - reach), exp(middle + reach)), rel=1e-12)
