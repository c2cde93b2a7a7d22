"""PSA doubling time, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.models.doubling_time import DAYS_A_MONTH, doubling_time


def test_psa_that_doubles_every_hundred_days():
    found = doubling_time([(0, 0.1), (100, 0.2), (200, 0.4)])
    assert found.months * DAYS_A_MONTH == pytest.approx(100, rel=1e-12)
    assert (found.used, found.note) == (3, "")


def test_the_line_is_that_of_least_squares():
    # Months 0, 2, 4 and ln PSA 0, 1, 1: slope = (-2 * -2/3 + 2 * 1/3) / 8 = 1/4.
    found = doubling_time([(0, 1.0), (2 * DAYS_A_MONTH, math.e), (4 * DAYS_A_MONTH, math.e)])
    assert found.slope == pytest.approx(0.25, rel=1e-12)
    assert found.months == pytest.approx(math.log(2) / 0.25, rel=1e-12)


def test_a_falling_psa_has_a_negative_time_and_says_so():
    found = doubling_time([(0, 0.8), (60, 0.4), (120, 0.2)])
    assert found.months * DAYS_A_MONTH == pytest.approx(-60, rel=1e-12)
    assert "falls" in found.note


def test_a_constant_psa_has_none():
    found = doubling_time([(0, 0.3), (60, 0.3), (120, 0.3)])
    assert (found.months, found.slope, found.note) == (None, 0.0, "PSA does not change")


@pytest.mark.parametrize(
    ("history", "used", "note"),
    [
        ([(0, 0.1), (100, 0.2)], 2, "fewer than 3 PSA values above 0"),
        ([(0, 0.1), (100, 0.2), (200, 0.0)], 2, "fewer than 3 PSA values above 0"),
        ([(0, 0.1), (40, 0.2), (89, 0.4)], 3, "PSA values over fewer than 90 days"),
        ([], 0, "fewer than 3 PSA values above 0"),
    ],
)
def test_too_little_history_has_no_time(history, used, note):
    found = doubling_time(history)
    assert (found.months, found.slope, found.used, found.note) == (None, None, used, note)


def test_ninety_days_are_enough():
    assert doubling_time([(0, 0.1), (40, 0.2), (90, 0.4)]).months is not None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 900), st.floats(0.05, 20)), min_size=3, max_size=9), st.floats(0.1, 100))
def test_neither_the_unit_of_psa_nor_the_day_of_origin_nor_the_order_matters(history, unit):
    ours = doubling_time(history)
    other = doubling_time([(day + 5000, psa * unit) for day, psa in reversed(history)])
    assert ours.used == other.used
    if ours.slope is not None:
        assert other.slope == pytest.approx(ours.slope, rel=1e-6, abs=1e-9)
