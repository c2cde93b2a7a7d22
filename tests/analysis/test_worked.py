"""Formulas with the numbers put in: every count of every method, and edges only where a table lies there."""

from __future__ import annotations

import re
from fractions import Fraction
from math import comb, sqrt

import pytest
from scipy.stats import binomtest

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.worked import filled, filled_share, parts
from psmatrial.model import PairedTable
from psmatrial.stats.accuracy.methods import ACCURACY
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.methods import CATALOGUE, method

CALAIS = PairedTable(9, 19, 4, 18)
EDGES = (PairedTable(0, 8, 0, 42), PairedTable(5, 0, 0, 5), PairedTable(3, 4, 4, 2), PairedTable(0, 0, 0, 7), CALAIS)


def shown(quantity: str, name: str, table: PairedTable = CALAIS, level: float = 0.95) -> str:
    """Return the formula of a method with the numbers of a table."""
    return filled(method(quantity, name).formula, table, level)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: f"{entry.quantity}.{entry.name}")
@pytest.mark.parametrize("table", EDGES, ids=str)
def test_no_letter_that_has_a_number_is_left_and_no_number_is_its_own_definition(entry, table):
    text = re.sub(r"(?:at|when) [bcx] = [cn0]", "", filled(entry.formula, table, 0.95))
    assert not re.search(r"(?<![A-Za-z])[bcdm](?![A-Za-z])", text)
    assert "level" not in text.replace("of level 1", "")
    assert not re.search(r"(?<!\+ )\b([\d.]+) = \1\b", text)


def test_the_exact_test_is_written_as_the_binomial_sum_it_is():
    assert shown("equality", "exact") == "X ~ Bin(23, 1/2); p = min(1, 2 min(P(X ≤ 19), P(X ≥ 19)))"
    tail = sum(Fraction(comb(23, k), 2**23) for k in range(19, 24))
    assert float(2 * tail) == pytest.approx(method("equality", "exact").compute(CALAIS, 0.95, "two-sided").p_value)


def test_mid_p_names_the_tie_only_where_there_is_one():
    assert shown("equality", "mid-p") == "X ~ Bin(23, 1/2); p = 2 P(X ≤ 4) − P(X = 19)"
    assert shown("equality", "mid-p", PairedTable(3, 4, 4, 2)).endswith("; 1 − P(X = 4)/2 when b = c")


def test_an_edge_of_an_interval_is_named_only_where_the_count_lies_there():
    assert "at x" not in shown("index-rate", "jeffreys")
    assert shown("comparator-rate", "jeffreys", PairedTable(0, 8, 0, 42)).endswith("; low 0 at x = 0")
    assert "high 1 at c = 0" in shown("odds-ratio", "jeffreys", PairedTable(0, 8, 0, 42))


def test_errors_follow_the_level():
    assert "P(X ≥ 28) = 0.025" in shown("index-rate", "clopper-pearson")
    assert "P(X ≥ 28) = 0.05" in shown("index-rate", "clopper-pearson", level=0.9)
    assert "0.05 and 0.95 of Beta(28.5, 22.5)" in shown("index-rate", "jeffreys", level=0.9)


def test_what_is_worked_out_by_hand_from_the_filled_formula_is_the_limit():
    assert shown("rate-difference", "wald") == "(19 − 4)/50 ± 1.959964 √(19 + 4 − (19 − 4)²/50)/50"
    found = method("rate-difference", "wald").compute(CALAIS, 0.95, "two-sided")
    assert found.low == pytest.approx((19 - 4) / 50 - 1.959964 * sqrt(19 + 4 - (19 - 4) ** 2 / 50) / 50, abs=1e-6)


def test_the_parts_of_newcombe_give_its_limits():
    named = parts(method("rate-difference", "newcombe").formula, CALAIS, 0.95)
    index, comparator = named["Wilson limits of the index rate"], named["Wilson limits of the comparator rate"]
    below, above = 0.56 - index[0], comparator[1] - 0.26
    low = named["D"] - sqrt(below**2 - 2 * named["φ"] * below * above + above**2)
    assert low == pytest.approx(0.118447, abs=1e-6)
    assert parts("D and φ", PairedTable(0, 0, 0, 0), 0.95) == {}
    assert "φ" not in parts("Wilson limits at a reduced z", CALAIS, 0.95)


@pytest.mark.parametrize("entry", [one for one in ACCURACY if one.name in LOWER_LIMITS], ids=lambda one: one.label)
@pytest.mark.parametrize("count", [0, 8, 15])
def test_a_share_has_its_two_counts_put_in_wherever_they_stand(entry, count):
    text = filled_share(entry.formula, count, 15, 0.95)
    assert text.startswith(f"{count}/15 = ")
    left = re.sub(r"at x = [n0]|n̂|ñ", "", text)
    assert not re.search(r"(?<![A-Za-z])[xnz](?![A-Za-z])", left)
    assert "at x = 0" not in text or count == 0


def test_a_share_is_worked_out_by_hand_from_its_filled_formula():
    text = filled_share(entry_of("change-major-of-changed", "wilson").formula, 8, 15, 0.95)
    assert text == (
        "8/15 patients; limits: (8 + 1.959964²/2 ∓ 1.959964 √(1.959964²/4 + 8(15 − 8)/15))/(15 + 1.959964²)"
    )
    low = (8 + 1.959964**2 / 2 - 1.959964 * sqrt(1.959964**2 / 4 + 8 * (15 - 8) / 15)) / (15 + 1.959964**2)
    assert low == pytest.approx(binomtest(8, 15).proportion_ci(method="wilson").low, abs=1e-6)


def test_a_formula_of_anything_else_than_a_share_is_not_filled_with_two_counts():
    assert filled_share(entry_of("clustered-index-rate", "linear").formula, 57, 240, 0.95) is None
    assert filled_share(entry_of("index-agreement", "all-readers").formula, 144, 240, 0.95) is None


def test_a_rate_whose_cells_are_withheld_keeps_their_letters():
    assert filled_share(method("index-rate", "wald").formula, 28, 50, None) == (
        "x = a + b = 28; 28/50 ∓ z √(28(50 − 28)/50³), clipped to [0, 1]"
    )
