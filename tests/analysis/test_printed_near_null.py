"""A p-value near 1 and an estimate near "no difference": rounding alone calls no paper wrong."""

from __future__ import annotations

from math import erfc, exp, log, sqrt

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from psmatrial.stats.printed import fixed
from tests.analysis.test_printed_unpaired import arms
from tests.analysis.test_reproduce import run
from tests.stats.test_consistency_survival import Z, made


def found(effect, rates=""):
    body = f'[[outcome]]\nid = "o"\n{rates}[outcome.effect]\n{effect}\n'
    return run(body, paired=False, kind="time-to-event")["o.p"]


def p_printed(z, decimals):
    """Return the two-sided p-value of z as a paper prints it."""
    text = fixed(erfc(abs(z) / sqrt(2.0)), decimals)
    return f"<{fixed(10**-decimals, decimals)}" if not float(text) else text


@pytest.mark.parametrize(
    ("limits", "p"),
    [
        ("0.93-1.08", "0.98"),
        ("0.93-1.08", ">0.99"),
        ("0.80-1.25", "1.00"),
        ("0.98-1.02", ".99"),
        # A true ratio of 0.9952 with limits of 0.9938 and 0.9966 prints like this: ln(0.9952) over 0.0028 / 3.92.
        ("0.99-1.00", "<0.001"),
    ],
)
@pytest.mark.parametrize("name", ["hazard_ratio", "odds_ratio", "rate_ratio"])
def test_a_ratio_that_prints_as_one_goes_with_a_p_up_to_one(name, limits, p):
    one = found(f'{name} = "1.00"\n{name}_interval = "{limits}"\np = "{p}"')
    assert (one.verdict, one.method) == ("reproduced", "Wald, from the interval")


def test_what_an_interval_around_one_leaves_open_reaches_to_one_in_words():
    one = found('hazard_ratio = "1.00"\nhazard_ratio_interval = "0.93-1.08"\np = "0.50"')
    assert one.verdict == "not-reproduced"
    assert one.note == "the interval of the hazard ratio implies p from 0.89 to 1"


def test_a_ratio_that_does_not_print_as_one_has_a_p_below_one():
    assert found('hazard_ratio = "1.02"\nhazard_ratio_interval = "0.95-1.10"\np = "0.98"').verdict == "not-reproduced"


@pytest.mark.parametrize(
    "effect",
    [
        'hazard_ratio = "1.00"\nhazard_ratio_interval = "1.00-1.00"',
        'difference = "0"\ndifference_interval = "0 to 0"',
    ],
)
def test_limits_that_print_alike_say_nothing_of_p(effect):
    assert found(f'{effect}\np = "0.03"').verdict == "not-checkable"


@pytest.mark.parametrize("name", ["hazard_ratio", "odds_ratio", "rate_ratio"])
@pytest.mark.parametrize(
    ("estimate", "limits", "verdict"),
    [
        ("0.00", "0.40-0.90", "not-reproduced"),
        ("0", "0.60-0.90", "not-reproduced"),
        ("2.0", "0-0.9", "not-reproduced"),
        ("2.0", "2.5 to inf", "not-reproduced"),
        # What lies below 0.5 prints as 0 too.
        ("0", "0.40-0.90", "not-checkable"),
        ("0.5", "0-0.9", "not-checkable"),
        ("2.0", "1.5 to inf", "not-checkable"),
        ("not estimable", "0.60-0.90", "not-checkable"),
        ("inf", "1.50-9.00", "not-checkable"),
    ],
)
def test_a_ratio_of_nought_is_outside_its_own_interval_where_no_rounding_brings_it_in(name, estimate, limits, verdict):
    body = f'[[outcome]]\nid = "o"\neffect = {{{name} = "{estimate}", {name}_interval = "{limits}"}}\n'
    one = run(body, paired=False, kind="time-to-event")[f"o.{name.replace('_', '-')}-interval"]
    assert (one.verdict, "the ratio lies outside its own interval" in one.note) == (verdict, verdict != "not-checkable")


@pytest.mark.parametrize(("estimate", "verdict"), [("0.00", "not-checkable"), ("0.139", "not-reproduced")])
def test_a_ratio_of_nought_beside_limits_by_an_unknown_method_is_not_called_outside_of_them(estimate, verdict):
    items = arms("0/40", "3/42", f'odds_ratio = "{estimate}"\nodds_ratio_interval = "0.21-2.00"')
    assert items["o.odds-ratio"].verdict == "reproduced"
    assert items["o.odds-ratio-interval"].verdict == verdict


def test_a_difference_that_prints_as_nought_goes_with_a_p_of_one():
    assert found('difference = "0"\ndifference_interval = "-10 to 10"\np = "1.00"').verdict == "reproduced"
    assert found('difference = "0"\ndifference_interval = "-10 to 10"\np = "0.99"').verdict == "reproduced"


def test_two_survivals_that_may_be_the_same_go_with_a_p_of_one():
    arms = 'index = {survival = "80", interval = "70-87"}\ncomparator = {survival = "80.2", interval = "70.1-87.3"}\n'
    assert found('p = ">0.99"', arms).verdict == "reproduced"


@given(estimate=st.floats(-1.0, 1.0), error=st.floats(0.001, 0.5), places=st.integers(1, 3), decimals=st.integers(2, 4))
@example(estimate=0.0, error=0.04, places=2, decimals=2)
@example(estimate=0.0022, error=0.001, places=2, decimals=3)
@settings(max_examples=60, deadline=None)
def test_a_p_goes_with_the_rounded_ratio_and_limits_that_it_is_computed_with(estimate, error, places, decimals):
    value, low, high = (fixed(exp(estimate + step * Z * error), places) for step in (0, -1, 1))
    assume(float(low) > 0)
    p = p_printed(estimate / error, decimals)
    one = found(f'hazard_ratio = "{value}"\nhazard_ratio_interval = "{low}-{high}"\np = "{p}"')
    assert one.verdict == ("reproduced" if low != high else "not-checkable")


@given(estimate=st.floats(-30, 30), error=st.floats(0.1, 15.0), places=st.integers(0, 1), decimals=st.integers(2, 4))
@example(estimate=0.0, error=5.1, places=0, decimals=2)
@settings(max_examples=60, deadline=None)
def test_a_p_goes_with_the_rounded_difference_and_limits_that_it_is_computed_with(estimate, error, places, decimals):
    value, low, high = (fixed(estimate + step * Z * error, places) for step in (0, -1, 1))
    p = p_printed(estimate / error, decimals)
    one = found(f'difference = "{value}"\ndifference_interval = "{low} to {high}"\np = "{p}"')
    assert one.verdict == ("reproduced" if low != high else "not-checkable")


@given(
    survivals=st.tuples(st.floats(0.2, 0.9), st.floats(0.2, 0.9)),
    errors=st.tuples(st.floats(0.02, 0.07), st.floats(0.02, 0.07)),
    places=st.integers(0, 1),
    log_log=st.booleans(),
)
@example(survivals=(0.8, 0.8), errors=(0.04, 0.05), places=1, log_log=False)
@example(survivals=(0.802, 0.8), errors=(0.04, 0.05), places=0, log_log=True)
@settings(max_examples=60, deadline=None)
def test_a_p_goes_with_the_rounded_survivals_and_limits_that_it_is_computed_with(survivals, errors, places, log_log):
    arms = ""
    for arm, survival, error in zip(("index", "comparator"), survivals, errors, strict=True):
        one = made(survival, error)
        value, low, high = (fixed(100 * number, places) for number in (one.value, one.low, one.high))
        assume(float(high) < 100 and float(low) > 0)
        arms += f'{arm} = {{survival = "{value}", interval = "{low}-{high}"}}\n'
    scale = [-log(one) * one if log_log else 1.0 for one in survivals]
    errors = [error / unit for error, unit in zip(errors, scale, strict=True)]
    first, second = (log(-log(one)) if log_log else one for one in survivals)
    z = (first - second) / sqrt(errors[0] ** 2 + errors[1] ** 2)
    assert found(f'p = "{p_printed(z, 3)}"', arms).verdict == "reproduced"
