"""Units within patients, difference and tests: by hand, against R, and by their laws."""

from __future__ import annotations

from fractions import Fraction
from math import inf, sqrt

import pytest
from hypothesis import assume, given, settings

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.clustered import Clusters, clustered_difference, difference_error, difference_of, single_units
from psmatrial.stats.clustered_equality import clustered_equality
from psmatrial.stats.clustered_methods import CLUSTERED
from psmatrial.stats.clustered_rates import clustered_rate, marginal_odds_ratio, rate_error
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.mcnemar import mcnemar
from tests.oracle import agrees, records
from tests.stats.units import CELLS, HAND, SEEN, of, swapped

quick = settings(deadline=None, max_examples=60)
TESTS = ["obuchowski", "durkalski", "yang", "eliasziw-donner", "robust", "gee"]
FEW = "few clusters: fewer than 10 patients with a discordance"


@pytest.mark.parametrize(
    ("function", "method"),
    [("eliasziw", "eliasziw-donner"), *((name, name) for name in ("obuchowski", "durkalski", "yang"))],
)
def test_tests_agree_with_r(function, method) -> None:
    for inputs, outputs, rtol, atol in (tuple(p.values) for p in records("clustered_paired", f"method='{function}'")):
        found = clustered_equality(of(inputs), method)
        assert agrees(found.statistic, outputs["chi2"], rtol, atol)
        assert agrees(found.p_value, outputs["p"], rtol, atol)
        assert (found.df, found.quantity, found.method) == (outputs["df"], "clustered-equality", method)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("clustered_paired", "binomial(identity)"))
def test_the_difference_agrees_with_gee_of_r(inputs, outputs, rtol, atol) -> None:
    seen = of(inputs)
    (comparator, value), (comparator_error, error) = outputs["coef"], outputs["robust_se"]
    assert agrees(difference_of(seen), value, rtol, atol)
    assert agrees(difference_error(seen, robust=False), error, rtol, atol)
    assert agrees(clustered_equality(seen, "gee").statistic, outputs["wald_chi2"][1], rtol, atol)
    assert agrees(clustered_rate(seen, "comparator").value, comparator, rtol, atol)
    assert agrees(rate_error(seen, "comparator"), comparator_error, rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("clustered_paired", "method='mcnemar'"))
def test_ignoring_patients_is_another_test(inputs, outputs, rtol, atol) -> None:
    seen = of(inputs)
    assert agrees(mcnemar(seen.table, "asymptotic").statistic, outputs["chi2"], rtol, atol)
    assert clustered_equality(seen).statistic != pytest.approx(outputs["chi2"], rel=0.01)


def test_five_patients_by_hand() -> None:
    # d - nD: 11/10, 2/5, 2/5, -8/5, -3/10; their squares add up to 121 + 16 + 16 + 256 + 9 = 418 hundredths.
    spread = Fraction(418, 100)
    error = sqrt(Fraction(5, 4) * spread) / 10
    assert difference_of(HAND) == 0.3
    assert difference_error(HAND, robust=True) == pytest.approx(error)
    found = clustered_difference(HAND)
    # 4 degrees of freedom: 2.776445 from a printed table of t.
    assert (found.low, found.high) == pytest.approx(
        (0.3 - 2.776445 * error, min(1.0, 0.3 + 2.776445 * error)), abs=1e-6
    )
    assert (found.n, found.method, found.note) == (10, "robust", FEW)
    plain = clustered_difference(HAND, "gee")
    assert plain.high == pytest.approx(0.3 + 1.959963984540054 * sqrt(spread) / 10)
    # Sum of d is 3 and of d^2 is 7; of d/n 7/6 and of (d/n)^2 43/36.
    expected = {
        "obuchowski": Fraction(9) / (Fraction(5, 4) * 7),
        "durkalski": Fraction(49, 36) / Fraction(43, 36),
        "yang": Fraction(4, 5) * 9 / ((spread + 7) / 2),
        "gee": Fraction(9) / spread,
    }
    for method, statistic in expected.items():
        assert clustered_equality(HAND, method).statistic == pytest.approx(float(statistic))
    assert clustered_equality(HAND, "robust").statistic == pytest.approx(0.3 / error)
    assert clustered_equality(HAND, "robust").df == 4


@quick
@given(CELLS.filter(lambda c: sum(c) > 1 and c[1] + c[2] > 0))
def test_one_unit_a_patient_is_not_clustered(counts) -> None:
    table = PairedTable(*counts)
    seen, n, plain = single_units(table), table.n, mcnemar(table, "asymptotic")
    note = "one unit a patient: not clustered, McNemar's test belongs here"
    for method in ("durkalski", "eliasziw-donner"):
        test = clustered_equality(seen, method)
        assert test.statistic == pytest.approx(plain.statistic)
        assert note in test.note
    assert clustered_equality(seen, "obuchowski").statistic == pytest.approx(plain.statistic * (n - 1) / n)
    wald = rate_difference(table, "wald")
    found = clustered_difference(seen, "gee")
    assert (found.value, found.low, found.high) == pytest.approx((wald.value, wald.low, wald.high), abs=1e-12)
    error = sqrt(table.discordant - (table.index_only - table.comparator_only) ** 2 / n) / n
    assert difference_error(seen, robust=True) == pytest.approx(error * sqrt(n / (n - 1)), abs=1e-12)
    assert "one unit a patient: not clustered" in found.note
    assert "one unit a patient: not clustered" in clustered_rate(seen).note


@quick
@given(SEEN)
def test_exchanging_the_tests_mirrors_everything(seen) -> None:
    other = swapped(seen)
    for method in TESTS:
        one, two = clustered_equality(seen, method), clustered_equality(other, method)
        assert two.note == one.note
        assert two.p_value == (None if one.p_value is None else pytest.approx(one.p_value, rel=1e-12))
    for method in ("robust", "gee"):
        one, two = clustered_difference(seen, method), clustered_difference(other, method)
        assert (two.value, two.low, two.high) == pytest.approx((-one.value, -one.high, -one.low), abs=1e-15)
        assert -1.0 <= one.low <= one.value <= one.high <= 1.0


@quick
@given(SEEN)
def test_the_robust_test_and_its_interval_agree(seen) -> None:
    for method in ("robust", "gee"):
        test, found = clustered_equality(seen, method), clustered_difference(seen, method)
        assume(test.p_value is not None and abs(test.p_value - 0.05) > 1e-9)
        assert (test.p_value <= 0.05) is not (found.low <= 0.0 <= found.high)


@quick
@given(SEEN)
def test_patients_without_units_change_nothing(seen) -> None:
    more = Clusters({**seen.patients, (0, 0, 0, 0): 7})
    for entry in CLUSTERED:
        if entry.name in {"bootstrap", "bootstrap-bca"}:
            continue
        assert entry.compute(more, 0.9) == entry.compute(seen, 0.9)


def test_no_discordance_and_no_split_are_no_evidence() -> None:
    for method in TESTS:
        test = clustered_equality(Clusters({(2, 0, 0, 1): 4, (1, 0, 0, 0): 8}), method)
        assert (test.p_value, test.statistic) == (1.0, 0.0)
        assert test.note == f"no discordant units: nothing speaks against equal rates; {FEW}"
        for patients in ({(0, 1, 1, 0): 6, (0, 1, 1, 1): 6}, {(0, 1, 1, 0): 12}):
            test = clustered_equality(Clusters(patients), method)
            assert (test.p_value, test.statistic, test.note) == (1.0, 0.0, "neither test found more than the other")


def test_patients_who_all_differ_alike_leave_no_robust_test() -> None:
    for sign, seen in ((1, Clusters({(0, 1, 0, 1): 12})), (-1, Clusters({(0, 0, 1, 1): 12}))):
        for method in ("robust", "gee"):
            test = clustered_equality(seen, method)
            assert (test.p_value, test.statistic) == (None, sign * inf if method == "robust" else inf)
            assert test.note == "all patients differ alike: no variance between patients, no test"
            found = clustered_difference(seen, method)
            assert (found.low, found.high, found.note) == (sign / 2, sign / 2, "zero width, not an interval")
        assert clustered_equality(seen).p_value < 0.01


def test_a_correlation_far_below_zero_leaves_no_eliasziw_donner_test() -> None:
    # Patients who are all alike: r of three discordant units is -1/2, of two among five -1, and 1 + (m - 1) r is 0.
    # In the last, units of nearly all patients are as unlike as can be.
    far = "the intraclass correlation is too far below 0 for this method"
    for patients, words in (
        ({(0, 2, 1, 0): 20}, far),
        ({(0, 0, 2, 3): 20}, far),
        ({(1, 0, 0, 1): 20, (0, 2, 0, 1): 1}, f"{far}; {FEW}"),
    ):
        test = clustered_equality(Clusters(patients), "eliasziw-donner")
        assert (test.p_value, test.statistic, test.note) == (None, None, words)


def test_with_one_discordant_unit_a_patient_no_correlation_counts_by_hand() -> None:
    # Units of a patient are as unlike as can be, but 1 + (1 - 1) r is 1 for every r: McNemar's (5 - 1)^2/(5 + 1).
    seen = Clusters({(1, 1, 0, 1): 5, (1, 0, 1, 1): 1, (1, 0, 0, 1): 4})
    test = clustered_equality(seen, "eliasziw-donner")
    assert (test.statistic, test.note) == (pytest.approx(16 / 6, rel=1e-14), FEW)
    assert test.p_value == pytest.approx(0.10247, abs=1e-5)


@quick
@given(SEEN)
def test_where_no_patient_has_two_discordant_units_eliasziw_donner_is_mcnemars_test(seen) -> None:
    ones = Clusters({c: count for c, count in seen.patients.items() if c[1] + c[2] < 2})
    assume(ones.count > 1 and ones.table.discordant)
    plain = mcnemar(ones.table, "asymptotic")
    assert clustered_equality(ones, "eliasziw-donner").statistic == pytest.approx(plain.statistic, rel=1e-12)


def test_units_that_are_all_alike_have_no_correlation_and_none_is_called_negative() -> None:
    for cells in ((0, 2, 0, 0), (0, 0, 2, 0)):
        test = clustered_equality(Clusters({cells: 12}), "eliasziw-donner")
        words = "all units are found by the same test alone: they have no intraclass correlation"
        assert (test.p_value, test.statistic, test.note) == (None, None, words)


def test_a_mean_difference_of_zero_is_not_said_of_the_units() -> None:
    # One unit of one found by index only, both units of the other by comparator only: 1/1 - 2/2, but 1 against 2.
    test = clustered_equality(Clusters({(0, 1, 0, 0): 6, (0, 0, 2, 0): 6}), "durkalski")
    assert (test.p_value, test.statistic, test.note) == (1.0, 0.0, "the mean of the patients' differences is 0")
    assert clustered_equality(Clusters({(0, 1, 0, 0): 6, (0, 0, 2, 0): 6})).p_value < 1.0


def test_a_single_patient_with_a_discordance_has_a_test() -> None:
    test = clustered_equality(Clusters({(0, 3, 0, 0): 1, (1, 0, 0, 1): 3, (2, 0, 0, 0): 2}), "eliasziw-donner")
    assert 0.05 < test.p_value < 1.0


@pytest.mark.parametrize("entry", CLUSTERED, ids=lambda entry: f"{entry.quantity}-{entry.name}")
def test_every_method_of_the_catalogue_gives_what_it_names(entry) -> None:
    found = entry.compute(HAND, 0.9)
    assert (found.quantity, found.method) == (entry.quantity, entry.name)
    nobody = entry.compute(Clusters({(0, 0, 0, 0): 5}), 0.9)
    assert nobody.note == "no patients"
    if isinstance(found, HypothesisTest):
        assert nobody.p_value is None
    else:
        assert found.level == 0.9
        assert (nobody.value, nobody.low, nobody.high, nobody.n) == (None, None, None, 0)
    with pytest.raises(InputError, match=r"only one patient has units \(3 of them\)"):
        entry.compute(Clusters({(1, 1, 0, 1): 1, (0, 0, 0, 0): 3}), 0.9)
    assert getattr(entry, "costly", False) is ("bootstrap" in entry.name)


def test_what_are_no_clusters_is_refused() -> None:
    for patients, words in (
        ({(1, 2, 3): 1}, "the counts (1, 2, 3) are not four."),
        ({(1, -2, 3, 0): 1}, "index_only is -2"),
        ({(1, 2, 3, 0): -1}, "the number of patients with (1, 2, 3, 0) is -1, which is below 0."),
        ({(1, 2, 3, 0): True}, "is True, which is not a whole number."),
    ):
        with pytest.raises(InputError) as refusal:
            Clusters(patients)
        assert words in str(refusal.value)


def test_unknown_names_and_levels_are_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'yang'"):
        clustered_equality(HAND, "yan")
    with pytest.raises(InputError, match="Did you mean 'robust'"):
        clustered_difference(HAND, "robus")
    with pytest.raises(InputError, match="test 'both' is not known"):
        clustered_rate(HAND, "both")
    with pytest.raises(InputError, match="method 'probit' is not known"):
        clustered_rate(HAND, method="probit")
    for compute in (clustered_difference, clustered_rate, marginal_odds_ratio):
        with pytest.raises(InputError, match="level 2 is not between"):
            compute(HAND, level=2)
