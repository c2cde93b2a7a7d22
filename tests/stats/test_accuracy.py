"""Two tests against the truth: against R's DTComPair and epiR, by hand as fractions, and laws."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.errors import InputError, UsageError
from psmatrial.model import PairedTable
from psmatrial.stats.accuracy.methods import ACCURACY
from psmatrial.stats.accuracy.one_test import RATES, accuracy, likelihood_ratio
from psmatrial.stats.accuracy.predictive_values import predictive_value_equality, relative_predictive_value
from psmatrial.stats.accuracy.relative import likelihood_ratio_ratio, relative_rate
from psmatrial.stats.accuracy.success import succeeded
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.rate import rate
from tests.oracle import agrees, records, without

TOPIC = "diagnostic_accuracy"
counts = st.integers(0, 30)
tables = st.builds(PairedTable, counts, counts, counts, counts)
truths = st.builds(TruthTable, tables, tables)
SIDES = ("ppv", "npv")


def truth(inputs):
    return TruthTable(PairedTable(*inputs["diseased"]), PairedTable(*inputs["nondiseased"]))


def swapped(table):
    return TruthTable(table.diseased.swapped(), table.healthy.swapped())


def first_test(table):
    found = table.diseased.index_positive, table.healthy.index_positive
    return (*found, table.diseased.n - found[0], table.healthy.n - found[1])


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records(TOPIC, "DTComPair::acc.paired"))
def test_one_test_agrees_with_dtcompair(inputs, outputs, rtol, atol):
    cells = first_test(truth(inputs))
    for quantity in RATES[:4]:
        found = accuracy(cells, quantity, "wald")
        expected = outputs[quantity]
        assert agrees(found.value, expected["est"], rtol, atol)
        assert agrees(found.low, max(expected["lcl"], 0.0), rtol, atol)
    for side, name in (("positive", "pdlr"), ("negative", "ndlr")):
        found = likelihood_ratio(cells, side)
        expected = outputs[name]
        for ours, theirs in ((found.value, "est"), (found.low, "lcl"), (found.high, "ucl")):
            assert agrees(ours, expected[theirs], rtol, atol)


EPIR = [(method, *param.values) for method in ("jeffreys", "wilson") for param in records(TOPIC, f"method='{method}'")]


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), EPIR)
def test_one_test_agrees_with_epir(method, inputs, outputs, rtol, atol):
    cells = first_test(truth(inputs))
    names = {"sensitivity": "se", "specificity": "sp", "accuracy": "diag.ac"}
    for quantity, name in names.items():
        found = accuracy(cells, quantity, method)
        assert agrees(found.value, outputs[name]["est"], rtol, atol)
        assert agrees(found.low, outputs[name]["lower"], rtol, atol)
        assert agrees(found.high, outputs[name]["upper"], rtol, atol)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records(TOPIC, "DTComPair::pv.gs"))
def test_the_generalised_score_agrees_with_dtcompair(inputs, outputs, rtol, atol, side):
    found = predictive_value_equality(truth(inputs), side, "score")
    assert agrees(found.statistic, outputs[side]["test.statistic"], rtol, atol)
    assert agrees(found.p_value, outputs[side]["p.value"], rtol, atol)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records(TOPIC, "DTComPair::pv.wgs"))
def test_the_weighted_generalised_score_agrees_with_dtcompair(inputs, outputs, rtol, atol, side):
    found = predictive_value_equality(truth(inputs), side)
    assert agrees(found.statistic, outputs[side]["test.statistic"], rtol, atol)
    assert agrees(found.p_value, outputs[side]["p.value"], rtol, atol)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records(TOPIC, "DTComPair::pv.rpv"))
def test_relative_predictive_values_agree_with_dtcompair(inputs, outputs, rtol, atol, side):
    # The package gives test 2 over test 1.
    found = relative_predictive_value(swapped(truth(inputs)), side)
    expected = outputs[side]
    for ours, theirs in ((found.value, f"r{side}"), (found.low, f"lcl.r{side}"), (found.high, f"ucl.r{side}")):
        assert agrees(ours, expected[theirs], rtol, atol)


NO_FALSE_POSITIVE = {"dta-0094": "one test has no false positive: the package gives NaN, we an unbounded interval"}
RELATIVE = without(records(TOPIC, "DTComPair::tpffpf.rel"), NO_FALSE_POSITIVE)


def test_a_test_without_false_positives_has_an_unbounded_ratio():
    found = relative_rate(PairedTable(0, 0, 3, 27))
    assert (found.value, found.low, found.high) == (0.0, 0.0, inf)
    assert "no limits" in found.note


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), RELATIVE)
def test_relative_rates_agree_with_dtcompair(inputs, outputs, rtol, atol):
    table = swapped(truth(inputs))
    for part, name in ((table.diseased, "tpf"), (table.healthy, "fpf")):
        found = relative_rate(part)
        for ours, theirs in ((found.value, "rel"), (found.low, "lcl.rel"), (found.high, "ucl.rel")):
            assert agrees(ours, outputs[name][f"{theirs}.{name}"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records(TOPIC, "DTComPair::dlr.regtest"))
def test_ratios_of_likelihood_ratios_agree_with_dtcompair(inputs, outputs, rtol, atol):
    for side, name in (("positive", "pdlr"), ("negative", "ndlr")):
        ratio, test = likelihood_ratio_ratio(truth(inputs), side)
        expected = outputs[name]
        for ours, theirs in (
            (ratio.value, "ratio"),
            (ratio.low, "lcl"),
            (ratio.high, "ucl"),
            (test.p_value, "p.value"),
        ):
            assert agrees(ours, expected[theirs], rtol, atol)


ABOVE_ONE = {"dta-0137": "twice a tail above one half: the package prints 1.246, a p-value is at most 1"}
EXACT = without(records(TOPIC, "DTComPair::sesp.exactbinom"), ABOVE_ONE)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), EXACT)
def test_sensitivity_and_specificity_are_compared_by_the_plain_paired_test(inputs, outputs, rtol, atol):
    table = truth(inputs)
    for part, name in ((table.diseased, "sensitivity"), (table.healthy, "specificity")):
        assert agrees(mcnemar(part, "exact").p_value, outputs[name]["p.value"], rtol, atol)


def test_differences_of_sensitivity_are_plain_paired_differences():
    for param in records(TOPIC, "ci.method='wald', cont.corr=FALSE"):
        inputs, outputs, rtol, atol = param.values
        found = rate_difference(truth(inputs).diseased.swapped(), "wald")
        assert agrees(found.low, max(outputs["sensitivity"]["diff.lcl"], -1.0), rtol, atol)


@pytest.mark.parametrize(("method", "added"), [("agresti-min", 2), ("bonett-price", 2)])
def test_shrunk_intervals_are_centred_at_the_shrunk_difference(method, added):
    # DTComPair takes the width of the shrunk difference and puts the plain difference in the middle.
    [inputs] = [param.values[0] for param in records(TOPIC, "DTComPair::sesp.mcnemar") if param.id == "dta-0086"]
    table = truth(inputs).diseased
    found = rate_difference(table, method)
    shrunk = Fraction(table.index_only - table.comparator_only, table.n + added)
    assert (found.low + found.high) / 2 == pytest.approx(float(shrunk))


# Eight patients by hand: both, index only, comparator only, neither.
SMALL = TruthTable(PairedTable(2, 1, 0, 1), PairedTable(0, 1, 0, 3))


def test_a_small_table_by_hand():
    assert SMALL.positives == (4, 2)
    assert accuracy(first_test(SMALL), "ppv").value == float(Fraction(3, 4))
    # Weighted score: p = 5/6, C = 2 (1/6)^2 / 6 = 1/108, (3/4 - 1)^2 / ((5/36 - 1/54)(1/4 + 1/2)) = 9/13.
    assert predictive_value_equality(SMALL).statistic == pytest.approx(9 / 13)
    assert relative_predictive_value(SMALL).value == 0.75


def test_predictive_values_without_a_finding_are_not_estimated():
    nothing = TruthTable(PairedTable(0, 3, 0, 2), PairedTable(0, 1, 0, 4))
    test = predictive_value_equality(nothing)
    assert test.p_value is None
    assert "found nobody" in test.note
    assert relative_predictive_value(nothing).value is None


def test_where_all_findings_are_true_there_is_no_difference():
    test = predictive_value_equality(TruthTable(PairedTable(5, 2, 1, 0), PairedTable(0, 0, 0, 9)))
    assert (test.p_value, test.statistic) == (1.0, 0.0)
    assert test.note


def test_likelihood_ratios_at_the_edge_are_defined():
    assert likelihood_ratio((5, 0, 5, 10)).value == inf
    assert likelihood_ratio((0, 5, 5, 10)).value == 0.0
    assert likelihood_ratio((0, 0, 5, 10)).value is None
    assert "disease" in likelihood_ratio((5, 0, 5, 0)).note


def test_negative_counts_are_refused():
    with pytest.raises(InputError):
        accuracy((1, -1, 0, 0), "ppv")


@given(truths, st.sampled_from(SIDES), st.sampled_from(["score", "weighted-score"]))
def test_swapping_the_tests_leaves_the_p_value_and_turns_the_ratio_over(table, side, method):
    one, other = predictive_value_equality(table, side, method), predictive_value_equality(swapped(table), side, method)
    assert (one.p_value is None) == (other.p_value is None)
    if one.p_value is not None:
        assert one.p_value == pytest.approx(other.p_value)
        assert 0 <= one.p_value <= 1
    ratio, turned = (relative_predictive_value(which, side).value for which in (table, swapped(table)))
    if ratio and turned and inf not in (ratio, turned):
        assert ratio * turned == pytest.approx(1)


@given(truths)
def test_patients_found_by_neither_test_do_not_matter_to_positive_predictive_values(table):
    more = TruthTable(
        PairedTable(*table.diseased.cells[:3], table.diseased.neither + 7), PairedTable(*table.healthy.cells[:3], 0)
    )
    assert predictive_value_equality(table).p_value == predictive_value_equality(more).p_value


@given(truths)
def test_the_other_side_seen_twice_is_the_same_table(table):
    assert table.negative_side().negative_side() == table


def test_co_primary_endpoints_must_be_met_by_the_same_readers():
    good, bad = rate(30, 40), rate(9, 40)
    found = {"R1": [good, bad], "R2": [bad, good], "R3": [good, good]}
    assert succeeded(found, bar=0.2, readers_needed=1) == (True, ("R3",))
    assert succeeded(found, bar=0.2, readers_needed=2) == (False, ("R3",))


def test_a_limit_equal_to_the_bar_does_not_beat_it():
    one = rate(30, 40)
    assert succeeded({"R1": [one]}, bar=one.low, readers_needed=1)[0] is False


def test_a_rule_for_more_readers_than_there_are_is_refused():
    with pytest.raises(UsageError, match="needs 2 readers"):
        succeeded({"R1": [rate(3, 4)]}, bar=0.2, readers_needed=2)


def test_an_endpoint_that_cannot_be_estimated_is_not_met():
    assert succeeded({"R1": [rate(0, 0)]}, bar=0.2, readers_needed=1) == (False, ())


@pytest.mark.parametrize("entry", ACCURACY, ids=lambda entry: f"{entry.quantity}-{entry.name}")
def test_every_entry_of_the_catalogue_is_complete(entry):
    for words in (entry.label, entry.formula, entry.reference, entry.prefer, entry.weakness):
        assert words
    assert entry.reference.endswith(".")
