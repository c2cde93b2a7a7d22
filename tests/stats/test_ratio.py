"""Intervals of the paired rate ratio: worked values, records of R, laws."""

from __future__ import annotations

from itertools import product
from math import exp, inf, isclose, isnan, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import ALTERNATIVES, PairedTable
from psmatrial.stats import ratio
from psmatrial.stats.distributions import z_of
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.ratio import METHODS, rate_ratio
from psmatrial.stats.score import tang_statistic
from tests.oracle import agrees, records

CALAIS = PairedTable(9, 19, 4, 18)
NAMES = [entry.name for entry in METHODS]
SMALL = [
    PairedTable(a, b, c, n - a - b - c)
    for n in range(1, 7)
    for a, b, c in product(range(n + 1), repeat=3)
    if a + b + c <= n
]
COUNT = st.integers(0, 80)
TABLES = st.builds(PairedTable, COUNT, COUNT, COUNT, COUNT).filter(lambda table: table.n > 0)
METHOD_OF_RECORD = {
    "Wald_CI_ratio_paired_2x2": "wald",
    "Tang_asymptotic_score": "tang",
    "skew=FALSE, bcf=FALSE, closedform=FALSE": "tang",
    "root of the Tang": "tang",
    "BonettPrice_hybrid_Wilson_score_CI_paired_2x2": "bonett-price",
    "MOVER_Wilson_score_CI_paired_2x2": "mover-wilson",
    "type='wilson', corc=FALSE": "mover-wilson",
    "type='jeff', corc=FALSE": "mover-jeffreys",
    "skew=TRUE, bcf=TRUE": "scas",
}
RECORDS = [
    pytest.param(method, *param.values, id=f"{method}-{param.id}")
    for function, method in METHOD_OF_RECORD.items()
    for param in records("paired_ratio_ci", function)
]
WORKED = {
    "wald": (1.315977, 3.525178),
    "tang": (1.340205, 3.619520),
    "bonett-price": (1.316359, 3.524154),
    "mover-wilson": (1.345862, 3.545074),
}


@pytest.mark.parametrize(("method", "limits"), WORKED.items())
def test_worked_values(method: str, limits: tuple[float, float]) -> None:
    estimate = rate_ratio(CALAIS, method)
    assert (round(estimate.low, 6), round(estimate.high, 6)) == limits
    assert isclose(estimate.value, 28 / 13, rel_tol=1e-15)
    assert (estimate.quantity, estimate.method, estimate.n, estimate.note) == ("rate-ratio", method, 50, "")


def test_wald_by_hand() -> None:
    estimate = rate_ratio(CALAIS, "wald", 0.9)
    assert isclose(estimate.high, 28 / 13 * exp(z_of(0.9) * sqrt(23 / (28 * 13))), rel_tol=1e-13)


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), RECORDS)
def test_agrees_with_independent_values(
    method: str, inputs: dict[str, Any], outputs: dict[str, Any], rtol: float, atol: float
) -> None:
    table = PairedTable(*inputs["table"])
    estimate = rate_ratio(table, method, inputs["level"])
    assert agrees(estimate.low, outputs["lower"], rtol, atol)
    assert agrees(estimate.high, outputs["upper"], rtol, atol)
    if method != "scas" and "estimate" in outputs and table.neither < table.n:
        assert agrees(estimate.value, outputs["estimate"], rtol, atol)


@pytest.mark.parametrize("method", NAMES)
def test_every_small_table_has_limits_in_range_around_the_estimate(method: str) -> None:
    for table in SMALL:
        for level in (0.90, 0.99):
            estimate = rate_ratio(table, method, level)
            assert not isnan(estimate.low)
            assert not isnan(estimate.high)
            if estimate.value is None:
                assert (estimate.low, estimate.high) == (0.0, inf)
            else:
                slack = 1e-12 * min(estimate.value, 1.0)
                assert 0.0 <= estimate.low <= estimate.value + slack, table
                assert estimate.value - slack <= estimate.high, table


@pytest.mark.parametrize("method", NAMES)
@given(table=TABLES, level=st.floats(0.90, 0.999))
@settings(deadline=None, max_examples=25)
def test_exchanging_the_tests_inverts_the_interval(method: str, table: PairedTable, level: float) -> None:
    ours, mirror = rate_ratio(table, method, level), rate_ratio(table.swapped(), method, level)
    for limit, other in ((ours.low, mirror.high), (ours.high, mirror.low)):
        if 0.0 < limit < inf:
            assert isclose(limit * other, 1.0, rel_tol=1e-11)
        else:
            assert {limit, other} == {0.0, inf}


@pytest.mark.parametrize("method", NAMES)
@given(table=TABLES)
@settings(deadline=None, max_examples=15)
def test_a_higher_level_gives_a_wider_interval(method: str, table: PairedTable) -> None:
    narrow, wide = (rate_ratio(table, method, level) for level in (0.90, 0.97))
    assert wide.low <= narrow.low * (1 + 1e-12)
    assert wide.high >= narrow.high * (1 - 1e-12)


@pytest.mark.parametrize("method", ["wald", "tang", "bonett-price"])
def test_patients_found_by_neither_test_do_not_matter(method: str) -> None:
    ours, other = rate_ratio(CALAIS, method), rate_ratio(PairedTable(9, 19, 4, 1000), method)
    assert isclose(ours.low, other.low, rel_tol=1e-12)
    assert isclose(ours.high, other.high, rel_tol=1e-12)


@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_tang_leaves_out_one_exactly_where_the_asymptotic_test_rejects(level: float) -> None:
    for b, c in product(range(21), repeat=2):
        table = PairedTable(3, b, c, 7)
        estimate = rate_ratio(table, "tang", level)
        rejected = mcnemar(table, "asymptotic").p_value <= 1.0 - level
        assert (estimate.low > 1.0 or estimate.high < 1.0) == rejected, table


@given(table=st.builds(PairedTable, *[st.integers(1, 10**5)] * 4), level=st.floats(0.5, 0.9999))
@settings(deadline=None, max_examples=60)
def test_at_a_tang_limit_the_statistic_is_the_quantile_at_any_size(table: PairedTable, level: float) -> None:
    estimate = rate_ratio(table, "tang", level)
    assert isclose(tang_statistic(table, estimate.low), z_of(level), rel_tol=1e-7)
    assert isclose(tang_statistic(table, estimate.high), -z_of(level), rel_tol=1e-7)


def test_a_comparator_that_found_nobody_makes_the_ratio_infinite() -> None:
    """The score equation then has the root b/z^2."""
    estimate = rate_ratio(PairedTable(0, 8, 0, 42))
    assert (estimate.value, estimate.high, estimate.note) == (inf, inf, "the comparator found no patient")
    assert round(estimate.low, 6) == 2.082542
    assert isclose(estimate.low, 8 / z_of(0.95) ** 2, rel_tol=1e-14)


@pytest.mark.parametrize("method", NAMES)
def test_an_index_test_that_found_nobody_makes_the_ratio_zero(method: str) -> None:
    estimate = rate_ratio(PairedTable(0, 0, 8, 42), method)
    assert (estimate.value, estimate.low) == (0.0, 0.0)


def test_tang_without_discordance_has_a_closed_form() -> None:
    estimate, square = rate_ratio(PairedTable(10, 0, 0, 15)), z_of(0.95) ** 2
    assert estimate.value == 1.0
    assert isclose(estimate.low, 10 / (10 + square), rel_tol=1e-14)
    assert isclose(estimate.high, (10 + square) / 10, rel_tol=1e-14)


def test_wald_says_where_it_says_nothing() -> None:
    empty, flat = (rate_ratio(PairedTable(*cells), "wald") for cells in ((0, 8, 0, 42), (10, 0, 0, 15)))
    assert (empty.low, empty.high) == (0.0, inf)
    assert "no variance" in empty.note
    assert (flat.low, flat.high, flat.note) == (1.0, 1.0, "zero width, not an interval")


@pytest.mark.parametrize("method", NAMES)
def test_two_tests_that_found_nobody_have_no_ratio(method: str) -> None:
    estimate = rate_ratio(PairedTable(0, 0, 0, 12), method)
    assert (estimate.value, estimate.low, estimate.high) == (None, 0.0, inf)
    assert "not defined" in estimate.note


@pytest.mark.parametrize("method", NAMES)
@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_no_patients_give_no_values(method: str, alternative: str) -> None:
    estimate = rate_ratio(PairedTable(0, 0, 0, 0), method, alternative=alternative)
    assert (estimate.value, estimate.low, estimate.high, estimate.note) == (None, None, None, "no patients")


@pytest.mark.parametrize("method", NAMES)
def test_a_one_sided_limit_carries_the_whole_error(method: str) -> None:
    both = rate_ratio(CALAIS, method, 0.95)
    low, high = (rate_ratio(CALAIS, method, 0.975, side) for side in ("greater", "less"))
    assert (low.high, high.low) == (inf, 0.0)
    assert isclose(low.low, both.low, rel_tol=1e-9)
    assert isclose(high.high, both.high, rel_tol=1e-9)
    assert low.note == "one-sided limit at level 0.975"


@pytest.mark.parametrize("method", ["mover-wilson", "mover-jeffreys"])
def test_mover_uses_the_correlation_as_observed(method: str) -> None:
    """With Newcombe's corrected correlation the Wilson limits would be 1.331083 to 3.580273."""
    estimate = rate_ratio(CALAIS, method)
    assert estimate.low > 1.335
    assert estimate.high < 3.66


@pytest.mark.parametrize("method", ["mover-wilson", "mover-jeffreys"])
def test_mover_has_no_width_at_full_correlation_and_one_half_and_says_so(method: str) -> None:
    estimate = rate_ratio(PairedTable(4, 0, 0, 4), method)
    assert isclose(estimate.low, 1.0, rel_tol=1e-12)
    assert isclose(estimate.high, 1.0, rel_tol=1e-12)
    assert estimate.note == "zero width, not an interval"


def test_an_unknown_method_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="Did you mean 'tang'"):
        rate_ratio(CALAIS, "tango")


def test_the_catalogue_is_in_the_order_of_print_and_computes() -> None:
    assert NAMES == ["wald", "tang", "bonett-price", "mover-wilson", "mover-jeffreys", "scas"]
    assert [entry.name for entry in METHODS if entry.experimental] == ["scas"]
    for entry in METHODS:
        assert entry.quantity == ratio.QUANTITY
        assert all((entry.label, entry.formula, entry.reference, entry.prefer, entry.weakness))
        assert entry.compute(CALAIS, 0.9, "less") == rate_ratio(CALAIS, entry.name, 0.9, "less")
