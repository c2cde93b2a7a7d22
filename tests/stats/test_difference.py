"""Intervals of the paired rate difference: worked values, records of R, laws."""

from __future__ import annotations

from itertools import product
from math import isclose, isfinite, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from psmatrial.errors import InputError
from psmatrial.model import ALTERNATIVES, PairedTable
from psmatrial.stats import difference
from psmatrial.stats.difference import METHODS, rate_difference
from psmatrial.stats.distributions import z_of
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.score import tango_statistic
from tests.oracle import agrees, records

CALAIS = PairedTable(9, 19, 4, 18)
FAST = [entry.name for entry in METHODS if not entry.costly]
SMALL = [
    PairedTable(a, b, c, n - a - b - c)
    for n in range(1, 7)
    for a, b, c in product(range(n + 1), repeat=3)
    if a + b + c <= n
]
COUNT = st.integers(0, 80)
TABLES = st.builds(PairedTable, COUNT, COUNT, COUNT, COUNT).filter(lambda table: table.n > 0)
METHOD_OF_RECORD = {
    "Wald_CI_diff_paired_2x2": "wald",
    "Wald_CI_diff_CC_paired_2x2": "wald-corrected",
    "Wald_CI_AgrestiMin": "agresti-min",
    "Wald_CI_BonettPrice": "bonett-price",
    "Newcombe_square_and_add": "newcombe",
    "type='wilson', corc=TRUE": "newcombe",
    "type='jeff', corc=TRUE": "mover-jeffreys",
    "Tango_asymptotic_score": "tango",
    "skew=FALSE, bcf=FALSE, closedform=FALSE": "tango",
    "root of the Tango score equation": "tango",
    "skew=TRUE, bcf=TRUE": "scas",
    "mcnemarExactDP": "fay-lumbard",
}
RECORDS = [
    pytest.param(method, *param.values, id=f"{method}-{param.id}")
    for function, method in METHOD_OF_RECORD.items()
    for param in records("paired_difference_ci", function)
]
WORKED = {
    "wald": (0.131398, 0.468602),
    "wald-corrected": (0.128775, 0.471225),
    "agresti-min": (0.121283, 0.455640),
    "bonett-price": (0.117087, 0.459836),
    "newcombe": (0.118447, 0.454354),
    "mover-jeffreys": (0.119835, 0.458858),
    "tango": (0.121318, 0.462370),
    "scas": (0.120115, 0.466882),
    "fay-lumbard": (0.095847, 0.476681),
}


@pytest.mark.parametrize(("method", "limits"), WORKED.items())
def test_worked_values(method: str, limits: tuple[float, float]) -> None:
    estimate = rate_difference(CALAIS, method)
    assert (round(estimate.low, 6), round(estimate.high, 6)) == limits
    assert estimate.value == 0.3
    assert (estimate.quantity, estimate.method, estimate.n, estimate.note) == ("rate-difference", method, 50, "")


def test_worked_tango_to_ten_digits() -> None:
    estimate = rate_difference(CALAIS)
    assert (round(estimate.low, 10), round(estimate.high, 10)) == (0.1213176154, 0.4623695068)


@pytest.mark.parametrize(
    ("method", "digits", "limits"),
    [
        ("exact-unconditional", 5, (0.11722, 0.46722)),
        ("exact-unconditional-tails", 5, (0.11084, 0.47184)),
    ],
)
def test_worked_exact_unconditional_values(method: str, digits: int, limits: tuple[float, float]) -> None:
    estimate = rate_difference(CALAIS, method)
    assert (round(estimate.low, digits), round(estimate.high, digits)) == limits
    assert (estimate.value, estimate.method, estimate.quantity) == (0.3, method, "rate-difference")


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), RECORDS)
def test_agrees_with_independent_values(
    method: str, inputs: dict[str, Any], outputs: dict[str, Any], rtol: float, atol: float
) -> None:
    estimate = rate_difference(PairedTable(*inputs["table"]), method, inputs["level"])
    assert agrees(estimate.low, outputs["lower"], rtol, atol)
    assert agrees(estimate.high, outputs["upper"], rtol, atol)
    if method != "scas" and "estimate" in outputs:
        assert agrees(estimate.value, outputs["estimate"], rtol, atol)


@pytest.mark.parametrize("method", FAST)
def test_every_small_table_has_finite_limits_in_range_around_the_estimate(method: str) -> None:
    for table in SMALL:
        estimate = rate_difference(table, method, 0.90)
        assert -1.0 <= estimate.low <= estimate.value <= estimate.high <= 1.0, table
        assert isfinite(estimate.low)
        assert isfinite(estimate.high)


@pytest.mark.parametrize("method", FAST)
@given(table=TABLES, level=st.floats(0.90, 0.999))
@settings(deadline=None, max_examples=15)
def test_exchanging_the_tests_mirrors_the_interval(method: str, table: PairedTable, level: float) -> None:
    ours, mirror = rate_difference(table, method, level), rate_difference(table.swapped(), method, level)
    assert mirror.value == -ours.value
    assert isclose(mirror.low, -ours.high, abs_tol=1e-12)
    assert isclose(mirror.high, -ours.low, abs_tol=1e-12)
    assert ours.low - 1e-12 <= ours.value <= ours.high + 1e-12


@pytest.mark.parametrize("method", FAST)
@given(table=TABLES)
@settings(deadline=None, max_examples=8)
def test_a_higher_level_gives_a_wider_interval(method: str, table: PairedTable) -> None:
    narrow, wide = (rate_difference(table, method, level) for level in (0.90, 0.97))
    assert wide.low <= narrow.low + 1e-12
    assert wide.high >= narrow.high - 1e-12


@pytest.mark.parametrize("method", [name for name in FAST if name not in {"newcombe", "mover-jeffreys"}])
def test_concordant_patients_matter_by_their_number_alone(method: str) -> None:
    ours, other = rate_difference(CALAIS, method), rate_difference(PairedTable(27, 19, 4, 0), method)
    assert (ours.low, ours.high) == (other.low, other.high)


@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_tango_leaves_out_zero_exactly_where_the_asymptotic_test_rejects(level: float) -> None:
    for b, c in product(range(26), repeat=2):
        table = PairedTable(3, b, c, 60 - b - c)
        estimate = rate_difference(table, "tango", level)
        rejected = mcnemar(table, "asymptotic").p_value <= 1.0 - level
        assert (estimate.low > 0.0 or estimate.high < 0.0) == rejected, table


@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_fay_lumbard_leaves_out_zero_exactly_where_the_exact_test_rejects(level: float) -> None:
    tables = [PairedTable(1, b, c, 2) for b in range(0, 16, 3) for c in range(0, 12, 2)]
    for table in tables:
        estimate = rate_difference(table, "fay-lumbard", level)
        rejected = mcnemar(table, "exact").p_value <= 1.0 - level
        assert (estimate.low > 0.0 or estimate.high < 0.0) == rejected, table


def test_the_pilot_of_ten_patients_in_which_test_and_tango_disagree() -> None:
    pilot = PairedTable(2, 5, 0, 3)
    tango, belonging = rate_difference(pilot), rate_difference(pilot, "fay-lumbard")
    assert [round(100 * limit) for limit in (tango.low, tango.high)] == [8, 76]
    assert [round(100 * limit) for limit in (belonging.low, belonging.high)] == [-2, 81]


def test_fay_lumbard_by_hand_where_every_patient_is_discordant() -> None:
    """The share is 1 and the split Beta(b, 1), so the limit is 2 x 0.025^(1/b) - 1."""
    assert isclose(rate_difference(PairedTable(0, 1, 0, 0), "fay-lumbard").low, -0.95, rel_tol=1e-12)
    assert isclose(rate_difference(PairedTable(0, 2, 0, 0), "fay-lumbard").low, 2 * sqrt(0.025) - 1, rel_tol=1e-12)


def test_fay_lumbard_by_hand_without_discordance() -> None:
    """The share is Beta(1, n), whose 0.975 quantile is 1 - 0.025^(1/n)."""
    estimate = rate_difference(PairedTable(0, 0, 0, 12), "fay-lumbard")
    assert isclose(estimate.high, 1 - 0.025 ** (1 / 12), rel_tol=1e-12)


def test_fay_lumbard_is_zero_where_the_exact_test_is_on_its_level() -> None:
    """Five to none: p = 1/16, and the interval at level 15/16 ends at 0."""
    assert rate_difference(PairedTable(2, 5, 0, 3), "fay-lumbard", 0.9375).low == 0.0


@pytest.mark.parametrize("cells", [(9, 19, 4, 18), (2500, 1200, 300, 1000), (1, 3, 12, 9), (4900, 60, 30, 10)])
def test_fay_lumbard_limits_are_quantiles_by_adaptive_integration(cells: tuple[int, int, int, int]) -> None:
    table = PairedTable(*cells)
    b, c, m, n = table.index_only, table.comparator_only, table.discordant, table.n
    low = rate_difference(table, "fay-lumbard").low
    tails = []
    for share in (beta(m, n - m + 1), beta(m + 1, n - m)):
        inside, outside = share.ppf(1e-15), share.isf(1e-15)
        start = min(max(abs(low), inside), outside)
        value, _ = quad(
            lambda t, share=share: share.pdf(t) * beta.cdf((1 + low / t) / 2, b, c + 1),
            start,
            outside,
            epsabs=1e-13,
            epsrel=1e-12,
            limit=200,
        )
        tails.append(value + (share.cdf(start) if low > 0 else 0.0))
    assert isclose(max(tails), 0.025, abs_tol=1e-10)


@given(table=st.builds(PairedTable, *[st.integers(1, 10**6)] * 4), level=st.floats(0.5, 0.9999))
@settings(deadline=None, max_examples=60)
def test_at_a_tango_limit_the_statistic_is_the_quantile_at_any_size(table: PairedTable, level: float) -> None:
    estimate = rate_difference(table, "tango", level)
    assert isclose(tango_statistic(table, estimate.low), z_of(level), rel_tol=1e-8)
    assert isclose(tango_statistic(table, estimate.high), -z_of(level), rel_tol=1e-8)


def test_tango_ends_at_the_edge_where_all_patients_fall_in_one_cell() -> None:
    square = z_of(0.95) ** 2
    every = rate_difference(PairedTable(0, 8, 0, 0), "tango")
    assert (every.value, every.high) == (1.0, 1.0)
    assert isclose(every.low, (8 - square) / (8 + square), rel_tol=1e-14)
    none = rate_difference(PairedTable(0, 0, 8, 0), "tango")
    assert (none.value, none.low) == (-1.0, -1.0)
    concordant = rate_difference(PairedTable(3, 0, 0, 5), "tango")
    assert isclose(concordant.high, square / (8 + square), rel_tol=1e-14)


@pytest.mark.parametrize("method", ["wald", "wald-corrected"])
def test_wald_without_discordance_has_no_width_and_says_so(method: str) -> None:
    estimate = rate_difference(PairedTable(10, 0, 0, 15), method)
    assert (estimate.low, estimate.high, estimate.note) == (0.0, 0.0, "zero width, not an interval")


def test_the_correction_narrows_wald_at_a_tie_and_says_so() -> None:
    tie = PairedTable(5, 3, 3, 9)
    corrected, plain = rate_difference(tie, "wald-corrected"), rate_difference(tie, "wald")
    assert corrected.high < plain.high
    assert "narrower" in corrected.note
    assert not plain.note


@pytest.mark.parametrize("method", FAST)
def test_a_one_sided_limit_carries_the_whole_error(method: str) -> None:
    both = rate_difference(CALAIS, method, 0.95)
    low, high = (rate_difference(CALAIS, method, 0.975, side) for side in ("greater", "less"))
    assert (low.high, high.low) == (1.0, -1.0)
    assert isclose(low.low, both.low, rel_tol=1e-9)
    assert isclose(high.high, both.high, rel_tol=1e-9)
    assert low.note == "one-sided limit at level 0.975"
    assert (low.level, low.alternative) == (0.975, "greater")


@pytest.mark.parametrize("method", [*FAST, "exact-unconditional", "exact-unconditional-tails"])
@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_no_patients_give_no_values(method: str, alternative: str) -> None:
    estimate = rate_difference(PairedTable(0, 0, 0, 0), method, alternative=alternative)
    assert (estimate.value, estimate.low, estimate.high) == (None, None, None)
    assert "no patients" in estimate.note


def test_one_patient_teaches_scas_nothing() -> None:
    estimate = rate_difference(PairedTable(0, 1, 0, 0), "scas")
    assert (estimate.low, estimate.high) == (-1.0, 1.0)
    assert "one patient" in estimate.note


def test_no_zero_is_negative() -> None:
    estimate = rate_difference(PairedTable(10, 0, 0, 15), "wald", alternative="less")
    assert str(estimate.high) == "0.0"
    assert str(rate_difference(PairedTable(10, 0, 0, 15), "wald").low) == "0.0"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"method": "tnago"}, "Did you mean 'tango'"),
        ({"alternative": "bigger"}, "alternative 'bigger'"),
        ({"level": 95}, "level 95"),
        ({"level": 0.5, "alternative": "greater"}, "not above 0.5"),
        ({"method": "exact-unconditional", "level": 1.5}, "level 1.5"),
        ({"method": "exact-unconditional", "alternative": "bigger"}, "alternative 'bigger'"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(choices: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        rate_difference(CALAIS, **choices)


def test_the_catalogue_is_in_the_order_of_print_and_computes() -> None:
    assert [entry.name for entry in METHODS] == [
        "wald", "wald-corrected", "agresti-min", "bonett-price", "newcombe", "mover-jeffreys", "tango", "scas",
        "fay-lumbard", "exact-unconditional", "exact-unconditional-tails",
    ]  # fmt: skip
    assert [entry.name for entry in METHODS if entry.experimental] == ["scas"]
    assert [entry.name for entry in METHODS if entry.costly] == ["exact-unconditional", "exact-unconditional-tails"]
    for entry in METHODS:
        assert entry.quantity == difference.QUANTITY
        assert all((entry.label, entry.formula, entry.reference, entry.prefer, entry.weakness))
        if not entry.costly:
            assert entry.compute(CALAIS, 0.9, "greater") == rate_difference(CALAIS, entry.name, 0.9, "greater")
