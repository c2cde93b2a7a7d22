"""Tests of equality: by hand as fractions, against R, and by their laws."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import METHODS, NO_DISCORDANCE, NO_PATIENTS, mcnemar
from tests.oracle import agrees, records, without

CALAIS = PairedTable(9, 19, 4, 18)
QUICK = ("exact", "mid-p", "asymptotic", "corrected")
NAMES = (*QUICK, "exact-unconditional", "berger-boos")
SMALL = [(b, m - b) for m in range(1, 21) for b in range(m + 1)]
NO_PAIRS = "no discordant patients: ours is 1 by definition, R gives NaN and contingencytables 0.5"
TIE = "exact2x2 doubles the one-sided mid-p at a tie; Fagerland subtracts half the probability of the tie"


def tail(k: int, m: int) -> Fraction:
    """Return P(X <= k) of X ~ Bin(m, 1/2)."""
    return Fraction(sum(comb(m, i) for i in range(k + 1)), 2**m)


def p_of(b: int, c: int, method: str, alternative: str = "two-sided") -> float:
    """Return the p-value of a table with these discordant patients."""
    p = mcnemar(PairedTable(3, b, c, 5), method, alternative).p_value
    assert p is not None
    return p


@pytest.mark.parametrize(
    ("method", "p"),
    [("exact", 0.00259948), ("mid-p", 0.00154388), ("asymptotic", 0.00176170), ("corrected", 0.00350929)],
)
def test_calais_gives_the_worked_p(method: str, p: float) -> None:
    assert round(p_of(19, 4, method), 8) == p


def test_calais_gives_the_worked_chi_squared() -> None:
    asymptotic, corrected = mcnemar(CALAIS, "asymptotic"), mcnemar(CALAIS, "corrected")
    assert (round(asymptotic.statistic or 0, 6), asymptotic.df) == (9.782609, 1)
    assert (round(corrected.statistic or 0, 6), corrected.df) == (8.521739, 1)


def test_calais_gives_the_worked_unconditional_p() -> None:
    both, greater = mcnemar(CALAIS, "exact-unconditional"), mcnemar(CALAIS, "exact-unconditional", "greater")
    assert round(both.p_value or 0, 10) == 0.0016658421
    assert round(greater.p_value or 0, 10) == 0.0008329211
    assert both.statistic == pytest.approx(15 / sqrt(23))


def test_the_statistic_of_exact_and_mid_p_is_the_count_of_index_only() -> None:
    for method in ("exact", "mid-p"):
        assert (mcnemar(CALAIS, method).statistic, mcnemar(CALAIS, method).df) == (19.0, None)


def test_exact_is_the_doubled_smaller_tail() -> None:
    for b, c in SMALL:
        m = b + c
        assert p_of(b, c, "exact") == float(min(Fraction(1), 2 * tail(min(b, c), m)))
        assert p_of(b, c, "exact", "greater") == float(1 - tail(b, m) + Fraction(comb(m, b), 2**m))
        assert p_of(b, c, "exact", "less") == float(tail(b, m))


def test_mid_p_counts_the_observed_split_half() -> None:
    for b, c in SMALL:
        m, split = b + c, Fraction(comb(b + c, b), 2 ** (b + c))
        doubled = 1 - split / 2 if b == c else 2 * tail(min(b, c), m) - split
        assert p_of(b, c, "mid-p") == float(doubled)
        assert p_of(b, c, "mid-p", "greater") == float(1 - tail(b, m) + split / 2)
        assert p_of(b, c, "mid-p", "less") == float(tail(b, m) - split / 2)


def test_mid_p_at_a_tie_is_not_1() -> None:
    assert p_of(3, 3, "mid-p") == 0.84375


@pytest.mark.parametrize(("b", "c"), [(5000, 0), (4999, 1), (4000, 1000), (2600, 2400), (2500, 2500), (1001, 3999)])
def test_five_thousand_discordant_patients_do_not_underflow(b: int, c: int) -> None:
    m = b + c
    smaller = tail(min(b, c), m)
    exact, split = 2 * smaller, Fraction(comb(m, b), 2**m)
    assert p_of(b, c, "exact") == float(min(Fraction(1), exact))
    assert p_of(b, c, "mid-p") == float(exact - split if b != c else 1 - split / 2)
    assert p_of(b, c, "exact", "greater") == float(smaller if c <= b else 1 - smaller + split)


def test_the_smallest_p_is_the_smallest_float() -> None:
    assert p_of(1075, 0, "exact") == 5e-324
    assert p_of(1077, 0, "exact") == 0.0


def test_corrected_one_sided_takes_the_signed_root() -> None:
    assert round(p_of(20, 5, "corrected", "greater"), 5) == 0.00256
    assert p_of(20, 5, "corrected", "less") == pytest.approx(1 - p_of(20, 5, "corrected", "greater"))


def test_corrected_is_never_corrected_beyond_0() -> None:
    assert mcnemar(PairedTable(5, 3, 3, 9), "corrected").statistic == 0.0
    assert p_of(3, 3, "corrected") == 1.0
    assert p_of(3, 3, "corrected", "less") == 0.5


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("method", NAMES)
def test_no_discordant_patients_is_no_evidence(method: str, alternative: str) -> None:
    answer = mcnemar(PairedTable(10, 0, 0, 15), method, alternative)
    assert (answer.p_value, answer.statistic, answer.note) == (1.0, 0.0, NO_DISCORDANCE)
    assert (answer.method, answer.alternative) == (method, alternative)


@pytest.mark.parametrize("method", NAMES)
def test_no_patients_give_no_p(method: str) -> None:
    answer = mcnemar(PairedTable(0, 0, 0, 0), method)
    assert (answer.p_value, answer.statistic, answer.note) == (None, None, NO_PATIENTS)


def test_an_unknown_test_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"'mid_p'\. Did you mean 'mid-p'\? Accepted: exact, mid-p, asymptotic"):
        mcnemar(CALAIS, "mid_p")


def test_an_unknown_alternative_is_refused() -> None:
    with pytest.raises(InputError, match="alternative 'bigger'"):
        mcnemar(CALAIS, alternative="bigger")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(QUICK))
def test_swapping_the_tests_swaps_the_sides(b: int, c: int, method: str) -> None:
    assert p_of(b, c, method) == p_of(c, b, method)
    assert p_of(b, c, method, "greater") == p_of(c, b, method, "less")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 500), st.integers(0, 500), st.sampled_from(QUICK))
def test_concordant_patients_do_not_matter(b: int, c: int, a: int, d: int, method: str) -> None:
    assert mcnemar(PairedTable(a, b, c, d + 1), method).p_value == mcnemar(PairedTable(1, b, c, 0), method).p_value


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 40), st.integers(0, 40))
def test_mid_p_is_never_above_exact(b: int, c: int) -> None:
    assert p_of(b, c, "mid-p") <= p_of(b, c, "exact") <= 1.0


def test_the_catalogue_runs_the_tests_it_names() -> None:
    assert tuple(entry.name for entry in METHODS) == NAMES
    for entry in METHODS:
        assert entry.compute(CALAIS, 0.95, "greater") == mcnemar(CALAIS, entry.name, "greater")
    assert [entry.name for entry in METHODS if entry.costly] == ["exact-unconditional", "berger-boos"]


OTHER_CONVENTION = {
    "mcn-0212": NO_PAIRS,
    "mcn-0059": NO_PAIRS,
    "mcn-0213": NO_PAIRS,
    "mcn-0058": NO_PAIRS,
    "mcn-0164": TIE,
    "mcn-0567": TIE,
}
FUNCTIONS = {
    "exact": ("mcnemar.exact(", "McNemar_exact_cond", "binom.test(b, b+c"),
    "mid-p": ("McNemar_midP", "midp=TRUE"),
    "asymptotic": ("correct=FALSE", "McNemar_asymptotic_test_paired"),
    "corrected": ("correct=TRUE", "McNemar_asymptotic_test_CC"),
}
R_TESTS = [
    pytest.param(method, *param.values, id=param.id)
    for method, functions in FUNCTIONS.items()
    for function in functions
    for param in records("mcnemar_tests", function)
]


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), without(R_TESTS, OTHER_CONVENTION))
def test_r_gives_the_same(
    method: str, inputs: dict[str, Any], outputs: dict[str, Any], rtol: float, atol: float
) -> None:
    alternative = inputs.get("alternative", "two-sided").replace(".", "-")
    ours = mcnemar(PairedTable(*inputs["table"]), method, alternative)
    assert agrees(ours.p_value, outputs["p"], rtol, atol)
    assert agrees(ours.statistic, outputs.get("chi2", ours.statistic), rtol, atol)
