"""Rarer tests of two rates in different patients."""

from __future__ import annotations

from math import erfc, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.unpaired import unpaired_p
from psmatrial.stats.unpaired_other import OTHER_TESTS, unpaired_other_p


def test_rarer_tests_of_two_rates_against_scipy():
    # scipy 1.17.1: chi2_contingency times 79/80 and with lambda_="log-likelihood", and the normal tail of the quotient.
    found = [unpaired_other_p((30, 40), (18, 40), test) for test in OTHER_TESTS]
    assert found == pytest.approx([0.006499766560197415, 0.004017558298433535, 0.005696304187115606], rel=1e-10)


def test_rarer_tests_by_hand():
    # 3 of 4 against 1 of 4: chi-squared 2 times 7/8; 1/2 over the root of 2 x 3/64; 2 x (6 ln 1.5 + 2 ln 0.5).
    squares = [7 / 4, 1 / 4 / (6 / 64), 2 * (6 * log(1.5) + 2 * log(0.5))]
    found = [unpaired_other_p((3, 4), (1, 4), test) for test in OTHER_TESTS]
    assert found == pytest.approx([erfc(sqrt(square / 2)) for square in squares], rel=1e-12)


@given(x1=st.integers(1, 11), x2=st.integers(0, 9))
def test_laws_of_the_rarer_tests(x1, x2):
    first, second = (x1, 12), (x2, 9)
    for test in OTHER_TESTS:
        found = unpaired_other_p(first, second, test)
        assert found == pytest.approx(unpaired_other_p((12 - x1, 12), (9 - x2, 9), test), rel=1e-10)
        assert (found == 1.0) == (x1 * 9 == x2 * 12)
    assert unpaired_other_p(first, second, OTHER_TESTS[0]) >= unpaired_p(first, second) * (1 - 1e-12)


@pytest.mark.parametrize("test", OTHER_TESTS)
@pytest.mark.parametrize("pair", [((0, 5), (0, 7)), ((5, 5), (7, 7)), ((0, 0), (3, 7)), ((2, 4), (3, 6))])
def test_rates_that_do_not_differ_are_no_evidence_for_rarer_tests_either(pair, test):
    assert unpaired_other_p(*pair, test) == 1.0


def test_without_a_standard_error_there_is_no_unpooled_z():
    assert [unpaired_other_p((5, 5), (0, 7), test) is None for test in OTHER_TESTS] == [False, True, False]


def test_what_is_no_test_and_no_count_is_refused():
    with pytest.raises(InputError, match=r"method 'pearson' is not known\. Accepted: pearson times"):
        unpaired_other_p((3, 4), (1, 4), "pearson")
    with pytest.raises(InputError, match="are not two rates"):
        unpaired_other_p((6, 5), (1, 5), "likelihood ratio")
