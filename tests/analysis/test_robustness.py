"""The robustness panel: one choice changed at a time, in a fixed order; what cannot change anything is named."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan import Plan, Primary, Reading
from psmatrial.analysis.run import compare
from tests.cohorts import pairs, reads, trial

METHODS = [
    ("planned", "As planned"),
    ("test", "McNemar mid-p"),
    ("test", "asymptotic McNemar"),
    ("test", "exact unconditional"),
    ("interval", "Newcombe square-and-add"),
    ("interval", "Agresti-Min"),
    ("interval", "Bonett-Price"),
    ("interval", "Fay-Lumbard"),
    ("interval", "Exact unconditional"),
]


def panel(results):
    return results.further["robustness"]


def shown(results):
    return [(entry["group"], entry["label"]) for entry in panel(results)["rows"]]


def table(results, label):
    entry = next(entry for entry in panel(results)["rows"] if entry["label"] == label)
    row = results.row(entry["test"])
    assert (row.both, row.n) == (results.row(entry["difference"]).both, results.row(entry["difference"]).n)
    return row.both, row.index_only, row.comparator_only, row.neither


def test_the_panel_of_the_trial_in_its_order():
    assert [group for group, _ in shown(trial())] == [
        "planned",
        *["test"] * 3,
        *["interval"] * 5,
        *["reader"] * 3,
        *["rule"] * 3,
    ]
    assert [label for group, label in shown(trial()) if group in {"reader", "rule"}] == [
        "Reader R1 alone",
        "Reader R2 alone",
        "Reader R3 alone",
        "Any of the readers",
        "All of the readers",
        "Region-first",
    ]
    assert panel(trial())["left_out"] == ["equivocal readings: there are none", "missing results: there are none"]
    assert panel(trial())["footnote"] == "Not a menu: the planned row is the result; no adjustment for looking."


def test_one_choice_changes_at_a_time():
    for entry in panel(trial())["rows"]:
        difference, test = trial().row(entry["difference"]), trial().row(entry["test"])
        changed = [
            difference.method != "tango",
            test.method != "exact",
            (test.reader, test.stratum) != (None, "all"),
        ]
        assert sum(changed) == (entry["group"] != "planned"), entry
        assert (difference.both, difference.index_only, difference.neither) == (
            test.both,
            test.index_only,
            test.neither,
        )


def test_the_trial_does_not_depend_on_the_order_of_the_steps():
    assert table(trial(), "Region-first") == (9, 19, 4, 18)


@pytest.fixture
def unsure(tmp_path):
    patients = [
        *pairs(5, 6, 2, 7),
        ("equivocal", "negative"),
        ("equivocal", "positive"),
        ("non-evaluable", "positive"),
        ("positive", ""),
    ]
    return reads(tmp_path / "reads.csv", patients)


def test_equivocal_and_missing_results_are_rows_where_there_are_some(unsure):
    found = compare(unsure)
    assert [entry for entry in shown(found) if entry not in METHODS] == [
        ("equivocal", "Equivocal as positive"),
        ("equivocal", "Equivocal as missing"),
        ("missing", "Missing as negative"),
        ("missing", "Missing, worst case"),
        ("missing", "Missing, best case"),
    ]
    assert table(found, "As planned") == (5, 6, 3, 8)
    assert table(found, "Equivocal as positive") == (6, 7, 2, 7)
    assert table(found, "Equivocal as missing") == (5, 6, 2, 7)
    assert table(found, "Missing as negative") == (5, 7, 4, 8)
    assert table(found, "Missing, worst case") == (6, 6, 4, 8)
    assert table(found, "Missing, best case") == (6, 7, 3, 8)
    assert panel(found)["left_out"] == ["readers and reading rules: there is one reading a scan"]


def test_the_planned_policy_is_no_row_of_its_own(unsure):
    found = compare(unsure, Plan(reading=Reading(equivocal="missing", missing="worst")))
    labels = [label for _, label in shown(found)]
    assert "Equivocal as missing" not in labels
    assert "Missing, worst case" not in labels
    assert {"Equivocal as negative", "Equivocal as positive", "Missing left out", "Missing as negative"} <= set(labels)
    assert table(found, "As planned") == (6, 6, 4, 8)


def test_another_planned_test_and_interval_are_the_planned_row(tmp_path):
    plan = Plan(primary=Primary(test="mid-p", difference="newcombe"))
    found = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan)
    assert [label for _, label in shown(found)] == [
        "As planned",
        "exact McNemar",
        "asymptotic McNemar",
        "exact unconditional",
        "Tango score",
        "Agresti-Min",
        "Bonett-Price",
        "Fay-Lumbard",
        "Exact unconditional",
    ]
    for entry in panel(found)["rows"]:
        assert entry["group"] == "interval" or entry["difference"].endswith(".newcombe")
        assert entry["group"] == "test" or entry["test"].endswith(".mid-p")


def test_every_row_of_the_panel_is_a_row_of_the_results(unsure):
    for found in (trial(), compare(unsure)):
        ids = {row.id for row in found}
        assert all({entry["difference"], entry["test"]} <= ids for entry in panel(found)["rows"])
        pairs_of_ids = [(entry["difference"], entry["test"]) for entry in panel(found)["rows"]]
        assert len(set(pairs_of_ids)) == len(pairs_of_ids)


def test_methods_that_mislead_are_never_rows():
    methods = {entry[kind].split(".")[-1] for entry in panel(trial())["rows"] for kind in ("difference", "test")}
    assert not methods & {"wald", "wald-corrected", "corrected", "scas"}
