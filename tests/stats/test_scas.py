"""The skewness-corrected score: its equation, its edges, and the intervals of ratesci 1.1.0.9000."""

from __future__ import annotations

from math import inf, isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.scas import corrected_score, scas_difference, scas_ratio
from psmatrial.stats.score import Moments, difference_moments, ratio_moments

COUNT = st.integers(1, 60)
TABLES = st.builds(PairedTable, COUNT, COUNT, COUNT, COUNT)


@given(st.floats(-1.0, 1.0), st.floats(0.01, 1.0), st.floats(-0.1, 0.1), st.integers(2, 100))
@settings(deadline=None, max_examples=100)
def test_the_corrected_score_solves_its_quadratic(deviation: float, variance: float, third: float, n: int) -> None:
    z = corrected_score(Moments(deviation, variance, third), n)
    enlarged = variance * n / (n - 1)
    bend, score = third / (6.0 * enlarged**1.5), deviation / sqrt(enlarged)
    if 1.0 + 4.0 * bend * (bend + score) < 0.0:
        assert isclose(z, -1.0 / (2.0 * bend), rel_tol=1e-12)
    else:
        assert isclose(z + bend * (z * z - 1.0), score, abs_tol=1e-9)


def test_without_a_root_the_score_stops_at_the_turning_point() -> None:
    """Skewness 6 makes the quadratic z^2 + z - 1 - score; below score -1.25 it has no root."""
    assert corrected_score(Moments(-2.0, 0.5, 6.0), 2) == -0.5
    assert isclose(corrected_score(Moments(-1.25, 0.5, 6.0), 2), -0.5, abs_tol=1e-7)


def test_without_a_variance_the_score_is_that_without_correction() -> None:
    assert corrected_score(Moments(0.5, 0.0, 0.0), 10) == inf
    assert corrected_score(Moments(0.0, 0.0, 0.0), 10) == 0.0


def test_worked_value() -> None:
    limits = scas_difference(PairedTable(9, 19, 4, 18), 0.95)
    assert (round(limits.low, 6), round(limits.high, 6)) == (0.120115, 0.466882)


@pytest.mark.parametrize(
    ("cells", "limits"),
    [
        ((1, 1, 7, 12), (0.0429014546, 0.9281988819)),
        ((2500, 1200, 300, 1000), (1.2909303583, 1.3533242196)),
    ],
)
def test_ratio_as_in_ratesci(cells: tuple[int, int, int, int], limits: tuple[float, float]) -> None:
    low, high, _ = scas_ratio(PairedTable(*cells), 0.95)
    assert isclose(low, limits[0], rel_tol=1e-8)
    assert isclose(high, limits[1], rel_tol=1e-8)


@given(TABLES, st.floats(0.90, 0.99))
@settings(deadline=None, max_examples=60)
def test_at_a_limit_the_corrected_score_is_the_quantile(table: PairedTable, level: float) -> None:
    low, high, _ = scas_difference(table, level)
    for limit, z in ((low, z_of(level)), (high, -z_of(level))):
        if abs(limit) < 1.0:
            assert isclose(corrected_score(difference_moments(table, limit), table.n), z, abs_tol=1e-7)
    low, high, _ = scas_ratio(table, level)
    for limit, z in ((low, z_of(level)), (high, -z_of(level))):
        if 0.0 < limit < inf:
            moments = ratio_moments(table, (limit - 1.0) / (limit + 1.0))
            assert isclose(corrected_score(moments, table.n), z, abs_tol=1e-7)


def test_the_bias_correction_makes_it_wider_than_the_skewness_correction_alone() -> None:
    """Equal splits have no skewness at 0; the square of the score there is McNemar's times (n - 1)/n."""
    table = PairedTable(5, 8, 2, 9)
    z = corrected_score(difference_moments(table, 0.0), table.n)
    assert isclose(z * z, 3.6 * 23 / 24, rel_tol=1e-12)


def test_a_limit_beyond_the_range_is_its_end() -> None:
    limits = scas_difference(PairedTable(0, 8, 0, 0), 0.95)
    assert limits.high == 1.0
    assert scas_difference(PairedTable(1, 4, 0, 0), 0.99).high < 1.0
    assert scas_difference(PairedTable(1, 4, 0, 0), 0.999).high == 1.0


def test_the_ratio_ends_at_nought_and_infinity_where_a_test_found_nobody() -> None:
    assert scas_ratio(PairedTable(0, 8, 0, 42), 0.95).high == inf
    assert scas_ratio(PairedTable(0, 0, 8, 42), 0.95).low == 0.0
    assert scas_ratio(PairedTable(0, 1, 0, 0), 0.95)[:2] == (0.0, inf)
