"""Patients to enrol: by hand, and that one fewer would leave too few."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.power.dropout import enrolled


@pytest.mark.parametrize(
    ("n", "dropout", "expected"),
    [
        # 90/0.9 is 100, which binary fractions overshoot for 0.07 and 0.41: 93/0.93 and 59/0.59.
        (90, "0.1", 100),
        (93, "0.07", 100),
        (59, "0.41", 100),
        (91, "0.1", 102),
        (61, "0.1", 68),
        (61, "0", 61),
        (1, "0.999", 1000),
        (1, "0.000001", 2),
        # 2/(2/3) is 3, and a little more than 3 where a little more than a third is lost.
        (2, "0.333333333333333333", 3),
        (2, "0.333333333333333334", 4),
    ],
)
def test_by_hand(n, dropout, expected):
    assert enrolled(n, Decimal(dropout)) == expected


@given(st.integers(1, 200_000), st.decimals("0", "0.999999", places=6))
def test_the_fewest_of_whom_enough_are_expected_to_stay(n, dropout):
    stay = 1 - Fraction(dropout)
    found = enrolled(n, dropout)
    assert found * stay >= n > (found - 1) * stay


@pytest.mark.parametrize("dropout", ["1", "1.2", "-0.1", "nan", "inf"])
def test_refuses_what_is_no_part_that_leaves_someone(dropout):
    with pytest.raises(InputError, match="is not from 0 to just below 1"):
        enrolled(50, Decimal(dropout))
