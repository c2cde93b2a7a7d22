"""The unconditional intervals against direct inversion over all tables, independent values, and laws."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats._tails import tango
from psmatrial.stats.unconditional import unconditional_interval, unconditional_margin_test, unconditional_test
from tests.oracle import agrees, records

CALAIS = PairedTable(9, 19, 4, 18)
KINDS = ("score", "tails")
counts = st.integers(0, 12)
tables = st.builds(PairedTable, counts, counts, counts, counts).filter(lambda table: table.n > 0)


def largest(table: PairedTable, x: float, kind: str) -> float:
    """The p-value at a difference x by summing over all tables, on a fine grid: the larger tail doubled, or both."""
    n = table.n
    b, c = (grid.ravel() for grid in np.mgrid[: n + 1, : n + 1])
    b, c = b[b + c <= n], c[b + c <= n]
    z = tango(n, b.astype(float), c.astype(float), x)
    t = float(tango(n, table.index_only, table.comparator_only, x))
    low, high = max(0.0, -x), (1.0 - x) / 2.0
    q = low + (high - low) * np.sin(np.linspace(0.0, np.pi / 2, 400))[:, None] ** 2
    ways = np.array([comb(n, j) * comb(n - j, i) for i, j in zip(b, c, strict=True)], dtype=float)
    chances = ways * np.maximum(q + x, 0.0) ** b * q**c * np.maximum(1.0 - 2.0 * q - x, 0.0) ** (n - b - c)

    def supremum(region: np.ndarray) -> float:
        return float(chances[:, region].sum(axis=1).max())

    slack = 1e-10
    if kind == "score":
        return supremum(np.abs(z) >= abs(t) - slack)
    return 2.0 * supremum(z >= t - slack if t > 0.0 else z <= t + slack)


def width(table: PairedTable, kind: str, level: float = 0.95) -> tuple[float, float]:
    estimate = unconditional_interval(table, level, kind=kind)
    return estimate.low, estimate.high


def test_worked_values() -> None:
    assert width(CALAIS, "score") == pytest.approx((0.11722, 0.46722), abs=5e-6)
    assert width(CALAIS, "tails") == pytest.approx((0.11084, 0.47184), abs=5e-6)


def test_names_and_estimate() -> None:
    score, tails = (unconditional_interval(CALAIS, kind=kind) for kind in KINDS)
    assert (score.method, tails.method) == ("exact-unconditional", "exact-unconditional-tails")
    assert score.quantity == tails.quantity == "rate-difference"
    assert score.value == tails.value == 0.3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "cells",
    [(0, 0, 1), (1, 0, 0), (0, 0, 4), (2, 1, 0), (3, 0, 1), (2, 2, 1), (4, 1, 2), (6, 0, 2), (1, 0, 9), (5, 3, 4)],
)
def test_limits_are_those_of_direct_inversion(cells: tuple[int, int, int], kind: str) -> None:
    table = PairedTable(cells[2], *cells[:2], 0)
    low, high = width(table, kind)
    outside = [*np.linspace(-0.995, low - 2e-6, 60), *np.linspace(high + 2e-6, 0.995, 60)]
    outside = [x for x in outside if -0.996 < x < low - 1e-6 or high + 1e-6 < x < 0.996]
    assert all(largest(table, float(x), kind) <= 0.05 + 1e-9 for x in outside)
    # The grid may miss the supremum by a little, so "not rejected" is asked for a little further in.
    for limit, inwards in ((low, 1.0), (high, -1.0)):
        if abs(limit) < 1.0:
            assert max(largest(table, limit + inwards * step, kind) for step in (1e-6, 5e-6, 2e-5)) > 0.05


def test_the_outermost_crossing_is_found_where_the_p_value_wavers() -> None:
    # At 0.0040 the test does not reject, at 0.0038 it does, and at 0.0037 again not: a root search stops at 0.00406.
    low = width(PairedTable(1200, 301, 246, 253), "score")[0]
    assert low == pytest.approx(0.003697, abs=1e-6)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("paired_difference_ci", "method='uam'"))
def test_agrees_with_the_r_package_exact(inputs: dict, outputs: dict, rtol: float, atol: float) -> None:
    low, high = width(PairedTable(*inputs["table"]), "score", inputs["level"])
    assert agrees(low, outputs["lower"], rtol, atol)
    assert agrees(high, outputs["upper"], rtol, atol)


@given(tables)
@settings(deadline=None, max_examples=5)
def test_exchanging_the_tests_mirrors_the_interval(table: PairedTable) -> None:
    for kind in KINDS:
        low, high = width(table, kind)
        assert width(table.swapped(), kind) == (-high, -low)


@given(tables)
@settings(deadline=None, max_examples=5)
def test_an_interval_that_leaves_out_0_belongs_to_a_test_that_rejects(table: PairedTable) -> None:
    low, high = width(table, "score")
    if low > 0.0 or high < 0.0:
        assert unconditional_test(table).p_value <= 0.05


@given(tables, st.sampled_from([0.90, 0.95, 0.99]))
@settings(deadline=None, max_examples=5)
def test_the_interval_holds_the_estimate_and_lies_in_the_wider_one(table: PairedTable, level: float) -> None:
    value = (table.index_only - table.comparator_only) / table.n
    for kind in KINDS:
        low, high = width(table, kind, level)
        assert -1.0 <= low <= value <= high <= 1.0


@given(tables, st.sampled_from([-0.3, -0.1, 0.1]))
@settings(deadline=None, max_examples=5)
def test_tails_leave_out_only_margins_that_the_one_sided_test_rejects(table: PairedTable, margin: float) -> None:
    if width(table, "tails")[0] > margin:
        assert unconditional_margin_test(table, margin).p_value <= 0.025


def test_one_sided_limits_nest_in_the_two_sided_interval() -> None:
    two_sided = unconditional_interval(CALAIS, 0.90, kind="tails")
    for kind in KINDS:
        lower = unconditional_interval(CALAIS, 0.95, "greater", kind)
        upper = unconditional_interval(CALAIS, 0.95, "less", kind)
        assert (lower.low, lower.high) == (pytest.approx(two_sided.low, abs=1e-6), 1.0)
        assert (upper.low, upper.high) == (-1.0, pytest.approx(two_sided.high, abs=1e-6))
        assert lower.note == "one-sided limit at level 0.95"
        assert lower.low > unconditional_interval(CALAIS, 0.95, kind=kind).low


@pytest.mark.parametrize("kind", KINDS)
def test_all_patients_found_by_one_test_only_reach_the_end(kind: str) -> None:
    for n in (1, 2, 7, 50, 400):
        for level in (0.01, 0.95, 0.9999):
            low, high = width(PairedTable(0, n, 0, 0), kind, level)
            assert high == 1.0
            assert low < 1.0  # a step of the proof that ends at 1, where nothing varies, must not be taken
    assert width(PairedTable(0, 0, 1, 0), kind)[0] == -1.0


@pytest.mark.parametrize("kind", KINDS)
def test_no_discordant_patients_give_limits_on_both_sides_of_0(kind: str) -> None:
    low, high = width(PairedTable(0, 0, 0, 12), kind)
    assert low == -high < 0.0


def test_low_levels_are_answered_too() -> None:
    low, high = width(PairedTable(0, 1, 0, 1), "score", 0.05)
    assert low <= 0.5 <= high


def test_above_2000_patients_limits_are_not_computed() -> None:
    estimate = unconditional_interval(PairedTable(1000, 600, 300, 101))
    assert (estimate.value, estimate.low, estimate.high) == (300 / 2001, None, None)
    assert "2000" in estimate.note


def test_no_patients_have_no_limits() -> None:
    estimate = unconditional_interval(PairedTable(0, 0, 0, 0))
    assert (estimate.value, estimate.low, estimate.high, estimate.note) == (None, None, None, "no patients")


@pytest.mark.parametrize(
    "call",
    [
        lambda: unconditional_interval(CALAIS, kind="other"),
        lambda: unconditional_interval(CALAIS, 1.0),
        lambda: unconditional_interval(CALAIS, alternative="sideways"),
        lambda: unconditional_interval(PairedTable(5000, 0, 0, 0), alternative="sideways"),
        lambda: unconditional_interval(PairedTable(5000, 0, 0, 0), 95.0),
    ],
)
def test_what_cannot_be_used_is_refused(call: object) -> None:
    with pytest.raises(InputError):
        call()
