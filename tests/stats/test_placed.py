"""Tails of a sum of scores at any size: against listing every way in whole numbers, and by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats import _placed, trend
from psmatrial.stats._placed import tail
from psmatrial.stats.homogeneity import _sign_outcomes, _signs

quick = settings(deadline=None, max_examples=60)
sizes = st.lists(st.integers(1, 9), min_size=2, max_size=4)


def listed(patients, scores, positive, least):
    """Return the same tail by listing every way to place the positive patients."""
    reached = total = 0
    for ways in product(*(range(size + 1) for size in patients)):
        if sum(ways) == positive:
            weight = prod(comb(size, k) for size, k in zip(patients, ways, strict=True))
            total += weight
            reached += weight * (sum(s * k for s, k in zip(scores, ways, strict=True)) >= least)
    return Fraction(reached, total)


@quick
@given(sizes, st.data())
def test_a_tail_agrees_with_listing_every_way(patients, data) -> None:
    scores = data.draw(st.lists(st.integers(-5, 9), min_size=len(patients), max_size=len(patients), unique=True))
    positive = data.draw(st.integers(1, sum(patients) - 1))
    mean = Fraction(positive * sum(n * s for n, s in zip(patients, scores, strict=True)), sum(patients))
    least = int(mean) + data.draw(st.integers(1, 12))
    assert tail(patients, scores, positive, least) == pytest.approx(
        float(listed(patients, scores, positive, least)), rel=1e-9
    )


@pytest.mark.parametrize("positive", [30, 80, 200])
def test_large_strata_keep_the_relative_precision_of_a_far_tail(positive) -> None:
    # Two strata leave one free number: a hypergeometric tail, summed in whole numbers.
    patients = [400, 300]
    for least in range(positive, min(positive, 300) + positive + 1, 7):
        in_second = range(max(0, least - positive), min(positive, 300) + 1)
        exact = Fraction(sum(comb(300, k) * comb(400, positive - k) for k in in_second), comb(700, positive))
        if least - positive >= positive * 300 / 700:
            assert tail(patients, [1, 2], positive, least) == pytest.approx(float(exact), rel=1e-10)


def test_a_sum_that_no_outcome_reaches_has_no_probability() -> None:
    assert tail([3, 4], [1, 2], 5, 10) == 0.0
    assert tail([3, 4], [1, 2], 5, 9) == pytest.approx(float(listed([3, 4], [1, 2], 5, 9)), rel=1e-10)


@pytest.mark.parametrize("size", [60, 200])
def test_the_two_ways_to_an_exact_trend_agree(size) -> None:
    positive, patients, places = [size // 3, size // 4, size // 5], [size, size - 10, size // 2], [1, 2, 4]
    assert trend._by_tails(positive, patients, places) == pytest.approx(
        trend._listed(positive, patients, places), rel=1e-11
    )


def test_a_million_readings_have_an_exact_trend_near_the_asymptotic_one() -> None:
    patients = [66_000, 42_000, 33_000, 16_000, 9_667]
    positive = [40_000, 25_300, 20_000, 9_750, 5_950]
    exact, asymptotic = (trend.trend(positive, patients, method=method) for method in ("exact", "asymptotic"))
    assert exact.p_value == pytest.approx(asymptotic.p_value, rel=0.01)
    assert exact.p_value > asymptotic.p_value


def test_points_hardly_grow_when_patients_grow_a_hundredfold(monkeypatch) -> None:
    seen = []
    summed = _placed._summed

    def counted(parts, *rest):
        seen[-1] += parts.shape[1]
        return summed(parts, *rest)

    monkeypatch.setattr(_placed, "_summed", counted)
    for n in (1_000, 100_000):
        seen.append(0)
        tail([n, n, n], [1, 2, 3], n, 2 * n + 2)
    assert seen[1] < 5 * seen[0]


def test_scores_of_many_digits_are_left_without_a_p_rather_than_waited_for() -> None:
    found = trend.trend([130, 84, 68, 33, 21], [220, 140, 110, 53, 32], [12.34, 35.77, 77.51, 150.23, 420.11])
    assert (found.p_value, found.note) == (None, "too many outcomes to enumerate exactly")


def test_the_ways_of_signs_are_counted_without_listing_them() -> None:
    for size, b, c in product(range(7), range(7), range(7)):
        listed_ways = _sign_outcomes(size, b, c, max(size, b + c) + 20)
        assert _signs(size, b, c) == len(listed_ways)
