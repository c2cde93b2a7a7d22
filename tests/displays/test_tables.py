"""Tables as a reader sees them: what stands in which cell, and what is said below."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.plan import Multiplicity, Plan
from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.tables._paired import endpoint_heading
from psmatrial.menu import Menu
from tests.cohorts import pairs, reads, trial, trial_patients

TABLES = Menu("displays/tables", "table")


def shown(name, results=None):
    return TABLES.load(name).table(results or trial())


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def small(tmp_path, patients, plan=None):
    return compare(reads(tmp_path / "reads.csv", patients), plan)


# What the shipped trial has nothing for: its plan or its data do not call for it.
NOT_IN_TRIAL = {
    *("baseline", "contrasts", "lesions", "lesions-counts", "lesions-methods", "management", "management-changes"),
    *("margins", "missing", "model", "model-rates", "survival", "survival-compared"),
    *("truth", "truth-compared", "truth-regions", "truth-regions-found"),
    *("deviations", "withheld"),
}
NEED_MORE = {*NOT_IN_TRIAL, "across-strata", "agreement", "agreement-pairs", "readers", "strata", "strata-counts"}


@pytest.mark.parametrize("name", [name for name in TABLES.names() if name not in NOT_IN_TRIAL])
def test_every_table_is_whole_and_every_number_has_its_row(name):
    table = shown(name)
    assert table.name == name
    assert table.title
    by_id = {row.id: row for row in trial()}
    for row in table.rows:
        assert len(row) == len(table.columns)
        assert row[0].text
        assert all(cell.row in by_id for cell in row if cell.row)
        assert not any(word in cell.text for cell in row for word in ("nan", "None", "inf"))
    assert len({row[0].text + row[1].text for row in table.rows}) == len(table.rows)


def test_detection_per_patient_and_region():
    table = shown("detection")
    assert [column.heading for column in table.columns] == [
        "Endpoint",
        "found",
        "interval, %",
        "found",
        "interval, %",
        "points",
        "interval",
        "p",
        "adjusted p",
    ]
    assert [column.group for column in table.columns][1:6:2] == ["PSMA", "fluciclovine", "Difference"]
    assert texts(table) == [
        ["Patient, any region", "28/50 (56%)", "41 to 70", "13/50 (26%)", "15 to 40", "+30", "12 to 46", "0.0026", "–"],
        ["Prostate bed", "7/50 (14%)", "6 to 27", "9/50 (18%)", "9 to 31", "−4", "−16 to +7", "0.6875", "0.6875"],
        ["Pelvic nodes", "15/50 (30%)", "18 to 45", "4/50 (8%)", "2 to 19", "+22", "9 to 36", "0.0034", "0.0103"],
        ["Extrapelvic", "8/50 (16%)", "7 to 29", "0/50 (0%)", "0 to 7", "+16", "8 to 29", "0.0078", "0.0156"],
    ]
    assert not table.illustration


def test_the_footnote_names_denominator_methods_and_level():
    first, second = shown("detection").footnotes
    assert first == (
        "Found: patients positive of those with a result under both tests. Intervals are two-sided at 95%: rates "
        "Clopper-Pearson, difference Tango score. p: exact McNemar, two-sided."
    )
    assert second == "Adjusted p: Holm within the family."


def test_gates_are_told_below_the_table(tmp_path):
    plan = plan_of("[multiplicity]\ngatekeeping = true")
    table = shown("strata", small(tmp_path, trial_patients(), plan))
    assert any("(gatekeeping)" in note for note in table.footnotes)


def test_without_adjustment_there_is_no_column_for_it(tmp_path):
    plan = Plan(multiplicity=Multiplicity(method="none"))
    table = shown("strata", small(tmp_path, trial_patients(), plan))
    assert "adjusted p" not in [column.heading for column in table.columns]
    assert not any("Adjusted" in note for note in table.footnotes)


def test_detection_by_psa_is_marked_as_illustration():
    table = shown("strata")
    assert [row[:4] for row in texts(table)] == [
        ["0.2-0.5", "12/26 (46%)", "27 to 67", "7/26 (27%)"],
        [">0.5-1.0", "12/18 (67%)", "41 to 87", "5/18 (28%)"],
        [">1.0-2.0", "4/6 (67%)", "22 to 96", "1/6 (17%)"],
    ]
    assert table.illustration


def test_who_was_found_by_which_test():
    table = shown("counts")
    assert [row[:7] for row in texts(table)] == [
        ["Patient, any region", "9", "19", "4", "18", "4.75", "1.58 to 19.20"],
        ["Prostate bed", "5", "2", "4", "39", "0.50", "0.05 to 3.49"],
        ["Pelvic nodes", "3", "12", "1", "34", "12.00", "1.78 to 512.97"],
        ["Extrapelvic", "0", "8", "0", "42", "∞", "1.71 to ∞"],
    ]
    assert table.footnotes[0].startswith("Odds ratio: conditional, PSMA only over fluciclovine only; not a risk ratio")


def test_a_planned_test_that_stands_among_the_further_ones_has_one_column(tmp_path):
    found = small(tmp_path, pairs(9, 19, 4, 18), plan_of('[primary]\ntest = "mid-p"\n'))
    assert "mid-p" in found.plan["methods"]["equality"]
    heads = [column.heading for column in shown("counts", found).columns if column.group == "p, equal detection"]
    assert heads == ["mid-p", "asymptotic"]


def test_readers_one_by_one():
    assert [row[0] for row in texts(shown("readers"))] == ["R1", "R2", "R3"]
    assert any("The interval (Tango) leaves out 0" in row.note for row in trial().select(reader="R1"))


def test_across_the_strata():
    rows = {(row[0], row[1]): row[2:] for row in texts(shown("across-strata"))}
    question = "Is the difference the same in all strata?"
    pooled = next(cells for (name, _), cells in rows.items() if name == "Pooled difference, points")
    assert pooled == ["+30 (12 to 46)", "–", "–"]
    assert ["2.10", "2", "0.3494"] in [cells for (name, _), cells in rows.items() if name == question]
    assert any("the whole 2x2 table is the same" in note for note in shown("across-strata").footnotes)


def test_the_panel_begins_with_the_plan_and_names_what_is_left_out():
    table = shown("robustness")
    assert texts(table)[0] == ["Planned", "As planned", "9/19/4/18", "+30", "12 to 46", "0.0026"]
    assert all(cell.strong for cell in table.rows[0])
    assert not any(cell.strong for row in table.rows[1:] for cell in row)
    assert table.footnotes[0] == "Not a menu: the planned row is the result; no adjustment for looking."
    assert "equivocal readings: there are none" in table.footnotes[-1]


def test_the_panel_says_why_an_interval_is_a_dash(tmp_path):
    table = shown("robustness", small(tmp_path, pairs(400, 1000, 600, 1)))
    [row] = [row for row in texts(table) if row[1] == "Exact unconditional"]
    assert row[4] == "–"
    assert "Exact unconditional: limits are not computed above 2000 patients" in table.footnotes
    assert not any("Fay-Lumbard" in note for note in table.footnotes)


def test_tables_without_anything_to_show_are_none(tmp_path):
    found = small(tmp_path, pairs(1, 1, 1, 1))
    absent = {name for name in TABLES.names() if shown(name, found) is None}
    assert absent == {*NEED_MORE, "regions-clustered"}


def test_a_table_without_patients_has_dashes_and_words(tmp_path):
    table = shown("detection", small(tmp_path, [("positive", "non-evaluable")]))
    assert texts(table) == [["Patient, any region", "0/0", "–", "0/0", "–", "–", "–", "–"]]
    assert any("no patients" in note for note in table.footnotes)


def test_names_of_regions_keep_their_capitals():
    row = trial().rows[0]
    for region, name in (("M1a LN", "M1a LN"), ("pelvic LN (N1)", "Pelvic LN (N1)")):
        assert endpoint_heading(replace(row, endpoint="region", region=region)) == name
