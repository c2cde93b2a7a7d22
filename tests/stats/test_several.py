"""Several tests and several categories: against R, against listing every shuffle, and by their laws."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations, product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import several
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.several import cochran_q, pairwise_mcnemar
from psmatrial.stats.square import marginal_homogeneity, symmetry
from tests.oracle import REFERENCE, agrees, records, without

quick = settings(deadline=None, max_examples=40)
bit = st.integers(0, 1)
three = st.lists(st.tuples(bit, bit, bit), min_size=1, max_size=4)
cell = st.integers(0, 4)
square = st.lists(st.lists(cell, min_size=3, max_size=3), min_size=3, max_size=3)
NAN = {"str-0269": "R gives NaN where no patient changed between two categories; such a pair has no df here"}


def readings(inputs):
    """Return the patients of a reference data set."""
    found = json.loads((REFERENCE / "datasets.json").read_text(encoding="utf-8"))["datasets"]
    columns = next(item["columns"] for item in found if item["id"] == inputs["dataset"])
    return list(zip(*columns.values(), strict=True))


def q_of(rows):
    """Return Cochran's statistic as its definition is printed, 0 where no patient's results differ."""
    k = len(rows[0])
    columns, patients = [sum(column) for column in zip(*rows, strict=True)], [sum(row) for row in rows]
    mean = Fraction(sum(columns), k)
    within = sum(r * (k - r) for r in patients)
    return k * (k - 1) * sum((c - mean) ** 2 for c in columns) / within if within else Fraction(0)


@pytest.mark.parametrize("function", ["CochranQTest", "symmetry_test(y ~ test | patient", "friedman.test"])
def test_cochran_q_agrees_with_r(function) -> None:
    for record in records("stratified_paired", function):
        inputs, outputs, rtol, atol = record.values
        found = cochran_q(readings(inputs))
        assert agrees(found.statistic, outputs.get("Q", outputs.get("chi2")), rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)
        assert found.df == outputs.get("df", found.df)


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "on each pair then p.adjust")
)
def test_pairs_agree_with_r(inputs, outputs, rtol, atol) -> None:
    rows = readings(inputs)
    names = [f"t{place}" for place in range(1, len(rows[0]) + 1)]
    found = pairwise_mcnemar(rows, names)
    assert [f"{pair.table.index}-{pair.table.comparator}" for pair in found] == outputs["pairs"]
    for pair, p, p_holm in zip(found, outputs["p"], outputs["p_holm"], strict=True):
        assert agrees(pair.test.p_value, p, rtol, atol)
        assert agrees(pair.p_adjusted, p_holm, rtol, atol)


def test_cochran_q_by_hand() -> None:
    # Column sums 10, 6 and 2 of 12 patients, 6 with two positives and 6 with one: Q = 3*2*32/(12*2).
    found = cochran_q({(1, 1, 0): 6, (1, 0, 0): 4, (0, 0, 1): 2, (1, 1, 1): 8})
    assert (found.statistic, found.df, found.quantity, found.method) == (8.0, 2, "several-equality", "asymptotic")
    # One patient found by one of three tests: wherever it falls, Q is the same.
    assert cochran_q([(1, 0, 0)], "exact").p_value == 1.0
    # Three such patients, all by the same test: 3 of 27 shuffles.
    assert cochran_q([(1, 0, 0)] * 3, "exact").p_value == pytest.approx(3 / 27)


@quick
@given(three)
def test_exact_cochran_agrees_with_listing_every_shuffle(rows) -> None:
    observed = q_of(rows)
    shuffles = [q_of(chosen) for chosen in product(*(list(permutations(row)) for row in rows))]
    expected = Fraction(sum(q >= observed for q in shuffles), len(shuffles))
    found = cochran_q(rows, "exact")
    assert found.p_value == pytest.approx(float(expected), rel=1e-14)
    assert found.statistic == pytest.approx(float(observed))


@quick
@given(st.lists(st.tuples(bit, bit), min_size=1, max_size=12))
def test_of_two_tests_cochran_is_mcnemar(rows) -> None:
    cells = Counter(rows)
    table = PairedTable(cells[1, 1], cells[1, 0], cells[0, 1], cells[0, 0])
    assert cochran_q(rows, "exact").p_value == pytest.approx(mcnemar(table).p_value, rel=1e-13)
    assert cochran_q(rows).p_value == pytest.approx(mcnemar(table, "asymptotic").p_value, rel=1e-12)
    assert pairwise_mcnemar(rows)[0].table.cells == table.cells


@quick
@given(three, st.permutations(range(3)))
def test_neither_order_of_tests_nor_agreeing_patients_matter(rows, order) -> None:
    for method in ("asymptotic", "exact"):
        found = cochran_q(rows, method)
        reordered = [tuple(row[place] for place in order) for row in rows]
        assert cochran_q(reordered, method).p_value == pytest.approx(found.p_value, rel=1e-13)
        assert cochran_q([*rows, (1, 1, 1), (0, 0, 0)], method).p_value == found.p_value
        assert cochran_q(Counter(rows), method) == found


def test_a_trial_of_50_patients_and_three_tests_is_exact() -> None:
    # Checked by an enumeration without sorting or shifting of the column sums.
    rows = [(1, 0, 0)] * 12 + [(1, 1, 0)] * 8 + [(0, 0, 1)] * 3 + [(0, 1, 1)] * 2 + [(0, 0, 0)] * 25
    sums = {(0, 0, 0): 1}
    for row in rows[:25]:
        more: Counter[tuple[int, ...]] = Counter()
        for done, ways in sums.items():
            for shuffled in set(permutations(row)):
                more[tuple(map(sum, zip(done, shuffled, strict=True)))] += ways
        sums = more
    observed = 20**2 + 10**2 + 5**2
    expected = sum(w for c, w in sums.items() if sum(x * x for x in c) >= observed) / sum(sums.values())
    assert cochran_q(rows, "exact").p_value == pytest.approx(expected, rel=1e-14)


def test_patients_who_do_not_differ_are_no_evidence() -> None:
    for method, df in (("asymptotic", 2), ("exact", None)):
        found = cochran_q([(1, 1, 1), (0, 0, 0)], method)
        assert (found.p_value, found.statistic, found.df, found.note) == (1.0, 0.0, df, "no patient's results differ")


def test_no_patients_have_no_p() -> None:
    assert cochran_q([]).note == "no patients"
    assert cochran_q({(1, 0, 1): 0}).p_value is None
    assert pairwise_mcnemar([]) == ()
    assert pairwise_mcnemar([], ["A", "B"]) == ()


def test_pairs_without_names_are_numbered() -> None:
    found = pairwise_mcnemar([(1, 0, 1), (1, 0, 0)], adjustment="none", method="mid-p")
    assert [(pair.table.index, pair.table.comparator) for pair in found] == list(
        combinations(["test 1", "test 2", "test 3"], 2)
    )
    assert [pair.p_adjusted for pair in found] == [pair.test.p_value for pair in found]


def test_too_many_shuffles_give_no_p(monkeypatch) -> None:
    monkeypatch.setattr(several, "MOST_OUTCOMES", 5)
    found = cochran_q([(1, 0, 0), (0, 1, 1)] * 3, "exact")
    assert (found.p_value, found.note) == (None, "too many outcomes to enumerate exactly")
    assert found.statistic is not None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(1, 0), (1, 0, 1)], "the results (1, 0, 1) have no place."),
        ([(1,)], "the results (1,) have no place."),
        ([(1, 0, 2)], "the results (1, 0, 2), 1 times, are not counts of 0 and 1."),
        ({(1, 0, 1): -2}, "the results (1, 0, 1), -2 times, are not counts of 0 and 1."),
    ],
)
def test_rows_that_are_no_results_are_refused(rows, words) -> None:
    with pytest.raises(InputError) as refusal:
        cochran_q(rows)
    assert words in str(refusal.value)


def test_an_unknown_method_or_a_missing_name_is_refused() -> None:
    with pytest.raises(InputError, match="method 'exakt' is not known"):
        cochran_q([(1, 0)], "exakt")
    with pytest.raises(InputError, match="2 names are given for 3 tests"):
        pairwise_mcnemar([(1, 0, 1)], ["A", "B"])


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"),
    [
        *records("stratified_paired", "McNemarBowker"),
        *without(records("stratified_paired", "mcnemar.test(square table)"), NAN),
    ],
)
def test_bowker_agrees_with_r(inputs, outputs, rtol, atol) -> None:
    found = symmetry(inputs["table"])
    assert agrees(found.statistic, outputs["chi2"], rtol, atol)
    if found.df == outputs["df"]:
        assert agrees(found.p_value, outputs["p"], rtol, atol)
    else:
        # No patient changed between the first and the last category of the skin data: 5 pairs, not 6.
        assert (found.df, outputs["df"], inputs["table"][0][3], inputs["table"][3][0]) == (5, 6, 0, 0)


@pytest.mark.parametrize("function", ["StuartMaxwellTest", "coin::mh_test(table)", "stuart.maxwell.mh"])
def test_stuart_maxwell_agrees_with_r(function) -> None:
    for record in records("stratified_paired", function):
        inputs, outputs, rtol, atol = record.values
        found = marginal_homogeneity(inputs["table"])
        assert agrees(found.statistic, outputs["chi2"], rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)
        assert found.df == outputs.get("df", found.df)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "Bhapkar"))
def test_bhapkar_agrees_with_r(inputs, outputs, rtol, atol) -> None:
    found = marginal_homogeneity(inputs["table"], "bhapkar")
    assert agrees(found.statistic, outputs["chi2"], rtol, atol)
    assert agrees(found.p_value, outputs["p"], rtol, atol)
    assert found.df == outputs["df"]


@pytest.mark.parametrize("function", ["coin::mh_test(asymptotic)", "coin::symmetry_test(y ~ test | id)"])
def test_marginal_homogeneity_of_two_categories_is_mcnemar(function) -> None:
    for record in records("stratified_paired", function):
        inputs, outputs, rtol, atol = record.values
        a, b, c, d = (sum(cells) for cells in zip(*inputs["strata_tables"], strict=True))
        found = marginal_homogeneity([[a, b], [c, d]])
        assert agrees(found.statistic, outputs.get("chi2", outputs.get("z_abs", 0.0) ** 2), 2 * rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)
        assert found.statistic == pytest.approx(mcnemar(PairedTable(a, b, c, d), "asymptotic").statistic)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "distribution='exact'"))
def test_exact_marginal_homogeneity_is_exact_mcnemar(inputs, outputs, rtol, atol) -> None:
    a, b, c, d = (sum(cells) for cells in zip(*inputs["strata_tables"], strict=True))
    rows = {(1, 1): a, (1, 0): b, (0, 1): c, (0, 0): d}
    assert agrees(cochran_q(rows, "exact").p_value, outputs["p"], rtol, atol)


def test_a_category_that_exchanges_no_patients_costs_a_df() -> None:
    table = [[10, 0, 3], [0, 5, 0], [1, 0, 7]]
    bowker = symmetry(table)
    assert (bowker.statistic, bowker.df, round(bowker.p_value, 3)) == (1.0, 1, 0.317)
    stuart = marginal_homogeneity(table)
    assert (stuart.statistic, stuart.df, round(stuart.p_value, 3)) == (1.0, 1, 0.317)
    bhapkar = marginal_homogeneity(table, "bhapkar")
    assert (bhapkar.statistic, bhapkar.df) == (pytest.approx(1 / (1 - 1 / 26)), 1)


def test_two_separate_groups_of_categories_cost_a_df() -> None:
    # Patients change between the first two categories and between the last two: two McNemar tests in one.
    table = [[5, 4, 0, 0], [1, 5, 0, 0], [0, 0, 5, 2], [0, 0, 6, 5]]
    found = marginal_homogeneity(table)
    assert (found.statistic, found.df) == (pytest.approx(9 / 5 + 16 / 8), 2)
    assert (symmetry(table).statistic, symmetry(table).df) == (pytest.approx(9 / 5 + 16 / 8), 2)


@quick
@given(square, st.permutations(range(3)))
def test_laws_of_square_tables(table, order) -> None:
    transposed = [list(column) for column in zip(*table, strict=True)]
    reordered = [[table[i][j] for j in order] for i in order]
    agreeing = [[table[i][j] + 7 * (i == j) for j in range(3)] for i in range(3)]
    for test in (symmetry, marginal_homogeneity, lambda t: marginal_homogeneity(t, "bhapkar")):
        found = test(table)
        assert found.p_value is None or 0 <= found.p_value <= 1
        for other in (test(transposed), test(reordered)):
            assert (other.df, other.note) == (found.df, found.note)
            assert other.statistic == (None if found.statistic is None else pytest.approx(found.statistic))
    for test in (symmetry, marginal_homogeneity):
        if any(map(any, table)):
            assert test(agreeing) == test(table)


def test_all_change_in_one_direction_has_words() -> None:
    found = marginal_homogeneity([[0, 8], [0, 0]], "bhapkar")
    assert (found.statistic, found.p_value) == (inf, None)
    assert found.note == "all patients changed category in one direction: the statistic is infinite"
    assert marginal_homogeneity([[0, 1], [0, 0]], "bhapkar") == found
    assert marginal_homogeneity([[0, 8], [0, 0]]).statistic == 8.0


def test_no_change_is_no_evidence_and_no_patients_are_nothing() -> None:
    for test in (symmetry, marginal_homogeneity):
        found = test([[3, 0], [0, 4]])
        assert (found.p_value, found.statistic, found.df, found.note) == (1.0, 0.0, 0, "no patient changed category")
        assert test([[0, 0], [0, 0]]).note == "no patients"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([], "the table is not square."),
        ([[1]], "the table is not square."),
        ([[1, 2], [3]], "the table is not square."),
        ([[1, 2], [3, -4]], "row 2, column 2 is -4, which is below 0."),
        ([[1, 2.5], [3, 4]], "row 1, column 2 is 2.5, which is not a whole number."),
        ([[1, True], [3, 4]], "row 1, column 2 is True, which is not a whole number."),
    ],
)
def test_what_is_no_square_table_of_counts_is_refused(table, words) -> None:
    with pytest.raises(InputError) as refusal:
        symmetry(table)
    assert words in str(refusal.value)


def test_an_unknown_test_of_margins_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'bhapkar'"):
        marginal_homogeneity([[1, 2], [3, 4]], "bhapka")
