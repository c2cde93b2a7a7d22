"""The unconditional tests against enumeration of all tables, independent values, and laws."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats._margin_region import at_least, region_edge
from psmatrial.stats._tails import tango
from psmatrial.stats.score import tango_statistic
from psmatrial.stats.unconditional import unconditional_margin_test, unconditional_test
from tests.oracle import agrees, records

CALAIS = PairedTable(9, 19, 4, 18)
SIDES = ("two-sided", "greater", "less")
GAMMAS = {"p_gamma_1e-3": 1e-3, "p_gamma_1e-4": 1e-4, "p_gamma_1e-6": 1e-6}
counts = st.integers(0, 40)
tables = st.builds(PairedTable, counts, counts, counts, counts).filter(lambda table: table.n > 0)


def discordant_splits(n: int) -> list[tuple[int, int]]:
    return [(b, c) for b in range(n + 1) for c in range(n + 1 - b)]


def largest_on_grid(n: int, region: list[tuple[int, int]], margin: float = 0.0) -> float:
    """The largest probability of a region by summing over its tables, on a grid with three refinements."""
    low, high = max(0.0, -margin), (1.0 - margin) / 2.0
    ways = np.array([comb(n, c) * comb(n - c, b) for b, c in region], dtype=float)
    b, c = (np.array(column) for column in zip(*region, strict=True))

    def chance(q: np.ndarray) -> np.ndarray:
        q = q[:, None]
        return (ways * (q + margin) ** b * q**c * np.maximum(1.0 - 2.0 * q - margin, 0.0) ** (n - b - c)).sum(axis=1)

    best, left, right = 0.0, low, high
    for _ in range(4):
        grid = np.linspace(left, right, 201)
        found = chance(np.maximum(grid, max(0.0, -margin)))
        best = max(best, float(found.max()))
        width, middle = (right - left) / 100, grid[int(found.argmax())]
        left, right = max(low, middle - width), min(high, middle + width)
    return best


def is_as_extreme(table: tuple[int, int], observed: tuple[int, int], side: str) -> bool:
    """Integer comparison of McNemar's z, 0 without discordance."""
    (b, c), (bo, co) = table, observed
    if side == "less":
        b, c, bo, co = c, b, co, bo
    z2 = Fraction((b - c) * abs(b - c), b + c) if b + c else Fraction(0)
    zo2 = Fraction((bo - co) * abs(bo - co), bo + co)
    return abs(z2) >= abs(zo2) if side == "two-sided" else z2 >= zo2


def test_worked_values() -> None:
    assert unconditional_test(CALAIS).p_value == pytest.approx(0.0016658421, abs=5e-11)
    assert unconditional_test(CALAIS, "greater").p_value == pytest.approx(0.0008329211, abs=5e-11)
    assert unconditional_test(CALAIS, gamma=1e-4).p_value == pytest.approx(0.0017141060, abs=5e-11)
    assert unconditional_test(CALAIS, gamma=1e-3).p_value == pytest.approx(0.0026141, abs=5e-8)


def test_statistic_is_the_signed_z() -> None:
    assert unconditional_test(CALAIS).statistic == 15 / sqrt(23)
    assert unconditional_test(CALAIS.swapped(), "greater").statistic == -15 / sqrt(23)


@pytest.mark.parametrize(
    ("table", "p_value"),
    [
        # One patient: B + C ~ Bin(1, psi), so P(|Z| >= 1) = psi.
        (PairedTable(0, 1, 0, 0), 1.0),
        # Two of two: P = psi^2 / 2, largest at psi = 1.
        (PairedTable(0, 2, 0, 0), 0.5),
        # One of two: P(|Z| >= 1) = 2 psi (1 - psi) + psi^2 / 2, largest at psi = 2/3.
        (PairedTable(1, 1, 0, 0), 2 / 3),
    ],
)
def test_a_few_patients_by_hand(table: PairedTable, p_value: float) -> None:
    assert unconditional_test(table).p_value == pytest.approx(p_value, rel=1e-12)


@pytest.mark.parametrize("n", range(1, 21))
@pytest.mark.parametrize("side", SIDES)
def test_all_small_tables_agree_with_enumeration_and_are_never_below_it(n: int, side: str) -> None:
    splits = discordant_splits(n)
    for observed in splits[1:]:
        region = [table for table in splits if is_as_extreme(table, observed, side)]
        expected = largest_on_grid(n, region)
        ours = unconditional_test(PairedTable(n - sum(observed), *observed, 0), side).p_value
        assert expected * (1 - 1e-13) <= ours <= expected + 1e-9


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("mcnemar_tests", "P(chi2 >= observed)"))
def test_agrees_with_a_fine_grid(inputs: dict, outputs: dict, rtol: float, atol: float) -> None:
    table = PairedTable(*inputs["table"])
    for side in SIDES:
        reference = outputs["p_" + side.replace("-", "_")]
        assert agrees(unconditional_test(table, side).p_value, min(reference, 1.0), rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("mcnemar_tests", "Clopper-Pearson interval"))
def test_agrees_with_a_fine_grid_over_the_interval(inputs: dict, outputs: dict, rtol: float, atol: float) -> None:
    table = PairedTable(*inputs["table"])
    for name, gamma in GAMMAS.items():
        assert agrees(unconditional_test(table, gamma=gamma).p_value, outputs[name], rtol, atol)


@pytest.mark.parametrize("side", ["two.sided", "greater", "less"])
def test_agrees_with_the_r_package_exact(side: str) -> None:
    for param in records("mcnemar_tests", f"method='uam', alternative='{side}'"):
        inputs, outputs, rtol, atol = param.values
        ours = unconditional_test(PairedTable(*inputs["table"]), side.replace(".", "-"))
        assert agrees(ours.p_value, outputs["p"], rtol, atol), param.id
        assert ours.statistic == pytest.approx(outputs["z"], abs=1e-9)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("mcnemar_tests", "np.interval=TRUE"))
def test_berger_boos_agrees_with_the_r_package_exact(inputs: dict, outputs: dict, rtol: float, atol: float) -> None:
    ours = unconditional_test(PairedTable(*inputs["table"]), gamma=0.001)
    assert agrees(ours.p_value, outputs["p"], rtol, atol)


def test_berger_boos_is_named_with_its_gamma() -> None:
    test = unconditional_test(CALAIS, gamma=1e-4)
    assert (test.method, test.note) == ("berger-boos", "gamma 0.0001")


def test_against_the_direction_berger_boos_leaves_out_that_nobody_disagrees() -> None:
    # Over all probabilities p is 1, because z is 0 when nobody disagrees; over their interval it is not.
    table = PairedTable(0, 9, 0, 1)
    assert unconditional_test(table, "less").p_value == 1.0
    psi = 0.4339  # a little below the lower Clopper-Pearson limit of 9 of 10 at level 0.999
    above = sum(comb(10, m) * psi**m * (1 - psi) ** (10 - m) * (m == 10) / 2**10 for m in range(11))
    restricted = unconditional_test(table, "less", gamma=1e-3)
    assert 1e-3 + 0.99 < restricted.p_value <= 1.0 - above + 1e-3


def test_no_discordant_patients_is_no_evidence() -> None:
    for side in SIDES:
        test = unconditional_test(PairedTable(10, 0, 0, 15), side)
        assert test.p_value == 1.0
        assert "no discordant patients" in test.note


def test_no_patients_have_no_p_value() -> None:
    for test in (unconditional_test(PairedTable(0, 0, 0, 0)), unconditional_margin_test(PairedTable(0, 0, 0, 0), -0.1)):
        assert (test.p_value, test.note) == (None, "no patients")


def test_large_studies_are_computed() -> None:
    # 5,000 of 5,000 found by the index test only: beyond the smallest number, and still a p-value.
    assert unconditional_test(PairedTable(0, 5000, 0, 0)).p_value < 1e-300
    at_end = unconditional_test(PairedTable(2500, 1200, 300, 1000)).p_value
    assert at_end == pytest.approx(1.2383431246561284e-121, rel=1e-9)


@given(tables)
@settings(deadline=None, max_examples=30)
def test_how_the_concordant_patients_split_does_not_matter(table: PairedTable) -> None:
    moved = PairedTable(table.both + table.neither, table.index_only, table.comparator_only, 0)
    assert unconditional_test(moved).p_value == unconditional_test(table).p_value


@given(tables)
@settings(deadline=None, max_examples=30)
def test_exchanging_the_tests_exchanges_the_sides(table: PairedTable) -> None:
    assert unconditional_test(table, "greater").p_value == unconditional_test(table.swapped(), "less").p_value
    assert unconditional_test(table).p_value == unconditional_test(table.swapped()).p_value


@given(tables)
@settings(deadline=None, max_examples=30)
def test_two_sided_is_twice_the_smaller_side(table: PairedTable) -> None:
    sides = [unconditional_test(table, side).p_value for side in ("greater", "less")]
    assert unconditional_test(table).p_value == pytest.approx(min(1.0, 2 * min(sides)), rel=1e-11)


@given(tables)
@settings(deadline=None, max_examples=20)
def test_a_margin_of_zero_is_the_test_of_equality(table: PairedTable) -> None:
    margin, equality = unconditional_margin_test(table, 0.0), unconditional_test(table, "greater")
    assert margin.p_value == pytest.approx(equality.p_value, rel=1e-10)


def test_margin_where_all_patients_disagree_is_a_binomial_tail() -> None:
    # The supremum lies where nobody is concordant: B ~ Bin(50, 0.45), and the smallest B - C as extreme is 22.
    # The statistic there is (50 - 2 C + 5) / sqrt(50 (1 - 0.01)); R's Exact stops short of that end (3.0205e-5).
    t = tango_statistic(CALAIS, -0.10)
    least = min(b for b in range(51) if tango_statistic(PairedTable(0, b, 50 - b, 0), -0.10) >= t)
    tail = sum(comb(50, b) * Fraction(9, 20) ** b * Fraction(11, 20) ** (50 - b) for b in range(least, 51))
    test = unconditional_margin_test(CALAIS, -0.10)
    assert test.p_value == pytest.approx(float(tail), rel=1e-11)
    assert f"{test.p_value:.4e}" == "3.0225e-05"
    assert test.statistic == t


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("noninferiority", "delta=margin"))
def test_margin_agrees_with_the_r_package_exact(inputs: dict, outputs: dict, rtol: float, atol: float) -> None:
    test = unconditional_margin_test(PairedTable(*inputs["table"]), inputs["margin"])
    assert agrees(test.p_value, outputs["p"], rtol, atol)
    assert test.statistic == pytest.approx(outputs["z"], abs=1e-6)


@pytest.mark.parametrize("margin", [-0.5, -0.1, 0.25])
@pytest.mark.parametrize("n", [1, 4, 9])
def test_margins_of_all_small_tables_agree_with_enumeration(n: int, margin: float) -> None:
    splits, exact = discordant_splits(n), Fraction(str(margin))
    for observed in splits:
        region = [table for table in splits if at_least(n, exact, table, observed)]
        expected = largest_on_grid(n, region, margin)
        table = PairedTable(n - sum(observed), *observed, 0)
        ours = unconditional_margin_test(table, margin).p_value
        assert expected * (1 - 1e-13) <= ours <= expected + 1e-9
        assert ours == unconditional_margin_test(table.swapped(), -margin, "less").p_value


def test_exact_order_is_that_of_the_statistic_and_finds_ties() -> None:
    n, x = 12, Fraction(1, 4)
    for one in discordant_splits(n):
        for two in discordant_splits(n):
            gap = float(tango(n, *one, 0.25)) - float(tango(n, *two, 0.25))
            if abs(gap) > 1e-9:
                assert at_least(n, x, one, two) == (gap > 0)
            else:
                assert at_least(n, x, one, two) or at_least(n, x, two, one)
    # The difference equals the margin in both: the statistic is 0, whatever the variance.
    assert at_least(n, x, (3, 0), (5, 2))
    assert at_least(n, x, (5, 2), (3, 0))
    assert list(region_edge(n, 3, 0, 0.25)) == [3, 4, 5, 6, 7]


@given(st.integers(1, 30), st.floats(-0.95, 0.95))
@settings(deadline=None, max_examples=40)
def test_the_statistic_orders_tables_as_its_proofs_need(n: int, x: float) -> None:
    b, c = (grid.astype(float) for grid in np.mgrid[: n + 1, : n + 1])
    z = np.where(b + c <= n, tango(n, b, np.minimum(c, n - b), x), np.nan)
    assert (np.diff(z, axis=0)[~np.isnan(np.diff(z, axis=0))] > 0.0).all()
    assert (np.diff(z, axis=1)[~np.isnan(np.diff(z, axis=1))] < 0.0).all()
    later = np.where(b + c <= n, tango(n, b, np.minimum(c, n - b), min(0.99, x + 0.01)), np.nan)
    assert (later < z)[~np.isnan(z)].all()


def test_no_discordant_patients_are_evidence_beyond_a_margin() -> None:
    # Nobody disagrees of n: as extreme are only tables at least as good; with n = 1, P(not comparator only) = 1 - q.
    test = unconditional_margin_test(PairedTable(0, 0, 0, 1), -0.10)
    assert test.p_value == pytest.approx(0.9, rel=1e-12)
    assert unconditional_margin_test(PairedTable(0, 0, 0, 50), -0.10).p_value < 0.025


@pytest.mark.parametrize(
    "call",
    [
        lambda: unconditional_test(CALAIS, "sideways"),
        lambda: unconditional_test(CALAIS, gamma=0.0),
        lambda: unconditional_margin_test(CALAIS, -1.0),
        lambda: unconditional_margin_test(CALAIS, -0.1, "two-sided"),
    ],
)
def test_what_cannot_be_used_is_refused(call: object) -> None:
    with pytest.raises(InputError):
        call()
