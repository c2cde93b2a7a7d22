"""The smallest difference that is found: by hand, every table by scipy, and that a step less is not enough."""

from __future__ import annotations

from itertools import islice, pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2, multinomial, norm

from psmatrial.analysis.fixed import fixed
from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.power.critical import TESTS, critical, critical_of_margin
from psmatrial.stats.power.detectable import Truths, detectable, margin_detectable
from psmatrial.stats.power.power import Truth, margin_power, power

STEP = 0.001


def discordant(part):
    return fixed({"discordant": part})[0].truths


def tango_z(b, c, n, margin):
    """Return the score statistic as Tango printed it, margin = -delta there."""
    if b + c == 0 and margin == 0:
        return 0.0
    big, small = 2 * n, -c * margin * (1 - margin)
    middle = -b - c + (2 * n - b + c) * margin
    root = (sqrt(max(middle * middle - 4 * big * small, 0.0)) - middle) / (2 * big)
    return (b - c - n * margin) / sqrt(n * (2 * root + margin * (1 - margin)))


def rejects(test, b, c, n):
    """Return whether a test finds the index test better, by scipy where it can."""
    m = b + c
    if b <= c:
        return False
    if test == "exact":
        return 2 * binom.sf(b - 1, m, 0.5) <= 0.05
    if test == "mid-p":
        return 2 * binom.sf(b - 1, m, 0.5) - binom.pmf(b, m, 0.5) <= 0.05
    if test == "exact-unconditional":
        return mcnemar(PairedTable(0, b, c, n - m), test).p_value <= 0.05
    return chi2.sf(max(b - c - (test == "corrected"), 0) ** 2 / m, 1) <= 0.05


def enumerated(n, truths, is_rejected, first):
    """Return power by difference, in steps from one on, of every table that n patients can make."""
    tables = [(b, c, n - b - c) for b in range(n + 1) for c in range(n + 1 - b) if is_rejected(b, c)]
    steps = range(first, round(truths.most / STEP) + 1)
    parts = [truths.of(step * STEP) for step in steps]
    chances = [
        multinomial.pmf(tables, n, [one.index_only, one.comparator_only, 1 - sum(one)]).sum() if tables else 0.0
        for one in parts
    ]
    return dict(zip(steps, chances, strict=True))


def test_five_and_six_patients_by_hand():
    # All discordant, share s of the index test: of five only 5/0 has z^2 = 5 > 3.84, so power is s^5, s = (1 + d)/2;
    # 0.8^(1/5) is 0.95635. Exact tests need 6/0: 0.8^(1/6) is 0.96349.
    found = detectable(5, discordant(1.0), 0.8, "asymptotic")
    assert (found.difference, found.enough) == (0.913, True)
    assert found.power.for_index == pytest.approx(0.9565**5)
    assert detectable(6, discordant(1.0), 0.8, "exact").difference == 0.927
    assert detectable(5, discordant(1.0), 0.8, "exact") == (1.0, (0.0, 0.0), False)


def test_of_a_rate_by_hand():
    # The comparator finds nobody, so power of six patients is d^6. By chi-squared 4/0 and 5/0 of five are rejected:
    # 5 d^4 - 4 d^5 is 0.7992 at 0.831 and 0.8012 at 0.832.
    (only,) = fixed({"comparator": 0.0})
    assert detectable(6, only.truths, 0.8, "exact").difference == 0.964
    assert detectable(5, only.truths, 0.8, "asymptotic").difference == 0.832


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("given", [{"discordant": 0.6}, {"comparator": 0.2}, {"comparator": 0.3, "discordant": 0.7}])
def test_is_the_first_of_all_steps_with_every_table_enumerated(test, given):
    for one in fixed(given):
        powers = enumerated(
            20, one.truths, lambda b, c: rejects(test, b, c, 20), max(1, round(one.truths.least / STEP))
        )
        assert all(lower <= upper + 1e-12 for lower, upper in pairwise(powers.values()))
        for target in (0.5, 0.8):
            found = detectable(20, one.truths, target, test)
            expected = min((step for step, value in powers.items() if value >= target), default=None)
            assert found.enough is (expected is not None)
            assert found.difference == (one.truths.most if expected is None else expected / 1000)
            assert found.power.for_index == pytest.approx(powers[round(found.difference / STEP)], rel=1e-9)


@pytest.mark.parametrize("margin", [-0.2, -0.05, 0.1])
@pytest.mark.parametrize("given", [{"discordant": 0.4}, {"comparator": 0.3}])
def test_of_a_margin_is_the_first_of_all_steps_too(margin, given):
    limit = norm.ppf(0.975)
    for one in fixed(given):
        first = max(round(margin / STEP) + 1, round(one.truths.least / STEP))
        powers = enumerated(20, one.truths, lambda b, c: tango_z(b, c, 20, margin) >= limit, first)
        assert all(lower <= upper + 1e-12 for lower, upper in pairwise(powers.values()))
        found = margin_detectable(20, one.truths, margin, 0.5)
        assert found.difference == min(step for step, value in powers.items() if value >= 0.5) / 1000
        assert found.power.for_index == pytest.approx(powers[round(found.difference / STEP)], rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(8, 150),
    st.sampled_from([{"discordant": 0.3}, {"discordant": 1.0}, {"comparator": 0.26}, {"comparator": 0.9}]),
    st.sampled_from(["exact", "mid-p", "asymptotic", "corrected"]),
    st.floats(0.05, 0.99),
)
def test_a_step_less_is_not_enough(n, given, test, target):
    for _, truths, *_ in fixed(given):
        found = detectable(n, truths, target, test)
        assert found.power == power(n, truths.of(found.difference), test)
        assert found.enough is (found.power.for_index >= target)
        if not found.enough:
            assert found.difference == truths.most
        elif found.difference > STEP:
            assert power(n, truths.of(found.difference - STEP), test).for_index < target


@pytest.mark.parametrize("n", [1, 7, 40, 90])
def test_no_patient_found_by_the_index_test_more_undoes_a_rejection(n):
    """What is rejected stays so with one more b or one fewer c: then power rises with the difference."""
    of_margins = [list(critical_of_margin(margin, 0.025, n)) for margin in (-0.4, -0.1, -0.02, 0.0, 0.05, 0.3)]
    for counts in [*(list(islice(critical(test, 0.05, n), n + 1)) for test in TESTS), *of_margins]:
        # Without discordant patients a margin below 0 can be exceeded from 0 on; beyond m there is no split.
        assert all(t <= following <= t + 1 for t, following in pairwise(counts))


def test_more_patients_find_smaller_differences_but_for_teeth():
    found = [detectable(n, discordant(1.0), 0.8).difference for n in range(20, 120)]
    assert all(np.subtract(found[20:], found[:-20]) < 0.0)
    assert any(np.diff(found) > 0.0)


def test_where_power_is_had_with_whatever_difference_the_least_is_told():
    # With 2% discordant the index test is at most two points worse, which is far above a margin of -10.
    found = margin_detectable(200, discordant(0.02), -0.1, 0.8)
    assert (found.difference, found.enough) == (-0.02, True)
    # Seven of ten patients are discordant, and the comparator finds three: so 10 points at least.
    (both,) = fixed({"comparator": 0.3, "discordant": 0.7})
    assert detectable(2000, both.truths, 0.8).difference == pytest.approx(0.1)


def test_limits_that_are_no_whole_step():
    assert detectable(2000, discordant(0.0123), 0.9).difference == 0.009
    most = power(300, Truth(0.0123, 0.0))
    assert detectable(300, discordant(0.0123), most.for_index) == (0.0123, most, True)
    assert detectable(300, discordant(0.0123), most.for_index + 1e-6) == (0.0123, most, False)
    # Above a margin, not at it.
    assert margin_detectable(100, discordant(0.5), 0.0505, 0.01).difference == 0.051


@pytest.mark.parametrize("margin", [0.2, 0.1])
def test_what_cannot_be_above_the_margin_is_not_found(margin):
    found = margin_detectable(500, discordant(0.1), margin, 0.01)
    assert found == (0.1, (margin_power(500, Truth(0.1, 0.0), margin).for_index, 0.0), False)


def test_without_discordant_patients_nothing_is_found():
    assert detectable(50, discordant(0.0), 0.8) == (0.0, (0.0, 0.0), False)


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1, float("nan")])
def test_refuses_what_is_no_power(target):
    with pytest.raises(InputError, match="is not between 0 and 1"):
        detectable(50, discordant(0.3), target)
    with pytest.raises(InputError, match="is not between 0 and 1"):
        margin_detectable(50, discordant(0.3), -0.1, target)


def test_refuses_what_power_refuses():
    with pytest.raises(InputError, match="is no number of patients"):
        detectable(0, discordant(0.3))
    with pytest.raises(InputError, match="is not between -1 and 1"):
        margin_detectable(50, discordant(0.3), 1.0)
    with pytest.raises(InputError, match="no parts of all"):
        detectable(50, Truths(lambda difference: Truth(difference, 0.5), 0.0, 0.9))
