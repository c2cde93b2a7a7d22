"""Patients that a paired trial needs: independent values, and that fewer are not enough."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.power.power import Truth, margin_power, power
from psmatrial.stats.power.sample_size import margin_sample_size, sample_size
from tests.oracle import agrees, records

TESTS = {"exact": "exact", "midp": "mid-p", "asym": "asymptotic"}
# MESS 0.5.12 and TrialSize 1.4.1 both work with the normal approximation.
NORMAL = records("power", "TrialSize::McNemar.Test")


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("power", "enumeration of the trinomial"))
def test_agrees_with_independent_values(inputs, outputs, rtol, atol):
    truth, test = Truth(inputs["p12"], inputs["p21"]), TESTS[inputs["test"]]
    found = sample_size(truth, inputs["target_power"], test, 1.0 - inputs["alpha"])
    assert (found.n, found.stays) == (outputs["n_first"], outputs["n_all_after"])
    # There, rejections in the wrong direction count too.
    assert agrees(power(found.n, truth, test).either, outputs["power_at_n_first"], rtol, atol)
    assert found.power == pytest.approx(power(found.n, truth, test).for_index, rel=1e-12)


@pytest.mark.parametrize(("inputs", "outputs", "_rtol", "_atol"), NORMAL)
def test_is_near_the_normal_approximation(inputs, outputs, _rtol, _atol):
    found = sample_size(Truth(inputs["p12"], inputs["p21"]), inputs["power"], "asymptotic", 1.0 - inputs["alpha"])
    assert found.n == pytest.approx(outputs["n"], rel=0.10)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.15, 0.7),
    st.floats(0.0, 0.3),
    st.sampled_from(["exact", "mid-p", "asymptotic", "corrected"]),
    st.sampled_from([0.3, 0.8, 0.9]),
)
def test_no_smaller_number_is_enough(more, part, test, target):
    truth = Truth(more, more * part)
    found = sample_size(truth, target, test)
    powers = [power(n, truth, test).for_index for n in range(1, found.looked[1] + 1)]
    enough = [n for n, value in enumerate(powers, 1) if value >= target]
    assert found.n == enough[0]
    assert found.stays == max((n + 1 for n, value in enumerate(powers, 1) if value < target), default=1)
    assert found.looked[0] == 1


def test_power_may_fall_with_one_patient_more():
    found = sample_size(Truth(0.7, 0.3))
    assert (found.n, found.stays) == (49, 54)
    assert power(53, Truth(0.7, 0.3)).for_index < 0.8 <= power(54, Truth(0.7, 0.3)).for_index


def test_of_the_unconditional_test():
    truth = Truth(0.3, 0.05)
    found = sample_size(truth, test="exact-unconditional")
    powers = {n: power(n, truth, "exact-unconditional").for_index for n in range(1, found.looked[1] + 1)}
    assert found.n == min(n for n, value in powers.items() if value >= 0.8)
    assert found.power == powers[found.n]


@pytest.mark.parametrize(("truth", "margin"), [((0.1, 0.1), -0.15), ((0.0, 0.0), -0.1), ((0.3, 0.1), 0.05)])
def test_of_a_margin(truth, margin):
    found = margin_sample_size(Truth(*truth), margin)
    powers = {n: margin_power(n, Truth(*truth), margin).for_index for n in range(1, found.looked[1] + 1)}
    assert found.n == min(n for n, value in powers.items() if value >= 0.8)
    assert found.stays == max(n for n, value in powers.items() if value < 0.8) + 1


@pytest.mark.parametrize(
    ("parts", "margin", "n"), [((0.0, 0.01), -0.03, 386), ((0.005, 0.005), -0.03, 185), ((0.02, 0.0), 0.01, 737)]
)
def test_of_a_margin_where_few_are_discordant(parts, margin, n):
    """There power falls over many numbers of patients before it rises again."""
    level = 0.9 if margin > 0 else 0.95
    found = margin_sample_size(Truth(*parts), margin, level=level)
    assert found.n == n
    later = range(found.stays, found.looked[1] + 1)
    assert min(margin_power(more, Truth(*parts), margin, level).for_index for more in later) >= 0.8
    assert len(later) >= 20


@pytest.mark.parametrize(("parts", "n", "stays"), [((0.5655, 0.4345), 457, 483), ((0.507, 0.493), 40110, 40277)])
def test_where_all_are_discordant_power_falls_again_for_long(parts, n, stays):
    found = sample_size(Truth(*parts))
    assert (found.n, found.stays) == (n, stays)
    assert power(stays - 1, Truth(*parts)).for_index < 0.8


def test_of_the_unconditional_test_where_few_are_discordant():
    found = sample_size(Truth(0.045, 0.0), test="exact-unconditional")
    assert (found.n, found.stays) == (122, 145)


def test_the_comparator_may_be_the_better_one():
    assert sample_size(Truth(0.05, 0.25)) == sample_size(Truth(0.25, 0.05))


def test_by_hand():
    # Every patient is found by the index test alone: six are the fewest that the exact test rejects.
    assert sample_size(Truth(1.0, 0.0), 0.99)[:3] == (6, 1.0, 6)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: sample_size(Truth(0.2, 0.2)), "no difference to be found"),
        (lambda: sample_size(Truth(0.0, 0.0)), "no difference to be found"),
        (lambda: sample_size(Truth(0.201, 0.2)), "more than 200000 patients"),
        (lambda: sample_size(Truth(0.22, 0.2), test="exact-unconditional"), "more than 2000 patients"),
        (lambda: sample_size(Truth(0.3, 0.1), 1.0), "power 1.0 is not between"),
        (lambda: margin_sample_size(Truth(0.2, 0.3), -0.1), "not above the margin"),
        (lambda: margin_sample_size(Truth(0.2, 0.2), -0.001), "more than 20000 patients"),
        (lambda: margin_sample_size(Truth(0.2, 0.2), 1.5), "margin 1.5 is not between"),
    ],
)
def test_refusals(ask, words):
    with pytest.raises(InputError, match=words):
        ask()
