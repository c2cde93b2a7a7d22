"""What rows say in words, several contrasts, and what is refused."""

from __future__ import annotations

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.explain import table_of
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.run import compare
from psmatrial.errors import InputError, UsageError
from tests.cohorts import pairs, reads, trial

ENDPOINTS = ("patient", "prostate-bed", "pelvic-nodes", "extrapelvic")


def test_the_pilot_says_that_its_interval_and_its_test_differ(tmp_path):
    found = compare(reads(tmp_path / "pilot.csv", pairs(2, 5, 0, 3)))
    row = found.row("patient.all.rate-difference.tango")
    assert row.note == (
        "The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625; the interval that belongs "
        "to the exact test (Fay-Lumbard) is −2 to +81. The test decides."
    )
    assert (row.low, row.high) == pytest.approx((0.08, 0.76), abs=0.005)
    assert found.row("patient.all.rate-difference.fay-lumbard").note == ""


def test_no_row_of_the_trial_but_one_says_that_interval_and_test_differ():
    noted = [row.id for row in trial() if "The test decides" in row.note]
    assert noted == ["extrapelvic@R1.all.rate-difference.tango"]


def test_numbers_that_the_publication_does_not_determine_say_so():
    marked = {row.id for row in trial() if row.illustration}
    assert "patient.psa-gt0.5-1.0.equality.exact" in marked
    assert "patient@R1.all.equality.exact" in marked
    assert "patient.choice-any-reader.equality.exact" in marked
    clear = {row.id for row in trial()} - marked
    assert "patient.psa-gt0.5-1.0.index-rate.clopper-pearson" in clear
    assert {f"{name}.all.equality.exact" for name in ENDPOINTS} <= clear


def test_several_contrasts_have_ids_of_their_own(tmp_path):
    names = ("PSMA", "fluciclovine", "choline")
    patients = [(*pair, "negative") for pair in pairs(9, 19, 4, 18)]
    plan = tmp_path / "plan.toml"
    text = "".join(f'[[contrasts]]\nindex = "PSMA"\ncomparator = "{name}"\n' for name in names[1:])
    plan.write_text(text)
    found = compare(reads(tmp_path / "three.csv", patients, names), plan)
    ids = [row.id for row in found]
    assert len(set(ids)) == len(ids)
    assert found.primary["row"] == "PSMA-vs-fluciclovine:patient.all.equality.exact"
    assert table_of(found.row("PSMA-vs-choline:patient.all.equality.exact")).cells == (0, 28, 0, 22)
    assert found.row(found.primary["row"]).p_value == trial().row("patient.all.equality.exact").p_value
    assert {entry["test"].split(":")[0] for entry in found.further["robustness"]["rows"]} == {"PSMA-vs-fluciclovine"}


def test_bad_readings_and_bad_plans_are_told_apart(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("patient_id,modality,result\nP1,PSMA,postive\n")
    with pytest.raises(InputError, match=r"reads.csv:2: result: 'postive'"):
        compare(path)
    with pytest.raises(UsageError, match="level"):
        compare(example()[0], Plan(level=2.0))
