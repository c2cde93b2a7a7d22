"""Do strata differ: against R, against listing every outcome with fractions, and by their laws."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import enumeration
from psmatrial.stats.any_stratum import global_test
from psmatrial.stats.homogeneity import homogeneity_difference, homogeneity_odds_ratio
from psmatrial.stats.mcnemar import mcnemar
from tests.oracle import agrees, records

STRATA = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
TESTS = [
    (homogeneity_difference, "score"),
    (homogeneity_difference, "permutation"),
    (homogeneity_odds_ratio, "pearson"),
    (homogeneity_odds_ratio, "exact"),
    (global_test, "exact"),
    (global_test, "asymptotic"),
]
small = st.integers(0, 3)
strata_of = st.lists(st.builds(PairedTable, small, small, small, small), min_size=1, max_size=4)
few = st.lists(st.builds(PairedTable, st.integers(0, 1), small, st.integers(0, 2), small), min_size=2, max_size=3)
quick = settings(deadline=None, max_examples=50)


def outcomes(tables, sizes):
    """Return every way to place signs in strata of these sizes that keeps the sums of + and of -, with its weight."""
    b, c = sum(t.index_only for t in tables), sum(t.comparator_only for t in tables)
    cells = [[(i, j) for i in range(size + 1) for j in range(size - i + 1)] for size in sizes]
    for chosen in product(*cells):
        if sum(i for i, _ in chosen) == b and sum(j for _, j in chosen) == c:
            weight = prod(comb(n, i) * comb(n - i, j) for n, (i, j) in zip(sizes, chosen, strict=True))
            yield chosen, weight


def score(chosen, sizes):
    """Return the score statistic with 60 digits, as its definition is printed."""
    with localcontext() as context:
        context.prec = 60
        n = Decimal(sum(sizes))
        x = Decimal(sum(i - j for i, j in chosen)) / n
        total = Decimal(0)
        for (b, c), size in zip(chosen, map(Decimal, sizes), strict=True):
            linear = -b - c + (2 * size - b + c) * x
            q = ((linear**2 + 8 * size * c * x * (1 - x)).sqrt() - linear) / (4 * size)
            distance = Decimal(b - c) / size - x
            if abs(distance) > Decimal("1e-50"):
                total += distance**2 * size / (2 * q + x * (1 - x))
        return total


def test_the_worked_strata_give_the_worked_values() -> None:
    found = homogeneity_difference(STRATA)
    assert (round(found.statistic, 4), found.df, round(found.p_value, 4)) == (2.1029, 2, 0.3494)
    found = homogeneity_odds_ratio(STRATA)
    assert (round(found.statistic, 4), found.df, round(found.p_value, 4)) == (1.6263, 2, 0.4435)
    assert round(homogeneity_odds_ratio(STRATA, "exact").p_value, 4) == 0.7764
    found = global_test(STRATA, "asymptotic")
    assert (round(found.statistic, 4), found.df, round(found.p_value, 4)) == (10.7172, 3, 0.0134)
    assert round(global_test(STRATA).p_value, 6) == 0.006138
    assert global_test(STRATA).statistic == pytest.approx(25 / 11 + 49 / 9 + 3)


@pytest.mark.parametrize(("test", "method"), TESTS)
def test_a_result_carries_its_quantity_and_method(test, method) -> None:
    found = test(STRATA, method)
    assert found.method == method
    assert found.quantity == {"homogeneity_difference": "homogeneity-difference", "global_test": "global"}.get(
        test.__name__, "homogeneity-odds-ratio"
    )


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "chisq.test(matrix of b_k")
)
def test_pearson_agrees_with_r(inputs, outputs, rtol, atol) -> None:
    found = homogeneity_odds_ratio([PairedTable(*cells) for cells in inputs["strata_tables"]])
    assert agrees(found.statistic, outputs["chi2"], rtol, atol)
    assert agrees(found.p_value, outputs["p"], rtol, atol)
    assert found.df == outputs["df"]


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "fisher.test(matrix of b_k")
)
def test_fisher_freeman_halton_agrees_with_r(inputs, outputs, rtol, atol) -> None:
    found = homogeneity_odds_ratio([PairedTable(*cells) for cells in inputs["strata_tables"]], "exact")
    assert agrees(found.p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize(
    "tables",
    [
        [PairedTable(2, 3, 1, 2), PairedTable(1, 1, 2, 4)],
        [PairedTable(1, 3, 0, 1), PairedTable(0, 0, 1, 3), PairedTable(1, 1, 1, 1)],
        [PairedTable(0, 2, 2, 1), PairedTable(1, 1, 1, 3)],
        [PairedTable(0, 4, 0, 2), PairedTable(1, 1, 0, 3), PairedTable(0, 1, 0, 4)],
    ],
)
def test_permutation_agrees_with_listing_every_outcome(tables) -> None:
    sizes = [t.n for t in tables]
    observed = score([(t.index_only, t.comparator_only) for t in tables], sizes)
    assert homogeneity_difference(tables).statistic == pytest.approx(float(observed), rel=1e-14)
    every = list(outcomes(tables, sizes))
    reached = sum(weight for chosen, weight in every if score(chosen, sizes) >= observed - Decimal("1e-40"))
    found = homogeneity_difference(tables, "permutation")
    assert found.p_value == pytest.approx(reached / sum(weight for _, weight in every), rel=1e-14)
    assert found.note == "tests that the whole 2x2 table is the same in all strata"


def test_permutation_counts_the_mirrored_outcome_of_strata_of_one_size() -> None:
    # Two strata of two, one + in all: it falls into either with the same statistic, so nothing is less extreme.
    found = homogeneity_difference([PairedTable(0, 1, 0, 1), PairedTable(0, 0, 0, 2)], "permutation")
    assert found.p_value == 1.0
    # Two + in two strata of three: both in one of them (6 of 15 ways) or one in each.
    found = homogeneity_difference([PairedTable(0, 2, 0, 1), PairedTable(0, 0, 0, 3)], "permutation")
    assert found.p_value == pytest.approx(6 / 15)


@quick
@given(few)
def test_fisher_freeman_halton_agrees_with_listing_every_split(tables) -> None:
    kept = [t for t in tables if t.discordant]
    if len(kept) < 2:
        return
    b = sum(t.index_only for t in kept)
    splits = [s for s in product(*(range(t.discordant + 1) for t in kept)) if sum(s) == b]
    ways = [prod(comb(t.discordant, k) for t, k in zip(kept, split, strict=True)) for split in splits]
    observed = prod(comb(t.discordant, t.index_only) for t in kept)
    expected = Fraction(sum(w for w in ways if w <= observed), sum(ways))
    assert homogeneity_odds_ratio(tables, "exact").p_value == float(expected)


@quick
@given(few)
def test_the_global_test_agrees_with_listing_every_split(tables) -> None:
    kept = [t for t in tables if t.discordant]
    splits = list(product(*(range(t.discordant + 1) for t in kept)))
    sums: Counter[Fraction] = Counter()
    for split in splits:
        parts = [(Fraction((2 * k - t.discordant) ** 2, t.discordant), t, k) for t, k in zip(kept, split, strict=True)]
        sums[sum((s for s, _, _ in parts), Fraction(0))] += prod(comb(t.discordant, k) for _, t, k in parts)
    observed = sum((Fraction((t.index_only - t.comparator_only) ** 2, t.discordant) for t in kept), Fraction(0))
    if any(t.n for t in tables):
        expected = Fraction(sum(w for s, w in sums.items() if s >= observed), sum(sums.values()))
        assert global_test(tables).p_value == float(expected)
        assert global_test(tables).statistic == pytest.approx(float(observed))


@pytest.mark.parametrize(("test", "method"), TESTS)
@quick
@given(strata_of, st.randoms(use_true_random=False))
def test_laws_over_strata(test, method, tables, random) -> None:
    found = test(tables, method)
    if found.p_value is None:
        assert found.note
    else:
        assert 0 < found.p_value <= 1
    for other in (
        test(random.sample(tables, len(tables)), method),
        test([PairedTable(0, 0, 0, 0), *tables], method),
        test([t.swapped() for t in tables], method),
        test([PairedTable(t.neither, t.index_only, t.comparator_only, t.both) for t in tables], method),
    ):
        assert other.p_value == (None if found.p_value is None else pytest.approx(found.p_value, rel=1e-12))
        assert (other.df, other.note) == (found.df, found.note)


@quick
@given(strata_of.filter(lambda tables: any(t.discordant for t in tables)))
def test_in_one_stratum_the_global_tests_are_mcnemar(tables) -> None:
    table = next(t for t in tables if t.discordant)
    assert global_test([table]).p_value == pytest.approx(mcnemar(table).p_value, rel=1e-12)
    ours, theirs = global_test([table], "asymptotic"), mcnemar(table, "asymptotic")
    assert (ours.statistic, ours.p_value, ours.df) == pytest.approx((theirs.statistic, theirs.p_value, theirs.df))


def test_equal_strata_show_no_difference_between_them() -> None:
    same = [PairedTable(2, 4, 1, 3)] * 3
    assert homogeneity_difference(same).statistic == 0.0
    assert homogeneity_odds_ratio(same).statistic == 0.0
    for test, method in TESTS[:4]:
        assert test(same, method).p_value == 1.0


@pytest.mark.parametrize(("test", "method"), TESTS)
def test_nothing_to_compare_has_words(test, method) -> None:
    found = test([], method)
    assert found.p_value is None
    assert found.note in {
        "fewer than two strata with patients",
        "fewer than two strata with discordant patients",
        "no patients",
    }


def test_one_stratum_cannot_be_compared() -> None:
    assert homogeneity_difference(STRATA[:1]).note == "fewer than two strata with patients"
    assert homogeneity_odds_ratio([STRATA[0], PairedTable(3, 0, 0, 3)]).p_value is None


def test_all_discordant_patients_of_one_test_are_no_evidence_of_different_odds_ratios() -> None:
    tables = [PairedTable(1, 5, 0, 2), PairedTable(2, 1, 0, 2)]
    pearson, exact = homogeneity_odds_ratio(tables), homogeneity_odds_ratio(tables, "exact")
    assert (pearson.p_value, pearson.statistic, pearson.df) == (1.0, 0.0, 1)
    assert exact.p_value == 1.0
    assert pearson.note == exact.note == "all discordant patients were found by the same test"


def test_no_discordant_patients_are_no_evidence_of_a_difference_anywhere() -> None:
    tables = [PairedTable(5, 0, 0, 5), PairedTable(1, 0, 0, 0)]
    for method in ("exact", "asymptotic"):
        found = global_test(tables, method)
        assert (found.p_value, found.note) == (1.0, "no discordant patients")
    assert homogeneity_difference(tables, "score").p_value == 1.0
    assert homogeneity_difference(tables, "permutation").p_value == 1.0


@pytest.mark.parametrize(("test", "method"), [pair for pair in TESTS if pair[1] in {"permutation", "exact"}])
def test_too_large_an_enumeration_says_so_instead_of_guessing(test, method, monkeypatch) -> None:
    monkeypatch.setattr(enumeration, "MOST_OUTCOMES", 4)
    found = test(STRATA, method)
    assert found.p_value is None
    assert "too many outcomes to enumerate exactly" in found.note


def test_a_large_trial_is_left_without_a_permutation_p_rather_than_waited_for() -> None:
    assert homogeneity_difference([PairedTable(150, 60, 15, 120)] * 3, "permutation").p_value is None


@pytest.mark.parametrize("test", [homogeneity_difference, homogeneity_odds_ratio, global_test])
def test_an_unknown_method_is_refused_with_the_choices(test) -> None:
    with pytest.raises(InputError, match="method 'exakt' is not known"):
        test(STRATA, "exakt")
