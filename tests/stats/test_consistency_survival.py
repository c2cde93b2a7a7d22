"""Survival estimates from their printed limits."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.survival_limits import (
    SurvivalEstimate,
    centre,
    error_ratio,
    log_log_p,
    survival_difference,
)

Z = 1.959963984540054
# Lawal et al., J Nucl Med 2023;64:586: all six estimates with their printed limits.
PRINTED = [
    (0.832, 0.700, 0.910),
    (0.665, 0.516, 0.778),
    (0.562, 0.405, 0.692),
    (0.689, 0.521, 0.808),
    (0.428, 0.262, 0.583),
]


def made(survival, error):
    """Return an estimate with the log-log limits that a standard error gives."""
    reach = Z * error / (-survival * log(survival))
    middle = log(-log(survival))
    return SurvivalEstimate(survival, exp(-exp(middle + reach)), exp(-exp(middle - reach)))


@pytest.mark.parametrize(("value", "low", "high"), PRINTED)
def test_published_estimates_stand_in_the_middle_of_log_log_limits(value, low, high):
    assert abs(centre(low, high) - value) < 0.001
    assert abs(centre(low, high, "plain") - value) > 0.003


@given(survival=st.floats(0.2, 0.95), error=st.floats(0.01, 0.08))
@settings(max_examples=80)
def test_limits_give_back_the_standard_error_they_were_made_from(survival, error):
    found = made(survival, error)
    assert abs(found.standard_error() - error) < 1e-9
    assert abs(centre(found.low, found.high) - survival) < 1e-9


def test_a_difference_has_the_standard_error_of_both_groups():
    value, low, high, p = survival_difference(made(0.8, 0.03), made(0.6, 0.04))
    assert abs(value - 0.2) < 1e-12
    assert abs((high - low) / 2.0 / Z - 0.05) < 1e-9
    assert abs(p - 6.334e-5) < 1e-7


def test_groups_exchanged_give_the_difference_mirrored():
    one, two = made(0.8, 0.03), made(0.6, 0.04)
    forth, back = survival_difference(one, two), survival_difference(two, one)
    assert abs(forth[0] + back[0]) < 1e-12
    assert abs(forth[1] + back[2]) < 1e-12
    assert abs(forth[3] - back[3]) < 1e-12
    assert abs(log_log_p(one, two) - log_log_p(two, one)) < 1e-12


def test_halves_of_a_standard_error_are_found():
    one, two = made(0.755, 0.056), made(0.630, 0.064)
    _, low, high, _ = survival_difference(one, two, factor=0.5)
    assert abs(error_ratio(one, two, low, high) - 0.5) < 1e-9
    assert abs((high - low) / (2.0 * Z) - sqrt(0.056**2 + 0.064**2) / 2.0) < 1e-6


def test_published_limits_give_other_p_values_than_below_a_thousandth():
    groups = [SurvivalEstimate(*one) for one in PRINTED]
    assert 0.045 < survival_difference(groups[0], groups[1])[3] < 0.061
    assert 0.0025 < survival_difference(groups[0], groups[2])[3] < 0.0055
    assert 0.017 < survival_difference(groups[3], groups[4])[3] < 0.026
    assert round(log_log_p(groups[0], groups[1]), 3) == 0.058


def test_the_middle_of_limits_on_each_scale_by_hand():
    assert centre(0.2, 0.8, "plain") == 0.5
    assert abs(centre(0.2, 0.8, "log") - 0.4) < 1e-12
    assert abs(centre(0.2, 0.8, "logit") - 0.5) < 1e-12
    assert abs(centre(0.2, 0.8) - exp(-sqrt(log(0.2) * log(0.8)))) < 1e-12


@pytest.mark.parametrize("values", [(0.5, 0.6, 0.4), (0.5, 0.0, 0.6), (1.0, 0.9, 0.99), (0.5, 0.4, 1.0)])
def test_what_is_no_survival_estimate_is_refused(values):
    with pytest.raises(InputError, match="is not a survival estimate"):
        SurvivalEstimate(*values)
