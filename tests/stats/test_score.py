"""Score statistics: restricted estimates against the likelihood, moments against their definition."""

from __future__ import annotations

from itertools import pairwise, product
from math import inf, isclose, log, sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.quadrature import integral
from psmatrial.stats.score import (
    Moments,
    difference_moments,
    ratio_moments,
    restricted_comparator_only,
    tang_statistic,
    tango_statistic,
)

CALAIS = PairedTable(9, 19, 4, 18)
COUNT = st.integers(0, 60)
TABLES = st.builds(PairedTable, COUNT, COUNT, COUNT, COUNT).filter(lambda table: table.n > 0)
DIFFERENCES = st.floats(-0.99, 0.99)
RATIOS = st.floats(0.05, 20.0)


def log_likelihood(counts: tuple[float, ...], cells: tuple[float, ...]) -> float:
    """Return the multinomial log-likelihood, minus infinity outside the range."""
    if any(cell < 0.0 or (count > 0.0 and cell == 0.0) for count, cell in zip(counts, cells, strict=True)):
        return -inf
    return sum(count * log(cell) for count, cell in zip(counts, cells, strict=True) if count)


def test_worked_statistics_of_margins() -> None:
    assert round(tango_statistic(CALAIS, -0.10), 6) == 4.037723
    assert round(tango_statistic(CALAIS, 0.10), 6) == 2.173874
    assert round(tang_statistic(CALAIS, 0.8), 6) == 3.985522


def test_by_hand_two_against_two_of_a_hundred_at_ten_points() -> None:
    """The quadratic 200 q^2 + 16 q - 0.18 has the root 0.01, so the variance is (0.02 + 0.09)/100."""
    table = PairedTable(40, 2, 2, 56)
    assert isclose(restricted_comparator_only(table, 0.10), 0.01, rel_tol=1e-14)
    assert isclose(restricted_comparator_only(table, -0.10), 0.11, rel_tol=1e-14)
    assert isclose(tango_statistic(table, -0.10), 10.0 / sqrt(11.0), rel_tol=1e-14)


@given(TABLES)
@settings(deadline=None, max_examples=50)
def test_without_a_difference_the_square_is_mcnemars(table: PairedTable) -> None:
    b, c = table.index_only, table.comparator_only
    expected = (b - c) / sqrt(b + c) if b + c else 0.0
    assert isclose(tango_statistic(table, 0.0), expected, rel_tol=1e-12)
    assert isclose(tang_statistic(table, 1.0), expected, rel_tol=1e-12)


@given(TABLES, DIFFERENCES, RATIOS)
@settings(deadline=None, max_examples=100)
def test_exchanging_the_tests_changes_the_sign_alone(table: PairedTable, difference: float, ratio: float) -> None:
    assert tango_statistic(table.swapped(), -difference) == -tango_statistic(table, difference)
    assert isclose(tang_statistic(table.swapped(), 1.0 / ratio), -tang_statistic(table, ratio), abs_tol=1e-9)


@given(TABLES, DIFFERENCES)
@settings(deadline=None, max_examples=100)
def test_the_restricted_estimate_is_the_most_likely(table: PairedTable, difference: float) -> None:
    counts = (table.both + table.neither, table.index_only, table.comparator_only)
    q = restricted_comparator_only(table, difference)

    def likelihood(comparator_only: float) -> float:
        index_only = comparator_only + difference
        return log_likelihood(counts, (1.0 - index_only - comparator_only, index_only, comparator_only))

    least, most = max(0.0, -difference), (1.0 - difference) / 2.0
    assert least - 1e-12 <= q <= most + 1e-12
    best = likelihood(min(max(q, least + 1e-12), most - 1e-12))
    rivals = [least + (most - least) * j / 50 for j in range(1, 50)]
    assert all(likelihood(rival) <= best + 1e-6 for rival in rivals)


@given(TABLES, DIFFERENCES)
@settings(deadline=None, max_examples=100)
def test_moments_of_a_difference_are_those_of_one_patient(table: PairedTable, difference: float) -> None:
    comparator = restricted_comparator_only(table, difference)
    index, n = comparator + difference, table.n
    weights = {1.0: index, -1.0: comparator, 0.0: 1.0 - index - comparator}
    moments = difference_moments(table, difference)
    variance, third = (sum(p * (x - difference) ** power for x, p in weights.items()) for power in (2, 3))
    assert isclose(moments.deviation, (table.index_only - table.comparator_only) / n - difference, abs_tol=1e-12)
    assert isclose(moments.variance, variance / n, abs_tol=1e-12)
    assert isclose(moments.third, third / n**2, abs_tol=1e-12)


@given(TABLES, RATIOS)
@settings(deadline=None, max_examples=100)
def test_moments_of_a_ratio_fit_the_formula_of_tang(table: PairedTable, ratio: float) -> None:
    a, b, c, n, x = table.both, table.index_only, table.comparator_only, table.n, ratio
    assume(a + b + c > 0)
    square, linear, constant = n * (1 + x), (a + c) * x * x - (a + b + 2 * c), c * (1 - x) * (a + b + c) / n
    q = (sqrt(max(0.0, linear**2 - 4 * square * constant)) - linear) / (2 * square)
    variance = n * (1 + x) * q + (a + b + c) * (x - 1)
    assume(variance > 1e-6)
    assert isclose(tang_statistic(table, x), (a + b - x * (a + c)) / sqrt(variance), rel_tol=1e-6, abs_tol=1e-6)


@given(TABLES, RATIOS)
@settings(deadline=None, max_examples=60)
def test_the_third_moment_of_a_ratio_follows_its_definition(table: PairedTable, ratio: float) -> None:
    """The cells are found from the constraint and the variance, then cubed."""
    a, b, c, n, x = table.both, table.index_only, table.comparator_only, table.n, ratio
    assume(a + b + c > 0)
    found, scale = (a + b + c) / n, 2.0 / (1.0 + x)
    moments = ratio_moments(table, (x - 1.0) / (x + 1.0))
    q = (moments.variance * n / scale**2 - found * (x - 1.0)) / (1.0 + x)
    index, both = (q + (x - 1.0) * found) / x, (found - (1.0 + x) * q) / x
    third = scale**3 * (index - x**3 * q + (1.0 - x) ** 3 * both)
    assert isclose(moments.third, third / n**2, rel_tol=1e-6, abs_tol=1e-9)


def test_statistics_fall_as_the_hypothesis_rises_on_every_table_of_five() -> None:
    grid = [j / 50 for j in range(-49, 50)]
    for a, b, c in product(range(6), repeat=3):
        if a + b + c > 5:
            continue
        table = PairedTable(a, b, c, 5 - a - b - c)
        by_difference = [tango_statistic(table, x) for x in grid]
        by_tilt = [ratio_moments(table, x).z() for x in grid] if a + b + c else []
        for values in (by_difference, by_tilt):
            assert all(after <= before + 1e-12 for before, after in pairwise(values))


def test_a_hypothesis_that_excludes_what_was_seen_is_infinitely_far() -> None:
    assert tango_statistic(CALAIS, 1.0) == -inf
    assert tango_statistic(CALAIS, -1.0) == inf
    assert tango_statistic(PairedTable(0, 7, 0, 0), 1.0) == 0.0
    assert Moments(0.0, 0.0, 0.0).z() == 0.0


@pytest.mark.parametrize("points", [1, 2, 5, 40])
def test_the_quadrature_is_exact_for_polynomials(points: int) -> None:
    degree = 2 * points - 1
    assert isclose(integral(lambda x: (degree + 1) * x**degree, 0.0, 1.0, points), 1.0, rel_tol=1e-12)
