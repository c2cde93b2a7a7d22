"""Beyond which differences Fay and Lumbard's limits fit nowhere: the law behind it, and no table lost."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.fay_lumbard import fay_lumbard_limits
from psmatrial.stats.recovery.contrast import fay_lumbard_span
from psmatrial.stats.recovery.contrast.closed import Error, Line
from psmatrial.stats.recovery.contrast.fay_lumbard_span import fitting_differences
from psmatrial.stats.recovery.rates.binomial_intervals import Window

modest = settings(max_examples=60, deadline=None)


@cache
def limits(n, b, c, level):
    return fay_lumbard_limits(PairedTable(0, b, c, n - b - c), level)


def of_line(line, k, level):
    return limits(line.n, k + max(0, line.excess), k + max(0, -line.excess), level)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("n", [1, 2, 3, 8, 17, 30])
def test_both_limits_rise_with_the_difference(n, level):
    for excess in range(-n, n):
        for k in range((n - max(abs(excess), abs(excess + 1))) // 2 + 1):
            here, there = (of_line(Line(n, one), k, level) for one in (excess, excess + 1))
            assert here.low <= there.low + 1e-9
            assert here.high <= there.high + 1e-9


@modest
@given(st.data())
def test_both_limits_rise_with_the_difference_of_many_patients(data):
    n = data.draw(st.integers(40, 1500))
    excess = data.draw(st.integers(-n, n - 1))
    k = data.draw(st.integers(0, max(0, (n - max(abs(excess), abs(excess + 1))) // 2)))
    if max(abs(excess), abs(excess + 1)) + 2 * k <= n:
        here, there = (of_line(Line(n, one), k, 0.95) for one in (excess, excess + 1))
        assert here.low <= there.low + 1e-9
        assert here.high <= there.high + 1e-9


@modest
@given(
    n=st.integers(1, 24),
    level=st.sampled_from([0.8, 0.95, 0.99]),
    place=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    wide=st.sampled_from([0.0005, 0.005, 0.02, 0.1]),
)
def test_no_difference_with_limits_in_their_windows_is_left_out(n, level, place, wide):
    every = [Line(n, excess) for excess in range(-n, n + 1)]
    tables = [(line, k) for line in every for k in range((n - abs(line.excess)) // 2 + 1)]
    low, high = (of_line(*tables[int(at * (len(tables) - 1))], level)[side] for side, at in enumerate(place))
    low, high = min(low, high), max(low, high)
    edges = Window(low - wide, low + wide), Window(-high - wide, -high + wide)
    error = Error((1.0 - level) / 2.0, z_of(level))
    found = fitting_differences(n, range(-n, n + 1), edges, error, level)
    for line, k in tables:
        limit = of_line(line, k, level)
        if abs(limit.low - low) < 0.999 * wide and abs(limit.high - high) < 0.999 * wide:
            assert line.excess in found


def test_few_differences_and_few_looks_are_left(monkeypatch):
    looks = []
    side = fay_lumbard_span.fay_lumbard_side
    monkeypatch.setattr(fay_lumbard_span, "fay_lumbard_side", lambda *of: looks.append(of) or side(*of))
    edges = Window(0.0115, 0.0125), Window(-0.0665, -0.0655)
    found = fitting_differences(1000, range(30, 51), edges, Error(0.025, z_of(0.95)), 0.95)
    assert len(found) <= 4
    assert len(looks) <= 8
