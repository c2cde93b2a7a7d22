"""Margins: worked values, records of ratesci, and agreement of tests with intervals."""

from __future__ import annotations

from math import isclose, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.distributions import binomial_cdf, normal_tail
from psmatrial.stats.margin import equivalence, margin_test
from psmatrial.stats.ratio import rate_ratio
from tests.oracle import agrees, records

CALAIS = PairedTable(9, 19, 4, 18)
COUNT = st.integers(0, 60)
TABLES = st.builds(PairedTable, COUNT, COUNT, COUNT, COUNT).filter(lambda table: table.neither < table.n)


@pytest.mark.parametrize(
    ("margin", "scale", "z", "p_value"),
    [
        (-0.10, "difference", 4.037723, "2.6986e-05"),
        (0.10, "difference", 2.173874, "1.4857e-02"),
        (0.80, "ratio", 3.985522, "3.3666e-05"),
    ],
)
def test_worked_values(margin: float, scale: str, z: float, p_value: str) -> None:
    test = margin_test(CALAIS, margin, scale)
    assert round(test.statistic, 6) == z
    assert f"{test.p_value:.4e}" == p_value
    assert (test.method, test.alternative, test.note) == ("score", "greater", "")
    assert test.quantity == f"rate-{scale}-margin"


def test_exact_value_by_hand() -> None:
    """The supremum is at the end where all 50 are discordant and C ~ Bin(50, 0.55) has to be 13 or less.

    Exact 3.3 stops its search short of that end and prints 3.0205e-5.
    """
    test = margin_test(CALAIS, -0.10, method="exact-unconditional")
    assert isclose(test.p_value, binomial_cdf(13, 50, 0.55), rel_tol=1e-7)
    assert f"{test.p_value:.4e}" == "3.0225e-05"
    assert (test.method, test.quantity) == ("exact-unconditional", "rate-difference-margin")


def test_by_hand_two_against_two_of_a_hundred() -> None:
    test = margin_test(PairedTable(40, 2, 2, 56), -0.10)
    assert isclose(test.p_value, normal_tail(10.0 / sqrt(11.0)), rel_tol=1e-12)


@pytest.mark.parametrize(("scale", "function"), [("difference", "contrast='RD'"), ("ratio", "contrast='RR'")])
def test_agrees_with_independent_values(scale: str, function: str) -> None:
    for param in records("noninferiority", function):
        inputs, outputs, rtol, atol = param.values
        table = PairedTable(*inputs["table"])
        above, below = (margin_test(table, inputs["margin"], scale, alternative=side) for side in ("greater", "less"))
        assert agrees(above.statistic, outputs["score_z"], rtol, atol), param.id
        assert agrees(above.p_value, outputs["p_noninferiority"], rtol, atol), param.id
        assert agrees(below.p_value, outputs["p_lower_side"], rtol, atol), param.id


def test_no_discordance_is_evidence_for_non_inferiority() -> None:
    test = margin_test(PairedTable(0, 0, 0, 50), -0.10)
    assert (round(test.statistic, 3), round(test.p_value, 4)) == (2.357, 0.0092)
    assert test.note == "no discordant patients: what p says rests on their absence alone"


def test_without_discordance_the_note_claims_no_evidence_that_p_does_not_give() -> None:
    # z = sqrt(20/9) for 20 patients and a margin of -1/10: p = 0.068, and nothing is shown at 0.025.
    test = margin_test(PairedTable(0, 0, 0, 20), -0.10)
    assert (round(test.statistic, 3), round(test.p_value, 4)) == (1.491, 0.068)
    assert "evidence" not in test.note


def test_no_patients_give_no_p_value() -> None:
    test = margin_test(PairedTable(0, 0, 0, 0), 0.8, "ratio")
    assert (test.p_value, test.note, test.quantity) == (None, "no patients", "rate-ratio-margin")


def test_two_tests_that_found_nobody_say_nothing_of_the_ratio() -> None:
    test = margin_test(PairedTable(0, 0, 0, 50), 0.8, "ratio")
    assert test.p_value == 1.0
    assert "nothing is known" in test.note


@given(TABLES, st.floats(-0.5, 0.5), st.floats(0.3, 3.0))
@settings(deadline=None, max_examples=100)
def test_the_test_rejects_exactly_where_the_interval_lies_above_the_margin(
    table: PairedTable, margin: float, ratio: float
) -> None:
    by_difference = margin_test(table, margin).p_value <= 0.025
    assert by_difference == (rate_difference(table, "tango", 0.95).low >= margin)
    assert (margin_test(table, ratio, "ratio").p_value <= 0.025) == (rate_ratio(table, "tang", 0.95).low >= ratio)


@given(TABLES, st.floats(0.01, 0.5))
@settings(deadline=None, max_examples=50)
def test_exchanging_the_tests_exchanges_the_sides(table: PairedTable, margin: float) -> None:
    ours, mirror = margin_test(table, -margin), margin_test(table.swapped(), margin, alternative="less")
    assert mirror.p_value == ours.p_value
    assert mirror.statistic == -ours.statistic


@given(TABLES, st.sampled_from([0.025, 0.05]))
@settings(deadline=None, max_examples=100)
def test_equivalence_holds_exactly_where_the_interval_lies_between_the_margins(
    table: PairedTable, error: float
) -> None:
    result = equivalence(table, (-0.10, 0.10), error=error)
    assert result.interval.level == 1.0 - 2.0 * error
    assert result.interval.method == "tango"
    assert result.p_value == max(result.above.p_value, result.below.p_value)
    assert (result.p_value <= error) == (result.interval.low >= -0.10 and result.interval.high <= 0.10)


def test_equivalence_of_a_ratio_uses_its_own_interval() -> None:
    result = equivalence(PairedTable(90, 3, 3, 4), (0.80, 1.25), "ratio")
    assert result.interval == rate_ratio(PairedTable(90, 3, 3, 4), "tang", 0.95)
    assert result.p_value < 0.025


def test_exact_equivalence_is_matched_by_the_interval_of_two_tails() -> None:
    result = equivalence(PairedTable(20, 1, 1, 18), (-0.20, 0.20), method="exact-unconditional")
    assert result.interval.method == "exact-unconditional-tails"
    assert isclose(result.above.p_value, result.below.p_value, rel_tol=1e-9)
    assert (result.p_value <= 0.025) == (result.interval.low >= -0.20 and result.interval.high <= 0.20)


def test_equivalence_without_patients_has_no_p_value() -> None:
    result = equivalence(PairedTable(0, 0, 0, 0), (-0.10, 0.10))
    assert (result.p_value, result.interval.low) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"margin": -10.0}, "margin -10.0 is not between -1 and 1"),
        ({"margin": 0.0, "scale": "ratio"}, "margin 0.0 is not between 0 and inf"),
        ({"margin": float("nan")}, "margin nan"),
        ({"margin": 0.1, "scale": "odds"}, "scale 'odds'"),
        ({"margin": 0.1, "method": "wald"}, "there is no test 'wald' of a difference margin"),
        ({"margin": 0.8, "scale": "ratio", "method": "exact-unconditional"}, "Accepted: score"),
        ({"margin": 0.1, "alternative": "two-sided"}, "Accepted: greater, less"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        margin_test(CALAIS, **arguments)


def test_margins_out_of_order_are_refused() -> None:
    with pytest.raises(InputError, match="not in order"):
        equivalence(CALAIS, (0.10, -0.10))
