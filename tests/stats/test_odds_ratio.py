"""The conditional odds ratio: worked values, R, and the laws of swapping and nesting."""

from __future__ import annotations

from math import exp, inf, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.odds_ratio import METHODS, NO_DISCORDANCE, NO_VARIANCE, odds_ratio
from psmatrial.stats.rate import NO_PATIENTS
from tests.oracle import agrees, records, without

CALAIS = PairedTable(9, 19, 4, 18)
WORKED = {
    "clopper-pearson": (1.578570, 19.198900),
    "mid-p": (1.717185, 16.296150),
    "wilson": (1.692685, 13.329412),
    "jeffreys": (1.760666, 15.208884),
    "blaker": (1.586809, 15.213889),
    "wald": (1.615961, 13.962278),
}
NAMES = tuple(WORKED)
FUNCTIONS = {
    "clopper-pearson": ("Transformed_Clopper_Pearson_exact", "tsmethod='central'"),
    "mid-p": ("Transformed_Clopper_Pearson_midP", "mid-p binomial limits turned into odds", "['Transformed midp']"),
    "wilson": ("Transformed_Wilson_score", "['Transformed Wilson']"),
    "jeffreys": ("['Transformed Jeffreys']",),
    "blaker": ("Blaker binomial limits", "Transformed_Blaker_exact"),
    "wald": ("::Wald_CI_OR_paired_2x2",),
}
OPEN = "contingencytables gives NaN where nothing is known: ours is infinity"
OTHER_CONVENTION = {"poc-0031": OPEN, "poc-0125": OPEN, "poc-0126": OPEN, "poc-0297": OPEN}
R_ODDS_RATIOS = [
    pytest.param(method, *param.values, id=param.id)
    for method, functions in FUNCTIONS.items()
    for function in functions
    for param in records("paired_or_ci", function)
]


def limits(b: int, c: int, method: str, level: float = 0.95, alternative: str = "two-sided") -> tuple[float, float]:
    """Return both limits for b patients with index only and c with comparator only."""
    answer = odds_ratio(PairedTable(2, b, c, 3), method, level, alternative)
    assert answer.low is not None
    assert answer.high is not None
    return answer.low, answer.high


@pytest.mark.parametrize(("method", "expected"), WORKED.items())
def test_calais_gives_the_worked_limits(method: str, expected: tuple[float, float]) -> None:
    answer = odds_ratio(CALAIS, method)
    assert answer.value == 4.75
    assert (round(answer.low or 0, 6), round(answer.high or 0, 6)) == expected


def test_eight_against_none_reaches_from_17_tenths_to_infinity() -> None:
    answer = odds_ratio(PairedTable(0, 8, 0, 42))
    assert (answer.value, round(answer.low or 0, 5), answer.high) == (inf, 1.70697, inf)


def test_clopper_pearson_with_one_cell_empty_is_a_root() -> None:
    low = 0.025 ** (1 / 6)
    assert limits(6, 0, "clopper-pearson") == pytest.approx((low / (1 - low), inf), rel=1e-12)
    assert limits(0, 6, "clopper-pearson") == pytest.approx((0.0, (1 - low) / low), rel=1e-12)


def test_wilson_with_one_cell_empty_is_a_ratio() -> None:
    z = 1.959963984540054
    assert limits(10, 0, "wilson") == pytest.approx((10 / z**2, inf), rel=1e-12)


def test_wald_is_symmetric_on_the_logarithm() -> None:
    low, high = limits(3, 3, "wald")
    assert (low, high) == pytest.approx((exp(-1.959963984540054 * sqrt(2 / 3)), exp(1.959963984540054 * sqrt(2 / 3))))


@pytest.mark.parametrize(("b", "c", "value"), [(4, 0, inf), (0, 4, 0.0)])
def test_wald_with_one_cell_empty_says_nothing(b: int, c: int, value: float) -> None:
    answer = odds_ratio(PairedTable(1, b, c, 1), "wald")
    assert (answer.value, answer.low, answer.high, answer.note) == (value, 0.0, inf, NO_VARIANCE)
    # Four patients were found by one test only: it is the other count that is 0.
    assert answer.note == "one of the two counts of discordant patients is 0: the standard error is not defined"


@pytest.mark.parametrize("method", NAMES)
def test_no_discordant_patients_leave_the_odds_ratio_open(method: str) -> None:
    answer = odds_ratio(PairedTable(10, 0, 0, 15), method)
    assert (answer.value, answer.low, answer.high, answer.note) == (None, 0.0, inf, NO_DISCORDANCE)


@pytest.mark.parametrize("method", NAMES)
def test_no_patients_have_no_odds_ratio(method: str) -> None:
    answer = odds_ratio(PairedTable(0, 0, 0, 0), method)
    assert (answer.value, answer.low, answer.high, answer.note) == (None, None, None, NO_PATIENTS)


@pytest.mark.parametrize("method", [name for name in NAMES if name != "blaker"])
def test_a_one_sided_limit_is_that_of_the_two_sided_interval_with_double_the_error(method: str) -> None:
    low, high = limits(19, 4, method, 0.9)
    assert limits(19, 4, method, 0.95, "greater") == pytest.approx((low, inf), rel=1e-12)
    assert limits(19, 4, method, 0.95, "less") == pytest.approx((0.0, high), rel=1e-12)
    assert odds_ratio(CALAIS, method, 0.95, "less").note == "one-sided limit at level 0.95"


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from(NAMES))
def test_limits_hold_the_odds_ratio_and_are_nested_and_inverted(b: int, c: int, method: str) -> None:
    inner, outer, swapped = limits(b, c, method, 0.9), limits(b, c, method, 0.99), limits(c, b, method, 0.9)
    assert outer[0] <= inner[0] <= inner[1] <= outer[1]
    if b + c:
        assert inner[0] * (1 - 1e-12) <= (b / c if c else inf) <= inner[1] * (1 + 1e-12)
    assert swapped == pytest.approx((1 / inner[1], 1 / inner[0] if inner[0] else inf), rel=1e-12)


def test_five_thousand_discordant_patients_keep_their_digits() -> None:
    for method in NAMES:
        low, high = limits(4999, 1, method)
        assert 500 < low < 4999 < high < 300_000


def test_an_unknown_interval_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"'agresti-coull'.*Accepted: clopper-pearson, mid-p, wilson, jeffreys, bl"):
        odds_ratio(CALAIS, "agresti-coull")


def test_the_catalogue_gives_the_intervals_it_names_and_says_which_odds_ratio_it_is() -> None:
    assert tuple(entry.name for entry in METHODS) == NAMES
    for entry in METHODS:
        assert entry.compute(CALAIS, 0.9, "greater") == odds_ratio(CALAIS, entry.name, 0.9, "greater")
        assert entry.formula.startswith("conditional odds ratio b/c")


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), without(R_ODDS_RATIOS, OTHER_CONVENTION))
def test_r_gives_the_same(
    method: str, inputs: dict[str, Any], outputs: dict[str, Any], rtol: float, atol: float
) -> None:
    ours = odds_ratio(PairedTable(*inputs["table"]), method, inputs["level"])
    assert agrees(ours.low, outputs["lower"], rtol, atol)
    assert agrees(ours.high, outputs["upper"], rtol, atol)
    assert agrees(ours.value, outputs.get("estimate", ours.value), rtol, atol)
