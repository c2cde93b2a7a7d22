"""Trend over strata: against R, against listing every outcome, and by its laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, prod, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import enumeration
from psmatrial.stats.distributions import normal_tail
from psmatrial.stats.trend import trend, trend_over_strata
from tests.oracle import agrees, records

STRATA = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
QUANTITIES = {"test1": "trend-index-rate", "test2": "trend-comparator-rate"}
quick = settings(deadline=None, max_examples=60)
counts = st.lists(st.integers(0, 5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=4)


def columns(pairs):
    """Return positive and all patients as two lists."""
    return [x for x, _ in pairs], [n for _, n in pairs]


def listed(positive, patients, scores):
    """Return the exact p-value by listing every way to place the positive patients."""
    x, n = sum(positive), sum(patients)
    mean = Fraction(x, n) * sum(s * size for s, size in zip(scores, patients, strict=True))
    observed = abs(sum(s * k for s, k in zip(scores, positive, strict=True)) - mean)
    reached = total = 0
    for ways in product(*(range(size + 1) for size in patients)):
        if sum(ways) == x:
            weight = prod(comb(size, k) for size, k in zip(patients, ways, strict=True))
            total += weight
            reached += weight * (abs(sum(s * k for s, k in zip(scores, ways, strict=True)) - mean) >= observed)
    return float(Fraction(reached, total))


def test_the_worked_rates_give_the_worked_values() -> None:
    found = trend([12, 12, 4], [26, 18, 6], method="asymptotic")
    assert (round(found.statistic, 4), found.df, round(found.p_value, 4)) == (1.7316, 1, 0.1882)
    assert round(trend([12, 12, 4], [26, 18, 6]).p_value, 4) == 0.2255
    found = trend_over_strata(STRATA, "trend-index-rate")
    assert (round(found.p_value, 4), found.quantity, found.method, found.df) == (
        0.2255,
        "trend-index-rate",
        "exact",
        None,
    )


def test_the_worked_split_gives_the_worked_values() -> None:
    found = trend_over_strata(STRATA, "trend-split", "asymptotic")
    assert (round(found.statistic, 4), round(found.p_value, 4), found.quantity) == (1.6058, 0.2051, "trend-split")
    assert round(trend_over_strata(STRATA, "trend-split").p_value, 4) == 0.2814


def test_the_doubled_smaller_tail_would_be_another_number() -> None:
    positive, patients = [12, 12, 4], [26, 18, 6]
    ways = [
        (prod(comb(n, k) for n, k in zip(patients, (i, j, 28 - i - j), strict=True)), i + 2 * j + 3 * (28 - i - j))
        for i, j in product(range(27), range(19))
        if 0 <= 28 - i - j <= 6
    ]
    tail = sum(weight for weight, total in ways if total >= 48) / comb(50, 28)
    assert round(2 * tail, 4) == 0.2716
    assert trend(positive, patients).p_value == pytest.approx(listed(positive, patients, (1, 2, 3)), rel=1e-13)


def test_a_two_stratum_trend_by_hand() -> None:
    # 2 of 2 against 0 of 2: of 6 ways, this and its mirror image are as far out.
    assert trend([2, 0], [2, 2]).p_value == pytest.approx(2 / 6)
    assert trend([2, 0], [2, 2], method="asymptotic").statistic == 4.0


@pytest.mark.parametrize("test", ["test1", "test2"])
def test_rates_agree_with_prop_trend_test_of_r(test) -> None:
    for record in records("stratified_paired", f"prop.trend.test(x, n) on {test}"):
        inputs, outputs, rtol, atol = record.values
        tables = [PairedTable(*cells) for cells in inputs["strata_tables"]]
        found = trend_over_strata(tables, QUANTITIES[test], "asymptotic")
        assert agrees(found.statistic, outputs["chi2"], rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize("test", ["test1", "test2"])
def test_rates_agree_with_desctools_but_for_its_sign(test) -> None:
    for record in records("stratified_paired", f"CochranArmitageTest(table(stratum, {test}))"):
        inputs, outputs, rtol, atol = record.values
        tables = [PairedTable(*cells) for cells in inputs["strata_tables"]]
        found = trend_over_strata(tables, QUANTITIES[test], "asymptotic")
        assert agrees(sqrt(found.statistic), abs(outputs["z"]), rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize("test", ["test1", "test2"])
def test_rates_agree_with_coin_but_for_its_variance_with_n_less_1(test) -> None:
    for record in records("stratified_paired", f"independence_test on {test}"):
        inputs, outputs, rtol, atol = record.values
        tables = [PairedTable(*cells) for cells in inputs["strata_tables"]]
        n = sum(table.n for table in tables)
        z = sqrt(trend_over_strata(tables, QUANTITIES[test], "asymptotic").statistic * (n - 1) / n)
        assert agrees(z, outputs["z_abs"], rtol, atol)
        assert agrees(2 * normal_tail(z), outputs["p"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "prop.trend.test(b, b+c)"))
def test_the_split_agrees_with_r(inputs, outputs, rtol, atol) -> None:
    found = trend_over_strata([PairedTable(*cells) for cells in inputs["strata_tables"]], "trend-split", "asymptotic")
    assert agrees(found.statistic, outputs["chi2"], rtol, atol)
    assert agrees(found.p_value, outputs["p"], rtol, atol)


@quick
@given(counts)
def test_exact_agrees_with_listing_every_outcome(pairs) -> None:
    positive, patients = columns(pairs)
    found = trend(positive, patients)
    if found.p_value is None:
        assert found.note == ("all patients have the same score" if sum(patients) else "no patients")
    else:
        assert found.p_value == pytest.approx(listed(positive, patients, range(1, len(pairs) + 1)), rel=1e-13)


@pytest.mark.parametrize("method", ["exact", "asymptotic"])
@quick
@given(counts)
def test_laws_of_a_trend(method, pairs) -> None:
    positive, patients = columns(pairs)
    scores = range(1, len(pairs) + 1)
    found = trend(positive, patients, method=method)
    same = None if found.p_value is None else pytest.approx(found.p_value, rel=1e-12)
    negative = [n - x for x, n in pairs]
    assert trend(negative, patients, method=method).p_value == same
    assert trend(positive[::-1], patients[::-1], method=method).p_value == same
    assert trend(positive, patients, [0.1 * s - 7 for s in range(5, 5 + len(pairs))], method).df == found.df
    assert trend(positive, patients, [10 * s - 7 for s in scores], method).p_value == same


def test_scores_tie_as_typed_not_as_binary_fractions() -> None:
    # In binary 0.1 + 0.3 is not 0.2 + 0.2, and an outcome as far out as the observed one would be lost.
    positive, patients = [0, 2, 0], [2, 2, 2]
    assert trend(positive, patients, [0.1, 0.2, 0.3]).p_value == trend(positive, patients).p_value == 1.0


def test_an_empty_stratum_keeps_its_score() -> None:
    with_gap = trend([1, 0, 4, 4], [5, 0, 5, 6])
    assert with_gap.p_value == trend([1, 4, 4], [5, 5, 6], [1, 3, 4]).p_value
    assert with_gap.p_value != trend([1, 4, 4], [5, 5, 6]).p_value


def test_equal_results_in_all_are_no_evidence() -> None:
    for positive in ([0, 0], [3, 4]):
        found = trend(positive, [3, 4], method="asymptotic")
        assert (found.p_value, found.statistic, found.df) == (1.0, 0.0, 1)
        assert found.note == "all patients have the same result"
    assert trend([0, 0], [3, 4]).df is None


def test_without_discordant_patients_the_split_says_so() -> None:
    found = trend_over_strata([PairedTable(2, 0, 0, 2)] * 2, "trend-split")
    assert (found.p_value, found.note) == (None, "no discordant patients")
    found = trend_over_strata([PairedTable(2, 1, 0, 2)] * 2, "trend-split")
    assert (found.p_value, found.note) == (1.0, "all discordant patients have the same result")


def test_no_strata_are_no_patients() -> None:
    assert trend([], []).note == "no patients"


def test_too_many_outcomes_give_no_p(monkeypatch) -> None:
    monkeypatch.setattr(enumeration, "MOST_OUTCOMES", 5)
    found = trend([12, 12, 4], [26, 18, 6])
    assert (found.p_value, found.note) == (None, "too many outcomes to enumerate exactly")
    assert round(found.statistic, 4) == 1.7316


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2], [3]), "2 counts, 1 totals and 1 scores are given."),
        (([1, 2], [3, 3], [1.0]), "2 counts, 2 totals and 1 scores are given."),
        (([1, 4], [3, 3]), "4 of 3 patients are positive in stratum 2."),
        (([-1, 2], [3, 3]), "-1 of 3 patients are positive in stratum 1."),
        (([1, 2], [3, 3], [1.0, float("inf")]), "score 2 is inf."),
        (([1, 2], [3, 3], None, "exakt"), "method 'exakt' is not known. Did you mean 'exact'?"),
    ],
)
def test_what_is_no_trend_is_refused_in_words(arguments, words) -> None:
    with pytest.raises(InputError) as refusal:
        trend(*arguments)
    assert words in str(refusal.value)


def test_an_unknown_quantity_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="quantity 'trend-rate' is not known"):
        trend_over_strata(STRATA, "trend-rate")
