"""Agreement with two tests in the same patients: by hand, its laws, and against drawing patients anew."""

from __future__ import annotations

import random
from math import sqrt
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.agreement.difference import COEFFICIENTS, PairedRatings, agreement_difference
from psmatrial.stats.agreement.methods import DIFFERENCES, agreement
from psmatrial.stats.agreement.ratings import Ratings
from psmatrial.stats.student import t_of

TWO, P, N = ("P", "N"), "P", "N"
quick = settings(deadline=None, max_examples=40)
reading = st.tuples(*[st.sampled_from([P, N, N, None])] * 3)
pairs = st.dictionaries(st.tuples(reading, reading), st.integers(1, 5), min_size=1, max_size=6)
SEEN = {((P, P), (P, P)): 12, ((P, P), (P, N)): 6, ((N, P), (N, N)): 2, ((N, N), (N, N)): 10}


def test_raw_agreement_by_hand() -> None:
    # Differences of agreement: +1 in 6 patients, -1 in 2, 0 in 22.
    found = agreement_difference(PairedRatings(TWO, SEEN), "pairwise")
    error = sqrt((8 - 30 * (4 / 30) ** 2) / 29 / 30)
    reach = t_of(0.95, 29) * error
    assert (found.value, found.low, found.high) == pytest.approx((4 / 30, 4 / 30 - reach, 4 / 30 + reach))
    assert (found.quantity, found.method, found.n, found.note) == ("agreement-difference", "pairwise", 30, "")


@pytest.mark.parametrize("method", COEFFICIENTS)
def test_the_value_is_the_difference_of_the_two_coefficients(method) -> None:
    read = PairedRatings(TWO, {**SEEN, ((P, None), (N, N)): 4})
    sides = (
        Ratings(TWO, {(P, P): 18, (N, P): 2, (N, N): 10}),
        Ratings(TWO, {(P, P): 12, (P, N): 6, (N, N): 12}),
    )
    apart = [agreement(side, method) for side in sides]
    found = agreement_difference(read, method)
    assert found.value == pytest.approx(apart[0].estimate.value - apart[1].estimate.value)
    assert found.note == "4 patients with fewer than two readings left out"


@pytest.mark.parametrize("method", COEFFICIENTS)
def test_patients_who_are_hard_in_both_tests_make_the_interval_narrower_than_two_studies_would(method) -> None:
    read = PairedRatings(TWO, {((P, P), (P, P)): 12, ((P, N), (P, N)): 7, ((N, N), (P, N)): 2, ((N, N), (N, N)): 9})
    sides = (Ratings(TWO, {(P, P): 12, (P, N): 7, (N, N): 11}), Ratings(TWO, {(P, P): 12, (P, N): 9, (N, N): 9}))
    found = agreement_difference(read, method)
    separate = sqrt(sum(agreement(side, method).standard_error ** 2 for side in sides))
    assert found.high - found.value < 0.7 * t_of(0.95, 29) * separate


@pytest.mark.parametrize("entry", DIFFERENCES, ids=lambda entry: entry.name)
def test_the_catalogue_gives_what_it_names(entry) -> None:
    found = entry.compute(PairedRatings(TWO, SEEN), 0.9)
    assert (found.quantity, found.method, found.level) == (entry.quantity, entry.name, 0.9)
    assert found.low < found.value < found.high


def test_the_error_is_that_of_drawing_patients_anew() -> None:
    drawn = random.Random(20190826)  # noqa: S311 - no secret
    three = [(P, P, P), (P, P, N), (N, N, P), (N, N, N)]
    patients = [(index, drawn.choice([index, *three])) for index in drawn.choices(three, weights=[20, 6, 5, 19], k=50)]

    def of(rows):
        counts = {}
        for row in rows:
            counts[row] = counts.get(row, 0) + 1
        return agreement_difference(PairedRatings(TWO, counts), "fleiss")

    found = of(patients)
    error = (found.high - found.value) / t_of(0.95, 49)
    again = [of(drawn.choices(patients, k=50)).value for _ in range(400)]
    assert error == pytest.approx(stdev(again), rel=0.12)


@quick
@given(pairs)
def test_exchanging_the_tests_mirrors_the_difference(counts) -> None:
    swapped = {(second, first): count for (first, second), count in counts.items()}
    for method in COEFFICIENTS:
        one = agreement_difference(PairedRatings(TWO, counts), method)
        two = agreement_difference(PairedRatings(TWO, swapped), method)
        assert (two.value is None) is (one.value is None)
        if one.value is not None:
            assert (two.value, two.low, two.high) == pytest.approx((-one.value, -one.high, -one.low), abs=1e-12)
            assert -2.0 <= one.low <= one.value <= one.high <= 2.0 or method == "conger"


@quick
@given(st.dictionaries(reading, st.integers(1, 5), min_size=1, max_size=6))
def test_a_test_against_itself_differs_by_nothing(counts) -> None:
    read = PairedRatings(TWO, {(pattern, pattern): count for pattern, count in counts.items()})
    for method in COEFFICIENTS:
        found = agreement_difference(read, method)
        if found.value is not None and found.n > 1:
            assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
            assert "zero width, not an interval" in found.note


def test_where_a_coefficient_is_not_defined_the_note_says_of_which_test() -> None:
    found = agreement_difference(PairedRatings(TWO, {((P, P), (P, P)): 3, ((P, P), (P, N)): 2}))
    assert (found.value, found.low, found.n) == (None, None, 5)
    assert found.note == "index test: agreement 100%, kappa not defined"
    ac1 = agreement_difference(PairedRatings(("P", "N", "E"), SEEN), "gwet-ac1")
    words = "1 of 3 categories never used, and counted"
    assert ac1.note == f"index test: {words}; comparator: {words}"


def test_no_patients_and_one_patient() -> None:
    assert agreement_difference(PairedRatings(TWO, {})).note == "no patients"
    assert agreement_difference(PairedRatings(TWO, {((P, P), (P, None)): 3})).note == "no patients with two readings"
    one = agreement_difference(PairedRatings(TWO, {((P, P), (P, N)): 1}), "pairwise")
    assert (one.value, one.low, one.high) == (1.0, -1.0, 1.0)
    assert one.note == "one patient: no variance, the limits are the whole range"


def test_what_are_no_paired_ratings_is_refused() -> None:
    with pytest.raises(InputError, match="category 'X' is not known"):
        PairedRatings(TWO, {((P, P), (P, "X")): 1})
    with pytest.raises(InputError, match="is -1, which is below 0"):
        PairedRatings(TWO, {((P, P), (P, N)): 2, ((N, P), (P, N)): -1})
    with pytest.raises(InputError, match="have no place"):
        PairedRatings(TWO, {((P, P), (P, N)): 2, ((N, P), (P,)): 1})
    with pytest.raises(InputError, match="not two or more different ones"):
        PairedRatings(("P",), {})
    with pytest.raises(InputError, match="method 'all-readers' is not known"):
        agreement_difference(PairedRatings(TWO, SEEN), "all-readers")
    with pytest.raises(InputError, match="level 0 is not between"):
        agreement_difference(PairedRatings(TWO, SEEN), level=0)
