"""Two Kaplan-Meier estimates and their difference: limits on every usual scale give its interval and its p."""

from __future__ import annotations

from math import erfc, exp, hypot, log, sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psmatrial.analysis.printed_checks.survival import NO_SCALE
from psmatrial.stats.printed import fixed
from tests.analysis.test_reproduce import run
from tests.stats.test_consistency_survival import Z

# 24 and 14 of 40 patients without censoring: 0.60 and 0.35 with Greenwood's errors of 0.07746 and 0.07542.
LIMITS = {
    "log": ("46.6-77.3", "22.9-53.4"),
    "plain": ("44.8-75.2", "20.2-49.8"),
    "log-log": ("43.2-73.3", "20.8-49.6"),
}
# 0.25 minus and plus 1.96 times the root of 0.07746^2 + 0.07542^2; both tails of 0.25/0.10811 = 2.3124.
TRUE = 'difference = "25.0", difference_interval = "3.8 to 46.2", p = "0.021"'


def survivals(first, second, effect, values=("60.0", "35.0"), methods=""):
    body = f'[[outcome]]\nid = "o"\nindex = {{survival = "{values[0]}", interval = "{first}"}}\n'
    body += f'comparator = {{survival = "{values[1]}", interval = "{second}"}}\neffect = {{{effect}}}\n'
    return run(body, paired=False, kind="time-to-event", more=methods)


def symmetric(survival, error, scale):
    """Return the limits of a survival proportion, symmetric on a scale."""
    if scale == "plain":
        return survival - Z * error, survival + Z * error
    if scale == "log":
        return survival * exp(-Z * error / survival), survival * exp(Z * error / survival)
    if scale == "logit":
        odds, reach = survival / (1 - survival), Z * error / (survival * (1 - survival))
        return 1 / (1 + exp(reach) / odds), 1 / (1 + exp(-reach) / odds)
    reach = Z * error / (-survival * log(survival))
    return survival ** exp(reach), survival ** exp(-reach)


@pytest.mark.parametrize("scale", LIMITS)
def test_a_true_difference_comes_from_limits_on_the_scale_that_they_fit(scale):
    items = survivals(*LIMITS[scale], TRUE)
    assert {one.verdict for one in items.values()} == {"reproduced"}
    assert items["o.difference-interval"].method == f"z, {scale} standard errors"
    assert items["o.difference-interval"].computed == pytest.approx([3.79, 46.21], abs=0.15)


@given(
    survivals_=st.tuples(st.floats(0.25, 0.85), st.floats(0.25, 0.85)),
    errors=st.tuples(st.floats(0.02, 0.07), st.floats(0.02, 0.07)),
    scale=st.sampled_from(["log-log", "log", "logit", "plain"]),
    places=st.integers(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_no_true_difference_is_called_wrong_on_any_scale(survivals_, errors, scale, places):
    limits = [symmetric(one, error, scale) for one, error in zip(survivals_, errors, strict=True)]
    assume(all(low > 0.01 and high < 0.99 for low, high in limits))
    first, second = ("-".join(fixed(100 * one, places) for one in pair) for pair in limits)
    difference, error = survivals_[0] - survivals_[1], hypot(*errors)
    low, high = (fixed(100 * (difference + step * Z * error), places) for step in (-1, 1))
    p = fixed(erfc(abs(difference) / error / sqrt(2)), 3)
    effect = f'difference_interval = "{low} to {high}", p = "{"<0.001" if p == "0.000" else p}"'
    items = survivals(first, second, effect, [fixed(100 * one, places) for one in survivals_])
    assert {one.verdict for one in items.values()} == {"reproduced"}


@pytest.mark.parametrize("scale", LIMITS)
def test_half_the_standard_error_is_found_on_the_scale_of_the_limits(scale):
    items = survivals(*LIMITS[scale], 'difference = "25.0", difference_interval = "14.4 to 35.6"')
    one = items["o.difference-interval"]
    assert (one.verdict, one.note[-10:]) == ("not-reproduced", "half of it")


def test_limits_that_fit_no_scale_together_say_nothing_of_a_true_difference():
    # The lower limit of the first estimate is 43.2, misprinted.
    items = survivals("34.2-73.3", "20.8-49.6", 'difference = "25.0", difference_interval = "3.8 to 46.2", p = "0.5"')
    assert items["o.index.interval"].note == "the estimate stands in the middle of its limits on no usual scale"
    assert (items["o.difference-interval"].verdict, items["o.difference-interval"].note) == ("not-checkable", NO_SCALE)
    assert survivals("34.2-73.3", "20.8-49.6", 'p = "0.021"')["o.p"].note == NO_SCALE


def test_a_ratio_of_errors_that_rounding_leaves_wide_is_not_read_as_a_root_of_two():
    # 50 (30 to 70) and 50 (30 to 70): errors between 0.098 and 0.107, and limits of the difference of 21 instead of 28.
    one = survivals("30-70", "30-70", 'difference_interval = "-20 to 20"', ("50", "50"))["o.difference-interval"]
    assert one.verdict == "not-reproduced"
    assert one.note.endswith("times that standard error")
