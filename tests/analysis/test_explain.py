"""Every number of the trial opens: its table, formula, reference, and the same by the other methods."""

from __future__ import annotations

import json
import re

import pytest

from psmatrial.analysis.explain import explained, explanation, filled, margins_of, table_of
from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.results import Row, json_text
from psmatrial.analysis.run import compare
from psmatrial.displays.summary import margin_phrases
from psmatrial.displays.terminal import explanation_text
from psmatrial.errors import UsageError
from psmatrial.model import PairedTable
from psmatrial.stats.methods import CATALOGUE
from tests.cohorts import pairs, reads, trial
from tests.reports import examples

IDS = [row.id for row in trial()]


@pytest.fixture(scope="module")
def opened():
    return {row_id: explained(trial(), row_id) for row_id in IDS}


def test_every_row_opens_as_text_and_as_json(opened):
    for row_id, found in opened.items():
        again = json.loads(json_text(found))
        assert again["row"]["id"] == row_id
        # Counting needs no reference.
        assert again["method"]["reference"] or again["row"]["method"] == "counted", row_id
        assert again["method"]["formula"], row_id
        text = explanation_text(found)
        assert text.startswith(row_id)
        assert max(map(len, text.splitlines())) <= 80, text
        assert "None" not in text
        assert "nan" not in text


def test_a_row_of_one_table_has_its_counts_and_the_other_methods(opened):
    for row_id, found in opened.items():
        table = table_of(trial().row(row_id))
        if table is None:
            assert found["inputs"] == {}
            continue
        assert [found["inputs"][letter] for letter in "abcd"] == list(table.cells)
        quantity, method = found["row"]["quantity"], found["row"]["method"]
        names = {entry.name for entry in CATALOGUE if entry.quantity == quantity}
        assert {other["method"] for other in found["others"]} == names - {method}


def test_another_method_gives_what_its_own_row_has(opened):
    found = opened["patient.all.rate-difference.tango"]
    newcombe = next(other for other in found["others"] if other["method"] == "newcombe")
    row = trial().row("patient.all.rate-difference.newcombe")
    assert (newcombe["value"], newcombe["low"], newcombe["high"]) == (row.value, row.low, row.high)


def test_the_counts_stand_in_the_formula(opened):
    text = opened["patient.all.equality.asymptotic"]["filled"]
    assert "(19 − 4)²/(19 + 4)" in text


def test_no_letter_of_a_count_is_left_in_a_filled_formula():
    table = PairedTable(9, 19, 4, 18)
    for entry in CATALOGUE:
        text = filled(entry.formula, table, 0.95)
        assert not re.search(r"(?<![A-Za-z])[bcdm](?![A-Za-z])", text), (entry.quantity, entry.name, text)


def test_a_formula_without_a_level_keeps_its_letters():
    assert filled("z and α", PairedTable(1, 2, 3, 4), None) == "z and α"


def test_a_row_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        explained(trial(), "patient.all.rate-differnce.tango")
    assert str(caught.value) == (
        "there is no row 'patient.all.rate-differnce.tango'. Did you mean 'patient.all.rate-difference.tango'? "
        "Ids stand first in each row of results.csv and results.json."
    )


def test_a_row_that_is_like_no_other_is_refused_with_where_ids_stand():
    with pytest.raises(UsageError) as caught:
        explained(trial(), "foo")
    assert str(caught.value) == "there is no row 'foo'. Ids stand first in each row of results.csv and results.json."


def test_a_formula_in_which_no_number_stands_is_said_once(opened):
    pairwise = explained(examples.results("three-tests"), "PSMA-vs-MRI:patient.all.pairwise-equality.exact")
    for found in (opened["patient.all.rate-difference.newcombe"], pairwise):
        assert found["filled"] == found["method"]["formula"]
        assert explanation_text(found).count("  formula: ") == 1
        assert "with the numbers" not in explanation_text(found)
    assert "  with the numbers: " in explanation_text(opened["patient.all.equality.exact"])


def test_a_row_over_strata_lists_its_tables_and_the_other_methods_of_the_results(opened):
    ids = [row_id for row_id, found in opened.items() if found["row"]["stratum_by"] and not found["row"]["stratum"]]
    assert ids
    for row_id in ids:
        found = opened[row_id]
        endpoint, by = found["row"]["endpoint"], found["row"]["stratum_by"]
        every = [row for row in trial() if (row.endpoint, row.stratum_by) == (endpoint, by) and row.stratum]
        assert [one["stratum"] for one in found["strata"]] == list(dict.fromkeys(row.stratum for row in every))
        assert all(f"{one['both']} / {one['index_only']} / " in explanation_text(found) for one in found["strata"])
        same = {row.id for row in trial() if row.id.startswith(row_id.rpartition(".")[0] + ".")}
        assert {other["id"] for other in found["others"]} == same - {row_id}


def test_a_margin_of_many_digits_stands_in_the_formula_as_it_was_typed(tmp_path):
    plan = Plan(primary=Primary(margin=-0.06666667, ratio_margin=0.8333333, equivalence=True))
    results = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan)
    found = explained(results, "patient.all.rate-difference-margin.score.greater")
    assert "(−0.06666667)" in found["filled"]
    both = margins_of(results, results.row("patient.all.rate-difference-equivalence.score"))
    assert both == {"δ₁": "(−0.06666667)", "δ₂": "0.06666667"}
    # 1/0.8333333 was not typed.
    both = margins_of(results, results.row("patient.all.rate-ratio-equivalence.score"))
    assert both == {"θ₁": "0.8333333", "θ₂": "1.2"}


def test_a_test_of_a_margin_shows_the_margin_in_its_formula(tmp_path):
    plan = Plan(primary=Primary(margin=-0.1, ratio_margin=0.8, equivalence=True))
    results = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan)
    assert (
        "difference above the margin of −10 points: one-sided p < 0.0001 (score), shown at the one-sided level 0.025"
        in (margin_phrases(results))
    )
    found = explained(results, "patient.all.rate-difference-margin.score.greater")
    assert found["filled"].startswith("z = (19 − 4 − 50·(−0.1))/√(50·(2q + (−0.1)·(1 − (−0.1))))")
    assert [other["method"] for other in found["others"]] == ["exact-unconditional"]
    ratio = explained(results, "patient.all.rate-ratio-margin.score.greater")
    assert ratio["filled"].startswith("z = (9 + 19 − 0.8·(9 + 4))/√(50·0.8·q)")
    assert "between" not in explained(results, "patient.all.rate-ratio-equivalence.score")["filled"]
    assert "above (−0.1) and below 0.1" in explained(results, "patient.all.rate-difference-equivalence.score")["filled"]


def test_the_counts_over_units_have_a_name_and_say_how_they_come_about():
    found = explained(trial(), "regions.all.units.counted")
    row = trial().row("regions.all.units.counted")
    cells = (row.both, row.index_only, row.comparator_only, row.neither)
    assert found["method"]["label"] == "units counted over all patients"
    assert found["filled"].startswith(f"{sum(cells)} = {' + '.join(map(str, cells))},")
    assert found["others"] == []
    assert "formula: n = a + b + c + d" in explanation_text(found)


@pytest.mark.parametrize(
    ("example", "row", "beginning"),
    [
        (
            "truth",
            "patient.all.index-npv.clopper-pearson",
            "25/30 = true negatives / negatives; limits: low: P(X ≥ 25)",
        ),
        ("truth", "pelvic-nodes.all.index-ppv.clopper-pearson", "20/20 = true positives / positives; limits: low: P("),
        (
            "management",
            "management.all.change-major-of-changed.clopper-pearson",
            "8/15 patients; limits: low: P(X ≥ 8)",
        ),
    ],
)
def test_a_share_without_a_table_has_its_numerator_and_denominator_put_in(example, row, beginning):
    found = explained(examples.results(example), row)
    assert found["inputs"] == {}
    assert found["filled"].startswith(beginning)
    assert "with the numbers: " in explanation_text(found)
    assert "a + b" not in found["method"]["formula"]


def test_counts_that_are_not_those_of_the_formula_are_not_put_in():
    readings = explained(examples.results("truth"), "patient.all.index-agreement.all-readers")
    assert (readings["row"]["numerator"], readings["row"]["denominator"]) == (144, 240)
    units = explained(examples.results("truth"), "regions.all.clustered-index-rate.linear")
    assert (readings["filled"], units["filled"]) == (None, None)


def test_a_share_of_nobody_has_nothing_put_in():
    nobody = Row("r", quantity="index-ppv", method="wald", numerator=0, denominator=0, note="no patients")
    assert explanation(trial(), nobody).filled is None


def test_the_table_of_specificity_is_printed_with_negative_results_first():
    found = explained(examples.results("truth"), "patient.all.specificity-difference.tango")
    assert (found["counted"], found["inputs"]["a"]) == ("negative", 20)
    lines = explanation_text(found).splitlines()
    assert [line.split() for line in lines[3:6]] == [
        ["fluciclovine", "-", "fluciclovine", "+"],
        ["PSMA", "-", "a", "20", "b", "5"],
        ["PSMA", "+", "c", "4", "d", "0", "n", "29"],
    ]
    assert "one of them or neither calls negative" in " ".join(explanation_text(found).split())
    same = explained(examples.results("truth"), "patient.all.sensitivity-difference.tango")
    assert (same["counted"], same["row"]["note"]) == ("positive", "")
    assert explanation_text(same).splitlines()[3].split() == ["fluciclovine", "+", "fluciclovine", "-"]
