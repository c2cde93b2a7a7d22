"""Tables of what makes a PET trial: from the simulated examples, each held against the rows and a count of its file."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from psmatrial.analysis.results import ILLUSTRATION, loaded
from psmatrial.analysis.run import compare
from psmatrial.menu import Menu
from psmatrial.reports.report import rendered
from tests.cohorts import trial

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = Menu("displays/tables", "table")
WHERE = {
    "agreement": "three-tests",
    "agreement-pairs": "three-tests",
    "baseline": "truth",
    "contrasts": "three-tests",
    "management": "management",
    "management-changes": "management",
    "missing": "three-tests",
    "truth": "truth",
    "truth-compared": "truth",
    "truth-regions": "truth",
    "truth-regions-found": "truth",
}


@cache
def results(name):
    return compare(DATA / name / "reads.csv", DATA / name / "plan.toml")


def table(name):
    return TABLES.load(name).table(results(WHERE[name]))


def texts(name):
    return [[cell.text for cell in row] for row in table(name).rows]


@pytest.mark.parametrize("name", WHERE)
def test_a_table_shows_rows_that_exist_and_says_what_they_are(name):
    shown, found = table(name), results(WHERE[name])
    assert shown.name == name
    assert shown.footnotes
    assert {len(row) for row in shown.rows} == {len(shown.columns)}
    for row in shown.rows:
        for cell in row:
            assert not cell.row or found.row(cell.row)


@pytest.mark.parametrize("name", sorted(set(WHERE) - {"agreement", "agreement-pairs"}))
def test_a_trial_without_such_data_has_no_such_table(name):
    assert TABLES.load(name).table(trial()) is None


@pytest.mark.parametrize("name", WHERE)
def test_a_table_comes_again_from_the_saved_results(name, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(results(WHERE[name]).json(), encoding="utf-8")
    assert TABLES.load(name).table(loaded(path)) == table(name)


def test_the_baseline_counts_what_the_file_holds():
    with (DATA / "truth" / "reads.csv").open(encoding="utf-8") as file:
        adt = {row["patient_id"]: row["adt"] for row in csv.DictReader(file)}
    said = sum(value == "yes" for value in adt.values())
    [row] = [row for row in texts("baseline") if row[0] == "yes"]
    assert row[1].startswith(f"{said} (")
    assert table("baseline").columns[1].heading == "All patients, n = 80"
    assert {"PSA, ng/mL", "ISUP grade", "ADT"} <= {row[0] for row in texts("baseline")}


def test_transitions_add_up_to_the_patients():
    rows = texts("management")
    assert sum(int(row[-1]) for row in rows[:-1]) == int(rows[-1][-1])
    assert sum(map(int, rows[-1][1:-1])) == int(rows[-1][-1])


def test_the_tests_are_compared_all_together_before_any_two():
    first = [row[0] for row in texts("contrasts")]
    assert first[0].startswith("All together: Cochran's Q")
    assert first[2:] == ["PSMA against fluciclovine", "PSMA against MRI", "fluciclovine against MRI"]


def test_maximum_likelihood_stands_beside_the_complete_pairs():
    first = [row[0] for row in texts("missing")]
    assert first[:2] == ["As planned", "Maximum likelihood, one scan or both"]
    assert first[2:] == [
        "Equivocal as positive",
        "Equivocal as missing",
        "Missing as negative",
        "Missing, worst case",
        "Missing, best case",
    ]


@pytest.mark.parametrize(
    ("name", "row", "column", "words"),
    [
        ("agreement", "All readers agree", -2, "All readers agree: no difference is computed"),
        ("truth-regions", "Prostate bed, reader R1", -1, "p is of all readers together, none is computed for each"),
        ("missing", "Maximum likelihood, one scan or both", -1, "estimates the difference alone: no rates, no p"),
    ],
)
def test_a_dash_has_its_note(name, row, column, words):
    assert all(one[column] == "–" for one in texts(name) if row in one)
    assert any(words in note for note in table(name).footnotes)


def test_a_table_without_such_a_dash_has_no_such_note():
    found = results("three-tests")
    alone = replace(found, rows=tuple(row for row in found.rows if row.method != "all-readers"))
    assert not any("no difference is computed" in note for note in TABLES.load("agreement").table(alone).footnotes)
    found = results("truth")
    together = replace(found, rows=tuple(row for row in found.rows if row.reader is None))
    assert not any("for each" in note for note in TABLES.load("truth-regions").table(together).footnotes)


def test_each_rate_names_its_denominator():
    notes = " ".join(table("truth").footnotes)
    for words in ("of positive patients with any reference datum", "of patients with any reference datum"):
        assert words in notes
    assert [row[0] for row in texts("truth")][:4] == [
        "Correct localisation rate",
        "reader R1",
        "reader R2",
        "reader R3",
    ]


def test_every_reader_has_a_predictive_value_in_every_region():
    first = [row[0] for row in texts("truth-regions")]
    assert first[:2] == ["Prostate bed", "Prostate bed, reader R1"]
    assert len(first) == 12


def test_every_reader_has_a_detection_rate_in_every_region_and_its_denominator_is_named():
    shown = table("truth-regions-found")
    first = [row[0] for row in texts("truth-regions-found")]
    assert shown.title == "Correct detection rate and verified detection rate by region"
    assert first[:2] == ["Prostate bed", "Prostate bed, reader R1"]
    assert len(first) == 12
    assert "of patients who have a reference datum there" in " ".join(shown.footnotes)


def test_of_all_scanned_the_two_rates_of_a_region_stand_apart():
    found = results("truth")
    scanned = replace(found, plan={**found.plan, "truth": {**found.plan["truth"], "denominator": "scanned"}})
    shown = TABLES.load("truth-regions-found").table(scanned)
    assert len(shown.rows) == 24
    assert shown.rows[12][0].text == "Prostate bed, verified detection rate"
    assert "of all patients read there" in " ".join(shown.footnotes)


def test_with_verified_positives_alone_accuracy_is_not_spoken_of(tmp_path):
    plan = (DATA / "truth" / "plan.toml").read_text(encoding="utf-8") + 'verified = "positives"\n'
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    found = compare(DATA / "truth" / "reads.csv", tmp_path / "plan.toml")
    assert TABLES.load("truth-regions-found").table(found) is None
    for name in ("truth", "truth-compared", "truth-regions"):
        shown = TABLES.load(name).table(found)
        words = " ".join([cell.text for row in shown.rows for cell in row] + list(shown.footnotes)).lower()
        assert "sensitivity" not in words
        assert "specificity" not in words
    section = Menu("reports/sections", "section").load("truth").section(found, None)
    assert "verified" in section.blocks[0].text
    page = rendered(found, "html").decode().lower()
    assert "sensitivity" not in page
    assert "specificity" not in page


@pytest.mark.parametrize("name", sorted(set(WHERE) - {"baseline"}))
def test_a_table_of_illustrations_says_so(name):
    found = results(WHERE[name])
    marked = replace(found, rows=tuple(row.noting(ILLUSTRATION) for row in found.rows))
    assert TABLES.load(name).table(marked).illustration
    assert not table(name).illustration


def test_without_an_endpoint_there_is_no_table_of_the_truth():
    found = results("truth")
    bare = replace(found, further={**found.further, "truth": {**found.further["truth"], "endpoints": []}})
    assert TABLES.load("truth").table(bare) is None
