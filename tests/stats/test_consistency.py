"""Checks that need nothing but the print."""

from __future__ import annotations

from fractions import Fraction
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.agreement_bounds import chance_agreement, pairwise_of_unanimous, possible
from psmatrial.stats.consistency import (
    contains,
    contradicts,
    counts_that_print,
    meet,
    met_only_by_rounding,
    span,
    truth_shares,
)
from psmatrial.stats.ratio_limits import difference_p, ratio_centre, ratio_p

SHARE = st.floats(0.01, 0.99)


def test_a_rate_lies_inside_its_own_interval():
    assert contains(0.41, 0.56, 0.70)
    assert not contains(0.41, 0.40, 0.70)


def test_an_interval_that_leaves_out_no_difference_contradicts_a_large_p():
    assert contradicts((0.06, 0.07), 1.1, 3.0, 1.0)
    assert contradicts((0.01, 0.02), 0.9, 3.0, 1.0)
    assert not contradicts((0.01, 0.02), 1.1, 3.0, 1.0)
    assert not contradicts((0.06, 0.07), 0.9, 3.0, 1.0)


def test_a_limit_that_prints_as_no_difference_contradicts_nothing():
    assert not contradicts((0.04, 0.049), 1.0, 3.0, 1.0)


def test_a_p_value_that_straddles_its_level_contradicts_nothing():
    assert not contradicts((0.045, 0.055), 1.1, 3.0, 1.0)
    assert not contradicts((0.045, 0.055), 0.9, 3.0, 1.0)


def test_a_span_leaves_out_corners_without_a_value():
    assert span(lambda one: 1.0 / one, [(0.0, 2.0)]) == (0.5, 0.5)
    assert all(isnan(value) for value in span(lambda one: 1.0 / one, [(0.0, 0.0)]))


def test_windows_without_a_value_meet_nothing():
    assert not meet((float("nan"), float("nan")), (0.0, 1.0))
    assert meet((0.0, 0.5), (0.5, 1.0))


def test_the_counts_of_a_percentage_are_found_by_trying_all():
    assert counts_that_print(lambda percent: 63.5 <= percent < 64.5, [104]) == [(67, 104)]
    assert counts_that_print(lambda percent: 63.5 <= percent < 64.5, [103]) == [(66, 103)]
    assert counts_that_print(lambda percent: percent == 15, [69]) == []


@pytest.mark.parametrize(
    ("limit", "bar", "unit", "only"),
    [(49.6, 50.0, 1.0, True), (49.4, 50.0, 1.0, False), (50.01, 50.0, 1.0, False), (50.0, 50.0, 1.0, True)],
)
def test_a_bar_is_met_only_by_rounding(limit, bar, unit, only):
    assert met_only_by_rounding(limit, bar, unit) is only


def test_the_measures_of_truth_by_hand():
    assert truth_shares(32, 1, 54, 2) == {
        "sensitivity": Fraction(16, 43),
        "specificity": Fraction(2, 3),
        "ppv": Fraction(32, 33),
        "npv": Fraction(1, 28),
        "accuracy": Fraction(34, 89),
    }


def test_a_measure_without_patients_is_absent():
    assert truth_shares(0, 0, 0, 0) == dict.fromkeys(("sensitivity", "specificity", "ppv", "npv", "accuracy"))


@given(prevalence=SHARE, kappa=st.floats(-0.2, 0.95))
@settings(max_examples=60)
def test_an_agreement_that_two_categories_can_have_is_always_possible(prevalence, kappa):
    chance = prevalence**2 + (1.0 - prevalence) ** 2
    agreement = chance + kappa * (1.0 - chance)
    assert abs(chance_agreement(agreement, kappa) - chance) < 1e-9
    assert possible(agreement + 1e-9, kappa)


def test_agreement_of_two_categories_below_an_even_chance_is_impossible():
    assert not possible(0.703, 0.57)
    assert possible(pairwise_of_unanimous(0.703, 3)[0], 0.57)


def test_three_readers_who_do_not_all_agree_are_two_against_one():
    low, high = pairwise_of_unanimous(0.5, 3)
    assert low == high
    assert abs(low - (0.5 + 0.5 / 3.0)) < 1e-15


def test_four_readers_may_be_split_evenly_or_three_against_one():
    assert pairwise_of_unanimous(0.0, 4) == (4 / 12, 6 / 12)


def test_two_readers_have_one_agreement():
    assert pairwise_of_unanimous(0.8, 2) == (0.8, 0.8)


def test_what_has_no_answer_is_refused():
    with pytest.raises(InputError, match="kappa 1"):
        chance_agreement(1.0, 1.0)
    with pytest.raises(InputError, match="1 reader"):
        pairwise_of_unanimous(0.5, 1)
    with pytest.raises(InputError, match="is not a ratio with limits"):
        ratio_p(2.0, 3.0, 1.0)
    with pytest.raises(InputError, match="are not limits"):
        difference_p(0.1, 0.2, 0.2)


def test_perfect_kappa_goes_with_perfect_agreement_alone():
    assert possible(1.0, 1.0)
    assert not possible(0.99, 1.0)


def test_a_ratio_at_a_limit_of_its_interval_has_the_p_value_of_the_level():
    assert abs(ratio_p(2.0, 1.0, 4.0) - 0.05) < 1e-12
    assert abs(difference_p(0.2, 0.0, 0.4, 0.90) - 0.10) < 1e-12


@given(low=st.floats(0.1, 3.0), factor=st.floats(1.1, 9.0))
@settings(max_examples=60)
def test_a_ratio_and_its_inverse_have_one_p_value(low, factor):
    high = low * factor
    middle = ratio_centre(low, high)
    assert abs(ratio_p(middle, low, high) - ratio_p(1.0 / middle, 1.0 / high, 1.0 / low)) < 1e-9
