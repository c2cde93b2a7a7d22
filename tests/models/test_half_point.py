"""Where a line crosses 0: Fieller's set of every kind, by hand and by its own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.models.detection.half_point import EMPTY, INTERVAL, LINE, RAYS, half_point

numbers = st.floats(-5, 5).map(lambda x: round(x, 3))


def inside(found, x):
    return {
        INTERVAL: found.low <= x <= found.high,
        RAYS: x <= found.low or x >= found.high,
        LINE: True,
        EMPTY: False,
    }[found.kind]


def test_a_steep_line_has_an_interval():
    # (1 - 2x)² <= 0.04 (1 + x²): 3.96 x² - 4 x + 0.96 = 0.
    found = half_point((1.0, -2.0), (0.04, 0.0, 0.04), 1.0)
    roots = [(4 + side * math.sqrt(16 - 4 * 3.96 * 0.96)) / (2 * 3.96) for side in (-1, 1)]
    assert (found.kind, found.value) == (INTERVAL, 0.5)
    assert (found.low, found.high) == pytest.approx(tuple(roots), rel=1e-12)


def test_a_flat_line_far_from_0_has_two_rays():
    # (3 + x)² <= 4 (0.25 + x²): -3 x² + 6 x + 8 <= 0.
    found = half_point((3.0, 1.0), (0.25, 0.0, 1.0), 2.0)
    assert found.kind == RAYS
    assert (found.low, found.high) == pytest.approx(
        tuple(1 + side * math.sqrt(1 + 8 / 3) for side in (-1, 1)), rel=1e-12
    )


def test_a_flat_line_near_0_may_cross_anywhere():
    assert half_point((0.1, 0.1), (1.0, 0.0, 1.0), 2.0).kind == LINE
    assert half_point((0.1, 0.0), (1.0, 0.0, 1.0), 2.0).value is None


def test_the_set_is_an_interval_exactly_when_the_slope_is_far_enough_from_0():
    for slope, kind in ((2.001, INTERVAL), (1.999, RAYS)):
        assert half_point((9.0, slope), (1.0, 0.0, 1.0), 2.0).kind == kind


def test_a_line_that_is_known_exactly_but_flat_never_crosses():
    assert half_point((1.0, 0.0), (0.0, 0.0, 0.0), 2.0).kind == EMPTY


def test_a_slope_on_the_edge_has_a_set_with_one_end():
    found = half_point((1.0, 2.0), (1.0, 0.0, 1.0), 2.0)
    # 4 x + 1 - 4 <= 0.
    assert (found.kind, found.low, found.high) == (INTERVAL, -math.inf, 0.75)


@settings(deadline=None, max_examples=200)
@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers), numbers, st.floats(-20, 20))
def test_a_place_belongs_to_the_set_when_the_line_is_near_0_there(line, root, extra, x):
    first, mixed, second = root[0] ** 2 + extra**2, root[0] * root[1], root[1] ** 2 + extra**2
    found = half_point(line, (first, mixed, second), 2.0)
    gap = (line[0] + line[1] * x) ** 2 - 4 * (first + 2 * mixed * x + second * x * x)
    if abs(gap) > 1e-6 * (1 + x * x):
        assert inside(found, x) == (gap < 0)
